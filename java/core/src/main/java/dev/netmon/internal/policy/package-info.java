// SPDX-License-Identifier: Apache-2.0
/**
 * What netmon decides, apart from everything that waits or reads: time comes in as a parameter (nanoseconds, compared by
 * subtraction), facts come in as values.
 *
 * <p>{@link dev.netmon.internal.policy.Debouncer} says when a burst is over, {@link
 * dev.netmon.internal.policy.EagerRule} when an answer has held long enough to be told before that, {@link
 * dev.netmon.internal.policy.Usability} whether a packet can leave by a path at all, and {@link
 * dev.netmon.internal.policy.Judge} what the difference between the paths told and the paths found means.
 */
@NullMarked
package dev.netmon.internal.policy;

import org.jspecify.annotations.NullMarked;
