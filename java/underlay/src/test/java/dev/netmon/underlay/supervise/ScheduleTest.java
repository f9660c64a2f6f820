// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.supervise;

import static dev.netmon.Significance.NONE;
import static dev.netmon.Significance.REBIND;
import static dev.netmon.Significance.REPROBE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.Significance;
import dev.netmon.underlay.supervise.Schedule.Looking;
import dev.netmon.underlay.supervise.Schedule.Step;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** On fake time, from a start that is near the end of what {@code nanoTime} can count. */
final class ScheduleTest {

    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000 * MILLI;
    private static final long T = halfASecondBefore(Long.MAX_VALUE);

    private final Schedule online = schedule(Looking.NO, true);
    private final Schedule offline = schedule(Looking.NO, false);

    private static Schedule schedule(Looking looking, boolean usable) {
        return new Schedule(Duration.ofSeconds(1), Duration.ofSeconds(5), looking, usable);
    }

    private static long halfASecondBefore(long end) {
        return end - SECOND / 2;
    }

    private static final Step IDLE = new Step.Idle();
    private static final Step OVER = new Step.Over();

    private static Step run(Significance significance) {
        return new Step.Run(significance);
    }

    private static Step until(long deadline) {
        return new Step.Until(deadline);
    }

    @Test
    void oneEventStartsExactlyOneReaction() {
        online.changed(REBIND, true);
        assertEquals(run(REBIND), online.next(T));
        assertEquals(IDLE, online.next(T));
        online.completed(T + 5);
        assertEquals(IDLE, online.next(T + 5 * SECOND));
    }

    @Test
    void twoWithinTheIntervalTheSecondIsDeferredNotDropped() {
        online.changed(REBIND, true);
        online.next(T);
        online.completed(T + 5);
        online.changed(REPROBE, true);
        assertEquals(until(T + 5 + SECOND), online.next(T + 6));
        assertEquals(run(REPROBE), online.next(T + 5 + SECOND));
    }

    @Test
    void threeWithinTheIntervalAreOneDeferred() {
        online.changed(REBIND, true);
        online.next(T);
        online.completed(T);
        online.changed(REPROBE, true);
        online.changed(REBIND, true);
        assertEquals(run(REBIND), online.next(T + SECOND));
        online.completed(T + SECOND);
        assertEquals(IDLE, online.next(T + 3 * SECOND));
    }

    @Test
    void aChangeAfterWhichNothingCanLeaveStartsNothingWhateverItsReasons() {
        online.changed(REBIND, false);
        assertEquals(IDLE, online.next(T));
        assertEquals(IDLE, online.next(T + 100 * SECOND));
    }

    @Test
    void whatWasWantedOfflineRunsOnceSomethingCanLeave() {
        online.changed(REBIND, false);
        online.changed(NONE, false);
        online.changed(REPROBE, true);
        assertEquals(run(REBIND), online.next(T));
    }

    @Test
    void aDeferredReactionIsHeldWhileNothingCanLeaveAndNotLost() {
        online.changed(REBIND, true);
        online.next(T);
        online.completed(T);
        online.changed(REBIND, true);
        online.changed(REPROBE, false);
        assertEquals(IDLE, online.next(T + 10 * SECOND));
        online.changed(REPROBE, true);
        assertEquals(run(REBIND), online.next(T + 10 * SECOND));
    }

    @Test
    void shutdownWinsOverADeferral() {
        online.changed(REBIND, true);
        online.next(T);
        online.completed(T);
        online.changed(REBIND, true);
        online.shutdown();
        assertEquals(OVER, online.next(T + 2 * SECOND));
    }

    @Test
    void shutdownWinsOverAWaitForANetwork() {
        offline.requested(REBIND, T);
        offline.shutdown();
        assertEquals(OVER, offline.next(T));
    }

    @Test
    void alreadyShutDownStartsNothing() {
        online.shutdown();
        online.changed(REBIND, true);
        assertFalse(online.requested(REBIND, T));
        assertEquals(OVER, online.next(T));
    }

