// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PingScheduleTest {

    private static final long MS = 1_000_000;
    private static final long START = Long.MAX_VALUE - 5 * MS;

    private static long at(long millis) {
        return START + millis * MS;
    }

    private static PingSchedule every10ms(long count) {
        return new PingSchedule(Duration.ofMillis(10), count, START);
    }

    @Test
    void theFirstIsDueAtOnceAndLatenessDoesNotAddUp() {
        PingSchedule schedule = every10ms(3);
        assertTrue(schedule.isDue(at(0)));
        schedule.sent(at(3));
        assertEquals(at(10), schedule.due());
        assertFalse(schedule.isDue(at(10) - 1));
        schedule.sent(at(10));
        schedule.sent(at(20));
        assertTrue(schedule.over());
        assertFalse(schedule.isDue(at(1000)));
    }

    @Test
    void whatWasHeldUpIsSkipped() {
        PingSchedule schedule = every10ms(100);
        schedule.sent(at(95));
        assertEquals(at(105), schedule.due());
    }

    @Test
    void aHurriedPingMovesTheOthers() {
        PingSchedule schedule = every10ms(100);
        schedule.sent(at(0));
        schedule.hurry(at(4));
        assertTrue(schedule.isDue(at(4)));
        schedule.sent(at(4));
        assertEquals(at(14), schedule.due());
        schedule.stop();
        schedule.hurry(at(5));
        assertFalse(schedule.isDue(at(5)));
    }
}
