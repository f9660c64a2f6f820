// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux.wire;

import static dev.netmon.linux.wire.AddressMessage.FOREVER;
import static dev.netmon.linux.wire.LinkMessage.ABSENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every generated vector, each a test of its own: what its {@code ?} line says, field by field. */
class GeneratedVectorsTest {
    private static final Map<String, Vector> VECTORS = Vector.load("linux.vec").stream()
            .collect(Collectors.toMap(Vector::name, Function.identity(), (a, b) -> a, LinkedHashMap::new));
    private static final int UP = 0x11043;
    private static final String MAC = "02:00:5e:10:00:01";

    private final Map<String, Runnable> expectations = new LinkedHashMap<>();

    @TestFactory
    Stream<DynamicTest> vectors() {
        links();
        addresses();
        routes();
        rulesAndNexthops();
        control();
        broken();
        assertEquals(65, VECTORS.size());
        assertEquals(VECTORS.keySet(), expectations.keySet(), "every vector has its expectation");
        return VECTORS.values().stream()
                .map(vector -> DynamicTest.dynamicTest(
                        vector.name() + ": " + vector.meaning(),
                        () -> expectations.get(vector.name()).run()));
    }

    private void links() {
        link("link-up", new Link(3, UP, "eth0").state(6, 1, 2).get());
        expect("link-carrier-lost", () -> {
            LinkMessage link = only("link-carrier-lost", LinkMessage.class);
            assertEquals(new Link(3, 0x1003, "eth0").state(2, 0, 3).get(), link);
            assertTrue(link.up());
            assertFalse(link.lowerUp());
            assertFalse(link.running());
            assertEquals(0, link.change());
            assertFalse(link.wirelessNoise());
        });
        link(
                "link-veth-lowerlayerdown",
                new Link(3, 0x1003, "eth0").state(3, 0, 3).get());
        expect("link-dormant", () -> {
            LinkMessage link = only("link-dormant", LinkMessage.class);
            assertEquals(new Link(4, 0x31003, "wlan0").state(5, 1, 2).get(), link);
            assertTrue(link.lowerUp());
            assertFalse(link.running());
        });
        link(
                "link-unknown-oper",
                new Link(9, 0x110D1, "tun0")
                        .type(0xFFFE)
                        .mtu(1420)
                        .state(0, 1, 0)
                        .get());
        expect("link-wireless-noise", () -> {
            LinkMessage link = only("link-wireless-noise", LinkMessage.class);
            assertEquals(new Link(4, UP, "wlan0").wireless().get(), link);
            assertTrue(link.wirelessNoise());
            assertEquals(ABSENT, link.operState());
        });
        link("link-renamed", new Link(3, 0x1002, "lan0").state(2, 0, 3).get());
        expect("link-bridge-port-del", () -> {
            LinkMessage link = only("link-bridge-port-del", LinkMessage.class);
            assertEquals(new Link(3, UP, "eth0").gone().family(7).master(5).get(), link);
            assertTrue(link.bridgePort());
        });
        expect("link-bridge-port-new", () -> {
            LinkMessage link = only("link-bridge-port-new", LinkMessage.class);
            assertEquals(new Link(3, UP, "eth0").family(7).master(5).get(), link);
            assertTrue(link.bridgePort());
        });
        expect("link-del", () -> {
            LinkMessage link = only("link-del", LinkMessage.class);
            assertEquals(
                    new Link(3, 0x1002, "eth0").gone().change(-1).state(2, 0, 3).get(), link);
            assertFalse(link.bridgePort());
        });
        link("link-vrf-slave", new Link(6, UP, "eth1").state(6, 1, 2).master(10).get());
        link(
                "link-kind-nested",
                new Link(12, 0x100C1, "wg0")
                        .type(0xFFFE)
                        .mtu(1420)
                        .state(0, 1, 0)
                        .kind("wireguard")
                        .get());
    }

