// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.supervise;

import static dev.netmon.Significance.NONE;
import static dev.netmon.Significance.REBIND;
import static dev.netmon.Significance.REPROBE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.Significance;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

final class RebindGateTest {

    private static final long SECOND = 1_000_000_000L;

    private final RebindGate gate = new RebindGate(Duration.ofSeconds(1));

    @Test
    void oneEventStartsOneReactionAtOnce() {
        gate.want(REBIND);
        assertEquals(REBIND, gate.start(5));
        assertNull(gate.start(5));
        gate.completed(10);
        assertNull(gate.start(10 + 5 * SECOND));
    }

    @Test
    void theSecondWithinTheIntervalIsDeferredNotDropped() {
        gate.want(REBIND);
        gate.start(0);
        gate.completed(100);
        gate.want(REPROBE);
        assertNull(gate.start(SECOND + 99));
        assertEquals(SECOND + 100, gate.deadline(SECOND));
        assertEquals(REPROBE, gate.start(SECOND + 100));
    }

    @Test
    void anyNumberWithinTheIntervalIsOneWithTheHighestSignificance() {
        gate.want(REPROBE);
        gate.start(0);
        gate.want(REPROBE);
        gate.want(REBIND);
        gate.want(REPROBE);
        assertFalse(gate.waiting(), "one runs");
        gate.completed(7);
        assertEquals(REBIND, gate.start(SECOND + 7));
        gate.completed(SECOND + 8);
        assertFalse(gate.waiting());
    }

    @Test
    void nothingIsWantedForNoSignificance() {
        gate.want(NONE);
        assertFalse(gate.waiting());
    }

    @Test
    void shutdownWinsOverADeferralAndStartsNothing() {
        gate.want(REBIND);
        gate.start(0);
        gate.completed(1);
        gate.want(REBIND);
        gate.shutdown();
        assertNull(gate.start(10 * SECOND));
        gate.want(REBIND);
        assertNull(gate.start(10 * SECOND));
        assertTrue(gate.over());
    }

    @Test
    void aFailureAfterShutdownIsNotRetried() {
        gate.want(REBIND);
        gate.start(0);
        gate.shutdown();
        gate.failed(1, 0);
        assertFalse(gate.waiting());
    }

    @Test
    void anEndedSourceWithADeferralStillRunsItThenIsOver() {
        gate.want(REPROBE);
        gate.start(0);
        gate.completed(0);
        gate.want(REBIND);
        gate.sourceEnded();
        gate.want(REBIND);
        assertFalse(gate.over());
        assertEquals(REBIND, gate.start(SECOND));
        assertFalse(gate.over());
        gate.completed(SECOND);
        assertTrue(gate.over());
    }

    @Test
    void aFailedReactionIsWantedAgainAfterItsPause() {
        gate.want(REBIND);
        gate.start(0);
        gate.failed(10, 3 * SECOND);
        assertNull(gate.start(3 * SECOND + 9));
        assertEquals(REBIND, gate.start(3 * SECOND + 10));
    }

    @Test
    void aShortPauseDoesNotUndercutTheInterval() {
        gate.want(REBIND);
        gate.start(0);
        gate.failed(10, 1);
        assertNull(gate.start(SECOND + 9));
        assertEquals(REBIND, gate.start(SECOND + 10));
    }

    @Test
    void aNewChangeEndsThePauseAfterAFailure() {
        gate.want(REPROBE);
        gate.start(0);
        gate.failed(0, 60 * SECOND);
        gate.want(REBIND);
        assertEquals(REBIND, gate.start(SECOND));
    }

    @Test
    void aChangeDuringTheFailingReactionEndsThePauseToo() {
        gate.want(REBIND);
        gate.start(0);
        gate.want(REPROBE);
        gate.failed(0, 60 * SECOND);
        assertEquals(REBIND, gate.start(SECOND));
    }

    @Test
    void misuseIsRefused() {
        assertThrows(IllegalStateException.class, () -> gate.completed(0));
        assertThrows(IllegalArgumentException.class, () -> new RebindGate(Duration.ofMillis(-1)));
    }

    private enum Act {
        REBIND,
        REPROBE,
        START,
        COMPLETE,
        FAIL
    }

    private record Step(Act act, long pause) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.of(Act.class), Arbitraries.longs().between(0, 2 * SECOND))
                .as(Step::new)
                .list()
                .ofMaxSize(60);
    }

    /** Serial, spaced from completion, at most one pending, and nothing wanted is lost. */
    @Property(tries = 10_000)
    void laws(@ForAll("steps") List<Step> steps, @ForAll long base) {
        RebindGate gate = new RebindGate(Duration.ofSeconds(1));
        long now = base;
        boolean running = false;
        boolean done = false;
        long lastDone = 0;
        Significance owed = NONE;
        Significance current = NONE;
        for (Step step : steps) {
            now += step.pause();
            switch (step.act()) {
                case REBIND -> {
                    gate.want(REBIND);
                    owed = REBIND;
                }
                case REPROBE -> {
                    gate.want(REPROBE);
                    owed = owed.max(REPROBE);
                }
                case START -> {
                    Significance started = gate.start(now);
                    if (started != null) {
                        assertFalse(running, "two at a time");
                        assertTrue(!done || now - lastDone >= SECOND, "too early");
                        assertEquals(owed, started);
                        current = started;
                        owed = NONE;
                        running = true;
                    }
                }
                case COMPLETE, FAIL -> {
                    if (running) {
                        if (step.act() == Act.FAIL) {
                            gate.failed(now, step.pause());
                            owed = owed.max(current);
                        } else {
                            gate.completed(now);
                        }
                        running = false;
                        done = true;
                        lastDone = now;
                    }
                }
            }
            assertEquals(owed != NONE && !running, gate.waiting());
        }
        if (running) {
            gate.completed(now);
        }
        if (owed != NONE) {
            assertEquals(owed, gate.start(now + 4 * SECOND), "lost");
        }
    }
}
