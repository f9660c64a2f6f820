// SPDX-License-Identifier: Apache-2.0
package dev.netmon.internal.monitor;

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
import dev.netmon.spi.KnownInterfaces;
import dev.netmon.spi.KnownInterfaces.Claims;
import dev.netmon.spi.LinkSource;
import dev.netmon.spi.NextHop;
import dev.netmon.spi.OsEvent;
import dev.netmon.spi.Route;
import dev.netmon.spi.SourceException;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.nio.channels.DatagramChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JDK's view of the network every five seconds, with some jitter so that many processes do not wake together,
 * and makes events of the differences. It knows neither gateways nor flaps; the egress is what the kernel chooses for a
 * connected UDP socket, which sends nothing.
 */
final class PollingSource implements LinkSource {

    /** 5 s in nanoseconds. */
    private static final long INTERVAL = 5_000_000_000L;

    /** Up to half a second either way, in nanoseconds. */
    private static final long JITTER = 500_000_000L;

    /** What the JDK says where no interface has an address: the host is offline, nothing has failed. */
    private static final String NO_INTERFACE = "No network interfaces configured";

    /** Any port will do: nothing is sent. */
    private static final int DISCARD = 9;

    private final BackendInfo info;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private boolean wakeup; // guarded by lock

    private final KnownInterfaces known = new KnownInterfaces();
    private final Map<InetAddress, @Nullable Route> asked = new HashMap<>();
    private final Queue<OsEvent> events = new ArrayDeque<>();
    private long last;
    private long nextPoll;

    PollingSource(@Nullable String fallbackReason) {
        this.info = new BackendInfo("poll", null, fallbackReason);
    }

    @Override
    public BackendInfo info() {
        return info;
    }

    @Override
    public Inventory open() throws SourceException {
        events.clear();
        return reread();
    }

    @Override
    public Inventory reread() throws SourceException {
        List<NetInterface> all = read();
        known.reset(all);
        Moment now = Moment.now();
        last = now.nanos();
        schedule(last);
        return new Inventory(now, all);
    }

    @Override
    public Moment await(long timeoutNanos) throws SourceException {
        long deadline = timeoutNanos == NEVER ? nextPoll : earlier(last + timeoutNanos, nextPoll);
        boolean byWakeup = pause(deadline);
        Moment now = Moment.now();
        last = now.nanos();
        if (!byWakeup && last - nextPoll >= 0) {
            poll();
            schedule(last);
        }
        return now;
    }

    @Override
    public int drain(EventSink sink) {
        int count = 0;
        for (OsEvent event = events.poll(); event != null; event = events.poll()) {
            sink.event(event);
            count++;
        }
        return count;
    }

    @Override
    public void wakeup() {
        lock.lock();
        try {
            wakeup = true;
            woken.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public @Nullable Route route(InetAddress destination) {
        Route route = ask(destination);
        asked.put(destination, route);
        return route;
    }

    @Override
    public Set<NextHop> nextHops(InetAddress destination) {
        return Set.of();
    }

    @Override
    public @Nullable Link link(int index) {
        try {
            NetworkInterface found = NetworkInterface.getByIndex(index);
            return found == null ? null : link(found);
        } catch (SocketException e) {
            return null; // it went away while it was read
        }
    }

    @Override
    public void close() {
        events.clear();
    }

    private boolean pause(long deadline) {
        lock.lock();
        try {
            while (!wakeup) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                woken.awaitNanos(left);
            }
            wakeup = false;
            return true;
        } catch (InterruptedException e) {
            return true; // nobody interrupts the monitor's thread on purpose; it looks around and waits again
        } finally {
            lock.unlock();
        }
    }

    private void schedule(long now) {
        nextPoll = now + INTERVAL + ThreadLocalRandom.current().nextLong(-JITTER, JITTER);
    }

    private static long earlier(long a, long b) {
        return a - b < 0 ? a : b;
    }

    private void poll() throws SourceException {
        known.update(read(), Claims.NONE, events::add);
        for (Map.Entry<InetAddress, @Nullable Route> entry : asked.entrySet()) {
            Route route = ask(entry.getKey());
            if (!Objects.equals(route, entry.getValue())) {
                events.add(new OsEvent.Hint(
                        RawEvent.Kind.ROUTE, RawEvent.Op.NEW, Family.of(entry.getKey()), 0, "egress moved"));
                entry.setValue(route);
            }
        }
    }

    private static List<NetInterface> read() throws SourceException {
        List<NetInterface> all = new ArrayList<>();
        for (NetworkInterface i : present()) {
            List<LinkAddress> addresses = new ArrayList<>();
            for (InterfaceAddress a : i.getInterfaceAddresses()) {
                addresses.add(new LinkAddress(withoutScope(a.getAddress()), a.getNetworkPrefixLength(), Set.of()));
            }
            try {
                all.add(new NetInterface(link(i), addresses));
            } catch (SocketException e) {
                // It went away while it was read, as containers' interfaces do.
            }
        }
        return all;
    }

    private static List<NetworkInterface> present() throws SourceException {
        try {
            return Collections.list(NetworkInterface.getNetworkInterfaces());
        } catch (SocketException e) {
            if (NO_INTERFACE.equals(e.getMessage())) {
                return List.of();
            }
            throw new SourceException("the network interfaces cannot be read: " + e.getMessage(), e);
        }
    }

    private static Link link(NetworkInterface i) throws SocketException {
        // The JDK's "up" is up and running in one; it tells no more.
        boolean up = i.isUp();
        return new Link(
                i.getIndex(),
                i.getName(),
                up,
                up,
                i.isLoopback(),
                i.getMTU(),
                mac(i.getHardwareAddress()),
                CarrierCounters.UNKNOWN,
                0);
    }

    private static @Nullable String mac(byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        StringBuilder text = new StringBuilder(bytes.length * 3);
        for (byte b : bytes) {
            text.append(text.isEmpty() ? "" : ":")
                    .append(Character.forDigit(b >> 4 & 15, 16))
                    .append(Character.forDigit(b & 15, 16));
        }
        return text.toString();
    }

    private static @Nullable Route ask(InetAddress destination) {
        boolean v4 = Family.of(destination) == Family.V4;
        try (DatagramChannel channel =
                DatagramChannel.open(v4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6)) {
            channel.connect(new InetSocketAddress(destination, DISCARD));
            InetAddress source = ((InetSocketAddress) channel.getLocalAddress()).getAddress();
            if (source.isAnyLocalAddress() || source.isLoopbackAddress()) {
                return null;
            }
            NetworkInterface on = NetworkInterface.getByInetAddress(source);
            return on == null ? null : new Route(on.getIndex(), withoutScope(source), null);
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return null; // no route, or a JVM that was started without this family
        }
    }

    private static InetAddress withoutScope(InetAddress address) {
        try {
            return address instanceof Inet6Address
                    ? Inet6Address.getByAddress(null, address.getAddress(), -1)
                    : address;
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of sixteen bytes is one", e);
        }
    }
}
