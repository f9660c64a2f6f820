// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SleepLogTest {
    private static final int SUSPEND = 4;
    private static final int RESUME_WITH_SOMEBODY = 7;
    private static final int RESUME = 18;

    private final SleepLog log = new SleepLog();

    private long told(int type, long nanos, long wallNanos) {
        return log.slept(new PowerChange(type, nanos, wallNanos));
    }

    @ParameterizedTest
    @CsvSource({"18", "7"})
    void aSleepLastsFromSuspendToResume(int resume) {
        assertEquals(SleepLog.AWAKE, told(SUSPEND, 1_000, 50_000));
        assertEquals(600, told(resume, 1_600, 50_600));
    }

    @Test
    void aResumeToldTwiceIsOneSleep() {
        told(SUSPEND, 0, 0);
        assertEquals(600, told(RESUME, 600, 600));
        assertEquals(SleepLog.AWAKE, told(RESUME_WITH_SOMEBODY, 700, 700));
    }

    @Test
    void aSuspendToldTwiceBeganWithTheFirst() {
        told(SUSPEND, 0, 0);
        told(SUSPEND, 100, 100);
        assertEquals(600, told(RESUME, 600, 600));
    }

    @Test
    void aSleepThatNobodyAnnouncedHasNoLength() {
        assertEquals(SleepLog.UNKNOWN, told(RESUME, 600, 600));
    }

    @Test
    void aClockThatStoodStillIsMadeUpForByTheOther() {
        told(SUSPEND, 0, 0);
        assertEquals(900, told(RESUME, 1, 900));
        told(SUSPEND, 1_000, 1_000);
        assertEquals(700, told(RESUME, 1_700, 1_000));
    }

    @Test
    void noSleepIsShorterThanNothing() {
        told(SUSPEND, 10, 10);
        assertEquals(SleepLog.UNKNOWN, told(RESUME, 5, 5));
    }

    @Test
    void clocksMayWrap() {
        told(SUSPEND, Long.MAX_VALUE, 0);
        assertEquals(11, told(RESUME, Long.MIN_VALUE + 10, 0));
    }

    @Test
    void theNextSleepIsItsOwn() {
        told(SUSPEND, 0, 0);
        told(RESUME, 600, 600);
        told(SUSPEND, 1_000, 1_000);
        assertEquals(5, told(RESUME, 1_005, 1_005));
    }

    @ParameterizedTest
    @CsvSource({"10", "0", "-1"})
    void whatElseIsToldIsNoSleep(int type) {
        assertEquals(SleepLog.AWAKE, told(type, 0, 0));
        told(SUSPEND, 0, 0);
        assertEquals(SleepLog.AWAKE, told(type, 100, 100));
        assertEquals(200, told(RESUME, 200, 200));
    }
}