    @Test
    void aSourceThatEndedWithADeferralPendingStillRunsItThenEnds() {
        online.changed(REBIND, true);
        online.next(T);
        online.completed(T);
        online.changed(REBIND, true);
        online.sourceEnded();
        assertEquals(until(T + SECOND), online.next(T));
        assertEquals(run(REBIND), online.next(T + SECOND));
        online.completed(T + SECOND);
        assertEquals(OVER, online.next(T + SECOND));
    }

    @Test
    void aSourceThatEndedOfflineStillRunsWhatWasOwed() {
        online.changed(REPROBE, false);
        online.sourceEnded();
        assertEquals(run(REPROBE), online.next(T));
        online.failed(T, 0);
        assertEquals(run(REPROBE), online.next(T + SECOND));
        assertFalse(online.requested(REBIND, T + SECOND));
    }

    @Test
    void aFailedReactionIsRetriedUnderItsPause() {
        online.changed(REBIND, true);
        online.next(T);
        online.failed(T, 3 * SECOND);
        assertEquals(until(T + 3 * SECOND), online.next(T + SECOND));
        assertEquals(run(REBIND), online.next(T + 3 * SECOND));
    }

    @Test
    void aFailedReactionIsNotRetriedWhileNothingCanLeave() {
        online.changed(REBIND, true);
        online.next(T);
        online.changed(REPROBE, false);
        online.failed(T, 3 * SECOND);
        assertEquals(IDLE, online.next(T + 60 * SECOND));
        online.changed(REPROBE, true);
        assertEquals(run(REBIND), online.next(T + 60 * SECOND));
    }

    @Test
    void aRequestWithANetworkRunsAtOnce() {
        assertFalse(online.requested(REPROBE, T));
        assertEquals(run(REPROBE), online.next(T));
    }

    @Test
    void aRequestWithoutANetworkWaitsFiveSecondsAtTheMost() {
        assertTrue(offline.requested(REBIND, T));
        assertFalse(offline.requested(REPROBE, T + SECOND), "it waits already, and no longer for this");
        assertEquals(until(T + 5 * SECOND), offline.next(T + SECOND));
        assertEquals(until(T + 5 * SECOND), offline.next(T + 5 * SECOND - 1));
        assertEquals(run(REBIND), offline.next(T + 5 * SECOND));
    }

    @Test
    void theChangeThatBringsANetworkEndsTheWait() {
        offline.requested(REBIND, T);
        assertEquals(until(T + 5 * SECOND), offline.next(T));
        offline.changed(REPROBE, true);
        assertEquals(run(REBIND), offline.next(T + MILLI));
        offline.completed(T + MILLI);
        assertEquals(IDLE, offline.next(T + 20 * SECOND), "both were one");
    }

    @Test
    void aChangeThatBringsNoNetworkLeavesTheWaitAsItIs() {
        offline.requested(REPROBE, T);
        offline.changed(REBIND, false);
        assertEquals(until(T + 5 * SECOND), offline.next(T + SECOND));
        assertEquals(run(REPROBE), offline.next(T + 5 * SECOND));
    }

    @Test
    void aWaitDoesNotStartTheSecond() {
        offline.requested(REBIND, T);
        offline.next(T);
        offline.changed(REPROBE, true);
        assertEquals(run(REBIND), offline.next(T + 1));
    }

    @Test
    void aRequestDuringAReactionThatLostItsNetworkWaitsToo() {
        online.changed(REBIND, true);
        online.next(T);
        online.changed(REPROBE, false);
        assertTrue(online.requested(REBIND, T));
        online.completed(T);
        assertEquals(until(T + 5 * SECOND), online.next(T + 2 * SECOND));
        assertEquals(run(REBIND), online.next(T + 5 * SECOND));
    }

