// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos.wire;

import static dev.netmon.macos.wire.Rtsock.RTM_ADD;
import static dev.netmon.macos.wire.Rtsock.RTM_CHANGE;
import static dev.netmon.macos.wire.Rtsock.RTM_DELETE;
import static dev.netmon.macos.wire.Rtsock.RTM_GET;
import static dev.netmon.macos.wire.Rtsock.RTM_GET2;
import static dev.netmon.macos.wire.Rtsock.RTM_IFINFO;
import static dev.netmon.macos.wire.Rtsock.RTM_IFINFO2;
import static dev.netmon.macos.wire.Rtsock.RTM_MISS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.Addresses;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every vector, each a test of its own: what its {@code ?} line says, field by field, and what it has to do with us. */
class VectorsTest {
    private static final Map<String, Vector> VECTORS = Vector.load("macos.vec");
    private static final String MAC = "02:00:5e:10:00:01";

    private final Map<String, Runnable> expectations = new LinkedHashMap<>();

    @TestFactory
    Stream<DynamicTest> vectors() {
        routes();
        links();
        addresses();
        tables();
        broken();
        assertEquals(44, VECTORS.size());
        assertEquals(VECTORS.keySet(), expectations.keySet(), "every vector has its expectation");
        return VECTORS.values().stream()
                .map(vector -> DynamicTest.dynamicTest(
                        vector.name() + ": " + vector.meaning(),
                        () -> expectations.get(vector.name()).run()));
    }

    private void routes() {
        expect("route-add-default4", Bearing.HINT, () -> {
            RouteMessage route = route("route-add-default4");
            assertEquals(
                    new RouteSample(RTM_ADD, 0x10843, "0.0.0.0", 0)
                            .on(6)
                            .by(99, 3)
                            .via("192.168.1.1")
                            .get(),
                    route);
            assertTrue(route.isDefault());
            assertFalse(route.scoped());
            assertEquals(Operation.NEW, route.operation());
        });
        expect("route-del-default4", Bearing.HINT, () -> {
            RouteMessage route = route("route-del-default4");
            assertEquals(
                    new RouteSample(RTM_DELETE, 0x10842, "0.0.0.0", 0)
                            .on(6)
                            .by(99, 4)
                            .via("192.168.1.1")
                            .get(),
                    route);
            assertEquals(Operation.DEL, route.operation());
        });
        expect("route-add-default4-scoped", Bearing.HINT, () -> {
            RouteMessage route = route("route-add-default4-scoped");
            assertEquals(
                    new RouteSample(RTM_ADD, 0x41010843, "0.0.0.0", 0)
                            .on(11)
                            .by(99, 5)
                            .via("10.0.0.1")
                            .get(),
                    route);
            assertTrue(route.scoped());
            assertTrue(route.isDefault());
        });
        route("route-add-net8-shortmask-unpadded", new RouteSample(RTM_ADD, 0x141, "10.0.0.0", 8).on(6));
        route("route-add-net24-mask-family-ff", new RouteSample(RTM_ADD, 0x141, "192.168.1.0", 24).on(6));
        route(
                "route-add-default6-embedded-gw",
                new RouteSample(RTM_ADD, 0x10843, "::", 0).on(6).by(99, 9).via("fe80::1", 6));
        route(
                "route-add-default6-scopeid-gw",
                new RouteSample(RTM_ADD, 0x843, "::", 0).on(6).by(99, 10).via("fe80::1", 6));
        route(
                "route-add-net6-48-trimmed",
                new RouteSample(RTM_ADD, 0x843, "fd00:1:2::", 48).on(33).via("fe80::aa", 33));
        expect("route-add-host-no-mask", Bearing.CACHE, () -> {
            RouteMessage route = route("route-add-host-no-mask");
            assertEquals(
                    new RouteSample(RTM_ADD, 0x20445, "203.0.113.9", 32).on(6).get(), route);
            assertTrue(route.cloned());
            assertFalse(route.isDefault());
        });
        route(
                "route-change",
                new RouteSample(RTM_CHANGE, 0x843, "0.0.0.0", 0)
                        .on(6)
                        .by(99, 0)
                        .via("192.168.1.254")
                        .mtu(1400));
        expect(
                "route-add-failed-echo",
                Bearing.FAILED,
                () -> assertEquals(
                        new RouteSample(RTM_ADD, 0x803, "0.0.0.0", 0)
                                .by(4242, 1)
                                .failed(17)
                                .via("192.168.1.1")
                                .get(),
                        route("route-add-failed-echo")));
        expect(
                "route-add-eperm-echo",
                Bearing.FAILED,
                () -> assertEquals(
                        new RouteSample(RTM_ADD, 0x803, "0.0.0.0", 0)
                                .by(0, 1)
                                .failed(1)
                                .via("192.168.1.1")
                                .get(),
                        route("route-add-eperm-echo")));
        expect("route-get-by-other-process", Bearing.LOOKUP, () -> {
            RouteMessage route = route("route-get-by-other-process");
            assertEquals(
                    new RouteSample(RTM_GET, 0x10843, "0.0.0.0", 0)
                            .on(6)
                            .by(4242, 7)
                            .via("192.168.1.1")
                            .named("en0")
                            .from("192.168.1.20")
                            .get(),
                    route);
            assertTrue(route.answers(4242, 7));
            assertFalse(route.answers(4243, 7));
            assertFalse(route.answers(4242, 8));
        });
        expect("route-miss6", Bearing.MISS, () -> {
            RouteMessage route = route("route-miss6");
            assertEquals(new RouteSample(RTM_MISS, 0x40, "2001:db8::1", 128).get(), route);
            assertNull(route.operation());
        });
        route(
                "route-dst-zero-length",
                new RouteSample(RTM_ADD, 0x43, "::", 48).on(6).via("fe80::1", 6));
    }

