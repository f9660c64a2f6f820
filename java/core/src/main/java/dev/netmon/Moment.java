// SPDX-License-Identifier: Apache-2.0
package dev.netmon;

import java.time.Instant;

/**
 * One reading of both clocks, taken when something was taken from the operating system.
 *
 * @param nanos {@link System#nanoTime()} (CLOCK_MONOTONIC on Linux), compared by subtraction only
 * @param time the wall clock at the same moment
 */
public record Moment(long nanos, Instant time) {

    /** Reads both clocks now. */
    public static Moment now() {
        return new Moment(System.nanoTime(), Instant.now());
    }
}
