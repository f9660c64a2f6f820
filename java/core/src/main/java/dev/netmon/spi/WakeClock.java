// SPDX-License-Identifier: Apache-2.0
package dev.netmon.spi;

import java.util.function.LongSupplier;

/**
 * Tells how long the machine slept, from two clocks that differ in nothing but sleep: one goes on (Linux CLOCK_BOOTTIME,
 * macOS CLOCK_MONOTONIC_RAW), the other stands still (CLOCK_MONOTONIC, CLOCK_UPTIME_RAW). The wall clock has no part in
 * it, so a clock that was set is no sleep.
 *
 * <p>Pure but for the clocks it is given. Not thread-safe. Source: clock_gettime(2) of both systems.
 */
public final class WakeClock {
    /** The shortest sleep told, in nanoseconds: shorter ones are doubt about the reading, and no network minds them. */
    public static final long SHORTEST = 100_000_000L;

    /** A reading this exact is good enough, in nanoseconds. */
    private static final long EXACT = 1_000_000L;

    /** How often a reading is repeated that was not exact, because the thread lost its processor in the middle of it. */
    private static final int TRIES = 5;

    private final LongSupplier throughSleep;
    private final LongSupplier awake;
    private long asleepBefore;

    /** Counts from now on. Both clocks tell nanoseconds. */
    public WakeClock(LongSupplier throughSleep, LongSupplier awake) {
        this.throughSleep = throughSleep;
        this.awake = awake;
        this.asleepBefore = asleep();
    }

    /** How long the machine slept since the last call, in nanoseconds; 0 if it did not. */
    public long slept() {
        long asleep = asleep();
        long slept = asleep - asleepBefore;
        if (slept < SHORTEST) {
            // The old mark stays, so that doubts do not add up.
            return 0;
        }
        asleepBefore = asleep;
        return slept;
    }

    /** All sleep since the machine started, from the most exact of a few readings. */
    private long asleep() {
        long best = 0;
        long doubt = Long.MAX_VALUE;
        for (int i = 0; i < TRIES && doubt > EXACT; i++) {
            long before = awake.getAsLong();
            long all = throughSleep.getAsLong();
            long width = awake.getAsLong() - before;
            if (width < doubt) {
                doubt = width;
                best = all - before - width / 2;
            }
        }
        return best;
    }
}
