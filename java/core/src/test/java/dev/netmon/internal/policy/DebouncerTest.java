// SPDX-License-Identifier: Apache-2.0
package dev.netmon.internal.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.internal.policy.Debouncer.Burst;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class DebouncerTest {

    private static final int TRIES = 10_000;
    private static final long MS = 1_000_000;
    private static final long SETTLE = 250 * MS;
    private static final long MAX_WAIT = 1_000 * MS;

    /** What happens to a debouncer at one moment, counted from the base. */
    record Step(long at, boolean poll) {}

    /** A debouncer's configuration and life; the base is where its clock starts. */
    record Life(long base, long settle, long maxWait, List<Step> steps) {
        Debouncer debouncer() {
            return new Debouncer(settle, maxWait);
        }

        List<Long> events() {
            return steps.stream().filter(s -> !s.poll()).map(Step::at).toList();
        }
    }

    record Emission(long at, Burst burst) {}

    @Provide
    Arbitrary<Long> bases() {
        return Arbitraries.oneOf(
                Arbitraries.longs().between(Long.MAX_VALUE - 5_000 * MS, Long.MAX_VALUE),
                Arbitraries.longs().between(Long.MIN_VALUE, Long.MIN_VALUE + 5_000 * MS),
                Arbitraries.longs().between(-5_000 * MS, 5_000 * MS),
                Arbitraries.longs());
    }

    @Provide
    Arbitrary<Life> lives() {
        Arbitrary<long[]> timing = Combinators.combine(
                        Arbitraries.longs().between(0, 400), Arbitraries.longs().between(0, 1_500))
                .as((settle, more) -> new long[] {settle * MS, (settle + more) * MS});
        // Whole milliseconds, so that moments and deadlines coincide often.
        Arbitrary<Long> gap = Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.longs().between(0, 60)),
                Tuple.of(2, Arbitraries.longs().between(0, 600)),
                Tuple.of(1, Arbitraries.longs().between(0, 3_000)));
        Arbitrary<List<Step>> steps = Combinators.combine(
                        gap, Arbitraries.integers().between(0, 2))
                .as((g, kind) -> new Step(g * MS, kind == 0))
                .list()
                .ofMaxSize(40)
                .map(DebouncerTest::absolute);
        return Combinators.combine(bases(), timing, steps).as((base, t, s) -> new Life(base, t[0], t[1], s));
    }

    private static List<Step> absolute(List<Step> gaps) {
        List<Step> steps = new ArrayList<>();
        long at = 0;
        for (Step gap : gaps) {
            at += gap.at();
            steps.add(new Step(at, gap.poll()));
        }
        return steps;
    }

    /** Runs a life with the polls it has, which may be late or needless. */
    private static List<Emission> live(Life life, Debouncer debouncer) {
        List<Emission> emissions = new ArrayList<>();
        for (Step step : life.steps()) {
            long now = life.base() + step.at();
            if (step.poll()) {
                Burst burst = debouncer.take(now);
                if (burst != null) {
                    emissions.add(new Emission(step.at(), burst));
                }
            } else {
                debouncer.event(now);
            }
        }
        return emissions;
    }

    /** Runs a life with a driver that wakes exactly at the deadlines, and on until nothing is pending. */
    private static List<Emission> liveExactly(Life life, Debouncer debouncer) {
        List<Emission> emissions = new ArrayList<>();
        for (long event : life.events()) {
            emitUntil(life, debouncer, event, emissions);
            debouncer.event(life.base() + event);
        }
        emitUntil(life, debouncer, Long.MAX_VALUE, emissions);
        return emissions;
    }

    private static void emitUntil(Life life, Debouncer debouncer, long before, List<Emission> emissions) {
        while (debouncer.pending() && debouncer.deadline() - life.base() <= before) {
            long at = debouncer.deadline() - life.base();
            Burst burst = debouncer.take(life.base() + at);
            emissions.add(new Emission(at, dueNow(burst)));
        }
    }

    private static Burst dueNow(Burst burst) {
        assertNotNull(burst, "due at its deadline");
        return burst;
    }

    /** The rules once more, on lists and without wrap-around. */
    private static final class Model {
        private final long settle;
        private final long maxWait;
        private final List<Long> pending = new ArrayList<>();

        Model(Life life) {
            this.settle = life.settle();
            this.maxWait = life.maxWait();
        }

        long deadline() {
            long deadline = Long.MAX_VALUE;
            for (long event : pending) {
                if (event < deadline) {
                    deadline = Math.min(event + settle, pending.get(0) + maxWait);
                }
            }
            return deadline;
        }

        private boolean capped() {
            long last = pending.get(0);
            for (long event : pending) {
                if (event < Math.min(last + settle, pending.get(0) + maxWait)) {
                    last = event;
                }
            }
            return last + settle > pending.get(0) + maxWait;
        }

        Emission take(long now, long base) {
            if (pending.isEmpty() || now < deadline()) {
                return null;
            }
            Emission emission = new Emission(now, new Burst(pending.size(), base + pending.get(0), capped()));
            pending.clear();
            return emission;
        }
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void doesWhatTheModelDoesWhateverTheTimes(@ForAll("lives") Life life) {
        Debouncer debouncer = life.debouncer();
        Model model = new Model(life);
        for (Step step : life.steps()) {
            long now = life.base() + step.at();
            if (step.poll()) {
                Emission expected = model.take(step.at(), life.base());
                Burst burst = debouncer.take(now);
                assertEquals(expected == null ? null : expected.burst(), burst);
            } else {
                model.pending.add(step.at());
                debouncer.event(now);
            }
            assertEquals(!model.pending.isEmpty(), debouncer.pending());
            if (debouncer.pending()) {
                assertEquals(life.base() + model.deadline(), debouncer.deadline());
                assertEquals(step.at() >= model.deadline(), debouncer.due(now));
                assertEquals(
                        new Burst(model.pending.size(), life.base() + model.pending.get(0), false), debouncer.open());
            } else {
                assertFalse(debouncer.due(now));
            }
        }
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void everyEventIsCoveredByExactlyOneEmission(@ForAll("lives") Life life) {
        Debouncer debouncer = life.debouncer();
        long covered = live(life, debouncer).stream()
                .mapToLong(e -> e.burst().events())
                .sum();
        Burst rest = debouncer.close();
        assertEquals(life.events().size(), covered + (rest == null ? 0 : rest.events()));
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void nothingIsEmittedWithoutAnEvent(@ForAll("lives") Life life) {
        Debouncer debouncer = life.debouncer();
        int seen = 0;
        int emitted = 0;
        for (Step step : life.steps()) {
            long now = life.base() + step.at();
            if (!step.poll()) {
                debouncer.event(now);
                seen++;
                continue;
            }
            Burst burst = debouncer.take(now);
            if (burst != null) {
                assertTrue(burst.events() > 0);
                emitted += (int) burst.events();
                assertTrue(emitted <= seen);
                assertNull(debouncer.take(now), "taken twice");
            }
        }
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void emitsAtLastPlusSettleOrFirstPlusCapWhicheverIsSooner(@ForAll("lives") Life life) {
        List<Long> events = new ArrayList<>(life.events());
        for (Emission emission : liveExactly(life, life.debouncer())) {
            int count = (int) emission.burst().events();
            List<Long> own = events.subList(0, count);
            long first = own.get(0);
            long last = own.get(count - 1);
            // This driver takes a burst before an event of the same moment, so the last event is a true one.
            assertEquals(Math.min(last + life.settle(), first + life.maxWait()), emission.at());
            assertEquals(life.base() + first, emission.burst().firstNanos());
            assertEquals(
                    last + life.settle() > first + life.maxWait(),
                    emission.burst().capped());
            own.clear();
        }
        assertTrue(events.isEmpty());
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void aBurstThatEndsInQuietIsEmittedOnce(
            @ForAll("bases") long base, @ForAll @LongRange(min = 1, max = 30) long count, @ForAll Random random) {
        Debouncer debouncer = new Debouncer(SETTLE, MAX_WAIT);
        long at = 0;
        for (int i = 0; i < count; i++) {
            debouncer.event(base + at);
            at += i < count - 1 ? random.nextLong(0, MAX_WAIT / 31) : 0;
        }
        assertNull(debouncer.take(base + at + SETTLE - 1));
        Burst burst = debouncer.take(base + at + SETTLE);
        assertEquals(new Burst(count, base, at + SETTLE > MAX_WAIT), burst);
        assertNull(debouncer.take(base + at + 10 * MAX_WAIT));
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void aStreamThatNeverGoesQuietIsEmittedOncePerCap(
            @ForAll("bases") long base, @ForAll @LongRange(min = 1, max = 249) long gapMs, @ForAll Random random) {
        Debouncer debouncer = new Debouncer(SETTLE, MAX_WAIT);
        List<Long> events = new ArrayList<>();
        for (long at = 0; at < 5 * MAX_WAIT; at += random.nextLong(1, gapMs + 1) * MS) {
            events.add(at);
        }
        Life life = new Life(
                base,
                SETTLE,
                MAX_WAIT,
                events.stream().map(e -> new Step(e, false)).toList());
        List<Emission> emissions = liveExactly(life, debouncer);
        for (int i = 0; i < emissions.size() - 1; i++) {
            assertTrue(emissions.get(i).burst().capped(), "cut by the cap alone");
            assertEquals(
                    life.base() + emissions.get(i).at(),
                    emissions.get(i).burst().firstNanos() + MAX_WAIT);
        }
        long previous = 0;
        for (Emission emission : emissions) {
            assertTrue(emission.at() - previous <= MAX_WAIT + gapMs * MS, "silent for longer than the cap");
            previous = emission.at();
        }
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void nothingComesAfterShutdown(@ForAll("lives") Life life, @ForAll @LongRange(min = 0, max = 39) long cut) {
        Debouncer debouncer = life.debouncer();
        int i = 0;
        for (Step step : life.steps()) {
            if (i++ == cut) {
                debouncer.shutdown();
            }
            long now = life.base() + step.at();
            if (step.poll()) {
                Burst burst = debouncer.take(now);
                assertTrue(burst == null || i <= cut);
            } else {
                debouncer.event(now);
            }
            if (i > cut) {
                assertFalse(debouncer.pending());
                assertFalse(debouncer.due(now));
            }
        }
        debouncer.shutdown();
        assertNull(debouncer.close());
    }

    /** What is taken from the system in one go has one time; in which order it comes does not matter. */
    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void coalescingIsFreeOfOrder(@ForAll("lives") Life life, @ForAll Random random) {
        List<Long> shuffled = new ArrayList<>(life.events());
        Collections.shuffle(shuffled, random);
        // A driver that was held up takes everything at the latest of the moments.
        long taken = life.steps().isEmpty()
                ? 0
                : life.steps().get(life.steps().size() - 1).at();
        Debouncer inOrder = life.debouncer();
        Debouncer mixed = life.debouncer();
        life.events().forEach(e -> inOrder.event(life.base() + taken));
        shuffled.forEach(e -> mixed.event(life.base() + taken));
        assertEquals(inOrder.deadline(), mixed.deadline());
        assertEquals(inOrder.close(), mixed.close());
    }

    @Test
    void aSourceThatEndsWithAnEventPendingEmitsItHoweverYoung() {
        Debouncer debouncer = new Debouncer(SETTLE, MAX_WAIT);
        debouncer.event(7);
        assertEquals(new Burst(1, 7, false), debouncer.close());
        assertNull(debouncer.close());
        debouncer.event(8);
        assertFalse(debouncer.pending());
        assertNull(debouncer.take(8 + MAX_WAIT));
    }

    @Test
    void aShutdownDiscardsWhatIsPending() {
        Debouncer debouncer = new Debouncer(SETTLE, MAX_WAIT);
        debouncer.event(0);
        debouncer.shutdown();
        assertNull(debouncer.take(MAX_WAIT));
        assertNull(debouncer.close());
    }

    @Test
    void anEventJustBeforeTheEndOfTheSettleProlongsItAndOneAtTheEndDoesNot() {
        Debouncer debouncer = new Debouncer(SETTLE, MAX_WAIT);
        debouncer.event(0);
        debouncer.event(SETTLE - 1);
        assertEquals(2 * SETTLE - 1, debouncer.deadline());
        debouncer.event(2 * SETTLE - 1);
        assertEquals(2 * SETTLE - 1, debouncer.deadline());
        assertEquals(new Burst(3, 0, false), debouncer.take(2 * SETTLE - 1));
    }

    @Test
    void aBurstWhoseSettleEndsExactlyAtTheCapIsNotCutByIt() {
        Debouncer debouncer = new Debouncer(100, 150);
        debouncer.event(0);
        debouncer.event(50);
        assertEquals(new Burst(2, 0, false), debouncer.take(150));
        debouncer.event(1_000);
        debouncer.event(1_051);
        assertEquals(new Burst(2, 1_000, true), debouncer.take(1_150));
    }

    @Test
    void withoutSettleEveryEventIsDueAtOnce() {
        Debouncer debouncer = new Debouncer(0, 0);
        debouncer.event(5);
        assertTrue(debouncer.due(5));
        assertEquals(new Burst(1, 5, false), debouncer.take(5));
    }

    @Test
    void anImpossibleTimingIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Debouncer(-1, 10));
        assertThrows(IllegalArgumentException.class, () -> new Debouncer(11, 10));
        assertNotNull(new Debouncer(10, 10));
    }
}