    private void links() {
        expect("ifinfo-up-event", Bearing.FACT, () -> {
            LinkMessage link = link("ifinfo-up-event");
            assertEquals(new LinkMessage(RTM_IFINFO, 6, null, 0x8863, 6, null, 1500, 1_000_000_000), link);
            assertTrue(link.up());
            assertTrue(link.running());
            assertFalse(link.loopback());
        });
        expect("ifinfo-down-event", Bearing.FACT, () -> {
            LinkMessage link = link("ifinfo-down-event");
            assertEquals(new LinkMessage(RTM_IFINFO, 6, null, 0x8862, 6, null, 1500, 1_000_000_000), link);
            assertFalse(link.up());
            assertTrue(link.running());
        });
        expect("ifinfo-promisc-noise", Bearing.FACT, () -> {
            LinkMessage before = link("ifinfo-up-event");
            LinkMessage captured = link("ifinfo-promisc-noise");
            assertEquals(new LinkMessage(RTM_IFINFO, 6, null, 0x8963, 6, null, 1500, 1_000_000_000), captured);
            assertNotEquals(before.flags(), captured.flags());
            assertEquals(before.lastingFlags(), captured.lastingFlags());
        });
        link("ifinfo-sysctl", Bearing.FACT, new LinkMessage(RTM_IFINFO, 6, "en0", 0x8863, 6, MAC, 1500, 1_000_000_000));
        link(
                "ifinfo2-sysctl",
                Bearing.NOTHING,
                new LinkMessage(RTM_IFINFO2, 6, "en0", 0x8863, 6, MAC, 9000, 10_000_000_000L));
        link("ifinfo2-utun", Bearing.NOTHING, new LinkMessage(RTM_IFINFO2, 33, "utun4319", 0x8051, 1, null, 1280, 0));
        link(
                "ifinfo2-longname",
                Bearing.NOTHING,
                new LinkMessage(RTM_IFINFO2, 40, "bridge100", 0x8863, 6, MAC, 1500, 1_000_000_000));
    }

