// SPDX-License-Identifier: Apache-2.0
package dev.netmon.testkit;

import dev.netmon.Addresses;
import dev.netmon.BackendInfo;
import dev.netmon.CarrierCounters;
import dev.netmon.Family;
import dev.netmon.Link;
import dev.netmon.LinkAddress;
import dev.netmon.Moment;
import dev.netmon.NetInterface;
import dev.netmon.RawEvent;
import dev.netmon.spi.EventSink;
import dev.netmon.spi.Inventory;
import dev.netmon.spi.LinkSource;
import dev.netmon.spi.NextHop;
import dev.netmon.spi.OsEvent;
import dev.netmon.spi.Route;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A network that exists in memory only, with a source for it that may be given a fault: the contract test's own test. */
final class SimulatedNetwork implements TestNetwork {
    /** What can be wrong with a backend; each must be found out. */
    enum Fault {
        SNAPSHOT_BEFORE_SUBSCRIBING,
        LOSES_WAKEUPS,
        NO_ROUTE_HINTS,
        STALE_LINKS,
        STALE_ROUTES,
        REMEMBERS_THE_FIRST_SNAPSHOT,
        MISCOUNTS,
        FORGETS_REMOVALS
    }

    private static final InetAddress ADDRESS = Addresses.parse("10.1.0.2");
    private static final InetAddress SPARE = Addresses.parse("10.1.0.77");

    /** How long the gap of a faulty opening stays open: 250 ms. */
    private static final long GAP_NANOS = 250_000_000;

    private final Set<Fault> faults = EnumSet.noneOf(Fault.class);
    private final List<Source> sources = new ArrayList<>();
    private boolean spare;
    private boolean carrier = true;
    private int defaultIndex = 2;

    SimulatedNetwork(Fault... faults) {
        this.faults.addAll(List.of(faults));
    }

    @Override
    public LinkSource source() {
        return new Source();
    }

    @Override
    public <T> T inside(Callable<T> code) throws Exception {
        return code.call();
    }

    @Override
    public String uplink() {
        return "eth0";
    }

    @Override
    public String otherUplink() {
        return "eth1";
    }

    @Override
    public InetAddress address() {
        return ADDRESS;
    }

    @Override
    public InetAddress spareAddress() {
        return SPARE;
    }

    @Override
    public InetAddress destination() {
        return Addresses.parse("73.158.64.1");
    }

    @Override
    public synchronized void addSpareAddress() {
        spare = true;
        tell(new OsEvent.AddressEvent(RawEvent.Op.NEW, 2, new LinkAddress(SPARE, 24, Set.of())));
    }

    @Override
    public synchronized void removeSpareAddress() {
        spare = false;
        if (!faults.contains(Fault.FORGETS_REMOVALS)) {
            tell(new OsEvent.AddressEvent(RawEvent.Op.DEL, 2, new LinkAddress(SPARE, 24, Set.of())));
        }
    }

    @Override
    public void moveDefaultAway() {
        route(3, RawEvent.Op.NEW);
    }

    @Override
    public void moveDefaultBack() {
        route(2, RawEvent.Op.NEW);
    }

    @Override
    public void removeDefault() {
        route(0, RawEvent.Op.DEL);
    }

    private synchronized void route(int index, RawEvent.Op op) {
        defaultIndex = index;
        if (!faults.contains(Fault.NO_ROUTE_HINTS)) {
            tell(new OsEvent.Hint(RawEvent.Kind.ROUTE, op, Family.V4, index, "default"));
        }
    }

    @Override
    public synchronized void loseCarrier() {
        carrier = false;
        tell(new OsEvent.LinkEvent(RawEvent.Op.NEW, link(2)));
    }

    @Override
    public void close() {}

    private void tell(OsEvent event) {
        sources.forEach(source -> source.queue.add(event));
        notifyAll();
    }

    private Link link(int index) {
        return new Link(
                index,
                index == 1 ? "lo" : "eth" + (index - 2),
                true,
                index != 2 || carrier,
                index == 1,
                1500,
                null,
                CarrierCounters.UNKNOWN,
                0);
    }