    private void addresses() {
        address(
                "addr4-new",
                new Address(3, "192.168.1.20", 24).flags(0x80).label("eth0").get());
        expect("addr4-new-ptp", () -> {
            AddressMessage address = only("addr4-new-ptp", AddressMessage.class);
            assertEquals(
                    new Address(9, "10.8.0.2", 32)
                            .flags(0x80)
                            .label("tun0")
                            .peer("10.8.0.1")
                            .get(),
                    address);
            assertInstanceOf(Inet4Address.class, address.address());
        });
        address(
                "addr4-del",
                new Address(3, "192.168.1.20", 24)
                        .gone()
                        .flags(0x80)
                        .label("eth0")
                        .get());
        expect("addr6-tentative", () -> {
            AddressMessage address = only("addr6-tentative", AddressMessage.class);
            assertEquals(new Address(3, "2001:db8:1::2", 64).flags(0x40).get(), address);
            assertEquals(50, address.preferredSeconds());
            assertEquals(100, address.validSeconds());
            assertTrue(address.tentative());
            assertInstanceOf(Inet6Address.class, address.address());
        });
        expect("addr6-dad-done", () -> {
            AddressMessage address = only("addr6-dad-done", AddressMessage.class);
            assertEquals(new Address(3, "2001:db8:1::2", 64).get(), address);
            assertFalse(address.tentative());
        });
        expect("addr6-dadfailed", () -> {
            AddressMessage address = only("addr6-dadfailed", AddressMessage.class);
            assertEquals(new Address(3, "2001:db8:1::2", 64).flags(0xc8).get(), address);
            assertTrue(address.duplicate());
            assertEquals(FOREVER, address.preferredSeconds());
            assertEquals(FOREVER, address.validSeconds());
        });
        expect("addr6-slaac", () -> {
            AddressMessage address = only("addr6-slaac", AddressMessage.class);
            assertEquals(new Address(3, "2001:db8:77::a", 64).flags(0x100).get(), address);
            assertEquals(1800, address.preferredSeconds());
            assertEquals(3600, address.validSeconds());
            assertFalse(address.deprecated());
        });
        expect("addr6-slaac-refresh", () -> {
            AddressMessage first = only("addr6-slaac", AddressMessage.class);
            AddressMessage again = only("addr6-slaac-refresh", AddressMessage.class);
            assertEquals(first, again);
            assertEquals(first.hashCode(), again.hashCode());
        });
        expect("addr6-ra-pref0-first", () -> {
            AddressMessage address = only("addr6-ra-pref0-first", AddressMessage.class);
            assertEquals(new Address(3, "2001:db8:77::a", 64).flags(0x120).get(), address);
            assertTrue(address.deprecated());
            assertNotEquals(only("addr6-slaac", AddressMessage.class), address);
        });
        expect("addr6-ra-pref0-second", () -> {
            AddressMessage second = only("addr6-ra-pref0-second", AddressMessage.class);
            assertEquals(only("addr6-ra-pref0-first", AddressMessage.class), second);
            assertTrue(second.deprecated());
        });
        expect("addr6-linklocal", () -> {
            AddressMessage address = only("addr6-linklocal", AddressMessage.class);
            assertEquals(new Address(3, "fe80::1234", 64).flags(0x80).scope(253).get(), address);
            assertEquals("fe80::1234/64 scope link flags permanent", MessageText.of(address));
        });
    }

