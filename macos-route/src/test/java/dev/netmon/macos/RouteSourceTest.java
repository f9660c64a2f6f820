// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos;

import static dev.netmon.ffi.DarwinConstants.EACCES;
import static dev.netmon.ffi.DarwinConstants.EINTR;
import static dev.netmon.ffi.DarwinConstants.EMFILE;
import static dev.netmon.ffi.DarwinConstants.ENOBUFS;
import static dev.netmon.ffi.DarwinConstants.ENOMEM;
import static dev.netmon.ffi.DarwinConstants.EPERM;
import static dev.netmon.ffi.DarwinConstants.ESRCH;
import static dev.netmon.ffi.DarwinConstants.NET_RT_IFLIST2;
import static dev.netmon.macos.DarwinHost.CONFIGD;
import static dev.netmon.macos.DarwinHost.EN0;
import static dev.netmon.macos.DarwinHost.EN1;
import static dev.netmon.macos.DarwinHost.LO0;
import static dev.netmon.macos.DarwinHost.ip;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.CarrierCounters;
import dev.netmon.Family;
import dev.netmon.Link;
import dev.netmon.LinkAddress;
import dev.netmon.Moment;
import dev.netmon.NetInterface;
import dev.netmon.RawEvent.Kind;
import dev.netmon.RawEvent.Op;
import dev.netmon.ffi.Binding;
import dev.netmon.ffi.testing.DarwinStandIn.Call;
import dev.netmon.ffi.testing.HeaderAudit;
import dev.netmon.spi.Inventory;
import dev.netmon.spi.LinkSource;
import dev.netmon.spi.OsEvent;
import dev.netmon.spi.Route;
import dev.netmon.spi.SourceException;
import dev.netmon.testkit.Await;
import dev.netmon.testkit.FoldedInventory;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The source over the stand-in library, where the contract of all backends says nothing. One thread does all: what the
 * host does is queued when its call returns.
 */
@EnabledOnOs(OS.LINUX)
class RouteSourceTest {
    private static final String BINDINGS = "dev.netmon.macos.BindingUnderTest#all";
    private static final InetAddress SOMEWHERE = ip("73.158.64.1");
    private static final InetAddress SOMEWHERE6 = ip("2601:648::1");
    private static final String HOME = "192.168.1.20";
    private static final String HOME6 = "2001:db8:1::20";

    /** Room for a hundred messages or so. */
    private static final int SMALL_BUFFER = 16 * 1024;

    private static DarwinHost host(Binding binding) throws Exception {
        HeaderAudit.assumeCompiler();
        DarwinHost host = new DarwinHost(binding);
        host.put(EN0, HOME + "/24");
        host.put(EN1, "10.7.0.20/16");
        host.routeQuietly(EN0, "192.168.1.1", HOME);
        return host;
    }

    /** What a test does with an opened source. */
    private interface Body {
        void run(RouteSource source, FoldedInventory folded) throws Exception;
    }

    private static void with(DarwinHost host, RouteSource made, Body body) throws Exception {
        try (RouteSource source = made) {
            body.run(source, new FoldedInventory(source.open()));
        }
        assertEquals(0, host.standIn().state().open(), "descriptors left open");
    }

    private static void with(DarwinHost host, Body body) throws Exception {
        with(host, host.source(), body);
    }

    private static List<OsEvent> drain(LinkSource source) throws SourceException {
        List<OsEvent> events = new ArrayList<>();
        assertEquals(source.drain(events::add), events.size());
        return events;
    }

    private static Link link(LinkSource source, int index) throws SourceException {
        Link link = source.link(index);
        assertNotNull(link);
        return link;
    }

    private static List<String> truth(DarwinHost host) throws Exception {
        try (RouteSource other = host.source()) {
            return new FoldedInventory(other.open()).lines();
        }
    }

