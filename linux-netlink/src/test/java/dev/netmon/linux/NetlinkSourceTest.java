// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux;

import static dev.netmon.ffi.LinuxConstants.AF_NETLINK;
import static dev.netmon.ffi.LinuxConstants.NETLINK_ROUTE;
import static dev.netmon.ffi.LinuxConstants.RTNLGRP_LINK;
import static dev.netmon.ffi.LinuxConstants.SOCK_CLOEXEC;
import static dev.netmon.ffi.LinuxConstants.SOCK_RAW;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.Addresses;
import dev.netmon.BackendInfo;
import dev.netmon.BackendUnavailableException;
import dev.netmon.LinkAddress;
import dev.netmon.MonitorOptions.Binding;
import dev.netmon.NetInterface;
import dev.netmon.RawEvent.Kind;
import dev.netmon.RawEvent.Op;
import dev.netmon.ffi.BindingChoice;
import dev.netmon.ffi.Bindings;
import dev.netmon.ffi.Bound;
import dev.netmon.ffi.LinuxLibrary;
import dev.netmon.ffi.NetlinkAddress;
import dev.netmon.linux.wire.AddressMessage;
import dev.netmon.linux.wire.Message;
import dev.netmon.linux.wire.MessageCursor;
import dev.netmon.linux.wire.RequestWriter;
import dev.netmon.spi.Inventory;
import dev.netmon.spi.LinkSource;
import dev.netmon.spi.NextHop;
import dev.netmon.spi.OsEvent;
import dev.netmon.spi.Route;
import dev.netmon.spi.SourceException;
import dev.netmon.spi.WakeClock;
import dev.netmon.testkit.Await;
import dev.netmon.testkit.FoldedInventory;
import dev.netmon.testkit.Host;
import dev.netmon.testkit.NetLab;
import dev.netmon.testkit.NetLabExtension;
import dev.netmon.testkit.StandardRig;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The source against a real kernel, where the contract of all backends says nothing. */
@ExtendWith(NetLabExtension.class)
class NetlinkSourceTest {
    private static final String BINDINGS = "dev.netmon.linux.BindingUnderTest#all";
    private static final InetAddress SOMEWHERE = Addresses.parse("73.158.64.1");
    private static final int SMALL_BUFFER = 4096;

    /** What a test does with an opened source, on a thread of the host's. */
    private interface Body {
        void run(NetlinkSource source, FoldedInventory folded) throws Exception;
    }

    private static void with(Host host, Binding binding, Body body) throws Exception {
        with(host, () -> BindingUnderTest.source(binding), body);
    }

    private interface Maker {
        NetlinkSource make() throws Exception;
    }

    private static void with(Host host, Maker maker, Body body) throws Exception {
        host.call(() -> {
            try (NetlinkSource source = maker.make()) {
                source.detail(LinkSource.Detail.FULL);
                body.run(source, new FoldedInventory(source.open()));
            }
            return null;
        });
    }

