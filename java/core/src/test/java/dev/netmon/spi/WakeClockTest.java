// SPDX-License-Identifier: Apache-2.0
package dev.netmon.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class WakeClockTest {
    private static final long SECOND = 1_000_000_000L;

    private long monotonic = 1000 * SECOND;
    private long asleep = 50 * SECOND;
    /** By how much every look at the monotonic clock moves it on, as if the thread had lost its processor. */
    private long stall;

    private final WakeClock clock = new WakeClock(() -> monotonic + asleep, this::stalledMonotonic);

    private long stalledMonotonic() {
        long now = monotonic;
        monotonic += stall;
        return now;
    }

    @Test
    void timeThatPassesAwakeIsNoSleep() {
        monotonic += 3600 * SECOND;
        assertEquals(0, clock.slept());
    }

    @Test
    void aSleepIsToldOnceWithItsLength() {
        monotonic += 5 * SECOND;
        asleep += 700 * SECOND;
        assertEquals(700 * SECOND, clock.slept());
        assertEquals(0, clock.slept());
    }

    @Test
    void aSecondSleepCountsFromTheFirst() {
        asleep += 3 * SECOND;
        assertEquals(3 * SECOND, clock.slept());
        asleep += 4 * SECOND;
        assertEquals(4 * SECOND, clock.slept());
    }

    @Test
    void theShortestSleepTold() {
        asleep += WakeClock.SHORTEST - 1;
        assertEquals(0, clock.slept());
        asleep += 1;
        assertEquals(WakeClock.SHORTEST, clock.slept(), "what was too short to be told is not forgotten");
    }

    @Test
    void aStallBetweenTheReadingsIsNoSleep() {
        stall = 150_000_000L;
        assertEquals(0, clock.slept());
    }

    /** The wall clock is not even an input: setting it cannot be taken for a sleep. */
    @Property
    void onlySleepCounts(
            @ForAll @LongRange(min = 0, max = 1L << 50) long awake,
            @ForAll @LongRange(min = WakeClock.SHORTEST, max = 1L << 50) long sleep) {
        WakeClockTest fresh = new WakeClockTest();
        fresh.monotonic += awake;
        assertEquals(0, fresh.clock.slept());
        fresh.asleep += sleep;
        assertEquals(sleep, fresh.clock.slept());
    }
}
