// SPDX-License-Identifier: Apache-2.0
package dev.netmon.internal.engine;

import dev.netmon.Change;
import dev.netmon.EgressPath;
import dev.netmon.Family;
import dev.netmon.Interest;
import dev.netmon.Link;
import dev.netmon.LinkAddress;
import dev.netmon.LinkChange;
import dev.netmon.Moment;
import dev.netmon.MonitorOptions;
import dev.netmon.NetInterface;
import dev.netmon.NetworkState;
import dev.netmon.RawEvent;
import dev.netmon.Reason;
import dev.netmon.Significance;
import dev.netmon.internal.policy.Circumstances;
import dev.netmon.internal.policy.Circumstances.Gap;
import dev.netmon.internal.policy.Debouncer;
import dev.netmon.internal.policy.Debouncer.Burst;
import dev.netmon.internal.policy.EagerCase;
import dev.netmon.internal.policy.EagerRule;
import dev.netmon.internal.policy.Judge;
import dev.netmon.internal.policy.Look;
import dev.netmon.internal.policy.Told;
import dev.netmon.internal.policy.Verdict;
import dev.netmon.spi.EventSink;
import dev.netmon.spi.Inventory;
import dev.netmon.spi.LinkSource;
import dev.netmon.spi.OsEvent;
import dev.netmon.spi.SourceException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a source says into judged changes. One thread calls it; it reads no clock and waits for nothing, so the
 * same answers of a source give the same changes, live or from a recording.
 *
 * <p>The caller opens it once, then repeats: wait at the source for {@link #timeoutNanos()}, and {@link #advance} to the
 * moment at which the wait ended.
 */
public final class Engine implements EventSink {

    /** The least time between two re-reads, so that a small buffer in a storm is not spent on dumps: 200 ms. */
    private static final long REREAD_SPACING = 200_000_000;

    private final LinkSource source;
    private final MonitorOptions options;
    private final LinkTable table = new LinkTable();
    private final dev.netmon.internal.engine.Burst burst = new dev.netmon.internal.engine.Burst();
    private final Paths paths;
    private final Debouncer debouncer;
    private final EagerRule<Map<Family, @Nullable EgressPath>> eager = new EagerRule<>();
    private final List<Seat> seats = new ArrayList<>();
    private final Map<Family, InetAddress> probes = new EnumMap<>(Family.class);

    private Map<Family, Told> told = new EnumMap<>(Family.class);
    private Moment now;
    private volatile NetworkState state;
    private long seq;
    private long sleptNanos;
    private boolean rereadNeeded;
    private boolean reread;
    private long rereadAt;
    private boolean toldEagerly;
    private int rawSeats;

    public Engine(LinkSource source, MonitorOptions options) {
        this.source = source;
        this.options = options;
        this.paths = new Paths(source, table, burst);
        this.debouncer =
                new Debouncer(options.settle().toNanos(), options.maxWait().toNanos());
        for (Family family : Family.values()) {
            probes.put(family, options.probe(family));
            told.put(family, Told.nothing());
        }
        this.now = new Moment(0, java.time.Instant.EPOCH);
        this.state = new NetworkState(now, List.of(), null, null);
    }

    /** Opens the source and takes what it finds as told. */
    public void open() throws SourceException {
        Inventory inventory = source.open();
        now = inventory.at();
        table.reset(inventory.interfaces());
        told = Judge.judge(told, paths.look(probes, told, Paths.Hops.ASK), circumstances())
                .told();
        state = snapshot();
        burst.clear();
    }

    /** What was told last; no listener is told anything newer. May be called from any thread. */
    public NetworkState state() {
        return state;
    }

    /** Adds a listener; what is found now about its own destinations counts as told to it. */
    public Seat add(Interest interest, Audience audience) {
        Seat seat = new Seat(interest, audience);
        try {
            seat.settle(paths, table, state, circumstances());
        } catch (SourceException e) {
            // The source is dead: what it finds after its restart is new to this listener.
        }
        seats.add(0, seat); // the flight recorder came first and is served last: it may take its time to start
        countRaw();
        return seat;
    }

    /** Removes a listener. */
    public void remove(Seat seat) {
        seats.remove(seat);
        countRaw();
    }

    /** How long to wait at the source, from the moment it returned last. */
    public long timeoutNanos() {
        long timeout = Long.MAX_VALUE;
        if (debouncer.pending()) {
            timeout = Math.min(timeout, debouncer.deadline() - now.nanos());
        }
        if (rereadNeeded) {
            timeout = Math.min(timeout, rereadAt - now.nanos());
        } else if (eagerOn() && eager.armed()) {
            timeout = Math.min(timeout, eager.deadline() - now.nanos());
        }
        return timeout == Long.MAX_VALUE ? LinkSource.NEVER : Math.max(0, timeout);
    }

    /** Takes what the source has to say and does what is due at this moment. */
    public void advance(Moment moment) throws SourceException {
        now = moment;
        source.drain(this);
        if (rereadNeeded && (debouncer.due(now.nanos()) || now.nanos() - rereadAt >= 0)) {
            reread();
        }
        if (debouncer.due(now.nanos())) {
            settle();
        } else if (eagerOn() && !rereadNeeded && eager.due(now.nanos())) {
            askEagerly();
        }
    }

    /** The source has ended: what is pending is told, however young. */
    public void finish() {
        if (debouncer.pending()) {
            try {
                if (rereadNeeded) {
                    reread();
                }
                Map<Family, Look> looks = paths.look(probes, told, Paths.Hops.ASK);
                tellSettled(Objects.requireNonNull(debouncer.close()), looks);
            } catch (SourceException e) {
                debouncer.shutdown(); // a source that answers no more has nothing to tell
            }
        }
    }

    /** Opens a dead source again, and judges the gap. */
    public void reopen() throws SourceException {
        Inventory inventory = source.open();
        now = inventory.at();
        fold(inventory);
        rereadNeeded = false;
        gap(Gap.RESTART);
        raw(RawEvent.Kind.RESTART, null, null, 0, "backend restarted");
    }

    @Override
    public void event(OsEvent event) {
        if (event instanceof OsEvent.Hint hint) {
            burst.hint(hint.kind());
            if (rawSeats > 0) {
                raw(hint.kind(), hint.op(), null, hint.index(), hint.detail() == null ? "" : hint.detail());
            }
        } else if (event instanceof OsEvent.LinkEvent e) {
            link(e);
        } else if (event instanceof OsEvent.AddressEvent e) {
            address(e);
        } else if (event instanceof OsEvent.Filtered e) {
            burst.filtered();
            raw(e.kind(), e.op(), null, e.index(), e.detail());
        } else if (event instanceof OsEvent.Wake e) {
            sleptNanos += e.sleptNanos();
            raw(RawEvent.Kind.WAKE, null, null, 0, "slept " + e.sleptNanos() / 1_000_000 + "ms");
        } else if (event instanceof OsEvent.Overflow e) {
            overflow();
            raw(RawEvent.Kind.OVERFLOW, null, null, 0, e.detail());
        }
        happened();
    }

    private void happened() {
        debouncer.event(now.nanos());
        eager.event(now.nanos());
    }

    private void gap(Gap gap) {
        burst.gap(gap);
        happened();
    }

    private void overflow() {
        burst.gap(Gap.OVERFLOW);
        if (!rereadNeeded) {
            rereadNeeded = true;
            long earliest = rereadAt + REREAD_SPACING;
            rereadAt = reread && earliest - now.nanos() > 0 ? earliest : now.nanos();
            reread = true;
        }
    }

    private void link(OsEvent.LinkEvent event) {
        Link link = event.link();
        if (rawSeats > 0) {
            raw(RawEvent.Kind.LINK, event.op(), link.name(), link.index(), Details.of(link));
        }
        burst.touch(link.index(), table.get(link.index()));
        burst.linkMessage(link.index());
        if (event.op() == RawEvent.Op.NEW) {
            table.put(link);
        } else {
            NetInterface gone = table.remove(link.index());
            if (gone != null) {
                gone.addresses().forEach(a -> burst.addressRemoved(link.index(), a));
            }
        }
    }

    private void address(OsEvent.AddressEvent event) {
        int index = event.index();
        LinkAddress address = event.address();
        if (rawSeats > 0) {
            raw(RawEvent.Kind.ADDRESS, event.op(), null, index, Details.of(address));
        }
        burst.touch(index, table.get(index));
        if (event.op() == RawEvent.Op.NEW) {
            if (address.equals(table.put(index, address))) {
                burst.addressRefreshed(index, address);
            }
        } else if (table.remove(index, address) != null) {
            burst.addressRemoved(index, address);
        }
    }

    private void reread() throws SourceException {
        Inventory inventory = source.reread();
        now = inventory.at();
        rereadAt = now.nanos();
        rereadNeeded = false;
        fold(inventory);
        eager.event(now.nanos()); // the read may show what no event told
    }

    private void fold(Inventory inventory) {
        Map<Integer, NetInterface> found = new HashMap<>();
        inventory.interfaces().forEach(i -> found.put(i.index(), i));
        Set<Integer> indexes = new HashSet<>(found.keySet());
        table.snapshot().forEach(i -> indexes.add(i.index()));
        for (int index : indexes) {
            NetInterface was = table.get(index);
            NetInterface is = found.get(index);
            if (!Objects.equals(was, is)) {
                burst.touch(index, was);
            }
            if (was != null) {
                for (LinkAddress a : was.addresses()) {
                    if (is == null || is.find(a) == null) {
                        burst.addressRemoved(index, a);
                    }
                }
            }
        }
        table.reset(inventory.interfaces());
    }

    private void settle() throws SourceException {
        Map<Family, Look> looks = paths.look(probes, told, Paths.Hops.ASK);
        // What came while asking joins the burst, so that the addresses known are not older than the answer.
        if (source.drain(this) > 0) {
            if (rereadNeeded) {
                reread();
            }
            looks = paths.look(probes, told, Paths.Hops.ASK);
        }
        Burst over = debouncer.take(now.nanos());
        if (over != null) {
            tellSettled(over, looks);
        }
    }

    private void askEagerly() throws SourceException {
        Map<Family, Look> looks = paths.look(probes, told, Paths.Hops.SKIP);
        Map<Family, @Nullable EgressPath> answer = answer(looks);
        if (eager.answered(now.nanos(), answer, EagerCase.tellable(told, looks, options.ownTunnels(), burst))) {
            tell(debouncer.events(), debouncer.firstNanos(), looks, Timing.EAGER);
            toldEagerly = true;
        }
    }

    private void tellSettled(Burst over, Map<Family, Look> looks) throws SourceException {
        Timing timing = over.capped() ? Timing.CAPPED : Timing.SETTLED;
        tell(over.events(), over.firstNanos(), looks, timing);
        toldEagerly = false;
        eager.reset();
    }

    private enum Timing {
        EAGER,
        SETTLED,
        CAPPED
    }

    private void tell(long events, long first, Map<Family, Look> looks, Timing timing) throws SourceException {
        Circumstances circumstances = circumstances();
        Verdict<Family> verdict = Judge.judge(told, looks, circumstances);
        Map<Family, @Nullable EgressPath> before = shown(told);
        told = verdict.told();
        Differences differences = Differences.of(burst, table, before, shown(told), options.ownTunnels());
        EnumSet<Reason> reasons = EnumSet.copyOf(differences.reasons());
        reasons.addAll(verdict.reasons());
        Significance significance = verdict.significance();
        List<Change> changes = differences.changes();
        if (timing != Timing.EAGER && toldEagerly && significance == Significance.NONE && changes.isEmpty()) {
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
        state = snapshot();
        int kept = Math.min(changes.size(), LinkChange.MAX_CHANGES);
        LinkChange change = new LinkChange(
                now,
                ++seq,
                significance,
                reasons,
                events,
                first,
                timing == Timing.CAPPED,
                verdict.passing(),
                timing == Timing.EAGER,
                changes.subList(0, kept),
                changes.size() - kept,
                state);
        for (Seat seat : seats) {
            seat.tell(change, paths, table, circumstances);
        }
        burst.clear();
    }

    private Circumstances circumstances() {
        return new Circumstances(
                address -> table.holds(address), options.ownTunnels(), sleptNanos, Set.copyOf(burst.gaps()));
    }

    private NetworkState snapshot() {
        return new NetworkState(
                now,
                table.snapshot(),
                Objects.requireNonNull(told.get(Family.V4)).shown(),
                Objects.requireNonNull(told.get(Family.V6)).shown());
    }

    private static Map<Family, @Nullable EgressPath> answer(Map<Family, Look> looks) {
        Map<Family, @Nullable EgressPath> paths = new EnumMap<>(Family.class);
        looks.forEach((family, look) -> paths.put(family, look.path()));
        return paths;
    }

    private static Map<Family, @Nullable EgressPath> shown(Map<Family, Told> told) {
        Map<Family, @Nullable EgressPath> paths = new EnumMap<>(Family.class);
        told.forEach((family, t) -> paths.put(family, t.shown()));
        return paths;
    }

    private boolean eagerOn() {
        return options.eager() == MonitorOptions.Eager.ON;
    }

    private void raw(RawEvent.Kind kind, RawEvent.@Nullable Op op, @Nullable String name, int index, String detail) {
        if (rawSeats == 0) {
            return;
        }
        NetInterface on = name != null || index == 0 ? null : table.get(index);
        RawEvent event = new RawEvent(now, kind, op, on == null ? name : on.name(), index, detail);
        for (Seat seat : seats) {
            if (seat.wantsRaw()) {
                seat.audience().raw(event);
            }
        }
    }

    private void countRaw() {
        rawSeats = 0;
        for (Seat seat : seats) {
            rawSeats += seat.wantsRaw() ? 1 : 0;
        }
        source.detail(rawSeats > 0 ? LinkSource.Detail.FULL : LinkSource.Detail.HINTS);
    }
}