    private static Maker small(Binding binding) {
        return () -> {
            Bound<LinuxLibrary> chosen = Bindings.linux(BindingChoice.valueOf(binding.name()));
            return new NetlinkSource(
                    chosen.library(),
                    new BackendInfo(LinuxSourceProvider.NAME, null, null),
                    SMALL_BUFFER,
                    new WakeClock(() -> 0, () -> 0));
        };
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void aForgedMessageIsNotBelieved(Binding binding, NetLab lab) throws Exception {
        Host host = lab.standardRig(StandardRig.Families.V4_ONLY).host();
        with(host, binding, (source, folded) -> {
            LinuxLibrary library =
                    Bindings.linux(BindingChoice.valueOf(binding.name())).library();
            int index = source.route(SOMEWHERE).index();
            ByteBuffer forged = forgedDeletion(index);
            int socket = library.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
            try {
                assertEquals(
                        forged.limit(),
                        library.sendto(socket, forged, 0, NetlinkAddress.of(0, 1 << (RTNLGRP_LINK - 1))));
                for (int port : listeningPorts()) {
                    assertEquals(forged.limit(), library.sendto(socket, forged, 0, NetlinkAddress.of(port, 0)));
                }
            } finally {
                library.close(socket);
            }
            host.sh("ip link set eth1 mtu 1400");
            awaitEvent(source, folded, "the real message behind the forged ones", link(Op.NEW, "eth1"));

            assertFalse(folded.events().stream().anyMatch(link(Op.DEL, "eth0")));
            assertTrue(source.ignored() >= 2, "ignored " + source.ignored());
            assertEquals(truth(), folded.lines());
        });
    }

    private static ByteBuffer forgedDeletion(int index) {
        ByteBuffer message = ByteBuffer.allocateDirect(44).order(ByteOrder.nativeOrder());
        message.putInt(44).putShort((short) 17).putShort((short) 0).putInt(0).putInt(0);
        message.putInt(0).putInt(index).putInt(0x1002).putInt(-1);
        message.putShort((short) 9)
                .putShort((short) 3)
                .put("eth0".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        return message.putInt(0).flip();
    }

    /** The port ids of the sockets of this namespace that listen to the links. */
    private static List<Integer> listeningPorts() throws Exception {
        List<Integer> ports = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("/proc/thread-self/net/netlink"))) {
            String[] fields = line.trim().split(" +", -1);
            if (fields[1].equals("0") && fields[3].endsWith("1") && !fields[2].equals("0")) {
                ports.add((int) Long.parseLong(fields[2]));
            }
        }
        assertFalse(ports.isEmpty());
        return ports;
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void lostEventsAreSaidAndTheStateIsRightAfterwards(Binding binding, NetLab lab) throws Exception {
        Host host = lab.standardRig(StandardRig.Families.V4_ONLY).host();
        with(host, small(binding), (source, folded) -> {
            host.sh("for i in $(seq 1 200); do echo address add 10.1.9.$i/32 dev eth0; done > $TMPF;"
                    + " ip -batch $TMPF; ip link set eth1 down");
            awaitEvent(source, folded, "an overflow", event -> event instanceof OsEvent.Overflow);
            assertTrue(
                    folded.events().stream()
                                    .filter(event -> event instanceof OsEvent.AddressEvent)
                                    .count()
                            < 200,
                    "something was lost");

            FoldedInventory after = new FoldedInventory(source.reread());
            assertTrue(after.lines().stream().anyMatch(line -> line.contains("10.1.9.200/32")));
            assertTrue(after.lines().stream().anyMatch(line -> line.contains("eth1 down")));

            host.sh("ip address del 10.1.9.7/32 dev eth0");
            awaitEvent(source, after, "events flow again", address(Op.DEL, "10.1.9.7/32"));
            assertEquals(truth(), after.lines());
        });
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void whatWasQueuedBeforeARereadDoesNotUndoIt(Binding binding, NetLab lab) throws Exception {
        Host host = lab.standardRig(StandardRig.Families.V4_ONLY).host();
        with(host, binding, (source, folded) -> {
            host.sh("ip address del 10.2.0.2/24 dev eth1; ip address add 10.2.0.2/24 dev eth1");
            FoldedInventory after = new FoldedInventory(source.reread());
            source.drain(after);
            assertEquals(List.of(), after.events());
            assertEquals(truth(), after.lines());
        });
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void aDumpThatTheKernelMarksAsInterruptedIsReadAgain(Binding binding, NetLab lab) throws Exception {
        Host host = lab.host("many");
        host.sh("ip link add v0 type veth peer name v1;"
                + " for i in $(seq 1 40); do for j in $(seq 1 200); do echo address add 10.$i.$j.1/32 dev v0; done; done"
                + " > $TMPF; ip -batch $TMPF");
        host.call(() -> {
            LinuxLibrary library =
                    Bindings.linux(BindingChoice.valueOf(binding.name())).library();
            AtomicInteger sends = new AtomicInteger();
            try (KernelPort port = new KernelPort(library, SMALL_BUFFER)) {
                Asker asker =
                        new Asker(new Disturbed(port, sends, () -> host.sh("ip address add 10.99.0.1/32 dev v0")));
                List<Message> addresses = asker.dump("addresses", RequestWriter::dumpAddresses);
                assertTrue(sends.get() >= 2, "the dump was read once only");
                assertTrue(addresses.stream()
                        .anyMatch(message -> message instanceof AddressMessage address
                                && address.address().equals(Addresses.parse("10.99.0.1"))));
                assertEquals(
                        8001,
                        addresses.stream()
                                .filter(message -> message instanceof AddressMessage address
                                        && address.family() == 2
                                        && !address.address().isLoopbackAddress())
                                .count());
            }
            return null;
        });
    }

    /** Changes something in the middle of the first dump. */
    private static final class Disturbed implements AskChannel {
        private final AskChannel channel;
        private final AtomicInteger sends;
        private final Runnable disturbance;
        private int receives;

        Disturbed(AskChannel channel, AtomicInteger sends, Runnable disturbance) {
            this.channel = channel;
            this.sends = sends;
            this.disturbance = disturbance;
        }

        @Override
        public ByteBuffer requests() {
            return channel.requests();
        }

        @Override
        public void send() throws SourceException {
            sends.incrementAndGet();
            channel.send();
        }

        @Override
        public int receive(long timeoutNanos) throws SourceException {
            if (++receives == 2) {
                disturbance.run();
            }
            return channel.receive(timeoutNanos);
        }

        @Override
        public ByteBuffer datagram(int index) {
            return channel.datagram(index);
        }

        @Override
        public void renew() throws SourceException {
            channel.renew();
        }

        @Override
        public long nanoTime() {
            return channel.nanoTime();
        }
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void aBridgePortThatLeavesIsNoInterfaceThatGoes(Binding binding, NetLab lab) throws Exception {
        Host host = lab.standardRig(StandardRig.Families.V4_ONLY).host();
        with(host, binding, (source, folded) -> {
            host.sh("ip link add br0 type bridge; ip link set eth1 master br0; ip link set eth1 nomaster;"
                    + " ip link set br0 up");
            awaitEvent(
                    source,
                    folded,
                    "the bridge says that its port has left",
                    event -> event instanceof OsEvent.Filtered filtered
                            && filtered.op() == Op.DEL
                            && filtered.kind() == Kind.LINK
                            && filtered.detail().startsWith("eth1 bridge port"));
            pump(source, folded, "the rest", () -> folded.lines().equals(truth()));
            assertFalse(folded.events().stream().anyMatch(link(Op.DEL, "eth1")));
        });
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void aRouteThatGoesWithoutAWordIsFoundByAsking(Binding binding, NetLab lab) throws Exception {
        Host host = lab.standardRig(StandardRig.Families.V4_ONLY).host();
        for (String loss : List.of("ip link set eth0 down", "ip address del 10.1.0.2/24 dev eth0")) {
            with(host, binding, (source, folded) -> {
                assertNotNull(source.route(SOMEWHERE));
                host.sh(loss);
                awaitEvent(source, folded, "anything", event -> true);
                assertNull(source.route(SOMEWHERE));
                assertEquals(Set.of(), source.nextHops(SOMEWHERE));
                assertFalse(folded.events().stream()
                        .anyMatch(event -> event instanceof OsEvent.Hint hint
                                && hint.op() == Op.DEL
                                && hint.detail() != null
                                && hint.detail().startsWith("default")));
            });
            host.sh("ip link set eth0 up; ip address replace 10.1.0.2/24 dev eth0;"
                    + " ip route replace default via 10.1.0.1");
            host.awaitQuiet();
        }
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void aReplacedNexthopObjectIsHeardAlsoWhereNothingElseIsSent(Binding binding, NetLab lab) throws Exception {
        Host host = lab.standardRig(StandardRig.Families.V4_ONLY).host();
        host.sysctl("net/ipv4/nexthop_compat_mode", "0");
        host.sh("ip nexthop add id 1 via 10.1.0.1 dev eth0; ip route replace default nhid 1");
        with(host, binding, (source, folded) -> {
            Route before = source.route(SOMEWHERE);
            assertEquals(Set.of(new NextHop(before.index(), before.gateway())), source.nextHops(SOMEWHERE));

            host.sh("ip nexthop replace id 1 via 10.2.0.1 dev eth1");
            awaitEvent(source, folded, "the nexthop object", hint(Kind.NEXTHOP, Op.NEW, "id 1 via 10.2.0.1"));
            assertFalse(folded.events().stream().anyMatch(hint(Kind.ROUTE, Op.NEW, "")));

            Route after = source.route(SOMEWHERE);
            assertEquals(Addresses.parse("10.2.0.1"), after.gateway());
            assertEquals(Addresses.parse("10.2.0.2"), after.source());
            assertEquals(Set.of(new NextHop(after.index(), after.gateway())), source.nextHops(SOMEWHERE));
        });
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void theHopsOfANexthopGroup(Binding binding, NetLab lab) throws Exception {
        Host host = lab.standardRig(StandardRig.Families.V4_ONLY).host();
        host.sh("ip nexthop add id 1 via 10.1.0.1 dev eth0; ip nexthop add id 2 via 10.2.0.1 dev eth1;"
                + " ip nexthop add id 3 group 1/2; ip route replace default nhid 3");
        for (String mode : List.of("1", "0")) {
            host.sysctl("net/ipv4/nexthop_compat_mode", mode);
            with(host, binding, (source, folded) -> {
                Set<NextHop> hops = source.nextHops(SOMEWHERE);
                assertEquals(2, hops.size(), () -> "compat mode " + mode + ": " + hops);
                assertEquals(
                        Set.of(Addresses.parse("10.1.0.1"), Addresses.parse("10.2.0.1")),
                        Set.copyOf(hops.stream().map(NextHop::gateway).toList()));
            });
        }
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void aHopWithoutCarrierIsNotAlive(Binding binding, NetLab lab) throws Exception {
        StandardRig rig = lab.standardRig(StandardRig.Families.V4_AND_V6);
        rig.host()
                .sh("ip route replace default nexthop via 10.1.0.1 nexthop via 10.2.0.1;"
                        + " ip -6 route del default;"
                        + " ip -6 route add default nexthop via 2001:db8:1::1 nexthop via 2001:db8:2::1");
        InetAddress somewhere6 = Addresses.parse("2601:648::1");
        with(rig.host(), binding, (source, folded) -> {
            assertEquals(2, source.nextHops(SOMEWHERE).size());
            assertEquals(2, source.nextHops(somewhere6).size());
            Route six = source.route(somewhere6);
            assertTrue(six.source().getHostAddress().startsWith("2001:db8:"), six::toString);

            rig.router().sh("ip link set rb down");
            awaitEvent(
                    source,
                    folded,
                    "the loss of carrier",
                    event -> event instanceof OsEvent.LinkEvent link
                            && link.link().name().equals("eth1")
                            && !link.link().carrier());
            assertEquals(
                    List.of(Addresses.parse("10.1.0.1")),
                    source.nextHops(SOMEWHERE).stream().map(NextHop::gateway).toList());
            assertEquals(
                    List.of(Addresses.parse("2001:db8:1::1")),
                    source.nextHops(somewhere6).stream().map(NextHop::gateway).toList());
        });
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void refusedAndLocalDestinationsHaveNoRoute(Binding binding, NetLab lab) throws Exception {
        Host host = lab.standardRig(StandardRig.Families.V4_AND_V6).host();
        host.sh("ip route add blackhole 73.1.0.0/16; ip route add unreachable 73.2.0.0/16;"
                + " ip route add prohibit 73.3.0.0/16; ip -6 route add blackhole 2601:1::/32;"
                + " ip -6 route add unreachable 2601:2::/32; ip -6 route add prohibit 2601:3::/32");
        with(host, binding, (source, folded) -> {
            for (String refused : List.of(
                    "73.1.0.1", "73.2.0.1", "73.3.0.1", "2601:1::1", "2601:2::1", "2601:3::1", "10.1.0.2", "::1")) {
                assertNull(source.route(Addresses.parse(refused)), refused);
                assertEquals(Set.of(), source.nextHops(Addresses.parse(refused)), refused);
            }
        });
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void theOwnEndOfAPointToPointLinkIsTheAddress(Binding binding, NetLab lab) throws Exception {
        Host host = lab.standardRig(StandardRig.Families.V4_ONLY).host();
        with(host, binding, (source, folded) -> {
            host.sh("ip address add 10.8.0.2 peer 10.8.0.1/32 dev eth1");
            awaitEvent(source, folded, "the own address", address(Op.NEW, "10.8.0.2/32"));
            assertTrue(truth().stream().noneMatch(line -> line.contains("10.8.0.1")));
        });
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void anAddressIsTentativeUntilItIsNot(Binding binding, NetLab lab) throws Exception {
        Host host = lab.standardRig(StandardRig.Families.V4_AND_V6).host();
        with(host, binding, (source, folded) -> {
            host.sh("ip address add 2001:db8:1::99/64 dev eth0");
            awaitEvent(
                    source,
                    folded,
                    "the address while it is checked",
                    event -> event instanceof OsEvent.AddressEvent address
                            && address.address().toString().equals("2001:db8:1::99/64")
                            && address.address().has(LinkAddress.Flag.TENTATIVE));
            awaitEvent(
                    source,
                    folded,
                    "the address when it may be used",
                    event -> event instanceof OsEvent.AddressEvent address
                            && address.address().toString().equals("2001:db8:1::99/64")
                            && !address.address().has(LinkAddress.Flag.TENTATIVE));
        });
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void theTapSeesEveryDatagram(Binding binding, NetLab lab) throws Exception {
        Host host = lab.standardRig(StandardRig.Families.V4_ONLY).host();
        host.call(() -> {
            try (NetlinkSource source = BindingUnderTest.source(binding)) {
                List<Integer> types = new ArrayList<>();
                source.tap((at, datagram) -> {
                    MessageCursor cursor = new MessageCursor().over(datagram);
                    while (cursor.next()) {
                        types.add(cursor.type());
                    }
                });
                FoldedInventory folded = new FoldedInventory(source.open());
                assertTrue(types.containsAll(List.of(16, 20, 3)), "the dumps: " + types);
                types.clear();
                host.sh("ip route add 10.77.0.0/16 via 10.1.0.1");
                awaitEvent(source, folded, "the route", hintOf(Kind.ROUTE, Op.NEW));
                assertEquals(List.of(24), types);
            }
            return null;
        });
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void aStormOfRoutesIsReceivedWhole(Binding binding, NetLab lab) throws Exception {
        Host host = lab.standardRig(StandardRig.Families.V4_ONLY).host();
        host.call(() -> {
            try (NetlinkSource source = BindingUnderTest.source(binding)) {
                source.open();
                int[] seen = new int[2];
                Thread storm = new Thread(() -> host.sh("for i in $(seq 64 127); do for j in $(seq 0 255); do"
                        + " echo route add 100.$i.$j.0/24 via 10.2.0.1; done; done > $TMPF; ip -batch $TMPF"));
                storm.start();
                Await.until("16,384 routes, or a word about the loss", () -> {
                    try {
                        source.await(10_000_000);
                        source.drain(event -> {
                            if (event instanceof OsEvent.Hint) {
                                seen[0]++;
                            } else if (event instanceof OsEvent.Overflow) {
                                seen[1]++;
                            }
                        });
                    } catch (SourceException e) {
                        throw new AssertionError(e);
                    }
                    return seen[0] >= 64 * 256 || (seen[1] > 0 && !storm.isAlive());
                });
                storm.join();
                // Without the privilege for a large buffer a loss is possible, and said.
                assertTrue(seen[1] == 0 || !mayForceBuffer(), "lost events " + seen[1] + " times");
            }
            return null;
        });
    }

    /** Whether this process has CAP_NET_ADMIN in the first user namespace, which SO_RCVBUFFORCE asks for. */
    private static boolean mayForceBuffer() throws Exception {
        return Files.readString(Path.of("/proc/self/uid_map")).trim().matches("0 +0 +4294967295");
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void aClockThatIsSetIsNoSleep(Binding binding, NetLab lab) throws Exception {
        Host host = lab.host("clock");
        Path setter = SmallC.compile(host.folder(), "setclock");
        host.call(() -> {
            LinuxLibrary library =
                    Bindings.linux(BindingChoice.valueOf(binding.name())).library();
            try (KernelPort port = new KernelPort(library, SMALL_BUFFER)) {
                for (int round = 0; round < 3; round++) {
                    setClock(setter);
                    assertEquals(
                            KernelPort.CLOCK_SET,
                            port.await(Await.LIMIT.toNanos()),
                            "the timer is cancelled, and armed again each time");
                }
            }
            try (NetlinkSource source = BindingUnderTest.source(binding)) {
                source.open();
                setClock(setter);
                List<OsEvent> events = new ArrayList<>();
                source.await(0);
                source.drain(events::add);
                assertEquals(List.of(), events);
            }
            return null;
        });
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void aClockThatJumpsAfterASleepIsAWake(Binding binding, NetLab lab) throws Exception {
        Host host = lab.host("clock");
        Path setter = SmallC.compile(host.folder(), "setclock");
        host.call(() -> {
            LinuxLibrary library =
                    Bindings.linux(BindingChoice.valueOf(binding.name())).library();
            long[] asleep = {0};
            WakeClock clock = new WakeClock(() -> asleep[0], () -> 0);
            BackendInfo info = new BackendInfo(LinuxSourceProvider.NAME, null, null);
            try (NetlinkSource source = new NetlinkSource(library, info, SMALL_BUFFER, clock)) {
                source.open();
                asleep[0] = 700_000_000_000L;
                setClock(setter);
                source.await(LinkSource.NEVER);
                List<OsEvent> events = new ArrayList<>();
                assertEquals(1, source.drain(events::add));
                assertEquals(List.of(new OsEvent.Wake(700_000_000_000L)), events);
                assertEquals(0, source.drain(events::add), "told once");
            }
            return null;
        });
    }

    private static void setClock(Path setter) throws Exception {
        int exit = new ProcessBuilder(setter.toString()).start().waitFor();
        Assumptions.assumeTrue(exit != SmallC.NOT_PERMITTED, "setting the clock needs CAP_SYS_TIME");
        assertEquals(0, exit);
    }

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void theInventoryIsThatOfIp(Binding binding, NetLab lab) throws Exception {
        Host host = lab.standardRig(StandardRig.Families.V4_AND_V6).host();
        host.call(() -> {
            try (NetlinkSource source = BindingUnderTest.source(binding)) {
                Inventory inventory = source.open();
                String links = host.sh("ip -o link");
                assertEquals(links.lines().count(), inventory.interfaces().size());
                for (NetInterface one : inventory.interfaces()) {
                    String line = links.lines()
                            .filter(text -> text.startsWith(one.index() + ": "))
                            .findFirst()
                            .orElseThrow();
                    assertTrue(line.contains(" " + one.name()), line);
                    assertTrue(line.contains("mtu " + one.link().mtu()), line);
                    assertTrue(
                            one.link().mac() == null || line.contains(one.link().mac()), line);
                    assertEquals(line.contains("LOWER_UP"), one.link().carrier(), line);
                    for (LinkAddress address : one.addresses()) {
                        assertTrue(
                                host.sh("ip -o address show dev " + one.name()).contains(address.toString()),
                                address::toString);
                    }
                }
            }
            return null;
        });
    }

    /** The state as a second source reads it. */
    private static List<String> truth() {
        try (NetlinkSource other = BindingUnderTest.source(Binding.JNA)) {
            return new FoldedInventory(other.open()).lines();
        } catch (SourceException | BackendUnavailableException e) {
            throw new AssertionError(e);
        }
    }

    private static Predicate<OsEvent> link(Op op, String name) {
        return event -> event instanceof OsEvent.LinkEvent link
                && link.op() == op
                && link.link().name().equals(name);
    }

    private static Predicate<OsEvent> address(Op op, String text) {
        return event -> event instanceof OsEvent.AddressEvent address
                && address.op() == op
                && address.address().toString().equals(text);
    }

    private static Predicate<OsEvent> hint(Kind kind, Op op, String start) {
        return event -> event instanceof OsEvent.Hint hint
                && hint.kind() == kind
                && hint.op() == op
                && hint.detail() != null
                && hint.detail().startsWith(start);
    }

    private static Predicate<OsEvent> hintOf(Kind kind, Op op) {
        return event -> event instanceof OsEvent.Hint hint && hint.kind() == kind && hint.op() == op;
    }

    private static void awaitEvent(NetlinkSource source, FoldedInventory folded, String what, Predicate<OsEvent> wanted)
            throws SourceException {
        pump(source, folded, what, () -> folded.events().stream().anyMatch(wanted));
    }

    private static void pump(NetlinkSource source, FoldedInventory folded, String what, BooleanSupplier condition)
            throws SourceException {
        long deadline = System.nanoTime() + Await.LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - deadline < 0, () -> "did not come: " + what + "\n" + folded.events());
            source.await(50_000_000);
            source.drain(folded);
        }
    }
}