    private void routes() {
        route(
                "route4-default",
                new Route(2, null, 0)
                        .messageFlags(0x600)
                        .protocol(16)
                        .via("192.168.1.1", 3)
                        .metric(100)
                        .source("192.168.1.20")
                        .get());
        route(
                "route4-default-del",
                new Route(2, null, 0)
                        .gone()
                        .protocol(16)
                        .via("192.168.1.1", 3)
                        .metric(100)
                        .get());
        route(
                "route4-table-1000",
                new Route(2, null, 0).table(1000).via("10.2.0.1", 3).get());
        route(
                "route4-table-52",
                new Route(2, "100.64.0.7", 32)
                        .table(52)
                        .scope(253)
                        .via(null, 12)
                        .get());
        expect("route4-multipath", () -> {
            RouteMessage route = only("route4-multipath", RouteMessage.class);
            RouteHop first = new RouteHop(3, ip("10.2.0.1"), 0, 1);
            RouteHop second = new RouteHop(8, ip("10.3.0.1"), 0, 3);
            assertEquals(new Route(2, null, 0).hops(first, second).get(), route);
            assertEquals(List.of(first, second), route.liveHops());
        });
        expect("route4-multipath-dead-hop", () -> {
            RouteMessage route = only("route4-multipath-dead-hop", RouteMessage.class);
            RouteHop first = new RouteHop(3, ip("10.2.0.1"), 0, 1);
            assertEquals(
                    new Route(2, null, 0)
                            .hops(first, new RouteHop(8, ip("10.3.0.1"), 0x11, 3))
                            .get(),
                    route);
            assertEquals(List.of(first), route.liveHops());
        });
        expect("route4-linkdown", () -> {
            RouteMessage route = only("route4-linkdown", RouteMessage.class);
            assertEquals(
                    new Route(2, null, 0)
                            .messageFlags(2)
                            .via("10.1.0.1", 3)
                            .metric(100)
                            .flags(0x10)
                            .get(),
                    route);
            assertEquals(List.of(), route.liveHops());
        });
        expect("route4-via-inet6", () -> {
            RouteMessage route = only("route4-via-inet6", RouteMessage.class);
            assertEquals(new Route(2, "10.99.0.0", 16).via("fe80::1", 3).get(), route);
            assertEquals(1, route.liveHops().size());
        });
        route(
                "route4-nhid",
                new Route(2, "10.77.0.0", 16).via("10.2.0.1", 3).nexthop(7).get());
        expect("route4-blackhole", () -> {
            RouteMessage route = only("route4-blackhole", RouteMessage.class);
            assertEquals(new Route(2, "10.66.0.0", 16).type(6).get(), route);
            assertEquals(List.of(), route.liveHops());
        });
        route(
                "route4-local-table",
                new Route(2, "192.168.1.20", 32)
                        .table(255)
                        .protocol(2)
                        .scope(254)
                        .type(2)
                        .via(null, 3)
                        .source("192.168.1.20")
                        .get());
        route(
                "route6-default-ra",
                new Route(10, null, 0)
                        .protocol(9)
                        .via("fe80::1", 3)
                        .metric(1024)
                        .get());
        route(
                "route6-multipath-append",
                new Route(10, null, 0)
                        .messageFlags(0xc00)
                        .metric(1024)
                        .hops(new RouteHop(5, ip("2001:db8:3::1"), 0, 1), new RouteHop(3, ip("2001:db8:2::1"), 0, 1))
                        .get());
        route(
                "route6-one-hop-del",
                new Route(10, null, 0)
                        .gone()
                        .via("2001:db8:3::1", 5)
                        .metric(1024)
                        .get());
        route(
                "route4-append-same-key",
                new Route(2, "10.8.0.0", 16)
                        .messageFlags(0xc00)
                        .via("10.2.0.9", 3)
                        .get());
        route(
                "route4-replace",
                new Route(2, "10.8.0.0", 16)
                        .messageFlags(0x100)
                        .via("10.2.0.7", 3)
                        .get());
        route(
                "route-lookup-reply",
                new Route(2, "8.8.8.8", 32)
                        .protocol(0)
                        .flags(0x200)
                        .via("10.2.0.1", 3)
                        .source("10.2.0.2")
                        .get());
    }

    private void rulesAndNexthops() {
        expect("rule-new", () -> {
            RuleMessage rule = only("rule-new", RuleMessage.class);
            assertEquals(
                    new RuleMessage(Operation.NEW, 2, 100, ip("10.2.0.2"), 32, null, 0, null, null, 0, 0, 1, 1000, 0),
                    rule);
            assertEquals("pref 100 from 10.2.0.2/32 lookup 1000", MessageText.of(rule));
        });
        expect("rule-del-fwmark6", () -> {
            RuleMessage rule = only("rule-del-fwmark6", RuleMessage.class);
            assertEquals(
                    new RuleMessage(Operation.DEL, 10, 101, null, 0, null, 0, null, null, 0x80000, 0xff0000, 1, 52, 0),
                    rule);
            assertEquals("pref 101 from all fwmark 0x80000/0xff0000 lookup 52", MessageText.of(rule));
        });
        expect("nexthop-del", () -> {
            NexthopMessage nexthop = only("nexthop-del", NexthopMessage.class);
            assertEquals(new NexthopMessage(Operation.DEL, 2, 3, 0, 7, 3, ip("10.2.0.1"), false, List.of()), nexthop);
        });
    }

