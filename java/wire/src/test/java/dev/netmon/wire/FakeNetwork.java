// SPDX-License-Identifier: Apache-2.0
package dev.netmon.wire;

import dev.netmon.Addresses;
import dev.netmon.BackendInfo;
import dev.netmon.CarrierCounters;
import dev.netmon.Family;
import dev.netmon.Link;
import dev.netmon.LinkAddress;
import dev.netmon.Moment;
import dev.netmon.NetInterface;
import dev.netmon.RawEvent.Kind;
import dev.netmon.RawEvent.Op;
import dev.netmon.spi.EventSink;
import dev.netmon.spi.FrameTap;
import dev.netmon.spi.Inventory;
import dev.netmon.spi.LinkSource;
import dev.netmon.spi.NextHop;
import dev.netmon.spi.OsEvent;
import dev.netmon.spi.Route;
import dev.netmon.spi.SourceException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A host with two uplinks on a clock of its own: steps happen at their times, as soon as the pipeline waits for them.
 * With nothing left to happen, a wait without limit ends the source or blocks until it is woken.
 */
final class FakeNetwork implements LinkSource {

    /** What can happen. */
    enum Step {
        MOVE_V4,
        MOVE_V6,
        LOSE_V4,
        FLAP,
        CARRIER_UNSEEN,
        ADD_ADDRESS,
        REMOVE_ADDRESS,
        REFRESH_ADDRESS,
        LINK_APPEARS,
        LINK_GOES,
        GATEWAY,
        NEXTHOPS,
        RULE,
        FILTERED,
        OVERFLOW,
        WAKE,
        LONG_WAKE,
        FAIL_AWAIT,
        FAIL_DRAIN,
        FAIL_ROUTE,
        FAIL_OPEN
    }

    /** What a wait without limit does when nothing is left to happen. */
    enum AtEnd {
        END,
        BLOCK
    }

    private record Due(long nanos, Step step) {}

    private static final Instant EPOCH = Instant.parse("2026-11-25T12:00:00.123456789Z");

    private final AtEnd atEnd;
    private final Queue<Due> script = new ArrayDeque<>(); // guarded by this
    private boolean woken; // guarded by this
    private final Map<Integer, NetInterface> interfaces = new TreeMap<>();
    private final List<OsEvent> waiting = new ArrayList<>();
    private final Set<Step> failures = java.util.EnumSet.noneOf(Step.class);
    private @Nullable FrameTap tap;
    private boolean full;
    private boolean dead;
    private long now = Long.MAX_VALUE - 2_000_000_000L; // wraps around early
    private long last = now;
    private int uplinkV4 = 2;
    private int uplinkV6 = 3;
    private int gateway = 1;
    private int hops = 1;
    private int nextIndex = 10;

    FakeNetwork(AtEnd atEnd) {
        this.atEnd = atEnd;
        put(link(1, "lo", true, 0), "127.0.0.1/8", "::1/128");
        put(link(2, "eth0", true, 1), "10.0.0.2/24", "2001:db8:2::2/64", "fe80::2/64");
        put(link(3, "wlan\u00e9", true, 1), "10.0.3.2/24", "2001:db8:3::2/64", "::ffff:192.0.2.1/96");
    }

    private static Link link(int index, String name, boolean carrier, long changes) {
        return new Link(
                index,
                name,
                true,
                carrier,
                index == 1,
                1500,
                index == 1 ? null : "02:00:00:00:00:0" + index % 10,
                new CarrierCounters(changes, changes / 2),
                0x1043);
    }

    private static LinkAddress address(String cidr, LinkAddress.Flag... flags) {
        int slash = cidr.indexOf('/');
        String literal = cidr.substring(0, slash);
        InetAddress address = Addresses.parse(literal);
        if (literal.startsWith("::ffff:")) {
            byte[] mapped = new byte[16];
            mapped[10] = mapped[11] = (byte) 0xff;
            System.arraycopy(address.getAddress(), 0, mapped, 12, 4);
            try {
                address = java.net.Inet6Address.getByAddress(null, mapped, -1);
            } catch (java.net.UnknownHostException e) {
                throw new AssertionError(e);
            }
        }
        return new LinkAddress(address, Integer.parseInt(cidr.substring(slash + 1)), Set.of(flags));
    }

