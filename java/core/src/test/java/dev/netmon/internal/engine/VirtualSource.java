// SPDX-License-Identifier: Apache-2.0
package dev.netmon.internal.engine;

import dev.netmon.BackendInfo;
import dev.netmon.Family;
import dev.netmon.Link;
import dev.netmon.LinkAddress;
import dev.netmon.Moment;
import dev.netmon.MonitorOptions;
import dev.netmon.NetInterface;
import dev.netmon.RawEvent;
import dev.netmon.spi.EventSink;
import dev.netmon.spi.Inventory;
import dev.netmon.spi.LinkSource;
import dev.netmon.spi.NextHop;
import dev.netmon.spi.OsEvent;
import dev.netmon.spi.Route;
import dev.netmon.spi.SourceException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A network that follows a script on virtual time; ends when the script is over and nobody waits for anything. */
public final class VirtualSource implements LinkSource {

    /** One step of the script. */
    private record Step(long at, int order, Runnable work) {}

    /** A question that was asked. */
    record Ask(double ms, InetAddress destination) {}

    static final long MS = 1_000_000;

    private final PriorityQueue<Step> script =
            new PriorityQueue<>(Comparator.comparingLong(Step::at).thenComparingInt(Step::order));
    private final Map<Integer, NetInterface> interfaces = new TreeMap<>();
    private final Map<InetAddress, Route> routes = new HashMap<>();
    private final Map<InetAddress, Set<NextHop>> hops = new HashMap<>();
    private final ArrayDeque<OsEvent> queue = new ArrayDeque<>();
    private final long base;
    private long clock; // nanoseconds since base
    private boolean silent;
    private boolean dead;
    private boolean ending;

    final List<Ask> asks = new ArrayList<>();
    final List<Double> rereads = new ArrayList<>();
    int opens;
    Detail detail = Detail.HINTS;
    Runnable whenAsked = () -> {};
    Runnable whenReread = () -> {};

    public VirtualSource() {
        this(0);
    }

    VirtualSource(long base) {
        this.base = base;
    }

    // The script.

    /** Runs something at a time, in milliseconds from the start. */
    public VirtualSource at(double ms, Runnable work) {
        script.add(new Step(Math.round(ms * MS), script.size(), work));
        return this;
    }

    /** Runs something that no event tells of. */
    public void silently(Runnable work) {
        silent = true;
        try {
            work.run();
        } finally {
            silent = false;
        }
    }

    public void link(Link link) {
        NetInterface was = interfaces.get(link.index());
        interfaces.put(link.index(), new NetInterface(link, was == null ? List.of() : was.addresses()));
        inject(new OsEvent.LinkEvent(RawEvent.Op.NEW, link));
    }

    public void unlink(int index) {
        NetInterface was = interfaces.remove(index);
        if (was != null) {
            inject(new OsEvent.LinkEvent(RawEvent.Op.DEL, was.link()));
        }
    }

    public void add(int index, LinkAddress address) {
        List<LinkAddress> all = new ArrayList<>(interfaces.get(index).addresses());
        int at = -1;
        for (int i = 0; i < all.size(); i++) {
            at = all.get(i).sameAddress(address) ? i : at;
        }
        if (at < 0) {
            all.add(address);
        } else {
            all.set(at, address);
        }
        interfaces.put(index, new NetInterface(interfaces.get(index).link(), all));
        inject(new OsEvent.AddressEvent(RawEvent.Op.NEW, index, address));
    }

    public void remove(int index, LinkAddress address) {
        List<LinkAddress> all = new ArrayList<>(interfaces.get(index).addresses());
        if (all.removeIf(a -> a.sameAddress(address))) {
            interfaces.put(index, new NetInterface(interfaces.get(index).link(), all));
            inject(new OsEvent.AddressEvent(RawEvent.Op.DEL, index, address));
        }
    }