    private void control() {
        String refused = "Invalid values in header for dump request";
        is("err-einval-extack", new ErrorMessage(22, 5, refused));
        is("err-uncapped-extack", new ErrorMessage(22, 5, refused));
        is("err-ebusy", new ErrorMessage(16, 2, null));
        is("ack", new ErrorMessage(0, 6, null));
        is("done-ok", new DoneMessage(0, 7, null));
        is("done-error", new DoneMessage(22, 7, refused));
        is("done-enoent", new DoneMessage(2, 7, null));
        expect("dump-interrupted", () -> {
            MessageCursor cursor =
                    new MessageCursor().over(VECTORS.get("dump-interrupted").buffer());
            assertTrue(cursor.next());
            assertEquals(Netlink.NLM_F_DUMP_INTR, cursor.flags() & Netlink.NLM_F_DUMP_INTR);
            assertEquals(7, cursor.sequence());
            assertEquals(77, cursor.portId());
            assertEquals(
                    new Address(1, "127.0.0.1", 8)
                            .flags(0x80)
                            .scope(254)
                            .label("lo")
                            .get(),
                    MessageParser.parse(cursor));
            assertTrue(cursor.next());
            assertEquals(0, cursor.flags() & Netlink.NLM_F_DUMP_INTR);
            assertEquals(new DoneMessage(0, 7, null), MessageParser.parse(cursor));
            assertFalse(cursor.next());
            assertNull(cursor.fault());
        });
        is(
                "two-messages-padding",
                new Link(3, UP, "e0").get(),
                new Address(3, "10.0.0.1", 24).gone().flags(0x80).get());
        is("overrun", new OverrunMessage());
        is("noop-and-neigh", new SkippedMessage(1), new SkippedMessage(28));
    }

    private void broken() {
        stopsAtOnce("bad-len-small", Fault.LENGTH_TOO_SMALL);
        stopsAtOnce("bad-len-zero", Fault.LENGTH_TOO_SMALL);
        stopsAtOnce("bad-len-beyond", Fault.LENGTH_BEYOND_END);
        stopsAtOnce("bad-len-negative", Fault.LENGTH_BEYOND_END);
        is("bad-short-ifinfomsg", new Malformed(16, Fault.PAYLOAD_CUT, null));
        LinkMessage nameless = new Link(3, UP, null).get();
        is("bad-rta-len-0", new Malformed(16, Fault.ATTRIBUTE_LENGTH, nameless));
        is("bad-rta-len-3", new Malformed(16, Fault.ATTRIBUTE_LENGTH, nameless));
        is("bad-rta-len-beyond", new Malformed(16, Fault.ATTRIBUTE_LENGTH, nameless));
        is("bad-addr-len", new Malformed(20, Fault.ADDRESS_LENGTH, null));
        is("bad-ifname-unterminated", new Link(3, UP, "eth0").get());
        is("bad-rtnh-len", new Malformed(24, Fault.HOP_LENGTH, new Route(2, null, 0).get()));
    }

    private void stopsAtOnce(String name, Fault fault) {
        expect(name, () -> {
            MessageCursor cursor = new MessageCursor().over(VECTORS.get(name).buffer());
            assertFalse(cursor.next());
            assertEquals(fault, cursor.fault());
            assertEquals(1, cursor.malformed());
            assertFalse(cursor.next(), "it stays stopped");
            assertEquals(1, cursor.malformed());
        });
    }

    private void link(String name, LinkMessage expected) {
        is(name, expected);
    }

    private void address(String name, AddressMessage expected) {
        is(name, expected);
    }

    private void route(String name, RouteMessage expected) {
        expect(name, () -> {
            assertEquals(List.of(expected), VECTORS.get(name).messages());
            MessageCursor cursor = new MessageCursor().over(VECTORS.get(name).buffer());
            assertTrue(cursor.next());
            assertEquals(expected.family(), cursor.family());
            assertEquals(expected.index(), RouteMessage.peekIndex(cursor));
        });
    }

    private void is(String name, Message... expected) {
        expect(name, () -> assertEquals(List.of(expected), VECTORS.get(name).messages()));
    }

    private void expect(String name, Runnable expectation) {
        assertNull(expectations.put(name, expectation), name);
    }

    private static <T extends Message> T only(String name, Class<T> type) {
        List<Message> messages = VECTORS.get(name).messages();
        assertEquals(1, messages.size());
        return assertInstanceOf(type, messages.get(0));
    }