    private void put(Link link, String... cidrs) {
        List<LinkAddress> addresses = new ArrayList<>();
        for (String cidr : cidrs) {
            addresses.add(address(cidr));
        }
        interfaces.put(link.index(), new NetInterface(link, addresses));
    }

    /** Something happens so long after what was said last. */
    synchronized void then(long afterNanos, Step step) {
        last = Math.max(last - now, 0) + now + afterNanos;
        script.add(new Due(last, step));
        notifyAll();
    }

    private Moment moment() {
        long since = now - (Long.MAX_VALUE - 2_000_000_000L);
        return new Moment(now, EPOCH.plusNanos(since));
    }

    private void say(OsEvent event) {
        if (tap != null) {
            tap.frame(moment(), ByteBuffer.wrap(("frame of " + event).getBytes(StandardCharsets.UTF_8)));
        }
        waiting.add(event);
    }

    private @Nullable String detail(String text) {
        return full ? text : null;
    }

    private void happen(Step step) {
        NetInterface eth0 = interfaces.get(2);
        switch (step) {
            case MOVE_V4 -> {
                uplinkV4 = uplinkV4 == 2 ? 3 : 2;
                say(new OsEvent.Hint(Kind.ROUTE, Op.NEW, Family.V4, uplinkV4, detail("default dev " + uplinkV4)));
            }
            case MOVE_V6 -> {
                uplinkV6 = uplinkV6 == 2 ? 3 : 2;
                say(new OsEvent.Hint(Kind.ROUTE, Op.NEW, Family.V6, uplinkV6, detail("default6")));
            }
            case LOSE_V4 -> {
                uplinkV4 = uplinkV4 == 0 ? 2 : 0;
                say(new OsEvent.Hint(Kind.ROUTE, Op.DEL, Family.V4, 2, detail("gone")));
            }
            case FLAP -> {
                carrier(2, true, eth0.link().counters().changes() + 2);
                say(new OsEvent.LinkEvent(Op.NEW, interfaces.get(2).link()));
            }
            case CARRIER_UNSEEN -> {
                carrier(2, !eth0.link().carrier(), eth0.link().counters().changes() + 1);
                say(new OsEvent.Hint(Kind.ROUTE, Op.DEL, null, 0, detail("linkdown")));
            }
            case ADD_ADDRESS -> addresses(2, "10.0.0.9/24", Op.NEW);
            case REMOVE_ADDRESS -> addresses(2, "10.0.0.9/24", Op.DEL);
            case REFRESH_ADDRESS -> say(new OsEvent.AddressEvent(Op.NEW, 3, address("10.0.3.2/24")));
            case LINK_APPEARS -> {
                put(link(nextIndex, "veth" + nextIndex, true, 1), "fe80::99/64");
                say(new OsEvent.LinkEvent(Op.NEW, interfaces.get(nextIndex).link()));
                say(new OsEvent.AddressEvent(
                        Op.NEW,
                        nextIndex,
                        address("fe80::99/64", LinkAddress.Flag.TENTATIVE, LinkAddress.Flag.TEMPORARY)));
                nextIndex++;
            }
            case LINK_GOES -> {
                NetInterface gone = nextIndex > 10 ? interfaces.remove(nextIndex - 1) : null;
                if (gone != null) {
                    say(new OsEvent.LinkEvent(Op.DEL, gone.link()));
                }
            }
            case GATEWAY -> {
                gateway++;
                say(new OsEvent.Hint(Kind.ROUTE, Op.NEW, Family.V4, 2, detail("via " + gateway)));
            }
            case NEXTHOPS -> {
                hops = 3 - hops;
                say(new OsEvent.Hint(Kind.NEXTHOP, Op.NEW, null, 0, detail("hops")));
            }
            case RULE -> say(new OsEvent.Hint(Kind.RULE, Op.NEW, Family.V4, 0, detail("rule \"7\"\n")));
            case FILTERED -> say(new OsEvent.Filtered(Kind.LINK, Op.NEW, 3, "bridge port"));
            case OVERFLOW -> {
                uplinkV4 = 3;
                waiting.clear();
                say(new OsEvent.Overflow("receive buffer full"));
            }
            case WAKE -> say(new OsEvent.Wake(60_000_000_000L));
            case LONG_WAKE -> say(new OsEvent.Wake(3_600_000_000_000L));
            case FAIL_AWAIT, FAIL_DRAIN, FAIL_ROUTE -> failures.add(step);
            case FAIL_OPEN -> failures.addAll(Set.of(Step.FAIL_OPEN, Step.FAIL_AWAIT));
        }
    }

