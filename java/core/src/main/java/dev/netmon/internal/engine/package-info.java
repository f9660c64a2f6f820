// SPDX-License-Identifier: Apache-2.0
/**
 * From events to changes, in one thread and without a clock of its own: {@link dev.netmon.internal.engine.Fold} keeps
 * links and addresses in a {@link dev.netmon.internal.engine.LinkTable} and what they changed in a {@link
 * dev.netmon.internal.engine.Burst}, {@link dev.netmon.internal.engine.Paths} asks where packets leave, {@link
 * dev.netmon.internal.engine.Teller} makes a change of it for every {@link dev.netmon.internal.engine.Seat}, and {@link
 * dev.netmon.internal.engine.Engine} says when.
 *
 * <p>Routes are never folded, so half a million of them cost nothing; the immutable snapshot is built only when a
 * change is told.
 */
@NullMarked
package dev.netmon.internal.engine;

import org.jspecify.annotations.NullMarked;
