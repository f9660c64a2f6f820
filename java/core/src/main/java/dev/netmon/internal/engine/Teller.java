// SPDX-License-Identifier: Apache-2.0
package dev.netmon.internal.engine;

import dev.netmon.Change;
import dev.netmon.EgressPath;
import dev.netmon.Family;
import dev.netmon.Interest;
import dev.netmon.LinkChange;
import dev.netmon.Moment;
import dev.netmon.MonitorOptions;
import dev.netmon.NetInterface;
import dev.netmon.NetworkState;
import dev.netmon.RawEvent;
import dev.netmon.Reason;
import dev.netmon.Significance;
import dev.netmon.internal.policy.Circumstances;
import dev.netmon.internal.policy.Debouncer;
import dev.netmon.internal.policy.Judge;
import dev.netmon.internal.policy.Look;
import dev.netmon.internal.policy.Told;
import dev.netmon.internal.policy.Verdict;
import dev.netmon.spi.SourceException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds what was told last and the seats of those it is told to, and makes the next change of what is found. Not
 * thread-safe, but for {@link #state()}.
 */
final class Teller {

    /** When a change is told. */
    enum Timing {
        EAGER,
        SETTLED
    }

    private final MonitorOptions options;
    private final LinkTable table;
    private final Burst burst;
    private final Paths paths;
    private final List<Seat> seats = new ArrayList<>();
    private final Map<Family, InetAddress> probes = new EnumMap<>(Family.class);

    private Map<Family, Told> told = new EnumMap<>(Family.class);
    private volatile NetworkState state = new NetworkState(new Moment(0, Instant.EPOCH), List.of(), null, null);
    private long seq;
    private long sleptNanos;
    private boolean toldEagerly;
    private int rawSeats;

    Teller(MonitorOptions options, LinkTable table, Burst burst, Paths paths) {
        this.options = options;
        this.table = table;
        this.burst = burst;
        this.paths = paths;
        for (Family family : Family.values()) {
            probes.put(family, options.probe(family));
            told.put(family, Told.nothing());
        }
    }

    /** Takes what is found now as told, without telling it. */
    void begin(Moment now) throws SourceException {
        told = Judge.judge(told, look(Paths.Hops.ASK), circumstances()).told();
        state = snapshot(now);
        burst.clear();
    }

    /** What was told last; no listener is told anything newer. May be called from any thread. */
    NetworkState state() {
        return state;
    }

    /** What was told last about each family's path. */
    Map<Family, Told> told() {
        return told;
    }

    /** Asks where packets leave now. */
    Map<Family, Look> look(Paths.Hops hops) throws SourceException {
        return paths.look(probes, told, hops);
    }

    /** The host slept, in nanoseconds; kept until it can be told with a path that is usable. */
    void slept(long nanos) {
        sleptNanos += nanos;
    }

    /** Adds a listener; what is found now about its own destinations counts as told to it. */
    Seat add(Interest interest, Audience audience) {
        Seat seat = new Seat(interest, audience);
        try {
            seat.settle(paths, table, state, circumstances());
        } catch (SourceException e) {
            // The source is dead: what it finds after its restart is new to this listener.
        }
        seats.add(0, seat); // the flight recorder came first and is served last: it may take its time to start
        rawSeats += seat.wantsRaw() ? 1 : 0;
        return seat;
    }

    /** Removes a listener. */
    void remove(Seat seat) {
        if (seats.remove(seat)) {
            rawSeats -= seat.wantsRaw() ? 1 : 0;
        }
    }

    /** Whether any listener wants raw events. */
    boolean wantsRaw() {
        return rawSeats > 0;
    }

    /** Hands a raw event to those who want it. */
    void raw(
            Moment now, RawEvent.Kind kind, RawEvent.@Nullable Op op, @Nullable String name, int index, String detail) {
        NetInterface on = name != null || index == 0 ? null : table.get(index);
        RawEvent event = new RawEvent(now, kind, op, on == null ? name : on.name(), index, detail);
        for (Seat seat : seats) {
            if (seat.wantsRaw()) {
                seat.audience().raw(event);
            }
        }
    }

    /**
     * Judges what was found and tells it to every listener.
     *
     * @param over the burst it covers; for an eager change as far as it came
     */
    void tell(Moment now, Debouncer.Burst over, Map<Family, Look> looks, Timing timing) {
        Circumstances circumstances = circumstances();
        Verdict<Family> verdict = Judge.judge(told, looks, circumstances);
        Map<Family, @Nullable EgressPath> before = shown(told);
        told = verdict.told();
        Differences differences = Differences.of(burst, table, before, shown(told), options.ownTunnels());
        EnumSet<Reason> reasons = EnumSet.copyOf(differences.reasons());
        reasons.addAll(verdict.reasons());
        Significance significance = verdict.significance();
        List<Change> changes = differences.changes();
        if (timing == Timing.SETTLED && toldEagerly && significance == Significance.NONE && changes.isEmpty()) {
            reasons.add(Reason.ALREADY_TOLD);
        } else if (options.policy() == MonitorOptions.Policy.ALWAYS) {
            significance = Significance.REBIND;
        }
        if (reasons.isEmpty()) {
            reasons.add(Reason.UNRELATED_LINK); // a message about an egress link that left nothing behind
        }
        if (verdict.wakeTold()) {
            sleptNanos = 0;
        }
        state = snapshot(now);
        int kept = Math.min(changes.size(), LinkChange.MAX_CHANGES);
        LinkChange change = new LinkChange(
                now,
                ++seq,
                significance,
                reasons,
                over.events(),
                over.firstNanos(),
                over.capped(),
                verdict.passing(),
                timing == Timing.EAGER,
                changes.subList(0, kept),
                changes.size() - kept,
                state);
        for (Seat seat : seats) {
            seat.tell(change, paths, table, circumstances);
        }
        burst.clear();
        toldEagerly = timing == Timing.EAGER;
    }

    private Circumstances circumstances() {
        return new Circumstances(
                address -> table.holds(address), options.ownTunnels(), sleptNanos, Set.copyOf(burst.gaps()));
    }

    private NetworkState snapshot(Moment now) {
        return new NetworkState(
                now,
                table.snapshot(),
                Objects.requireNonNull(told.get(Family.V4)).shown(),
                Objects.requireNonNull(told.get(Family.V6)).shown());
    }

    private static Map<Family, @Nullable EgressPath> shown(Map<Family, Told> told) {
        Map<Family, @Nullable EgressPath> paths = new EnumMap<>(Family.class);
        told.forEach((family, t) -> paths.put(family, t.shown()));
        return paths;
    }
}
