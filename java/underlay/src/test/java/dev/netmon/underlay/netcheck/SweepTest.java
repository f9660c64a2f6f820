// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.netcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.underlay.netcheck.Sweep.Code;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SweepTest {

    private static final long MS = 1_000_000;

    /** Near the end of the clock, so that every comparison has to be a subtraction. */
    private static final long START = Long.MAX_VALUE - 200 * MS;

    private static Sweep asked(Sweep sweep, int probes) {
        for (int i = 0; i < probes; i++) {
            sweep.resolved(sweep.add(), START);
        }
        assertEquals(probes, sweep.due(START).size());
        return sweep;
    }

    private static long at(long millis) {
        return START + millis * MS;
    }

    @Test
    void allProbesAreSentAtOnceAndAgainAfter100And300Millis() {
        Sweep sweep = asked(Sweep.udpOnly(START, Code.WARM), 2);
        assertEquals(at(100), sweep.deadline(START));
        assertEquals(List.of(), sweep.due(at(100) - 1));
        assertEquals(List.of(0, 1), sweep.due(at(100)));
        sweep.answered(1, MS, START);
        assertEquals(at(300), sweep.deadline(at(101)));
        assertEquals(List.of(0), sweep.due(at(300)));
        assertEquals(List.of(), sweep.due(at(499)), "not a fourth time");
    }

    @Test
    void theReportIsDueWithTheLastAnswer() {
        Sweep sweep = asked(Sweep.withFallback(START, Code.WARM), 2);
        assertFalse(sweep.anyAnswer());
        sweep.answered(0, 10 * MS, START);
        assertTrue(sweep.anyAnswer());
        assertFalse(sweep.over(at(10)));
        sweep.answered(1, 20 * MS, START);
        assertTrue(sweep.over(at(20)));
    }

    @Test
    void aDeadServerGetsHalfASecondOnceAnotherAnswered() {
        Sweep sweep = asked(Sweep.withFallback(START, Code.WARM), 2);
        sweep.answered(0, MS / 2, START);
        sweep.due(at(100));
        sweep.due(at(300));
        assertEquals(at(500), sweep.deadline(at(300)));
        assertFalse(sweep.over(at(500) - 1));
        assertTrue(sweep.over(at(500)));
    }

    @Test
    void slowNetworksGetFiveTimesTheSlowestAnswer() {
        Sweep sweep = asked(Sweep.withFallback(START, Code.WARM), 3);
        sweep.answered(0, 150 * MS, START);
        sweep.answered(1, 120 * MS, START);
        assertFalse(sweep.over(at(750) - 1));
        assertTrue(sweep.over(at(750)));
        sweep.answered(1, 200 * MS, START); // the answer to an earlier transmission, late: the better one counts
        assertTrue(sweep.over(at(750)));
    }

    @Test
    void coldCodeAsksOnceMoreAndWaitsNoLongerThanItTookBefore() {
        Sweep sweep = asked(Sweep.udpOnly(START, Code.COLD), 2);
        sweep.answered(0, 90 * MS, at(90));
        assertEquals(at(90), sweep.deadline(at(90)), "at once");
        assertEquals(List.of(0), sweep.due(at(90)));
        assertEquals(List.of(1), sweep.due(at(100)), "only once");
        sweep.answered(1, 100 * MS, at(100));
        assertEquals(List.of(1), sweep.due(at(100)));
        assertFalse(sweep.over(at(100)));
        sweep.answered(0, MS, at(101));
        assertEquals(at(220), sweep.deadline(at(101)));
        assertFalse(sweep.over(at(220) - 1));
        assertTrue(sweep.over(at(220)), "a lost confirmation is not waited for");
        sweep.answered(1, MS, at(102));
        assertTrue(sweep.over(at(102)));
    }

    @Test
    void theColdAnswersDoNotMakeTheWindowLonger() {
        Sweep sweep = asked(Sweep.udpOnly(START, Code.COLD), 2);
        sweep.answered(0, 190 * MS, at(190));
        sweep.due(at(190));
        sweep.answered(0, MS, at(191));
        sweep.due(at(300));
        assertFalse(sweep.over(at(499)));
        assertTrue(sweep.over(at(500)));
    }

    @Test
    void aProbeThatStartsLateHasItsOwnWindow() {
        Sweep sweep = asked(Sweep.udpOnly(START, Code.WARM), 1);
        int late = sweep.add();
        sweep.answered(0, MS, START);
        sweep.resolved(late, at(400));
        assertEquals(List.of(late), sweep.due(at(400)));
        assertFalse(sweep.over(at(500)));
        assertEquals(List.of(late), sweep.due(at(500)));
        assertTrue(sweep.over(at(900)));
    }

    @Test
    void aNameThatDoesNotResolveHoldsUpNothing() {
        Sweep sweep = asked(Sweep.udpOnly(START, Code.WARM), 1);
        int hanging = sweep.add();
        int unknown = sweep.add();
        sweep.gone(unknown);
        sweep.answered(0, MS, START);
        assertFalse(sweep.over(at(1)));
        assertEquals(at(500), sweep.deadline(at(1)));
        assertTrue(sweep.over(at(500)));
        sweep.gone(hanging);
        assertTrue(sweep.over(at(1)));
    }

    @Test
    void theWindowOfNamesCountsFromTheFirstProbeNotFromTheFirstLookUp() {
        Sweep sweep = Sweep.udpOnly(START, Code.WARM);
        int one = sweep.add();
        sweep.add();
        sweep.resolved(one, at(700));
        sweep.due(at(700));
        sweep.answered(one, MS, START);
        assertFalse(sweep.over(at(701)));
        assertFalse(sweep.over(at(1_199)));
        assertTrue(sweep.over(at(1_200)));
    }

    @Test
    void aFamilyThatCannotBeSentByHoldsUpNothing() {
        Sweep sweep = asked(Sweep.udpOnly(START, Code.WARM), 2);
        sweep.failed(1);
        assertFalse(sweep.over(START));
        sweep.answered(0, MS, START);
        assertTrue(sweep.over(at(1)));
    }

    @Test
    void withoutAnyAnswerUdpIsGivenUpAfterThreeSeconds() {
        Sweep sweep = asked(Sweep.udpOnly(START, Code.WARM), 1);
        sweep.due(at(100));
        sweep.due(at(300));
        assertEquals(at(3_000), sweep.deadline(at(300)));
        assertFalse(sweep.over(at(3_000) - 1));
        assertTrue(sweep.over(at(3_000)));
    }

    @Test
    void whereNothingCanBeSentItIsOverWithTheLastTry() {
        Sweep sweep = asked(Sweep.udpOnly(START, Code.WARM), 1);
        sweep.failed(0);
        assertFalse(sweep.over(at(99)));
        sweep.due(at(100));
        sweep.failed(0);
        assertFalse(sweep.over(at(299)));
        sweep.due(at(300));
        sweep.failed(0);
        assertTrue(sweep.over(at(300)));
    }

    @Test
    void nothingToAskIsOverAtOnce() {
        Sweep sweep = Sweep.udpOnly(START, Code.WARM);
        assertTrue(sweep.over(START));
        sweep.gone(sweep.add());
        assertTrue(sweep.over(START));
    }

    @Test
    void httpsStarts200MillisAfterStunOnlyWithoutAnAnswerAndOnce() {
        Sweep sweep = Sweep.withFallback(START, Code.WARM);
        int one = sweep.add();
        sweep.resolved(one, at(50));
        sweep.due(at(50));
        assertFalse(sweep.startFallback(at(250) - 1));
        sweep.due(at(150));
        assertEquals(at(250), sweep.deadline(at(151)));
        assertTrue(sweep.startFallback(at(250)));
        assertFalse(sweep.startFallback(at(251)));

        Sweep answered = asked(Sweep.withFallback(START, Code.WARM), 2);
        answered.answered(0, 199 * MS, START);
        assertFalse(answered.startFallback(at(400)));
        assertFalse(asked(Sweep.udpOnly(START, Code.WARM), 1).startFallback(at(400)));
    }

    @Test
    void httpsIsWaitedForUntilUdpIsGivenUpAndToTheHardLimitOnlyWhereNoneAnswered() {
        Sweep sweep = asked(Sweep.withFallback(START, Code.WARM), 1);
        assertTrue(sweep.startFallback(at(200)));
        assertFalse(sweep.over(at(3_000)));
        assertFalse(sweep.over(at(5_000) - 1));
        assertTrue(sweep.over(at(5_000)));
        assertEquals(at(5_000), sweep.deadline(atAfterAllSent(sweep)));
        sweep.fallbackAnswered();
        assertFalse(sweep.over(at(3_000) - 1));
        assertTrue(sweep.over(at(3_000)));
        sweep.fallbackDone();
        assertFalse(sweep.over(at(2_999)), "UDP may still answer");
        assertTrue(sweep.over(at(3_000)));
        sweep.answered(0, 2_900 * MS, START);
        assertTrue(sweep.over(at(2_900)), "a late answer ends it");
    }

    private static long atAfterAllSent(Sweep sweep) {
        sweep.due(at(100));
        sweep.due(at(300));
        return at(3_000);
    }

    @Test
    void theHardLimitHoldsWhateverIsMissing() {
        Sweep sweep = asked(Sweep.udpOnly(START, Code.WARM), 2);
        sweep.answered(0, 2_000 * MS, START);
        assertFalse(sweep.over(at(5_000) - 1));
        assertTrue(sweep.over(at(5_000)));
        assertTrue(sweep.deadline(at(4_000)) - at(5_000) <= 0);
    }

    @Test
    void whatComesLateChangesNothing() {
        Sweep sweep = asked(Sweep.udpOnly(START, Code.WARM), 1);
        sweep.gone(0);
        sweep.resolved(0, at(50));
        assertEquals(List.of(0), sweep.due(at(100)));
        int other = sweep.add();
        sweep.gone(other);
        sweep.resolved(other, at(100));
        assertEquals(List.of(), sweep.due(at(100)));
    }

    /** The driver that looks only when it is told to ends in time, and never spins. */
    @Property
    void lookingOnlyAtDeadlinesEndsInTime(
            @ForAll @Size(min = 1, max = 5) List<@IntRange(min = 0, max = 6_000) Integer> rtts,
            @ForAll boolean fallback,
            @ForAll @IntRange(min = 0, max = 5_500) int fallbackTakes) {
        Sweep sweep = fallback ? Sweep.withFallback(START, Code.WARM) : Sweep.udpOnly(START, Code.WARM);
        for (int i = 0; i < rtts.size(); i++) {
            sweep.resolved(sweep.add(), START);
        }
        long now = START;
        long fallbackEnd = 0;
        boolean running = false;
        Set<Integer> in = new HashSet<>();
        List<Long> looks = new ArrayList<>();
        while (true) {
            looks.add(now - START);
            for (int i = 0; i < rtts.size(); i++) {
                if (now - at(rtts.get(i)) >= 0 && in.add(i)) {
                    sweep.answered(i, rtts.get(i) * MS, START);
                }
            }
            sweep.due(now);
            if (sweep.startFallback(now)) {
                running = true;
                fallbackEnd = now + fallbackTakes * MS;
            }
            if (running && now - fallbackEnd >= 0) {
                sweep.fallbackDone();
                running = false;
            }
            if (sweep.over(now)) {
                break;
            }
            long next = sweep.deadline(now);
            for (int i = 0; i < rtts.size(); i++) {
                if (!in.contains(i) && at(rtts.get(i)) - next < 0) {
                    next = at(rtts.get(i));
                }
            }
            if (running && fallbackEnd - next < 0) {
                next = fallbackEnd;
            }
            assertTrue(next - now > 0, "it spins at " + looks);
            now = next;
        }
        long took = now - START;
        int fastest = rtts.stream().min(Integer::compare).orElseThrow();
        int slowest = rtts.stream().max(Integer::compare).orElseThrow();
        assertTrue(took <= 5_000 * MS, looks.toString());
        if (slowest < 500) {
            assertEquals(slowest * MS, took);
            assertEquals(rtts.size(), in.size());
        } else if (fastest < 100) {
            assertTrue(took <= 5 * 500 * MS || in.size() > 1, looks.toString());
        }
        if (fastest <= 3_000) {
            assertTrue(in.size() > 0, looks.toString());
        }
    }
}
