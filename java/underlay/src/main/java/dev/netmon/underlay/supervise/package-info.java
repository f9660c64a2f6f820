// SPDX-License-Identifier: Apache-2.0
/**
 * From a change to restored traffic: {@link dev.netmon.underlay.supervise.RebindGate} says when to react, the supervisor
 * owns the thread that does.
 *
 * <p>One reaction runs at a time. What comes while one runs, or within the interval after it, becomes one more reaction at
 * the end of the interval: deferred, folded, never dropped.
 */
@NullMarked
package dev.netmon.underlay.supervise;

import org.jspecify.annotations.NullMarked;