    public void route(InetAddress destination, @Nullable Route route) {
        if (route == null) {
            routes.remove(destination);
        } else {
            routes.put(destination, route);
        }
        hint(RawEvent.Kind.ROUTE, route == null ? RawEvent.Op.DEL : RawEvent.Op.NEW);
    }

    /** Sets where the packets of a whole family leave. */
    public void route(Family family, @Nullable Route route) {
        route(MonitorOptions.defaults().probe(family), route);
    }

    public void nextHops(Family family, Set<NextHop> live) {
        hops.put(MonitorOptions.defaults().probe(family), live);
        hint(RawEvent.Kind.NEXTHOP, RawEvent.Op.NEW);
    }

    public void hint(RawEvent.Kind kind, RawEvent.Op op) {
        inject(new OsEvent.Hint(kind, op, null, 0, detail == Detail.FULL ? kind + " " + op : null));
    }

    public void inject(OsEvent event) {
        if (!silent) {
            queue.add(event);
        }
    }

    /** Loses what is queued, as a full buffer does. */
    public void overflow() {
        queue.clear();
        inject(new OsEvent.Overflow("buffer full"));
    }

    public void die() {
        dead = true;
    }

    public void end() {
        ending = true;
    }

    Link link(String name) {
        return netInterface(name).link();
    }

    NetInterface netInterface(String name) {
        return interfaces.values().stream()
                .filter(i -> i.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    List<NetInterface> interfaces() {
        return List.copyOf(interfaces.values());
    }

    /** Milliseconds from the start to a time of this source. */
    double ms(long nanos) {
        return (nanos - base) / (double) MS;
    }

    // The source.

    @Override
    public BackendInfo info() {
        return new BackendInfo("virtual", null, null);
    }

    @Override
    public Inventory open() {
        opens++;
        dead = false;
        queue.clear();
        return new Inventory(moment(), interfaces());
    }

    @Override
    public @Nullable Moment await(long timeoutNanos) throws SourceException {
        if (queue.isEmpty()) {
            long deadline = timeoutNanos == NEVER ? Long.MAX_VALUE : clock + timeoutNanos;
            while (queue.isEmpty()
                    && !dead
                    && !ending
                    && !script.isEmpty()
                    && script.peek().at() <= deadline) {
                clock = Math.max(clock, script.peek().at());
                runSteps();
            }
            if (queue.isEmpty() && !dead) {
                if (ending || deadline == Long.MAX_VALUE) {
                    return null;
                }
                clock = deadline;
            }
        }
        check();
        return moment();
    }

    /** All steps of the same time come in one go. */
    private void runSteps() {
        while (!script.isEmpty() && script.peek().at() <= clock) {
            script.remove().work().run();
        }
    }

    @Override
    public int drain(EventSink sink) throws SourceException {
        check();
        int count = queue.size();
        for (OsEvent event = queue.poll(); event != null; event = queue.poll()) {
            sink.event(event);
        }
        return count;
    }

    @Override
    public void wakeup() {}

    @Override
    public Inventory reread() throws SourceException {
        check();
        rereads.add(ms(base + clock));
        Inventory found = new Inventory(moment(), interfaces());
        whenReread.run();
        return found;
    }

    @Override
    public @Nullable Route route(InetAddress destination) throws SourceException {
        check();
        asks.add(new Ask(ms(base + clock), destination));
        Route found = routes.get(destination);
        whenAsked.run();
        return found;
    }

    @Override
    public Set<NextHop> nextHops(InetAddress destination) throws SourceException {
        check();
        return hops.getOrDefault(destination, Set.of());
    }

    @Override
    public @Nullable Link link(int index) throws SourceException {
        check();
        NetInterface found = interfaces.get(index);
        return found == null ? null : found.link();
    }

    @Override
    public void detail(Detail detail) {
        this.detail = detail;
    }

    @Override
    public void close() {}

    private void check() throws SourceException {
        if (dead) {
            throw new SourceException("the virtual source died");
        }
    }

    private Moment moment() {
        return new Moment(base + clock, Instant.EPOCH.plusNanos(clock));
    }
}
