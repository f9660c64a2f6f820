// SPDX-License-Identifier: Apache-2.0
package dev.netmon.internal.engine;

import dev.netmon.Interest;
import dev.netmon.LinkAddress;
import dev.netmon.LinkChange;
import dev.netmon.NetInterface;
import dev.netmon.NetworkState;
import dev.netmon.Reason;
import dev.netmon.Significance;
import dev.netmon.internal.policy.Circumstances;
import dev.netmon.internal.policy.Judge;
import dev.netmon.internal.policy.Told;
import dev.netmon.internal.policy.Verdict;
import dev.netmon.spi.SourceException;
import java.net.InetAddress;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** One listener's place at the engine: its interest, and what it was told about it. Not thread-safe. */
public final class Seat {

    private final Interest interest;
    private final Audience audience;
    private final Map<InetAddress, InetAddress> destinations = new LinkedHashMap<>();
    private Map<InetAddress, Told> told = new LinkedHashMap<>();
    private final Set<InetAddress> bound = new HashSet<>();

    /** What of a sleep not told to everybody yet was told to this listener, in nanoseconds. */
    private long sleptTold;

    Seat(Interest interest, Audience audience) {
        this.interest = interest;
        this.audience = audience;
        for (InetAddress destination : interest.destinations()) {
            destinations.put(destination, destination);
            told.put(destination, Told.nothing());
        }
    }

    boolean wantsRaw() {
        return interest.raw() == Interest.Raw.YES;
    }

    Audience audience() {
        return audience;
    }

    /** Takes what is found now as told; a bound address also counts where the last told state has it. */
    void settle(Paths paths, LinkTable table, NetworkState state, Circumstances circumstances) throws SourceException {
        holds(table);
        for (NetInterface on : state.interfaces()) {
            for (LinkAddress a : on.addresses()) {
                if (interest.boundAddresses().contains(a.address())) {
                    bound.add(a.address());
                }
            }
        }
        if (!destinations.isEmpty()) {
            told = Judge.judge(told, paths.look(destinations, told, Paths.Hops.ASK), circumstances)
                    .told();
        }
    }

    /** Tells a change, and what only this listener wants to know. */
    void tell(LinkChange change, Paths paths, LinkTable table, Circumstances circumstances) {
        EnumSet<Reason> reasons = EnumSet.noneOf(Reason.class);
        Significance significance = Significance.NONE;
        Set<InetAddress> before = new HashSet<>(bound);
        holds(table);
        if (!bound.containsAll(before)) {
            reasons.add(Reason.BOUND_ADDRESS_REMOVED);
            significance = Significance.REBIND;
        }
        if (!destinations.isEmpty()) {
            Paths.Hops hops = change.eager() ? Paths.Hops.SKIP : Paths.Hops.ASK;
            try {
                Verdict<InetAddress> verdict =
                        Judge.judge(told, paths.look(destinations, told, hops), circumstances.afterSleepOf(sleptTold));
                told = verdict.told();
                sleptTold = verdict.wakeTold() ? circumstances.sleptNanos() : sleptTold;
                reasons.addAll(verdict.reasons());
                significance = significance.max(verdict.significance());
            } catch (SourceException e) {
                // The source is dead; its restart is judged for everybody, this listener's destinations included.
            }
        }
        if (change.reasons().contains(Reason.WOKE_FROM_SLEEP)) {
            sleptTold = 0; // told to everybody, so the count of it starts afresh
        }
        audience.changed(reasons.isEmpty() ? change : joined(change, reasons, significance));
    }

    private void holds(LinkTable table) {
        bound.clear();
        for (InetAddress address : interest.boundAddresses()) {
            if (table.holds(address)) {
                bound.add(address);
            }
        }
    }

    private static LinkChange joined(LinkChange change, EnumSet<Reason> own, Significance significance) {
        own.addAll(change.reasons());
        if (significance != Significance.NONE) {
            own.remove(Reason.ALREADY_TOLD);
        }
        return new LinkChange(
                change.at(),
                change.seq(),
                change.significance().max(significance),
                own,
                change.rawEvents(),
                change.firstRawNanos(),
                change.capped(),
                change.passing() && significance == Significance.NONE,
                change.eager(),
                change.changes(),
                change.changesOmitted(),
                change.state());
    }
}