    private void addresses() {
        address("newaddr4", address(Operation.NEW, 6, "en0", "192.168.1.20", 24, "192.168.1.255"));
        address("deladdr4", address(Operation.DEL, 6, "en0", "192.168.1.20", 24, "192.168.1.255"));
        address("newaddr4-mask-family0", address(Operation.NEW, 6, "en0", "172.16.4.2", 20, "172.16.15.255"));
        address("newaddr4-ptp", address(Operation.NEW, 33, "utun4319", "100.113.0.5", 32, "100.113.0.5"));
        address("newaddr6-linklocal", address(Operation.NEW, 6, "en0", "fe80::1c2d:3e4f", 64, null));
        address("deladdr6-global", address(Operation.DEL, 6, "en0", "2001:db8:1::5", 64, null));
        expect(
                "newmaddr-unpadded",
                Bearing.NOTHING,
                () -> assertEquals(List.of(new SkippedMessage(0xf)), messages("newmaddr-unpadded")));
        expect(
                "delmaddr6",
                Bearing.NOTHING,
                () -> assertEquals(List.of(new SkippedMessage(0x10)), messages("delmaddr6")));
    }

    private void tables() {
        expect("sysctl-net-rt-dump", List.of(Bearing.LOOKUP, Bearing.LOOKUP, Bearing.LOOKUP, Bearing.LOOKUP), () -> {
            List<Message> routes = messages("sysctl-net-rt-dump");
            RouteMessage cloned =
                    new RouteSample(RTM_GET, 0x20405, "192.168.1.1", 32).on(6).get();
            assertEquals(
                    List.of(
                            new RouteSample(RTM_GET, 0x10803, "0.0.0.0", 0)
                                    .on(6)
                                    .via("192.168.1.1")
                                    .from("192.168.1.20")
                                    .get(),
                            new RouteSample(RTM_GET, 0x1010803, "0.0.0.0", 0)
                                    .on(11)
                                    .via("10.0.0.1")
                                    .from("10.0.0.9")
                                    .get(),
                            cloned,
                            new RouteSample(RTM_GET, 0x803, "::", 0)
                                    .on(6)
                                    .via("fe80::1", 6)
                                    .get()),
                    routes);
            assertTrue(cloned.cloned());
        });
        expect("sysctl-net-rt-dump2", List.of(Bearing.LOOKUP, Bearing.LOOKUP), () -> {
            assertEquals(
                    List.of(
                            new RouteSample(RTM_GET2, 0x803, "0.0.0.0", 0)
                                    .on(6)
                                    .via("192.168.1.1")
                                    .get(),
                            new RouteSample(RTM_GET2, 0x20405, "192.168.1.1", 32)
                                    .on(6)
                                    .get()),
                    messages("sysctl-net-rt-dump2"));
        });
        expect(
                "sysctl-iflist2",
                List.of(Bearing.NOTHING, Bearing.FACT, Bearing.FACT, Bearing.NOTHING),
                () -> assertEquals(
                        List.of(
                                new LinkMessage(RTM_IFINFO2, 6, "en0", 0x8863, 6, MAC, 1500, 1_000_000_000),
                                address(Operation.NEW, 6, null, "192.168.1.20", 24, "192.168.1.255"),
                                address(Operation.NEW, 6, null, "fe80::1c2d:3e4f", 64, null),
                                new SkippedMessage(0x13)),
                        messages("sysctl-iflist2")));
    }

