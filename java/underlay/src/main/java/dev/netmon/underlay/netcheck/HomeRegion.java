// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.netcheck;

import java.util.Map;
import java.util.function.IntPredicate;

/**
 * Chooses the home region, and does not leave one for a small or doubtful gain. Pure; latencies are integer nanoseconds.
 */
public final class HomeRegion {

    /** No home. */
    public static final int NONE = 0;

    /** A gain below this is not worth a move: 10 ms. */
    static final long MIN_GAIN_NANOS = 10_000_000;

    private final Map<Integer, Double> scores;

    /**
     * Chooses with weights.
     *
     * @param scores what a region's latency is multiplied with, greater than zero; 1 where it is not listed
     */
    public HomeRegion(Map<Integer, Double> scores) {
        this.scores = Map.copyOf(scores);
        this.scores.forEach((region, score) -> {
            if (!(score > 0) || score.isInfinite()) {
                throw new IllegalArgumentException("the score of region " + region + " is " + score);
            }
        });
    }

    /**
     * The home after a report. Among the regions that answered in it the one with the best latency of late wins, unless
     * the old home was heard and the gain is under 10 ms, or the best is above two thirds of what the old home takes
     * now. Where no STUN answer came the HTTPS latencies choose; with neither nothing changes.
     *
     * @param old the home so far, or {@link #NONE}
     * @param stun latencies of this report, by region
     * @param https latencies of this report, by region
     * @param recent the best latency of late by region; those of this report count as well
     * @param heardLately whether something else was heard from a region just now
     */
    public int choose(
            int old,
            Map<Integer, Long> stun,
            Map<Integer, Long> https,
            Map<Integer, Long> recent,
            IntPredicate heardLately) {
        return stun.isEmpty() ? choose(old, https, Map.of(), heardLately) : choose(old, stun, recent, heardLately);
    }

    private int choose(int old, Map<Integer, Long> now, Map<Integer, Long> recent, IntPredicate heardLately) {
        int best = NONE;
        long bestWeight = Long.MAX_VALUE;
        for (Map.Entry<Integer, Long> each : now.entrySet()) {
            int region = each.getKey();
            long latency = Math.min(each.getValue(), recent.getOrDefault(region, Long.MAX_VALUE));
            long weight = weight(region, latency);
            if (best == NONE || weight < bestWeight || weight == bestWeight && region < best) {
                best = region;
                bestWeight = weight;
            }
        }
        if (best == NONE) {
            return old;
        }
        if (old == NONE) {
            return best;
        }
        Long oldNow = now.get(old);
        if (oldNow == null) {
            return heardLately.test(old) ? old : best;
        }
        long oldWeight = weight(old, oldNow);
        return oldWeight - bestWeight < MIN_GAIN_NANOS || 3 * bestWeight > 2 * oldWeight ? old : best;
    }

    private long weight(int region, long latency) {
        Double score = scores.get(region);
        return score == null ? latency : Math.round(latency * score);
    }
}