    private synchronized Inventory read() {
        List<NetInterface> all = new ArrayList<>();
        for (int index = 1; index <= 3; index++) {
            List<LinkAddress> addresses = new ArrayList<>();
            if (index == 2) {
                addresses.add(new LinkAddress(ADDRESS, 24, Set.of()));
                if (spare) {
                    addresses.add(new LinkAddress(SPARE, 24, Set.of()));
                }
            }
            all.add(new NetInterface(link(index), addresses));
        }
        return new Inventory(Moment.now(), all);
    }

    private final class Source implements LinkSource {
        private final List<OsEvent> queue = new ArrayList<>();
        private boolean woken;
        private @Nullable Inventory first;
        private @Nullable Route firstRoute;

        @Override
        public BackendInfo info() {
            return new BackendInfo("simulated", null, null);
        }

        @Override
        public Inventory open() {
            synchronized (SimulatedNetwork.this) {
                sources.remove(this);
                queue.clear();
                if (faults.contains(Fault.SNAPSHOT_BEFORE_SUBSCRIBING)) {
                    Inventory early = read();
                    letAMoverIn();
                    sources.add(this);
                    return early;
                }
                sources.add(this);
                Inventory now = read();
                first = first != null && faults.contains(Fault.REMEMBERS_THE_FIRST_SNAPSHOT) ? first : now;
                return first;
            }
        }

        /** Waits for the change that falls into the gap, for a while: on a busy machine its thread may be late. */
        private void letAMoverIn() {
            boolean before = spare;
            long start = System.nanoTime();
            while (spare == before && System.nanoTime() - start < GAP_NANOS) {
                try {
                    SimulatedNetwork.this.wait(10);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }

        @Override
        public Moment await(long timeoutNanos) {
            long start = System.nanoTime();
            synchronized (SimulatedNetwork.this) {
                while (queue.isEmpty()
                        && !woken
                        && (timeoutNanos == NEVER || System.nanoTime() - start < timeoutNanos)) {
                    try {
                        SimulatedNetwork.this.wait(1);
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                }
                woken = false;
                return Moment.now();
            }
        }

        @Override
        public int drain(EventSink sink) {
            synchronized (SimulatedNetwork.this) {
                int count = queue.size();
                queue.forEach(sink::event);
                queue.clear();
                return faults.contains(Fault.MISCOUNTS) ? count + 1 : count;
            }
        }

        @Override
        public void wakeup() {
            synchronized (SimulatedNetwork.this) {
                woken = !faults.contains(Fault.LOSES_WAKEUPS);
                SimulatedNetwork.this.notifyAll();
            }
        }

        @Override
        public Inventory reread() {
            return read();
        }

        @Override
        public @Nullable Route route(InetAddress destination) {
            synchronized (SimulatedNetwork.this) {
                Route route = defaultIndex == 0
                        ? null
                        : new Route(
                                defaultIndex,
                                defaultIndex == 2 ? ADDRESS : Addresses.parse("10.2.0.2"),
                                Addresses.parse(defaultIndex == 2 ? "10.1.0.1" : "10.2.0.1"));
                if (firstRoute == null || !faults.contains(Fault.STALE_ROUTES)) {
                    firstRoute = route;
                }
                return firstRoute;
            }
        }

        @Override
        public Set<NextHop> nextHops(InetAddress destination) {
            return Set.of();
        }

        @Override
        public @Nullable Link link(int index) {
            synchronized (SimulatedNetwork.this) {
                if (index < 1 || index > 3) {
                    return null;
                }
                Link link = SimulatedNetwork.this.link(index);
                return faults.contains(Fault.STALE_LINKS)
                        ? new Link(index, link.name(), true, true, link.loopback(), 1500, null, link.counters(), 0)
                        : link;
            }
        }

        @Override
        public void close() {
            synchronized (SimulatedNetwork.this) {
                sources.remove(this);
            }
        }
    }
}
