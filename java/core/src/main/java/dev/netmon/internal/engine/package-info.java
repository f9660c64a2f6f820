// SPDX-License-Identifier: Apache-2.0
/**
 * From events to changes, in one thread and without a clock of its own: {@link dev.netmon.internal.engine.LinkTable}
 * folds links and addresses, {@link dev.netmon.internal.engine.Burst} remembers what happened since the last change was
 * told, {@link dev.netmon.internal.engine.Paths} asks where packets leave, and {@link
 * dev.netmon.internal.engine.Engine} puts them together with the policies.
 *
 * <p>Routes are never folded, so half a million of them cost nothing; the immutable snapshot is built only when a
 * change is told.
 */
@NullMarked
package dev.netmon.internal.engine;

import org.jspecify.annotations.NullMarked;