    @Test
    void whatRanWithoutANetworkIsRetriedWithoutOne() {
        offline.requested(REBIND, T);
        offline.next(T + 5 * SECOND);
        offline.failed(T + 5 * SECOND, 2 * SECOND);
        assertEquals(until(T + 7 * SECOND), offline.next(T + 6 * SECOND));
        assertEquals(run(REBIND), offline.next(T + 7 * SECOND));
        offline.completed(T + 7 * SECOND);
        offline.changed(REBIND, false);
        assertEquals(IDLE, offline.next(T + 20 * SECOND), "a change waits for a network again");
    }

    @Test
    void whereTheMonitorPollsTheWaitLooksAroundAfterAHundredMillisecondsDoubling() {
        Schedule polled = schedule(Looking.YES, false);
        polled.requested(REBIND, T);
        long at = T;
        for (long pause : List.of(100, 200, 400, 800, 1_600)) {
            assertEquals(until(at + pause * MILLI), polled.next(at));
            at += pause * MILLI;
            assertEquals(new Step.Look(), polled.next(at));
            polled.looked(false, at);
        }
        assertEquals(until(T + 5 * SECOND), polled.next(at), "the end comes first");
        assertEquals(run(REBIND), polled.next(T + 5 * SECOND));
    }

    @Test
    void aLookThatFindsANetworkEndsTheWait() {
        Schedule polled = schedule(Looking.YES, false);
        polled.changed(REBIND, false);
        polled.requested(REPROBE, T);
        polled.looked(true, T + 100 * MILLI);
        assertEquals(run(REBIND), polled.next(T + 100 * MILLI));
    }

    private enum Act {
        CHANGE,
        LOSS,
        REQUEST,
        GO,
        COMPLETE,
        FAIL
    }

    private record Move(Act act, Significance significance, long pause) {}

    @Provide
    Arbitrary<List<Move>> moves() {
        return Combinators.combine(
                        Arbitraries.of(Act.class),
                        Arbitraries.of(Significance.class),
                        Arbitraries.longs().between(0, 3 * SECOND))
                .as(Move::new)
                .list()
                .ofMaxSize(60);
    }

    /** Serial, spaced from completion, never for a change while nothing can leave, and in the end nothing is owed. */
    @Property(tries = 5_000)
    void laws(@ForAll("moves") List<Move> moves, @ForAll long base) {
        Schedule any = schedule(Looking.NO, true);
        long now = base;
        boolean usable = true;
        boolean running = false;
        boolean done = false;
        boolean requested = false;
        boolean byRequest = false;
        long lastDone = 0;
        Significance owed = NONE;
        Significance kept = NONE; // what came while nothing could leave
        Significance current = NONE;
        for (Move move : moves) {
            now += move.pause();
            switch (move.act()) {
                case CHANGE -> {
                    usable = true;
                    any.changed(move.significance(), true);
                    owed = owed.max(kept).max(move.significance());
                    kept = NONE;
                }
                case LOSS -> {
                    usable = false;
                    any.changed(move.significance(), false);
                    kept = kept.max(move.significance());
                }
                case REQUEST -> {
                    any.requested(move.significance(), now);
                    owed = owed.max(move.significance());
                    requested = true;
                }
                case GO -> {
                    if (any.next(now) instanceof Step.Run started) {
                        assertFalse(running, "two at a time");
                        assertTrue(!done || now - lastDone >= SECOND, "too early");
                        assertTrue(usable || requested, "nothing can leave");
                        assertEquals(owed, started.significance());
                        owed = NONE;
                        current = started.significance();
                        running = true;
                        byRequest = requested;
                        requested = false;
                    }
                }
                case COMPLETE, FAIL -> {
                    if (running) {
                        if (move.act() == Act.FAIL) {
                            any.failed(now, move.pause());
                            owed = owed.max(current);
                            requested |= byRequest;
                        } else {
                            any.completed(now);
                        }
                        running = false;
                        done = true;
                        lastDone = now;
                    }
                }
            }
        }
        if (running) {
            any.completed(now);
        }
        any.changed(NONE, true);
        owed = owed.max(kept);
        Step last = any.next(now + 4 * SECOND);
        if (owed != NONE) {
            assertEquals(run(owed), last, "lost");
        }
    }
}
