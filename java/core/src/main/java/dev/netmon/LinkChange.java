// SPDX-License-Identifier: Apache-2.0
package dev.netmon;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * One judged change of the network. Immutable.
 *
 * @param at when it was judged
 * @param seq per monitor, from 1, counts every change, eager ones and those without significance included
 * @param reasons in the order of {@link Reason}
 * @param rawEvents how many raw events it covers; for an eager change the count so far
 * @param firstRawNanos when the first of them was taken from the system ({@link System#nanoTime()})
 * @param capped the burst never went quiet and was cut at the maximum wait
 * @param passing the state before and after is the same, something happened in between ({@code transient} in output)
 * @param eager told before the burst settled
 * @param changes the differences, at most {@link #MAX_CHANGES}
 * @param changesOmitted how many more there were
 * @param state the state that is told with it
 */
public record LinkChange(
        Moment at,
        long seq,
        Significance significance,
        Set<Reason> reasons,
        long rawEvents,
        long firstRawNanos,
        boolean capped,
        boolean passing,
        boolean eager,
        List<Change> changes,
        int changesOmitted,
        NetworkState state) {

    /** How many differences one change lists at the most. */
    public static final int MAX_CHANGES = 256;

    public LinkChange {
        reasons = ordered(reasons);
        changes = List.copyOf(changes);
    }

    /**
     * Folds two successive changes into one, for a listener that was too slow for both: the higher significance, the
     * union of reasons, the later state, {@code seq} and {@code eager}; raw events are summed over the settled ones.
     * What was merged can be merged again.
     */
    public static LinkChange merge(LinkChange older, LinkChange newer) {
        EnumSet<Reason> reasons = EnumSet.noneOf(Reason.class);
        reasons.addAll(older.reasons);
        reasons.addAll(newer.reasons);
        List<Change> all = new ArrayList<>(older.changes);
        all.addAll(newer.changes);
        int kept = Math.min(all.size(), MAX_CHANGES);
        return new LinkChange(
                newer.at,
                newer.seq,
                older.significance.max(newer.significance),
                reasons,
                rawEvents(older, newer),
                older.firstRawNanos,
                older.capped || newer.capped,
                older.passing && newer.passing,
                newer.eager,
                all.subList(0, kept),
                older.changesOmitted + newer.changesOmitted + all.size() - kept,
                newer.state);
    }

    private static long rawEvents(LinkChange older, LinkChange newer) {
        // An eager change counts what its burst had so far, and all changes of a burst name the same first event. Where
        // the first events differ, the older one holds settled changes besides.
        if (older.eager && older.firstRawNanos == newer.firstRawNanos) {
            return newer.rawEvents;
        }
        return newer.eager ? older.rawEvents : older.rawEvents + newer.rawEvents;
    }

    private static Set<Reason> ordered(Collection<Reason> reasons) {
        EnumSet<Reason> set = EnumSet.noneOf(Reason.class);
        set.addAll(reasons);
        return Collections.unmodifiableSet(set);
    }
}
