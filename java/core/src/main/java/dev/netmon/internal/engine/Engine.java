// SPDX-License-Identifier: Apache-2.0
package dev.netmon.internal.engine;

import dev.netmon.EgressPath;
import dev.netmon.Family;
import dev.netmon.Interest;
import dev.netmon.Moment;
import dev.netmon.MonitorOptions;
import dev.netmon.NetworkState;
import dev.netmon.RawEvent;
import dev.netmon.internal.policy.Circumstances.Gap;
import dev.netmon.internal.policy.Debouncer;
import dev.netmon.internal.policy.EagerCase;
import dev.netmon.internal.policy.EagerRule;
import dev.netmon.internal.policy.Look;
import dev.netmon.internal.policy.Resync;
import dev.netmon.spi.EventSink;
import dev.netmon.spi.Inventory;
import dev.netmon.spi.LinkSource;
import dev.netmon.spi.OsEvent;
import dev.netmon.spi.SourceException;
import java.time.Instant;
import java.util.EnumMap;
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

    private final LinkSource source;
    private final boolean eagerOn;
    private final Burst burst = new Burst();
    private final LinkTable table = new LinkTable();
    private final Fold fold = new Fold(table, burst);
    private final Teller teller;
    private final Debouncer debouncer;
    private final Resync resync = new Resync();
    private final EagerRule<Map<Family, @Nullable EgressPath>> eager = new EagerRule<>();
    private final Set<String> ownTunnels;

    private Moment now = new Moment(0, Instant.EPOCH);

    public Engine(LinkSource source, MonitorOptions options) {
        this.source = source;
        this.eagerOn = options.eager() == MonitorOptions.Eager.ON;
        this.ownTunnels = options.ownTunnels();
        this.teller = new Teller(options, table, burst, new Paths(source, table, burst));
        this.debouncer =
                new Debouncer(options.settle().toNanos(), options.maxWait().toNanos());
    }

    /** Opens the source and takes what it finds as told. */
    public void open() throws SourceException {
        Inventory inventory = source.open();
        now = inventory.at();
        table.reset(inventory.interfaces());
        teller.begin(now);
    }

    /** What was told last; no listener is told anything newer. May be called from any thread. */
    public NetworkState state() {
        return teller.state();
    }

    /** Adds a listener; what is found now about its own destinations counts as told to it. */
    public Seat add(Interest interest, Audience audience) {
        Seat seat = teller.add(interest, audience);
        setDetail();
        return seat;
    }

    /** Removes a listener. */
    public void remove(Seat seat) {
        teller.remove(seat);
        setDetail();
    }

    /** How long to wait at the source, from the moment it returned last. */
    public long timeoutNanos() {
        long timeout = Long.MAX_VALUE;
        if (debouncer.pending()) {
            timeout = Math.min(timeout, debouncer.deadline() - now.nanos());
        }
        if (resync.needed()) {
            timeout = Math.min(timeout, resync.deadline() - now.nanos());
        } else if (eagerOn && eager.armed()) {
            timeout = Math.min(timeout, eager.deadline() - now.nanos());
        }
        return timeout == Long.MAX_VALUE ? LinkSource.NEVER : Math.max(0, timeout);
    }

    /** Takes what the source has to say and does what is due at this moment. */
    public void advance(Moment moment) throws SourceException {
        now = moment;
        source.drain(this);
        if (resync.due(now.nanos()) || resync.needed() && debouncer.due(now.nanos())) {
            reread();
        }
        if (debouncer.due(now.nanos())) {
            settle();
        } else if (eagerOn && !resync.needed() && eager.due(now.nanos())) {
            askEagerly();
        }
    }

    /** The source has ended: what is pending is told, however young. */
    public void finish() {
        if (debouncer.pending()) {
            try {
                if (resync.needed()) {
                    reread();
                }
                Map<Family, Look> looks = teller.look(Paths.Hops.ASK);
                tellSettled(Objects.requireNonNull(debouncer.close()), looks);
            } catch (SourceException e) {
                debouncer.shutdown(); // a source that answers no more has nothing to tell
            }
        }
    }

    /** Opens a dead source again, and judges the gap. */
    public void reopen() throws SourceException {
        Inventory inventory = source.open();
        read(inventory);
        burst.gap(Gap.RESTART);
        happened();
        raw(RawEvent.Kind.RESTART, null, null, 0, "backend restarted");
    }

    @Override
    public void event(OsEvent event) {
        if (event instanceof OsEvent.Hint e) {
            raw(e.kind(), e.op(), null, e.index(), e.detail() == null ? "" : e.detail());
            burst.hint(e.kind());
        } else if (event instanceof OsEvent.LinkEvent e) {
            if (teller.wantsRaw()) {
                raw(RawEvent.Kind.LINK, e.op(), e.link().name(), e.link().index(), Details.of(e.link()));
            }
            fold.link(e);
        } else if (event instanceof OsEvent.AddressEvent e) {
            if (teller.wantsRaw()) {
                raw(RawEvent.Kind.ADDRESS, e.op(), null, e.index(), Details.of(e.address()));
            }
            fold.address(e);
        } else if (event instanceof OsEvent.Filtered e) {
            raw(e.kind(), e.op(), null, e.index(), e.detail());
            burst.filtered();
        } else if (event instanceof OsEvent.Wake e) {
            raw(RawEvent.Kind.WAKE, null, null, 0, "slept " + e.sleptNanos() / 1_000_000 + "ms");
            teller.slept(e.sleptNanos());
        } else if (event instanceof OsEvent.Overflow e) {
            raw(RawEvent.Kind.OVERFLOW, null, null, 0, e.detail());
            burst.gap(Gap.OVERFLOW);
            resync.lost(now.nanos());
        }
        happened();
    }

    private void happened() {
        debouncer.event(now.nanos());
        eager.event(now.nanos());
    }

    private void reread() throws SourceException {
        read(source.reread());
        eager.event(now.nanos()); // the read may show what no event told
    }

    private void read(Inventory inventory) {
        now = inventory.at();
        resync.read(now.nanos());
        fold.everything(inventory);
    }

    private void settle() throws SourceException {
        Map<Family, Look> looks = teller.look(Paths.Hops.ASK);
        // What came while asking joins the burst, so that the addresses known are not older than the answer.
        if (source.drain(this) > 0) {
            if (resync.needed()) {
                reread();
            }
            looks = teller.look(Paths.Hops.ASK);
        }
        Debouncer.Burst over = debouncer.take(now.nanos());
        if (over != null) {
            tellSettled(over, looks);
        }
    }

    private void tellSettled(Debouncer.Burst over, Map<Family, Look> looks) {
        teller.tell(now, over, looks, Teller.Timing.SETTLED);
        eager.reset();
    }

    private void askEagerly() throws SourceException {
        Map<Family, Look> looks = teller.look(Paths.Hops.SKIP);
        Map<Family, @Nullable EgressPath> answer = new EnumMap<>(Family.class);
        looks.forEach((family, look) -> answer.put(family, look.path()));
        boolean tellable = EagerCase.tellable(teller.told(), looks, ownTunnels, burst);
        if (eager.answered(now.nanos(), answer, tellable)) {
            teller.tell(now, debouncer.open(), looks, Teller.Timing.EAGER);
        }
    }

    private void raw(RawEvent.Kind kind, RawEvent.@Nullable Op op, @Nullable String name, int index, String detail) {
        if (teller.wantsRaw()) {
            teller.raw(now, kind, op, name, index, detail);
        }
    }

    private void setDetail() {
        source.detail(teller.wantsRaw() ? LinkSource.Detail.FULL : LinkSource.Detail.HINTS);
    }
}
