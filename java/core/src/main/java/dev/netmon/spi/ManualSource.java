// SPDX-License-Identifier: Apache-2.0
package dev.netmon.spi;

import dev.netmon.BackendInfo;
import dev.netmon.Link;
import dev.netmon.LinkAddress;
import dev.netmon.Moment;
import dev.netmon.NetInterface;
import dev.netmon.RawEvent;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A source that an embedder feeds: for systems without a backend whose host program knows the network, and for tests.
 * All methods may be called from any thread.
 */
public final class ManualSource implements LinkSource {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Integer, NetInterface> interfaces = new TreeMap<>();
    private final Map<InetAddress, Route> routes = new HashMap<>();
    private final Map<InetAddress, Set<NextHop>> hops = new HashMap<>();
    private final Queue<OsEvent> events = new ArrayDeque<>();
    private long last;
    private boolean wakeup;
    private boolean ended;
    private boolean failing;

    /** Starts with no interface and no route. */
    public ManualSource() {}

    /** Adds a link or changes it. */
    public void put(Link link) {
        change(new OsEvent.LinkEvent(RawEvent.Op.NEW, link), () -> {
            NetInterface was = interfaces.get(link.index());
            interfaces.put(link.index(), new NetInterface(link, was == null ? List.of() : was.addresses()));
        });
    }

    /** Removes a link with its addresses. */
    public void remove(int index) {
        lock.lock();
        try {
            NetInterface was = interfaces.remove(index);
            if (was != null) {
                events.add(new OsEvent.LinkEvent(RawEvent.Op.DEL, was.link()));
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Adds an address to a link, or changes its flags. */
    public void put(int index, LinkAddress address) {
        change(new OsEvent.AddressEvent(RawEvent.Op.NEW, index, address), () -> addresses(index, address, address));
    }

    /** Removes an address from a link. */
    public void remove(int index, LinkAddress address) {
        change(new OsEvent.AddressEvent(RawEvent.Op.DEL, index, address), () -> addresses(index, address, null));
    }

    /** Sets where packets to a destination leave; null for nowhere. */
    public void route(InetAddress destination, @Nullable Route route) {
        change(hint(), () -> {
            if (route == null) {
                routes.remove(destination);
            } else {
                routes.put(destination, route);
            }
        });
    }

    /** Sets the live next hops of a destination's route. */
    public void nextHops(InetAddress destination, Set<NextHop> live) {
        change(hint(), () -> hops.put(destination, Set.copyOf(live)));
    }

    /** Says that the host slept. */
    public void wake(Duration slept) {
        inject(new OsEvent.Wake(slept.toNanos()));
    }

    /** Hands over an event that changes nothing of what is answered here. */
    public void inject(OsEvent event) {
        change(event, () -> {});
    }

    /** Changes what is answered without any event, as some systems do. */
    public void silently(Runnable changes) {
        lock.lock();
        try {
            int before = events.size();
            changes.run();
            while (events.size() > before) {
                ((ArrayDeque<OsEvent>) events).removeLast();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Makes the source fail until it is opened again. */
    public void fail() {
        lock.lock();
        try {
            failing = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the source: what is pending is told, then the monitor ends. */
    public void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public BackendInfo info() {
        return new BackendInfo("manual", null, null);
    }

    @Override
    public Inventory open() {
        lock.lock();
        try {
            failing = false;
            events.clear();
            return reread();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Inventory reread() {
        lock.lock();
        try {
            Moment now = Moment.now();
            last = now.nanos();
            return new Inventory(now, List.copyOf(interfaces.values()));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public @Nullable Moment await(long timeoutNanos) throws SourceException {
        lock.lock();
        try {
            while (events.isEmpty() && !wakeup && !ended) {
                check();
                long left = timeoutNanos == NEVER ? Long.MAX_VALUE : last + timeoutNanos - System.nanoTime();
                if (left <= 0) {
                    break;
                }
                changed.awaitNanos(left);
            }
            check();
            if (ended && events.isEmpty()) {
                return null;
            }
        } catch (InterruptedException e) {
            // An interrupt ends one wait, no more: the monitor's thread is ended by its close.
        } finally {
            wakeup = false;
            lock.unlock();
        }
        Moment now = Moment.now();
        last = now.nanos();
        return now;
    }

    @Override
    public int drain(EventSink sink) throws SourceException {
        List<OsEvent> taken;
        lock.lock();
        try {
            check();
            taken = new ArrayList<>(events);
            events.clear();
        } finally {
            lock.unlock();
        }
        taken.forEach(sink::event);
        return taken.size();
    }

    @Override
    public void wakeup() {
        lock.lock();
        try {
            wakeup = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public @Nullable Route route(InetAddress destination) throws SourceException {
        lock.lock();
        try {
            check();
            return routes.get(destination);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Set<NextHop> nextHops(InetAddress destination) throws SourceException {
        lock.lock();
        try {
            check();
            return hops.getOrDefault(destination, Set.of());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public @Nullable Link link(int index) throws SourceException {
        lock.lock();
        try {
            check();
            NetInterface found = interfaces.get(index);
            return found == null ? null : found.link();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {}

    private void change(OsEvent event, Runnable state) {
        lock.lock();
        try {
            state.run();
            events.add(event);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void check() throws SourceException {
        if (failing) {
            throw new SourceException("the manual source was made to fail");
        }
    }

    private void addresses(int index, LinkAddress address, @Nullable LinkAddress replacement) {
        NetInterface was = interfaces.get(index);
        if (was == null) {
            return;
        }
        List<LinkAddress> all = new ArrayList<>(was.addresses());
        all.removeIf(a -> a.sameAddress(address));
        if (replacement != null) {
            all.add(replacement);
        }
        interfaces.put(index, new NetInterface(was.link(), all));
    }

    private static OsEvent hint() {
        return new OsEvent.Hint(RawEvent.Kind.ROUTE, RawEvent.Op.NEW, null, 0, "route set");
    }
}
