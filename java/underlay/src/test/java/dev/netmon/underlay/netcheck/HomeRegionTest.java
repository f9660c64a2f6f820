// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.netcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HomeRegionTest {

    private static final long MS = 1_000_000;
    private static final IntPredicate SILENT = region -> false;
    private static final IntPredicate HEARD = region -> true;

    private static int choose(int old, Map<Integer, Long> now) {
        return new HomeRegion(Map.of()).choose(old, now, Map.of(), Map.of(), SILENT);
    }

    @Test
    void withoutAHomeTheNearestIsChosen() {
        assertEquals(2, choose(HomeRegion.NONE, Map.of(1, 30 * MS, 2, 29 * MS, 3, 31 * MS)));
    }

    @Test
    void ofEquallyNearRegionsTheLowestIsChosenButAHomeStays() {
        assertEquals(2, choose(HomeRegion.NONE, Map.of(3, 9 * MS, 2, 9 * MS)));
        assertEquals(3, choose(3, Map.of(3, 9 * MS, 2, 9 * MS)));
    }

    @ParameterizedTest(name = "old {0} ns, best {1} ns: home {2}")
    @CsvSource({
        // The gain: 10 ms is enough, a nanosecond less is not. The best is far below two thirds.
        "20000000, 10000001, 1",
        "20000000, 10000000, 2",
        "10000000, 0, 2",
        "9999999, 0, 1",
        // Two thirds: the best may be it, not a nanosecond above. The gain is far above 10 ms.
        "90000000, 60000001, 1",
        "90000000, 60000000, 2",
        "90000001, 60000000, 2",
        "90000001, 60000001, 1",
        "300000000, 200000001, 1",
        "300000000, 200000000, 2",
    })
    void bothEdges(long old, long best, int home) {
        assertEquals(home, choose(1, Map.of(1, old, 2, best)));
    }

    @Test
    void aHomeThatDidNotAnswerIsLeftUnlessItWasHeard() {
        Map<Integer, Long> now = Map.of(2, 50 * MS);
        HomeRegion home = new HomeRegion(Map.of());
        assertEquals(2, home.choose(1, now, Map.of(), Map.of(), SILENT));
        assertEquals(1, home.choose(1, now, Map.of(), Map.of(), HEARD));
        assertEquals(1, home.choose(1, now, Map.of(), Map.of(), region -> region == 1));
        assertEquals(2, home.choose(1, now, Map.of(), Map.of(), region -> region == 2));
    }

    @Test
    void aReportWithNothingChangesNothing() {
        assertEquals(7, choose(7, Map.of()));
        assertEquals(HomeRegion.NONE, choose(HomeRegion.NONE, Map.of()));
    }

    @Test
    void httpsChoosesOnlyWhereNoStunAnswerCame() {
        HomeRegion home = new HomeRegion(Map.of());
        Map<Integer, Long> https = Map.of(1, 10 * MS, 2, 90 * MS);
        assertEquals(1, home.choose(2, Map.of(), https, Map.of(2, MS), SILENT));
        assertEquals(2, home.choose(HomeRegion.NONE, Map.of(2, 500 * MS), https, Map.of(), SILENT));
    }

    @Test
    void theBestOfLateCountsForRegionsThatAnsweredNow() {
        HomeRegion home = new HomeRegion(Map.of());
        Map<Integer, Long> now = Map.of(1, 40 * MS, 2, 60 * MS);
        assertEquals(1, home.choose(HomeRegion.NONE, now, Map.of(), Map.of(), SILENT));
        assertEquals(2, home.choose(HomeRegion.NONE, now, Map.of(), Map.of(2, 20 * MS, 3, MS), SILENT));
        assertEquals(1, home.choose(HomeRegion.NONE, now, Map.of(), Map.of(2, 61 * MS), SILENT));
    }

    @Test
    void scoresWeighBothSides() {
        HomeRegion home = new HomeRegion(Map.of(1, 0.5, 2, 2.0));
        assertEquals(1, home.choose(HomeRegion.NONE, Map.of(1, 100 * MS, 3, 60 * MS), Map.of(), Map.of(), SILENT));
        assertEquals(2, home.choose(2, Map.of(2, 30 * MS, 3, 51 * MS), Map.of(), Map.of(), SILENT));
        assertEquals(3, home.choose(2, Map.of(2, 30 * MS, 3, 40 * MS), Map.of(), Map.of(), SILENT));
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "NaN", "Infinity"})
    void anImpossibleScoreIsRefused(double score) {
        assertThrows(IllegalArgumentException.class, () -> new HomeRegion(Map.of(1, score)));
    }

    @Provide
    Arbitrary<Map<Integer, Long>> latencies() {
        Arbitrary<Long> any = Arbitraries.longs().between(0, 5_000 * MS);
        Arbitrary<Long> near = Arbitraries.longs().between(0, 40).map(x -> x * MS);
        return Arbitraries.maps(Arbitraries.integers().between(1, 6), Arbitraries.oneOf(any, near))
                .ofMaxSize(6);
    }

    /** The rules once more, in rational numbers. */
    @Property
    void theChoiceIsTheRules(
            @ForAll @IntRange(min = 0, max = 7) int old,
            @ForAll("latencies") Map<Integer, Long> stun,
            @ForAll("latencies") Map<Integer, Long> https,
            @ForAll("latencies") Map<Integer, Long> recent,
            @ForAll boolean heard) {
        int chosen = new HomeRegion(Map.of()).choose(old, stun, https, recent, heard ? HEARD : SILENT);
        Map<Integer, Long> now = new TreeMap<>(stun.isEmpty() ? https : stun);
        TreeMap<Long, Integer> byLatency = new TreeMap<>();
        now.forEach((region, latency) -> byLatency.putIfAbsent(
                stun.isEmpty() ? latency : Math.min(latency, recent.getOrDefault(region, latency)), region));
        int expected;
        if (now.isEmpty()) {
            expected = old;
        } else {
            long best = byLatency.firstKey();
            int nearest = byLatency.get(best);
            if (old == 0) {
                expected = nearest;
            } else if (!now.containsKey(old)) {
                expected = heard ? old : nearest;
            } else {
                BigDecimal oldNow = BigDecimal.valueOf(now.get(old));
                boolean smallGain =
                        oldNow.subtract(BigDecimal.valueOf(best)).compareTo(BigDecimal.valueOf(10 * MS)) < 0;
                boolean doubtful = BigDecimal.valueOf(best)
                                .compareTo(oldNow.multiply(BigDecimal.valueOf(2))
                                        .divide(BigDecimal.valueOf(3), 9, RoundingMode.HALF_EVEN))
                        > 0;
                expected = smallGain || doubtful ? old : nearest;
            }
        }
        assertEquals(expected, chosen);
    }

    @Property
    void theSameReportAgainNeverMovesTheHome(
            @ForAll @IntRange(min = 0, max = 7) int old,
            @ForAll("latencies") Map<Integer, Long> stun,
            @ForAll("latencies") Map<Integer, Long> https) {
        HomeRegion home = new HomeRegion(Map.of());
        int once = home.choose(old, stun, https, Map.of(), SILENT);
        assertEquals(once, home.choose(once, stun, https, Map.of(), SILENT));
    }
}