    private static InetAddress ip(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** A link as most vectors have it, to be varied. */
    private static final class Link {
        private final int index;
        private final int flags;
        private final String name;
        private Operation operation = Operation.NEW;
        private int family;
        private int type = 1;
        private int change;
        private long mtu = ABSENT;
        private String mac;
        private int operState = ABSENT;
        private int carrier = ABSENT;
        private long changes = ABSENT;
        private int master;
        private String kind;
        private boolean wireless;

        Link(int index, int flags, String name) {
            this.index = index;
            this.flags = flags;
            this.name = name;
        }

        Link gone() {
            operation = Operation.DEL;
            return this;
        }

        Link family(int value) {
            family = value;
            return this;
        }

        Link type(int value) {
            type = value;
            return this;
        }

        Link change(int value) {
            change = value;
            return this;
        }

        Link mtu(long value) {
            mtu = value;
            return this;
        }

        Link state(int oper, int carrierNow, long carrierChanges) {
            operState = oper;
            carrier = carrierNow;
            changes = carrierChanges;
            mac = MAC;
            mtu = mtu == ABSENT ? 1500 : mtu;
            return this;
        }

        Link master(int value) {
            master = value;
            return this;
        }

        Link kind(String value) {
            kind = value;
            return this;
        }

        Link wireless() {
            wireless = true;
            return this;
        }

        LinkMessage get() {
            return new LinkMessage(
                    operation, family, type, index, flags, change, name, mtu, mac, operState, carrier, changes, ABSENT,
                    ABSENT, master, kind, wireless);
        }
    }

    private static final class Address {
        private final int index;
        private final InetAddress address;
        private final int prefixLength;
        private Operation operation = Operation.NEW;
        private int flags;
        private int scope;
        private InetAddress peer;
        private String label;

        Address(int index, String address, int prefixLength) {
            this.index = index;
            this.address = ip(address);
            this.prefixLength = prefixLength;
        }

        Address gone() {
            operation = Operation.DEL;
            return this;
        }

        Address flags(int value) {
            flags = value;
            return this;
        }

        Address scope(int value) {
            scope = value;
            return this;
        }

        Address peer(String value) {
            peer = ip(value);
            return this;
        }

        Address label(String value) {
            label = value;
            return this;
        }

        AddressMessage get() {
            int family = address instanceof Inet4Address ? 2 : 10;
            return new AddressMessage(
                    operation, family, prefixLength, flags, scope, index, address, peer, label, FOREVER, FOREVER);
        }
    }

    private static final class Route {
        private final int family;
        private final InetAddress destination;
        private final int length;
        private Operation operation = Operation.NEW;
        private int messageFlags;
        private long table = 254;
        private int protocol = 3;
        private int scope;
        private int type = 1;
        private int flags;
        private int index;
        private InetAddress gateway;
        private InetAddress source;
        private long metric;
        private long nexthop;
        private List<RouteHop> hops = List.of();

        Route(int family, String destination, int length) {
            this.family = family;
            this.destination = destination == null ? null : ip(destination);
            this.length = length;
        }

        Route gone() {
            operation = Operation.DEL;
            return this;
        }

        Route messageFlags(int value) {
            messageFlags = value;
            return this;
        }

        Route table(long value) {
            table = value;
            return this;
        }

        Route protocol(int value) {
            protocol = value;
            return this;
        }

        Route scope(int value) {
            scope = value;
            return this;
        }

        Route type(int value) {
            type = value;
            return this;
        }

        Route flags(int value) {
            flags = value;
            return this;
        }

        Route via(String router, int leavesBy) {
            gateway = router == null ? null : ip(router);
            index = leavesBy;
            return this;
        }

        Route source(String value) {
            source = ip(value);
            return this;
        }

        Route metric(long value) {
            metric = value;
            return this;
        }

        Route nexthop(long value) {
            nexthop = value;
            return this;
        }

        Route hops(RouteHop... value) {
            hops = List.of(value);
            return this;
        }

        RouteMessage get() {
            return new RouteMessage(
                    operation,
                    messageFlags,
                    family,
                    destination,
                    length,
                    table,
                    protocol,
                    scope,
                    type,
                    flags,
                    index,
                    gateway,
                    source,
                    metric,
                    nexthop,
                    hops);
        }
    }
}
