// SPDX-License-Identifier: Apache-2.0
/**
 * Trying again, as pure state machines: no thread, no clock, no socket. Time comes in as a parameter, nanoseconds compared
 * by subtraction; randomness comes in as a function. Whoever owns the thread asks when to try next and reports how it
 * went.
 */
@NullMarked
package dev.netmon.resilience;

import org.jspecify.annotations.NullMarked;