    private void carrier(int index, boolean carrier, long changes) {
        NetInterface was = interfaces.get(index);
        interfaces.put(index, new NetInterface(link(index, was.name(), carrier, changes), was.addresses()));
    }

    private void addresses(int index, String cidr, Op op) {
        NetInterface was = interfaces.get(index);
        List<LinkAddress> all = new ArrayList<>(was.addresses());
        LinkAddress one = address(cidr);
        all.removeIf(one::sameAddress);
        if (op == Op.NEW) {
            all.add(one);
        }
        interfaces.put(index, new NetInterface(was.link(), all));
        say(new OsEvent.AddressEvent(op, index, one));
    }

    private void failing(Step step) throws SourceException {
        if (dead || failures.remove(step)) {
            dead = true;
            throw new SourceException(step + " failed: ENOBODY");
        }
    }

    @Override
    public BackendInfo info() {
        return new BackendInfo("fake", "jna", "because");
    }

    @Override
    public Inventory open() throws SourceException {
        if (failures.remove(Step.FAIL_OPEN)) {
            throw new SourceException("open failed");
        }
        dead = false;
        waiting.clear();
        return reread();
    }

    @Override
    public synchronized @Nullable Moment await(long timeoutNanos) throws SourceException {
        while (true) {
            Due next = script.peek();
            if (next != null && (timeoutNanos == NEVER || next.nanos - now <= timeoutNanos)) {
                script.remove();
                now = Math.max(next.nanos - now, 0) + now;
                happen(next.step);
                failing(Step.FAIL_AWAIT);
                return moment();
            }
            if (timeoutNanos != NEVER) {
                now += timeoutNanos;
                return moment();
            }
            if (atEnd == AtEnd.END) {
                return null;
            }
            if (woken) {
                woken = false;
                return moment();
            }
            try {
                wait();
            } catch (InterruptedException e) {
                throw new SourceException("interrupted", e);
            }
        }
    }

    @Override
    public int drain(EventSink sink) throws SourceException {
        List<OsEvent> taken = List.copyOf(waiting);
        waiting.clear();
        taken.forEach(sink::event);
        failing(Step.FAIL_DRAIN);
        return taken.size();
    }

    @Override
    public synchronized void wakeup() {
        woken = true;
        notifyAll();
    }

    @Override
    public Inventory reread() throws SourceException {
        now += 1_000_000;
        return new Inventory(moment(), List.copyOf(interfaces.values()));
    }

    @Override
    public @Nullable Route route(InetAddress destination) throws SourceException {
        failing(Step.FAIL_ROUTE);
        Family family = Family.of(destination);
        int index = family == Family.V4 ? uplinkV4 : uplinkV6;
        if (index == 0) {
            return null;
        }
        return family == Family.V4
                ? new Route(
                        index,
                        Addresses.parse("10.0." + (index == 2 ? 0 : 3) + ".2"),
                        Addresses.parse("10.0.0." + gateway))
                : new Route(index, Addresses.parse("2001:db8:" + index + "::2"), Addresses.parse("fe80::1"));
    }

    @Override
    public Set<NextHop> nextHops(InetAddress destination) throws SourceException {
        failing(Step.FAIL_ROUTE);
        NextHop one = new NextHop(2, Addresses.parse("10.0.0.1"));
        return hops == 1 ? Set.of(one) : Set.of(one, new NextHop(3, null));
    }

    @Override
    public @Nullable Link link(int index) throws SourceException {
        failing(Step.FAIL_ROUTE);
        NetInterface found = interfaces.get(index);
        return found == null ? null : found.link();
    }

    @Override
    public void detail(Detail detail) {
        full = detail == Detail.FULL;
    }

    @Override
    public void tap(FrameTap tap) {
        this.tap = tap;
    }

    @Override
    public void close() {}
}
