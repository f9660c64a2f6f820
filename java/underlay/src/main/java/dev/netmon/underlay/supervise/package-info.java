// SPDX-License-Identifier: Apache-2.0
/**
 * From a change to restored traffic: {@link dev.netmon.underlay.supervise.RebindGate} says when to react, the
 * {@link dev.netmon.underlay.supervise.Supervisor} owns the thread that does, and a
 * {@link dev.netmon.underlay.supervise.Reaction} says what is done.
 *
 * <p>One reaction runs at a time. What comes while one runs, or within the interval after it, becomes one more reaction at
 * the end of the interval: deferred, folded, never dropped. Nothing starts while no packet can leave; what a change asked
 * for meanwhile waits for the one that brings a network, what a program asked for waits five seconds at the most.
 */
@NullMarked
package dev.netmon.underlay.supervise;

import org.jspecify.annotations.NullMarked;