    // What is read

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void aLinkIsReadWhole(Binding binding) throws Exception {
        DarwinHost host = host(binding);
        with(host, (source, folded) -> {
            assertEquals(
                    new Link(
                            EN0,
                            "en0",
                            true,
                            true,
                            false,
                            1500,
                            "a4:83:e7:00:00:04",
                            new CarrierCounters(0, 0),
                            Darwin.IFF_MULTICAST),
                    source.link(EN0));
            Link loopback = link(source, LO0);
            assertTrue(loopback.loopback() && loopback.up() && loopback.carrier(), loopback::toString);
            assertNull(loopback.mac());
        });
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void theFlagsOfAnIpv6AddressAreRead(Binding binding) throws Exception {
        DarwinHost host = host(binding);
        List<String> texts = List.of("2001:db8::1", "2001:db8::2", "2001:db8::3", "2001:db8::4", "2001:db8::5");
        int[] flags = {0x2, 0x200, 0x4, 0x10 | 0x80 | 0x40, 0x40};
        for (int i = 0; i < flags.length; i++) {
            host.put(EN0, texts.get(i) + "/64");
            host.addressFlags(EN0, texts.get(i), flags[i]);
        }
        host.put(EN0, "fe80::1/64");
        try (RouteSource source = host.source()) {
            List<LinkAddress> addresses = source.open().interfaces().get(1).addresses();
            assertEquals(
                    List.of(
                            new LinkAddress(ip(HOME), 24, Set.of()),
                            new LinkAddress(ip(texts.get(0)), 64, Set.of(LinkAddress.Flag.TENTATIVE)),
                            new LinkAddress(ip(texts.get(1)), 64, Set.of(LinkAddress.Flag.OPTIMISTIC)),
                            new LinkAddress(ip(texts.get(2)), 64, Set.of(LinkAddress.Flag.DAD_FAILED)),
                            new LinkAddress(
                                    ip(texts.get(3)),
                                    64,
                                    Set.of(LinkAddress.Flag.DEPRECATED, LinkAddress.Flag.TEMPORARY)),
                            new LinkAddress(ip(texts.get(4)), 64, Set.of()),
                            new LinkAddress(ip("fe80::1"), 64, Set.of())),
                    addresses);
        }
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void aTableThatGrowsWhileItIsReadIsReadWhole(Binding binding) throws Exception {
        DarwinHost host = host(binding);
        host.putMany(EN1, "10.7.", 1500);
        byte[] large = host.table();
        host.putMany(EN1, "10.8.", 1500);
        byte[] larger = host.table();
        host.standIn().table(0, NET_RT_IFLIST2, 0, large);
        host.standIn().tableAfterProbe(0, NET_RT_IFLIST2, 0, larger);
        assertTrue(large.length > 64 * 1024);
        try (RouteSource source = host.source()) {
            assertEquals(3001, source.open().interfaces().get(2).addresses().size());
        }
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void aTableThatGrowsForEverIsAnError(Binding binding) throws Exception {
        DarwinHost host = host(binding);
        host.standIn().fail(Call.SYSCTL, ENOMEM, 1000);
        try (RouteSource source = host.source()) {
            SourceException thrown = assertThrows(SourceException.class, source::open);
            assertTrue(thrown.getMessage().startsWith("sysctl(NET_RT 6): ENOMEM"), thrown.getMessage());
        }
        assertEquals(0, host.standIn().state().open());
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void aTableThatIsInterruptedOrShortOfMemoryIsReadAgain(Binding binding) throws Exception {
        DarwinHost host = host(binding);
        host.standIn().fail(Call.SYSCTL, EINTR, 1);
        with(host, (source, folded) -> {
            host.standIn().fail(Call.SYSCTL, ENOBUFS, 1);
            assertEquals(3, source.reread().interfaces().size());
        });
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void aTableThatMakesNoSenseIsAnError(Binding binding) throws Exception {
        DarwinHost host = host(binding);
        host.standIn().table(0, NET_RT_IFLIST2, 0, new byte[] {0, 0, 5, 0x12});
        try (RouteSource source = host.source()) {
            assertThrows(SourceException.class, source::open);
            host.standIn().table(0, NET_RT_IFLIST2, 0, new byte[0]);
            SourceException thrown = assertThrows(SourceException.class, source::open);
            assertTrue(thrown.getMessage().endsWith("it is empty"), thrown.getMessage());
        }
    }

    // What is told

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void aBurstIsToldInOrderAndLeadsToTheTruth(Binding binding) throws Exception {
        DarwinHost host = host(binding);
        with(host, (source, folded) -> {
            for (int i = 1; i <= 50; i++) {
                host.addAddress(EN1, "10.7.3." + i + "/16");
            }
            for (int i = 1; i <= 50; i += 2) {
                host.removeAddress(EN1, "10.7.3." + i);
            }
            host.mtu(EN0, 1400);
            host.defaultRoute(EN1, "10.7.0.1", "10.7.0.20");
            source.drain(folded);
            assertEquals(truth(host), folded.lines());
            assertEquals(
                    List.of(Op.DEL, Op.NEW),
                    folded.events().stream()
                            .filter(event -> event instanceof OsEvent.Hint)
                            .map(event -> ((OsEvent.Hint) event).op())
                            .toList());
            assertEquals(1400, link(source, EN0).mtu());
            assertEquals(List.of(), drain(source));
        });
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void linksComeAndGoByKernelEventsAlone(Binding binding) throws Exception {
        DarwinHost host = host(binding);
        with(host, (source, folded) -> {
            host.attachTunnel(11, "utun3");
            source.drain(folded);
            OsEvent.LinkEvent come = (OsEvent.LinkEvent) folded.events().get(0);
            assertEquals("utun3", come.link().name());
            assertTrue(come.link().carrier(), "a tunnel has no media to ask");
            host.put(11, "100.64.0.1/32");
            host.detach(11);
            source.drain(folded);
            assertEquals(truth(host), folded.lines());
            assertNull(source.link(11));
        });
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void aSecondAddressOfASubnetIsToldByAKernelEventAlone(Binding binding) throws Exception {
        DarwinHost host = host(binding);
        with(host, (source, folded) -> {
            host.put(EN0, "192.168.1.21/24");
            host.standIn().event(Darwin.kernelEvent(Darwin.KEV_INET, 1, "en0"));
            source.drain(folded);
            assertEquals(truth(host), folded.lines());
            assertEquals(1, folded.events().size());
        });
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void aRepeatedAddressIsARefresh(Binding binding) throws Exception {
        DarwinHost host = host(binding);
        with(host, (source, folded) -> {
            host.addAddress(EN0, HOME + "/24");
            assertEquals(
                    List.of(new OsEvent.AddressEvent(Op.NEW, EN0, new LinkAddress(ip(HOME), 24, Set.of()))),
                    drain(source));
        });
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void anAddressThatWentAndCameBackInOneGoIsToldAsBoth(Binding binding) throws Exception {
        DarwinHost host = host(binding);
        with(host, (source, folded) -> {
            host.removeAddress(EN0, HOME);
            host.addAddress(EN0, HOME + "/24");
            LinkAddress address = new LinkAddress(ip(HOME), 24, Set.of());
            assertEquals(
                    List.of(
                            new OsEvent.AddressEvent(Op.DEL, EN0, address),
                            new OsEvent.AddressEvent(Op.NEW, EN0, address)),
                    drain(source));
        });
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void anAddressThatBecomesUsableIsToldWithItsNewFlags(Binding binding) throws Exception {
        DarwinHost host = host(binding);
        host.put(EN0, HOME6 + "/64");
        host.addressFlags(EN0, HOME6, 0x2);
        with(host, (source, folded) -> {
            host.addressFlags(EN0, HOME6, 0);
            host.standIn().event(Darwin.kernelEvent(Darwin.KEV_INET6, 1, "en0"));
            assertEquals(
                    List.of(new OsEvent.AddressEvent(Op.NEW, EN0, new LinkAddress(ip(HOME6), 64, Set.of()))),
                    drain(source));
        });
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void packetCaptureIsNoise(Binding binding) throws Exception {
        DarwinHost host = host(binding);
        with(host, (source, folded) -> {
            host.flags(EN0, host.flags(EN0) | Darwin.IFF_PROMISC);
            List<OsEvent> events = drain(source);
            assertEquals(1, events.size());
            OsEvent.Filtered noise = (OsEvent.Filtered) events.get(0);
            assertEquals(Kind.LINK, noise.kind());
            assertEquals(EN0, noise.index());
            assertTrue(noise.detail().contains("promisc"), noise.detail());
        });
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void hintsNameFamilyAndInterfaceAndHaveTextWhereItIsWanted(Binding binding) throws Exception {
        DarwinHost host = host(binding);
        with(host, (source, folded) -> {
            host.defaultRoute(EN1, "10.7.0.1", "10.7.0.20");
            assertEquals(
                    List.of(
                            new OsEvent.Hint(Kind.ROUTE, Op.DEL, Family.V4, EN0, null),
                            new OsEvent.Hint(Kind.ROUTE, Op.NEW, Family.V4, EN1, null)),
                    drain(source));
            source.detail(LinkSource.Detail.FULL);
            host.deleteDefault(Family.V4);
            OsEvent.Hint hint = (OsEvent.Hint) drain(source).get(0);
            assertNotNull(hint.detail());
            assertTrue(hint.detail().startsWith("delete default via 10.7.0.1 dev 5"), hint.detail());
        });
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void aRouterAdvertisedOnAnOlderSystemIsAHint(Binding binding) throws Exception {
        DarwinHost host = host(binding);
        with(host, (source, folded) -> {
            host.standIn().event(Darwin.kernelEvent(Darwin.KEV_INET6, 6, "en0"));
            assertEquals(List.of(new OsEvent.Hint(Kind.ROUTE, Op.NEW, Family.V6, 0, null)), drain(source));
        });
    }

    // What is not believed

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void aForgedMessageChangesNothing(Binding binding) throws Exception {
        DarwinHost host = host(binding);
        with(host, (source, folded) -> {
            List<String> before = folded.lines();
            host.standIn().message(Darwin.address(Darwin.NEWADDR, EN0, "en0", ip("6.6.6.6"), 24));
            host.standIn().message(Darwin.address(Darwin.DELADDR, EN0, "en0", ip(HOME), 24));
            host.standIn().message(Darwin.address(Darwin.NEWADDR, 77, "evil0", ip("6.6.6.7"), 24));
            host.standIn().message(Darwin.ifinfo(EN0, 0, 68));
            host.standIn().message(Darwin.ifinfo(77, 1, 1500));
            source.drain(folded);

            assertEquals(before, folded.lines());
            assertEquals(
                    4,
                    folded.events().stream()
                            .filter(e -> e instanceof OsEvent.Filtered)
                            .count());
            assertEquals(truth(host), folded.lines());
        });
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void otherPeoplesBusinessIsNotHeard(Binding binding) throws Exception {
        DarwinHost host = host(binding);
        with(host, (source, folded) -> {
            byte[] add = Darwin.route(Darwin.ADD, EN0, 0x843, CONFIGD, "10.9.0.0/16", ip("192.168.1.1"));
            host.standIn().message(Darwin.failed(add, EPERM));
            host.standIn().message(Darwin.route(Darwin.ADD, EN0, 0x803, CONFIGD, "10.9.0.0/16", ip("192.168.1.1")));
            host.standIn().message(Darwin.route(Darwin.GET, EN0, 0x843, CONFIGD, "10.9.0.0/16", ip("192.168.1.1")));
            host.standIn()
                    .message(Darwin.route(Darwin.ADD, EN0, Darwin.RTF_WASCLONED | 0x405, 0, "192.168.1.9/32", null));
            host.standIn().message(Darwin.route(Darwin.ADD, EN0, 0x41, 0, "224.0.0.0/4", null));
            host.standIn().message(Darwin.miss(SOMEWHERE6));
            host.standIn().event(Darwin.kernelEvent(Darwin.KEV_DL, 20, "en0"));
            byte[] elsewhere = Darwin.kernelEvent(Darwin.KEV_DL, Darwin.LINK_OFF, "en0");
            elsewhere[8] = 6;
            host.standIn().event(elsewhere);
            assertEquals(List.of(), drain(source));
            assertEquals(7, source.ignored());
            source.route(SOMEWHERE);
            assertEquals(List.of(), drain(source), "one's own question, too, is heard on the other socket");
        });
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void whatCannotBeReadLeadsToALook(Binding binding) throws Exception {
        DarwinHost host = host(binding);
        with(host, (source, folded) -> {
            host.put(EN0, "192.168.1.30/24");
            byte[] cut = Darwin.address(Darwin.NEWADDR, EN0, "en0", ip("192.168.1.30"), 24);
            host.standIn().message(Arrays.copyOf(cut, cut.length - 20));
            source.drain(folded);
            assertEquals(truth(host), folded.lines());
            for (byte[] bad :
                    List.of(new byte[1], new byte[4], new byte[] {4, 0, 9, 1}, new byte[] {92, 0, 5, 1}, new byte[] {
                        20, 0, 5, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
                    })) {
                host.standIn().message(bad);
                assertEquals(List.of(), drain(source));
            }
            host.standIn().event(new byte[12]);
            assertEquals(List.of(), drain(source));
            assertEquals(7, source.malformed());
        });
    }

    // Carrier

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void lostCarrierIsToldAndCounted(Binding binding) throws Exception {
        DarwinHost host = host(binding);
        with(host, (source, folded) -> {
            host.loseCarrier(EN0);
            OsEvent.LinkEvent lost = (OsEvent.LinkEvent) drain(source).get(0);
            assertFalse(lost.link().carrier());
            assertTrue(lost.link().up());
            assertEquals(new CarrierCounters(1, 1), lost.link().counters());
            host.regainCarrier(EN0);
            OsEvent.LinkEvent back = (OsEvent.LinkEvent) drain(source).get(0);
            assertTrue(back.link().carrier());
            assertEquals(new CarrierCounters(2, 1), back.link().counters());
            assertEquals(new CarrierCounters(0, 0), link(source, EN1).counters());
        });
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void aFlapTooShortToBeSeenIsCounted(Binding binding) throws Exception {
        DarwinHost host = host(binding);
        with(host, (source, folded) -> {
            host.loseCarrier(EN0);
            host.regainCarrier(EN0);
            List<OsEvent> events = drain(source);
            assertEquals(1, events.size());
            Link link = ((OsEvent.LinkEvent) events.get(0)).link();
            assertTrue(link.carrier());
            assertEquals(new CarrierCounters(2, 1), link.counters());
        });
    }

    @ParameterizedTest
    @EnumSource(
            value = Call.class,
            names = {"SOCKET", "IOCTL"})
    void withoutKernelEventsCarrierIsNoticedWhenSomethingElseHappens(Call refused) throws Exception {
        DarwinHost host = host(BindingUnderTest.all().findFirst().orElseThrow());
        host.standIn().failAfter(refused, refused == Call.SOCKET ? 1 : 0, EACCES, 1);
        with(host, (source, folded) -> {
            assertEquals(CarrierCounters.UNKNOWN, link(source, EN0).counters());
            host.loseCarrier(EN0);
            assertEquals(List.of(), drain(source));
            host.deleteDefault(Family.V4);
            List<OsEvent> events = drain(source);
            assertEquals(2, events.size());
            assertFalse(((OsEvent.LinkEvent) events.get(1)).link().carrier());
        });
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void aReopeningProvesNothingAboutCarrier(Binding binding) throws Exception {
        DarwinHost host = host(binding);
        with(host, (source, folded) -> {
            host.loseCarrier(EN0);
            host.regainCarrier(EN0);
            source.drain(folded);
            CarrierCounters before = link(source, EN0).counters();
            source.open();
            assertTrue(link(source, EN0).counters().changes() > before.changes());
        });
    }

    // Questions

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void aRouteIsFoundAmongWhatElseIsHeard(Binding binding) throws Exception {
        DarwinHost host = host(binding);
        with(host, (source, folded) -> {
            Route home = new Route(EN0, ip(HOME), ip("192.168.1.1"));
            host.standIn().beforeReply(Darwin.miss(SOMEWHERE));
            host.standIn().beforeReply(Darwin.route(Darwin.GET, EN1, 0x843, CONFIGD, "0.0.0.0/0", ip("10.7.0.1")));
            host.standIn().beforeReply(new byte[3]);
            host.standIn().beforeReply(Darwin.address(Darwin.NEWADDR, EN0, "en0", ip("6.6.6.6"), 24));
            assertEquals(home, source.route(SOMEWHERE));
            host.standIn().loseReplies(1);
            assertEquals(home, source.route(SOMEWHERE), "asked again");
            assertEquals(Set.of(), source.nextHops(SOMEWHERE), "not known");
            assertEquals(1, host.standIn().state().routeSockets(), "the one for questions is gone");
        });
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void theQuestionsOfTwoSourcesHaveDifferentNumbers(Binding binding) throws Exception {
        DarwinHost host = host(binding);
        with(host, (one, folded) -> {
            try (RouteSource other = host.source()) {
                other.open();
                Set<Integer> numbers = new HashSet<>();
                for (RouteSource source : List.of(one, other, one, other)) {
                    source.route(SOMEWHERE);
                    ByteBuffer request = ByteBuffer.wrap(host.standIn().request());
                    numbers.add(request.order(ByteOrder.nativeOrder()).getInt(20));
                }
                assertEquals(4, numbers.size());
            }
        });
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void noRouteIsNoError(Binding binding) throws Exception {
        DarwinHost host = host(binding);
        with(host, (source, folded) -> {
            assertNull(source.route(SOMEWHERE6));
            host.standIn().refuse(Darwin.anyOf(SOMEWHERE), 65); // EHOSTUNREACH
            assertNull(source.route(SOMEWHERE));
            for (int flag : new int[] {0x8, 0x1000, 0x200000, 0x400000, 0x800000}) {
                host.standIn().answer(Darwin.anyOf(SOMEWHERE), Darwin.answer(0x803 | flag, EN0, "en0", null, ip(HOME)));
                assertNull(source.route(SOMEWHERE), Integer.toHexString(flag));
            }
        });
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void anOnLinkRouteHasNoGateway(Binding binding) throws Exception {
        DarwinHost host = host(binding);
        host.attachTunnel(11, "utun3");
        host.put(11, "100.64.0.1/32");
        host.routeQuietly(11, null, "100.64.0.1");
        with(host, (source, folded) -> assertEquals(new Route(11, ip("100.64.0.1"), null), source.route(SOMEWHERE)));
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void theSourceOfAnIpv6PacketIsTheOneTheKernelWouldTake(Binding binding) throws Exception {
        DarwinHost host = host(binding);
        host.put(EN0, HOME6 + "/64");
        host.routeQuietly(EN0, "fe80::1", HOME6);
        with(host, (source, folded) -> {
            assertEquals(new Route(EN0, ip(HOME6), ip("fe80::1")), source.route(SOMEWHERE6));
            host.standIn().noSource(Darwin.anyOf(SOMEWHERE6), 49); // EADDRNOTAVAIL
            assertEquals(new Route(EN0, null, ip("fe80::1")), source.route(SOMEWHERE6));
        });
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void aKernelThatDoesNotAnswerIsAnError(Binding binding) throws Exception {
        DarwinHost host = host(binding);
        with(host, (source, folded) -> {
            host.standIn().fail(Call.WRITE, ENOBUFS, 2);
            assertNotNull(source.route(SOMEWHERE), "memory came back");
            host.standIn().fail(Call.WRITE, ENOBUFS, 3);
            assertThrows(SourceException.class, () -> source.route(SOMEWHERE));
            host.standIn().fail(Call.WRITE, EACCES, 1);
            SourceException denied = assertThrows(SourceException.class, () -> source.route(SOMEWHERE));
            assertTrue(denied.getMessage().contains("EACCES (13): a sandbox"), denied.getMessage());
            host.standIn().fail(Call.SOCKET, EMFILE, 1);
            SourceException many = assertThrows(SourceException.class, () -> source.route(SOMEWHERE));
            assertTrue(many.getMessage().contains("ulimit"), many.getMessage());
            host.standIn().refuse(Darwin.anyOf(SOMEWHERE), ESRCH);
            assertNull(source.route(SOMEWHERE));
        });
    }

    // Losses

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void whatASilentOverflowHidIsFound(Binding binding) throws Exception {
        DarwinHost host = host(binding);
        with(host, host.source(SMALL_BUFFER), (source, folded) -> {
            flood(host);
            host.addAddress(EN0, "192.168.1.99/24"); // the routing socket drops it
            while (host.standIn().state().queued() > 0) {
                source.drain(folded);
            }
            assertEquals(truth(host), new FoldedInventory(source.reread()).lines());
            assertTrue(host.standIn().state().dropped() > 0);
        });
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void anAddressThatOnlyTheDroppedMessageToldOfIsAnOverflow(Binding binding) throws Exception {
        DarwinHost host = host(binding);
        with(host, host.source(SMALL_BUFFER), (source, folded) -> {
            flood(host);
            host.put(EN0, "192.168.1.99/24");
            assertEquals(
                    List.of(OsEvent.Overflow.class),
                    drain(source).stream().map(Object::getClass).toList());
            source.reread();
            assertEquals(List.of(), drain(source));
        });
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void aRouteThatOnlyTheDroppedMessageToldOfIsAnOverflow(Binding binding) throws Exception {
        DarwinHost host = host(binding);
        with(host, host.source(SMALL_BUFFER), (source, folded) -> {
            assertNotNull(source.route(SOMEWHERE));
            assertNull(source.route(SOMEWHERE6));
            source.drain(folded);
            flood(host);
            host.routeQuietly(EN1, "10.7.0.1", "10.7.0.20");
            assertEquals(
                    List.of(OsEvent.Overflow.class),
                    drain(source).stream().map(Object::getClass).toList());
        });
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void anOverflowThatHidNothingIsNotTold(Binding binding) throws Exception {
        DarwinHost host = host(binding);
        with(host, host.source(SMALL_BUFFER), (source, folded) -> {
            assertNotNull(source.route(SOMEWHERE));
            assertNull(source.route(SOMEWHERE6));
            flood(host);
            assertTrue(host.standIn().state().dropped() > 0);
            assertEquals(List.of(), drain(source));
        });
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void amongMuchThatMattersALossIsAlwaysSuspected(Binding binding) throws Exception {
        DarwinHost host = host(binding);
        with(host, host.source(SMALL_BUFFER), (source, folded) -> {
            for (int i = 0; i < 200; i++) {
                host.standIn()
                        .message(Darwin.route(Darwin.ADD, EN0, 0x843, 0, "10." + i + ".0.0/16", ip("192.168.1.1")));
            }
            List<OsEvent> events = drain(source);
            assertTrue(events.get(events.size() - 1) instanceof OsEvent.Overflow);
            assertEquals(
                    1,
                    events.stream().filter(e -> e instanceof OsEvent.Overflow).count());
        });
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void aStormOfKernelEventsProvesNothingAboutCarrier(Binding binding) throws Exception {
        DarwinHost host = host(binding);
        with(host, (source, folded) -> {
            CarrierCounters before = link(source, EN1).counters();
            for (int i = 0; i < 8000; i++) {
                host.standIn().event(Darwin.kernelEvent(Darwin.KEV_DL, 20, "awdl0"));
            }
            boolean told = false;
            while (!told) {
                told = drain(source).stream().anyMatch(e -> e instanceof OsEvent.Overflow);
            }
            assertTrue(link(source, EN1).counters().changes() > before.changes());
        });
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void whatWasQueuedBeforeARereadIsNotToldAgain(Binding binding) throws Exception {
        DarwinHost host = host(binding);
        with(host, (source, folded) -> {
            host.addAddress(EN0, "192.168.1.31/24");
            host.loseCarrier(EN1);
            Inventory inventory = source.reread();
            assertEquals(List.of(), drain(source));
            NetInterface other = inventory.interfaces().get(2);
            assertEquals(new CarrierCounters(1, 1), other.link().counters());
        });
    }

    private static void flood(DarwinHost host) {
        for (int i = 0; i < 500; i++) {
            host.standIn().message(Darwin.miss(SOMEWHERE6));
        }
    }

    // Waiting, waking, closing

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void aSleepIsToldWithWhatItChanged(Binding binding) throws Exception {
        DarwinHost host = host(binding);
        with(host, (source, folded) -> {
            host.standIn().pass(Duration.ofHours(3));
            source.await(0);
            assertEquals(List.of(), drain(source), "time that passes awake is no sleep");
            host.standIn().sleep(Duration.ofMinutes(20));
            host.put(EN0, "192.168.1.32/24");
            source.wakeup();
            source.await(LinkSource.NEVER);
            List<OsEvent> events = drain(source);
            assertEquals(2, events.size());
            long slept = ((OsEvent.Wake) events.get(0)).sleptNanos();
            assertEquals(20, Duration.ofNanos(slept + 500_000_000).toMinutes());
            assertEquals(
                    ip("192.168.1.32"),
                    ((OsEvent.AddressEvent) events.get(1)).address().address());
            source.await(0);
            assertEquals(List.of(), drain(source));
        });
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void aSignalDoesNotEndAWait(Binding binding) throws Exception {
        DarwinHost host = host(binding);
        with(host, (source, folded) -> {
            host.standIn().fail(Call.POLL, EINTR, 3);
            host.standIn().fail(Call.RECVFROM, EINTR, 3);
            host.mtu(EN0, 1280);
            assertNotNull(source.await(LinkSource.NEVER));
            assertEquals(1, drain(source).size());
            host.standIn().fail(Call.POLL, 12, 1);
            assertThrows(SourceException.class, () -> source.await(LinkSource.NEVER));
        });
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void aTimeoutIsNeverCutShort(Binding binding) throws Exception {
        DarwinHost host = host(binding);
        with(host, (source, folded) -> {
            Moment before = source.await(0);
            Moment after = source.await(Duration.ofNanos(3_400_000).toNanos());
            assertTrue(after.nanos() - before.nanos() >= 3_400_000);
        });
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void anyNumberOfWakeupsIsOne(Binding binding) throws Exception {
        DarwinHost host = host(binding);
        with(host, (source, folded) -> {
            for (int i = 0; i < 100_000; i++) {
                source.wakeup(); // a pipe that is full would block
            }
            source.await(LinkSource.NEVER);
            host.mtu(EN0, 1280);
            source.await(LinkSource.NEVER);
            assertEquals(1, drain(source).size());
        });
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void aBlockedWaitIsEndedBeforeTheDescriptorsAreClosed(Binding binding) throws Exception {
        DarwinHost host = host(binding);
        RouteSource source = host.source();
        CountDownLatch opened = new CountDownLatch(1);
        List<Throwable> failures = new ArrayList<>();
        Thread reader = new Thread(() -> {
            try (source) {
                source.open();
                opened.countDown();
                source.await(LinkSource.NEVER);
            } catch (SourceException | RuntimeException e) {
                failures.add(e);
            }
        });
        reader.start();
        opened.await();
        Await.until("it waits", () -> host.standIn().state().polling() == 1);
        source.wakeup();
        reader.join();
        assertEquals(List.of(), failures);
        assertEquals(0, host.standIn().state().open());
        source.wakeup();
    }

    // Opening

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void aSandboxIsNamed(Binding binding) throws Exception {
        DarwinHost host = host(binding);
        host.standIn().fail(Call.SOCKET, EPERM, 1);
        try (RouteSource source = host.source()) {
            SourceException thrown = assertThrows(SourceException.class, source::open);
            assertTrue(thrown.getMessage().startsWith("socket(PF_ROUTE): EPERM (1): a sandbox"), thrown.getMessage());
            host.standIn().fail(Call.PIPE, EMFILE, 1);
            assertThrows(SourceException.class, source::open);
            assertEquals(0, host.standIn().state().open());
            source.open();
        }
        assertEquals(0, host.standIn().state().open());
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void aSmallerBufferIsTakenWhereTheSystemGivesNoMore(Binding binding) throws Exception {
        DarwinHost host = host(binding);
        host.standIn().mostReceiveBuffer(300_000);
        try (KernelPort port = new KernelPort(host.standIn().library())) {
            assertEquals(262_144, port.routeBuffer());
        }
        host.standIn().mostReceiveBuffer(0);
        try (KernelPort port = new KernelPort(host.standIn().library())) {
            assertEquals(8192, port.routeBuffer());
        }
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void theTapSeesEveryMessage(Binding binding) throws Exception {
        DarwinHost host = host(binding);
        try (RouteSource source = host.source()) {
            List<byte[]> seen = new ArrayList<>();
            source.messages((at, message) -> {
                byte[] bytes = new byte[message.remaining()];
                message.get(bytes);
                seen.add(bytes);
            });
            source.open();
            byte[] miss = Darwin.miss(SOMEWHERE);
            byte[] event = Darwin.kernelEvent(Darwin.KEV_DL, 20, "en0");
            host.standIn().message(miss);
            host.standIn().event(event);
            drain(source);
            assertEquals(2, seen.size());
            assertArrayEquals(event, seen.get(0));
            assertArrayEquals(miss, seen.get(1));
        }
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void aSourceThatIsNotOpenSaysSo(Binding binding) throws Exception {
        DarwinHost host = host(binding);
        try (RouteSource source = host.source()) {
            assertThrows(SourceException.class, () -> source.await(0));
            assertThrows(SourceException.class, () -> source.drain(event -> {}));
            assertThrows(SourceException.class, source::reread);
            assertThrows(SourceException.class, () -> source.route(SOMEWHERE));
            assertThrows(SourceException.class, () -> source.nextHops(SOMEWHERE));
            assertThrows(SourceException.class, () -> source.link(EN0));
            source.wakeup();
        }
    }
}
