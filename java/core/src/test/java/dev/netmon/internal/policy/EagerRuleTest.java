// SPDX-License-Identifier: Apache-2.0
package dev.netmon.internal.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class EagerRuleTest {

    private static final int TRIES = 10_000;
    private static final long MS = 1_000_000;
    private static final long HOLD = 30 * MS;
    private static final long SPACING = 10 * MS;

    /**
     * A burst.
     *
     * @param events when something came, in nanoseconds from the base
     * @param answers what the network answers from when on; capital letters may be told
     * @param late how much later than due the driver is, in turn
     */
    record Life(long base, List<Long> events, TreeMap<Long, String> answers, List<Long> late) {
        String answer(long at) {
            return answers.floorEntry(at).getValue();
        }
    }

    record Ask(long at, String answer, boolean tellable, boolean told, boolean byEvent) {}

    @Provide
    Arbitrary<Life> punctual() {
        return lives(Arbitraries.just(0L));
    }

    @Provide
    Arbitrary<Life> late() {
        return lives(Arbitraries.longs().between(0, 25).map(l -> l * MS / 2));
    }

    private Arbitrary<Life> lives(Arbitrary<Long> late) {
        Arbitrary<Long> base = Arbitraries.oneOf(
                Arbitraries.longs().between(Long.MAX_VALUE - 400 * MS, Long.MAX_VALUE),
                Arbitraries.longs().between(Long.MIN_VALUE, Long.MIN_VALUE + 400 * MS),
                Arbitraries.longs().between(-400 * MS, 400 * MS));
        Arbitrary<List<Long>> events = Arbitraries.longs()
                .between(0, 45)
                .list()
                .ofMinSize(1)
                .ofMaxSize(20)
                .map(gaps -> {
                    List<Long> all = new ArrayList<>();
                    long at = 0;
                    for (long gap : gaps) {
                        all.add(at);
                        at += gap * MS;
                    }
                    return all;
                });
        Arbitrary<TreeMap<Long, String>> answers = Combinators.combine(
                        Arbitraries.longs().between(1, 80), Arbitraries.of("A", "B", "C", "d", "e"))
                .as((gap, answer) -> new Object[] {gap, answer})
                .list()
                .ofMaxSize(10)
                .map(steps -> {
                    TreeMap<Long, String> all = new TreeMap<>();
                    all.put(0L, "told already");
                    long at = 0;
                    for (Object[] step : steps) {
                        all.put(at, (String) step[1]);
                        at += (long) step[0] * MS;
                    }
                    return all;
                });
        return Combinators.combine(base, events, answers, late.list().ofSize(8)).as(Life::new);
    }

    private static List<Ask> live(Life life) {
        EagerRule<String> rule = new EagerRule<>();
        List<Ask> asks = new ArrayList<>();
        int turn = 0;
        int next = 0;
        long clock = 0;
        while (next < life.events().size() || rule.armed()) {
            long due = rule.armed()
                    ? Math.max(
                            clock, rule.deadline() - life.base() + life.late().get(turn % 8))
                    : Long.MAX_VALUE;
            if (next < life.events().size() && life.events().get(next) <= due) {
                clock = life.events().get(next++);
                rule.event(life.base() + clock);
                continue;
            }
            clock = due;
            turn++;
            assertTrue(rule.due(life.base() + clock));
            String answer = life.answer(clock);
            boolean tellable = Character.isUpperCase(answer.charAt(0));
            long armedFor = rule.deadline() - life.base();
            boolean told = rule.answered(life.base() + clock, answer, tellable);
            asks.add(new Ask(clock, answer, tellable, told, armedFor != holdEnd(asks, armedFor)));
        }
        return asks;
    }

    /** The moment at which the last answer has held long enough, or anything else. */
    private static long holdEnd(List<Ask> asks, long armedFor) {
        return asks.isEmpty()
                ? armedFor + 1
                : asks.get(firstOfHolding(asks, asks.size() - 1)).at() + HOLD;
    }

    /** Where in the asks the uninterrupted holding began that this ask belongs to. */
    private static int firstOfHolding(List<Ask> asks, int at) {
        int first = at;
        while (first > 0 && asks.get(first - 1).answer().equals(asks.get(at).answer())) {
            first--;
        }
        return first;
    }

    /** What is told and what is not, by looking back over all that was asked. */
    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void tellsWhatTheModelTells(@ForAll("late") Life life) {
        List<Ask> asks = live(life);
        for (int i = 0; i < asks.size(); i++) {
            int first = firstOfHolding(asks, i);
            boolean toldBefore = asks.subList(first, i).stream().anyMatch(Ask::told);
            boolean old = asks.get(i).at() - asks.get(first).at() >= HOLD;
            assertEquals(
                    asks.get(i).tellable() && old && !toldBefore, asks.get(i).told(), () -> asks.toString());
        }
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void neverTellsTwiceForOneUninterruptedHoldingOfAnAnswer(@ForAll("late") Life life) {
        List<Ask> asks = live(life);
        String holding = null;
        for (Ask ask : asks) {
            if (ask.told()) {
                assertTrue(!ask.answer().equals(holding), () -> asks.toString());
                holding = ask.answer();
            } else if (!ask.answer().equals(holding)) {
                holding = null;
            }
        }
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void whatIsToldWasAnsweredThirtyMillisecondsAgoAndWithEveryAskSince(@ForAll("late") Life life) {
        List<Ask> asks = live(life);
        for (Ask told : asks) {
            if (told.told()) {
                List<Ask> held = asks.stream()
                        .filter(a -> a.at() >= told.at() - HOLD && a.at() <= told.at())
                        .toList();
                assertTrue(held.stream().allMatch(a -> a.answer().equals(told.answer())), () -> asks.toString());
                assertTrue(
                        asks.stream()
                                .anyMatch(a ->
                                        a.at() <= told.at() - HOLD && a.answer().equals(told.answer())),
                        () -> asks.toString());
            }
        }
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void eventsCauseAnAskAtMostEveryTenMilliseconds(@ForAll("late") Life life) {
        List<Ask> asks = live(life);
        for (int i = 1; i < asks.size(); i++) {
            if (asks.get(i).byEvent()) {
                assertTrue(asks.get(i).at() - asks.get(i - 1).at() >= SPACING, () -> asks.toString());
            }
        }
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void noEventGoesUnaskedForMoreThanTenMilliseconds(@ForAll("punctual") Life life) {
        List<Ask> asks = live(life);
        assertEquals(life.events().get(0), asks.get(0).at(), "asked at the first event");
        for (long event : life.events()) {
            assertTrue(
                    asks.stream().anyMatch(a -> a.at() >= event && a.at() <= event + SPACING), () -> asks.toString());
        }
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void anAnswerThatMayBeToldAndHoldsIsToldAfterThirtyMilliseconds(@ForAll("punctual") Life life) {
        List<Ask> asks = live(life);
        for (int i = 0; i < asks.size(); i++) {
            Ask first = asks.get(i);
            boolean begins = firstOfHolding(asks, i) == i;
            boolean holds = life.answers().subMap(first.at(), false, first.at() + HOLD, true).values().stream()
                    .allMatch(first.answer()::equals);
            if (begins && holds && first.tellable()) {
                assertTrue(asks.stream().anyMatch(a -> a.told() && a.at() == first.at() + HOLD), () -> asks.toString());
            }
        }
    }

    @Test
    void constantsAreThoseMeasured() {
        assertEquals(HOLD, EagerRule.HOLD);
        assertEquals(SPACING, EagerRule.ASK_SPACING);
    }

    @Test
    void theFirstEventIsAskedAtOnceAndOneInsideTenMillisecondsArmsOneMoreAtTheirEnd() {
        EagerRule<String> rule = new EagerRule<>();
        assertFalse(rule.armed());
        rule.event(100);
        assertTrue(rule.due(100));
        assertFalse(rule.answered(100, "a", false));
        assertFalse(rule.armed());
        rule.event(100 + 1);
        rule.event(100 + 2 * MS);
        assertTrue(rule.armed());
        assertEquals(100 + SPACING, rule.deadline());
        assertFalse(rule.due(100 + SPACING - 1));
        assertTrue(rule.due(100 + SPACING));
        rule.answered(100 + SPACING, "a", false);
        assertFalse(rule.armed());
        rule.event(100 + 2 * SPACING);
        assertEquals(100 + 2 * SPACING, rule.deadline());
    }

    @Test
    void isAskedOnceMoreJustBeforeTelling() {
        EagerRule<String> rule = new EagerRule<>();
        rule.event(0);
        assertFalse(rule.answered(0, "new", true));
        assertEquals(HOLD, rule.deadline());
        assertFalse(rule.due(HOLD - 1));
        assertTrue(rule.answered(HOLD, "new", true));
        assertFalse(rule.armed());
        assertFalse(rule.answered(HOLD + 1, "new", true));
    }

    @Test
    void anyDifferenceRestartsTheAgeAlsoBackToWhatItWas() {
        EagerRule<String> rule = new EagerRule<>();
        rule.answered(0, "new", true);
        rule.answered(20 * MS, "step", true);
        assertFalse(rule.answered(HOLD, "new", true));
        assertEquals(2 * HOLD, rule.deadline());
        assertTrue(rule.answered(2 * HOLD, "new", true));
    }

    @Test
    void whatMayNotBeToldIsToldLaterOnceItMayWithoutHoldingAnew() {
        EagerRule<String> rule = new EagerRule<>();
        assertFalse(rule.answered(0, "new", false));
        assertFalse(rule.armed());
        assertFalse(rule.answered(HOLD, "new", false));
        assertTrue(rule.answered(HOLD + 1, "new", true));
    }

    @Test
    void anAnswerToldAndLeftAndComeBackToMayBeToldAgain() {
        EagerRule<String> rule = new EagerRule<>();
        rule.answered(0, "new", true);
        assertTrue(rule.answered(HOLD, "new", true));
        rule.answered(2 * HOLD, "old", true);
        assertFalse(rule.answered(2 * HOLD + 1, "new", true));
        assertTrue(rule.answered(3 * HOLD + 1, "new", true));
    }

    @Test
    void aResetForgetsAnswersAndAsks() {
        EagerRule<String> rule = new EagerRule<>();
        rule.event(0);
        rule.answered(0, "new", true);
        rule.reset();
        assertFalse(rule.armed());
        assertFalse(rule.due(HOLD));
        assertFalse(rule.answered(HOLD, "new", true), "its age starts anew");
        rule.reset();
        rule.event(HOLD + 1);
        assertEquals(HOLD + 1, rule.deadline(), "a new burst is asked at its first event");
        rule.reset();
        rule.answered(0, "new", true);
        assertTrue(rule.answered(HOLD, "new", true));
        rule.reset();
        rule.answered(HOLD, "new", true);
        assertTrue(rule.answered(2 * HOLD, "new", true), "told for another burst");
    }
}