    private void broken() {
        RouteMessage good = new RouteSample(RTM_ADD, 0x43, "0.0.0.0", 0)
                .on(6)
                .via("192.168.1.1")
                .get();
        stops("bad-msglen-0", Fault.LENGTH_TOO_SMALL);
        stops("bad-msglen-beyond", Fault.LENGTH_BEYOND_END);
        stops("bad-header-short", Fault.LENGTH_BEYOND_END);
        expect(
                "bad-version-3",
                List.of(Bearing.UNREADABLE, Bearing.HINT),
                () -> assertEquals(
                        List.of(new Malformed(RTM_ADD, Fault.VERSION, null), good), messages("bad-version-3")));
        expect(
                "bad-type-unknown",
                List.of(Bearing.NOTHING, Bearing.HINT),
                () -> assertEquals(List.of(new SkippedMessage(0x7f), good), messages("bad-type-unknown")));
        expect(
                "bad-ifinfo-short",
                Bearing.UNREADABLE,
                () -> assertEquals(
                        List.of(new Malformed(RTM_IFINFO, Fault.MESSAGE_CUT, null)), messages("bad-ifinfo-short")));
        expect("bad-sa-len-overrun", Bearing.HINT, () -> {
            RouteMessage nothing =
                    new RouteMessage(RTM_ADD, 6, 0x43, 0, 0, 0, Sockaddr.AF_UNSPEC, null, 0, null, 0, null, null, 0);
            assertEquals(
                    List.of(new Malformed(RTM_ADD, Fault.SOCKADDR_LENGTH, nothing)), messages("bad-sa-len-overrun"));
        });
        expect("bad-sa-len-1", Bearing.HINT, () -> {
            // The walk goes on 4 bytes later, inside what was meant as the destination: absent, not misread.
            RouteMessage nothing =
                    new RouteMessage(RTM_ADD, 6, 0x43, 0, 0, 0, Sockaddr.AF_UNSPEC, null, 0, null, 0, null, null, 0);
            assertEquals(List.of(nothing), messages("bad-sa-len-1"));
        });
        expect(
                "bad-addrs-bits-without-bytes",
                Bearing.HINT,
                () -> assertEquals(List.of(good), messages("bad-addrs-bits-without-bytes")));
        expect("bad-addrs-high-bits", Bearing.HINT, () -> assertEquals(List.of(good), messages("bad-addrs-high-bits")));
        expect("bad-sdl-nlen", Bearing.FACT, () -> {
            LinkMessage nameless = new LinkMessage(RTM_IFINFO, 6, null, 0x8863, 6, null, 1500, 1_000_000_000);
            assertEquals(List.of(new Malformed(RTM_IFINFO, Fault.LINK_ADDRESS, nameless)), messages("bad-sdl-nlen"));
        });
    }

    private void expect(String name, Bearing bearing, Runnable expectation) {
        expect(name, List.of(bearing), expectation);
    }

    private void expect(String name, List<Bearing> bearings, Runnable expectation) {
        Runnable both = () -> {
            assertEquals(bearings, VECTORS.get(name).bearings());
            expectation.run();
        };
        assertNull(expectations.put(name, both), "two expectations of " + name);
    }

    private void route(String name, RouteSample expected) {
        expect(name, Bearing.HINT, () -> assertEquals(List.of(expected.get()), messages(name)));
    }

    private void link(String name, Bearing bearing, LinkMessage expected) {
        expect(name, bearing, () -> assertEquals(List.of(expected), messages(name)));
    }

    private void address(String name, AddressMessage expected) {
        expect(name, Bearing.FACT, () -> assertEquals(List.of(expected), messages(name)));
    }

    private void stops(String name, Fault fault) {
        expect(name, List.of(), () -> {
            MessageCursor cursor = new MessageCursor().over(VECTORS.get(name).buffer());
            assertFalse(cursor.next());
            assertEquals(fault, cursor.fault());
            assertEquals(1, cursor.malformed());
            assertFalse(cursor.next());
            assertEquals(1, cursor.malformed());
        });
    }

    private static AddressMessage address(
            Operation operation,
            int index,
            @Nullable String name,
            String address,
            int prefixLength,
            @Nullable String broadcast) {
        return new AddressMessage(
                operation,
                address.contains(":") ? Sockaddr.AF_INET6 : Sockaddr.AF_INET,
                index,
                name,
                Addresses.parse(address),
                prefixLength,
                broadcast == null ? null : Addresses.parse(broadcast));
    }

    private static List<Message> messages(String name) {
        return VECTORS.get(name).messages();
    }

    private static RouteMessage route(String name) {
        return (RouteMessage) messages(name).get(0);
    }

    private static LinkMessage link(String name) {
        return (LinkMessage) messages(name).get(0);
    }
}
