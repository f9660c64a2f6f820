// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.netcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpHandler;
import dev.netmon.Addresses;
import dev.netmon.EgressPath;
import dev.netmon.Family;
import dev.netmon.Moment;
import dev.netmon.NetworkState;
import dev.netmon.testkit.Await;
import dev.netmon.underlay.ChannelPort;
import dev.netmon.underlay.DatagramPort;
import dev.netmon.underlay.FakePort;
import dev.netmon.underlay.RebindMode;
import dev.netmon.underlay.UdpUnderlay;
import dev.netmon.underlay.UnderlayOptions;
import dev.netmon.underlay.netcheck.Netcheck.Phase;
import dev.netmon.underlay.netcheck.NetcheckReport.Certificate;
import dev.netmon.underlay.netcheck.NetcheckReport.Failure;
import dev.netmon.underlay.netcheck.NetcheckReport.Server;
import dev.netmon.underlay.netcheck.NetcheckReport.Transport;
import dev.netmon.underlay.netcheck.StunServer.Manner;
import dev.netmon.underlay.stun.StunAttribute;
import dev.netmon.underlay.stun.StunMessage;
import dev.netmon.underlay.stun.StunWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Execution(ExecutionMode.CONCURRENT) // most of them wait
class NetcheckTest {

    /** Far longer than anything takes; only a failing test waits for it. */
    private static final long PATIENCE_SECONDS = 60;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<Phase> phases = Collections.synchronizedList(new ArrayList<>());

    @TempDir
    static Path folder;

    private static KeyStore keys;

    @BeforeAll
    static void makeKeys() throws Exception {
        keys = RelayHttp.keys(folder);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private <T extends AutoCloseable> T closing(T resource) {
        open.add(0, resource);
        return resource;
    }

    private StunServer server(Manner manner) throws IOException {
        return closing(new StunServer(manner));
    }

    private ChannelPort port(Family... families) throws IOException {
        return closing(new ChannelPort(families));
    }

    private Netcheck netcheck(DatagramPort port, NetcheckOptions options) {
        return closing(new Netcheck(port, options, phases::add));
    }

    private NetcheckReport check(InetSocketAddress... servers) throws Exception {
        return get(netcheck(port(Family.V4), NetcheckOptions.servers(List.of(servers)))
                .measureNow());
    }

    private static NetcheckReport get(CompletableFuture<NetcheckReport> report) throws Exception {
        return report.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static DerpMap map(String... regions) throws DerpMapException {
        return DerpMap.parse("{\"Regions\":{" + String.join(",", regions) + "}}", "test");
    }

    private static String region(int id, String... nodes) {
        return "\"" + id + "\":{\"RegionID\":" + id + ",\"RegionCode\":\"r" + id + "\",\"Nodes\":["
                + String.join(",", nodes) + "]}";
    }

    private static String node(int stun, int derp, String more) {
        return "{\"HostName\":\"localhost\",\"IPv4\":\"127.0.0.1\",\"IPv6\":\"none\",\"STUNPort\":" + stun
                + ",\"DERPPort\":" + derp + more + "}";
    }

    private static String stunNode(int stun) {
        return node(stun, 1, ",\"STUNOnly\":true");
    }

    private static int closedTcpPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void againstLoopbackThePublicAddressIsTheSocketsOwn() throws Exception {
        ChannelPort port = port(Family.V4);
        StunServer one = server(Manner.GOOD);
        StunServer two = server(Manner.GOOD);
        NetcheckReport report = get(netcheck(port, NetcheckOptions.servers(List.of(one.address(), two.address())))
                .measureNow());
        assertTrue(report.udp());
        assertTrue(report.ipv4());
        assertFalse(report.ipv6());
        InetSocketAddress local = port.local(Family.V4);
        assertNotNull(local);
        assertEquals(new InetSocketAddress(Addresses.parse("127.0.0.1"), local.getPort()), report.publicV4());
        assertNull(report.publicV6());
        assertEquals(false, report.mappingVaries());
        assertNull(report.captivePortal());
        assertTrue(report.complete());
        assertEquals(HomeRegion.NONE, report.home());
        assertEquals(List.of(), report.regions());
        assertEquals(2, report.servers().size());
        Server first = report.servers().get(0);
        assertEquals("127.0.0.1:" + one.port(), first.address());
        assertEquals(Family.V4, first.family());
        assertNotNull(first.rtt());
        assertNull(first.error());
        assertEquals(List.of(Phase.STUN), phases);
    }

    @Test
    void anUnderlayLearnsWhatTheWorldSeesOfItsPresentSockets() throws Exception {
        StunServer server = server(Manner.GOOD);
        UdpUnderlay underlay =
                closing(UdpUnderlay.open(UnderlayOptions.defaults().withFamilies(Family.V4), (datagram, from) -> {}));
        Netcheck netcheck = netcheck(underlay, NetcheckOptions.servers(List.of(server.address())));

        InetSocketAddress seen = get(netcheck.measureNow()).publicV4();
        assertNotNull(seen);
        Await.until("it is known", () -> seen.equals(underlay.publicEndpoint(Family.V4)));

        underlay.rebind(RebindMode.FRESH_PORT);
        assertNull(underlay.publicEndpoint(Family.V4));
        InetSocketAddress anew = get(netcheck.measureNow()).publicV4();
        assertNotEquals(seen, anew);
        Await.until("the new one is known", () -> Objects.equals(anew, underlay.publicEndpoint(Family.V4)));
    }

    @Test
    void bothFamiliesOverOnePort() throws Exception {
        StunServer v4 = server(Manner.GOOD);
        StunServer v6 = closing(new StunServer(Manner.GOOD, "::1"));
        NetcheckReport report =
                get(netcheck(port(Family.V4, Family.V6), NetcheckOptions.servers(List.of(v4.address(), v6.address())))
                        .measureNow());
        assertTrue(report.ipv6());
        assertEquals(
                Addresses.parse("::1"),
                Objects.requireNonNull(report.publicV6()).getAddress());
        assertEquals("[::1]:" + v6.port(), report.servers().get(1).address());
        assertNull(report.mappingVaries(), "one answer per family tells nothing");
    }

    @Test
    void anotherMappingPerServerIsTold() throws Exception {
        NetcheckReport report = check(
                server(Manner.GOOD).address(), server(Manner.OTHER_MAPPING).address());
        assertEquals(true, report.mappingVaries());
    }

    @ParameterizedTest
    @CsvSource({
        "SILENT, TIMEOUT",
        "GARBAGE, BAD_RESPONSE",
        "ERROR, BAD_RESPONSE",
        "NO_ADDRESS, BAD_RESPONSE",
        "WRONG_SOURCE, TIMEOUT",
        "WRONG_ID, TIMEOUT",
        "SLOW, TIMEOUT",
    })
    void aBadServerHasAClearErrorAndDoesNotHoldUpTheReport(Manner manner, Failure error) throws Exception {
        StunServer bad = server(manner);
        NetcheckReport report = check(server(Manner.GOOD).address(), bad.address());
        assertTrue(report.udp());
        assertFalse(report.complete());
        assertNull(report.mappingVaries());
        assertNull(report.servers().get(0).error());
        assertEquals(error, report.servers().get(1).error());
        assertNull(report.servers().get(1).rtt());
        Await.until("it was asked", () -> bad.requests() > 0);
        assertTrue(report.duration().toMillis() >= 500, "it got its half second: " + report.duration());
    }

    @Test
    void oneLostDatagramIsNoMissingAnswer() throws Exception {
        StunServer lossy = server(Manner.LOSSY);
        NetcheckReport report = check(lossy.address());
        assertTrue(report.complete());
        assertTrue(lossy.requests() > 1);
    }

    @Test
    void aServerOfUnknownKindIsAskedBothWaysAndRememberedNextTime() throws Exception {
        FakePort port = new FakePort();
        port.network = (bytes, to) -> {
            StunMessage request = Objects.requireNonNull(StunMessage.read(bytes));
            if (request.has(StunAttribute.SOFTWARE)) {
                port.receive(StunWriter.success(request.id()).xorMapped(to).finish(), to, System.nanoTime());
            }
            return DatagramPort.Sent.SENT;
        };
        InetSocketAddress server = new InetSocketAddress(Addresses.parse("198.51.100.1"), 3478);
        Netcheck netcheck = netcheck(port, NetcheckOptions.servers(List.of(server)));
        assertTrue(get(netcheck.measureNow()).complete());
        assertEquals(28, port.sent.get(0).bytes().remaining());
        assertEquals(40, port.sent.get(1).bytes().remaining());
        int sent = port.sent.size();
        assertTrue(get(netcheck.measureNow()).complete());
        assertEquals(40, port.sent.get(sent).bytes().remaining());
    }

    @Test
    void aNameWithoutAnAddressIsUnresolved() throws Exception {
        NetcheckReport report =
                check(server(Manner.GOOD).address(), InetSocketAddress.createUnresolved("nothing.invalid", 3478));
        Server second = report.servers().get(1);
        assertEquals("nothing.invalid:3478", second.address());
        assertEquals(Failure.UNRESOLVED, second.error());
        assertNull(second.family());
        assertFalse(report.complete());
        assertEquals(List.of(Phase.RESOLVE, Phase.STUN), phases);
    }

    @Test
    void aNameIsAskedByTheFamiliesItHas() throws Exception {
        StunServer server = server(Manner.GOOD);
        NetcheckReport report = check(InetSocketAddress.createUnresolved("localhost", server.port()));
        assertTrue(report.ipv4());
        assertTrue(report.complete(), "IPv6, which this port has not, is not missed: " + report);
        assertEquals(1, report.servers().size());
    }

    @Test
    void aFamilyWithoutASocketIsUnreachableWhereNothingElseIsThere() throws Exception {
        NetcheckReport report =
                check(server(Manner.GOOD).address(), new InetSocketAddress(Addresses.parse("2001:db8::1"), 3478));
        assertEquals(Failure.UNREACHABLE, report.servers().get(1).error());
        assertFalse(report.complete());
    }

    @Test
    void whatTheConfigurationForbidsIsRefusedAndNothingElseIsTried() throws Exception {
        FakePort port = new FakePort();
        port.network = (bytes, to) -> DatagramPort.Sent.REFUSED;
        int stun = 3478;
        NetcheckReport report = get(netcheck(
                        port, NetcheckOptions.map(map(region(1, node(stun, closedTcpPort(), ",\"CanPort80\":true")))))
                .measureNow());
        assertEquals(Failure.REFUSED, report.servers().get(0).error());
        assertEquals(1, report.servers().size(), report.toString());
        assertNull(report.captivePortal());
    }

    @Test
    void regionsHaveLatenciesAndTheNearestIsHome() throws Exception {
        StunServer one = server(Manner.DERP_ONLY);
        StunServer two = server(Manner.DERP_ONLY);
        StunServer never = server(Manner.DERP_ONLY);
        DerpMap map = map(
                region(1, stunNode(one.port())),
                region(2, stunNode(two.port())),
                "\"9\":{\"RegionID\":9,\"NoMeasureNoHome\":true,\"Nodes\":[" + stunNode(never.port()) + "]}");
        Netcheck netcheck = netcheck(port(Family.V4), NetcheckOptions.map(map));
        NetcheckReport report = get(netcheck.measureNow());
        assertTrue(report.complete());
        assertEquals(
                List.of(1, 2),
                report.regions().stream().map(NetcheckReport.Region::id).toList());
        assertNotNull(report.regions().get(0).v4());
        assertNull(report.regions().get(0).v6());
        assertNull(report.regions().get(0).https());
        assertTrue(report.home() == 1 || report.home() == 2);
        assertEquals(report.home(), netcheck.home());
        assertEquals(0, never.requests());
        assertTrue(one.requests() > 0);
        assertEquals(0, one.plainRequests(), "a DERP server is asked its own way from the start");
    }

    @Test
    void aDeadNodeIsStoodInForByTheNextOfItsRegion() throws Exception {
        StunServer dead = server(Manner.SILENT);
        StunServer alive = server(Manner.DERP_ONLY);
        NetcheckReport report = get(netcheck(
                        port(Family.V4),
                        NetcheckOptions.map(map(region(1, stunNode(dead.port()), stunNode(alive.port())))))
                .measureNow());
        assertTrue(report.complete());
        assertNotNull(report.regions().get(0).v4());
        assertEquals(Failure.TIMEOUT, report.servers().get(0).error());
        assertNull(report.servers().get(1).error());
        assertEquals(1, report.home());
    }

    @Test
    void theHomeStaysThroughFullReportsUntilTheGainIsWorthAMove() throws Exception {
        FakePort port = new FakePort();
        Map<Integer, Long> millis = new ConcurrentHashMap<>(Map.of(1001, 200L, 1002, 300L));
        port.network = (bytes, to) -> {
            StunMessage request = Objects.requireNonNull(StunMessage.read(bytes));
            long later = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis.get(to.getPort()));
            port.receive(StunWriter.success(request.id()).xorMapped(to).finish(), to, later);
            return DatagramPort.Sent.SENT;
        };
        DerpMap map = map(region(1, stunNode(1001)), region(2, stunNode(1002)));
        Netcheck netcheck = netcheck(port, NetcheckOptions.map(map));
        assertEquals(1, get(netcheck.measureNow()).home());
        millis.put(1002, 150L);
        assertEquals(1, get(netcheck.measureNow()).home(), "three quarters are no reason");
        millis.put(1002, 100L);
        assertEquals(2, get(netcheck.measureNow()).home());
        millis.put(1001, 90L);
        assertEquals(2, get(netcheck.measureNow()).home());
    }

    @Test
    void onAnotherNetworkTheLatenciesOfTheOldOneDoNotCount() throws Exception {
        FakePort port = new FakePort();
        Map<Integer, Long> millis = new ConcurrentHashMap<>(Map.of(1001, 900L, 1002, 100L));
        port.network = (bytes, to) -> {
            StunMessage request = Objects.requireNonNull(StunMessage.read(bytes));
            long later = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis.get(to.getPort()));
            port.receive(StunWriter.success(request.id()).xorMapped(to).finish(), to, later);
            return DatagramPort.Sent.SENT;
        };
        DerpMap map = map(region(1, stunNode(1001)), region(2, stunNode(1002)));
        Netcheck netcheck = netcheck(port, NetcheckOptions.map(map));
        assertEquals(2, get(netcheck.measureNow(state("10.0.0.1"))).home());
        millis.putAll(Map.of(1001, 300L, 1002, 900L));
        assertEquals(2, get(netcheck.measureNow(state("10.0.0.1"))).home(), "it was 100 ms a moment ago");
        assertEquals(1, get(netcheck.measureNow(state("10.9.9.9"))).home());
    }

    private static NetworkState state(String gateway) {
        EgressPath v4 =
                new EgressPath(Family.V4, 2, "eth0", Addresses.parse("10.0.0.2"), Addresses.parse(gateway), null);
        return new NetworkState(new Moment(0, Instant.EPOCH), List.of(), v4, null);
    }

    @Test
    void whereUdpDoesNotPassHttpsTellsTheLatencyAndTheHome() throws Exception {
        StunServer silent = server(Manner.SILENT);
        RelayHttp https = closing(RelayHttp.secure(keys, RelayHttp.status(200)));
        DerpMap map = map(region(
                3, node(silent.port(), https.port(), ",\"CertName\":\"sha256-raw:" + RelayHttp.pin(keys) + "\"")));
        NetcheckReport report =
                get(netcheck(port(Family.V4), NetcheckOptions.map(map)).measureNow());
        assertFalse(report.udp());
        assertTrue(report.ipv4(), "an answer came that way");
        assertNotNull(report.regions().get(0).https());
        assertEquals(3, report.home());
        assertFalse(report.complete());
        assertEquals(2, report.servers().size());
        Server row = report.servers().get(1);
        assertEquals(Transport.HTTPS, row.transport());
        assertEquals("127.0.0.1:" + https.port(), row.address());
        assertEquals(Certificate.AS_USUAL, row.certificate());
        assertNotNull(row.rtt());
        assertEquals(List.of(Phase.STUN, Phase.HTTPS), phases);
    }

    @Test
    void aCertificateThatIsNotCheckedIsTold() throws Exception {
        RelayHttp https = closing(RelayHttp.secure(keys, RelayHttp.status(204)));
        Server row = httpsRow(https.port(), ",\"InsecureForTests\":true");
        assertEquals(Certificate.UNCHECKED, row.certificate());
        assertNotNull(row.rtt());
    }

    @Test
    void aCertificateNobodySignedIsATlsError() throws Exception {
        RelayHttp https = closing(RelayHttp.secure(keys, RelayHttp.status(200)));
        assertEquals(Failure.TLS, httpsRow(https.port(), "").error());
    }

    @Test
    void aCertificateThatIsNotThePinnedOneIsATlsError() throws Exception {
        RelayHttp https = closing(RelayHttp.secure(keys, RelayHttp.status(200)));
        String pin = "00".repeat(32);
        assertEquals(
                Failure.TLS,
                httpsRow(https.port(), ",\"CertName\":\"sha256-raw:" + pin + "\"")
                        .error());
    }

    @Test
    void httpWhereTlsShouldBeIsATlsError() throws Exception {
        ServerSocket listening = closing(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        Thread server = new Thread(() -> {
            while (!listening.isClosed()) {
                try (Socket socket = listening.accept()) {
                    socket.getInputStream().read();
                    socket.getOutputStream()
                            .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    socket.getInputStream().readAllBytes(); // no reset before the answer is read
                } catch (IOException e) {
                    // The client went, or the test.
                }
            }
        });
        server.setDaemon(true);
        server.start();
        assertEquals(Failure.TLS, httpsRow(listening.getLocalPort(), "").error());
    }

    @Test
    void aServerThatAcceptsAndIsSilentIsATimeoutAtTheHardLimit() throws Exception {
        ServerSocket listening = closing(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        assertEquals(Failure.TIMEOUT, httpsRow(listening.getLocalPort(), "").error());
    }

    @Test
    void anAnswerThatIsNoSuccessIsABadResponse() throws Exception {
        RelayHttp https = closing(RelayHttp.secure(keys, RelayHttp.status(302)));
        assertEquals(
                Failure.BAD_RESPONSE,
                httpsRow(https.port(), ",\"InsecureForTests\":true").error());
    }

    @Test
    void aClosedPortIsUnreachable() throws Exception {
        assertEquals(Failure.UNREACHABLE, httpsRow(closedTcpPort(), "").error());
    }

    private Server httpsRow(int derpPort, String more) throws Exception {
        StunServer silent = server(Manner.SILENT);
        NetcheckReport report =
                get(netcheck(port(Family.V4), NetcheckOptions.map(map(region(1, node(silent.port(), derpPort, more)))))
                        .measureNow());
        assertEquals(2, report.servers().size(), report.toString());
        return report.servers().get(1);
    }

    @Test
    void aCaptivePortalIsWhoeverAnswersInTheRelaysPlace() throws Exception {
        assertEquals(false, portal(RelayHttp.challenge()));
        assertEquals(true, portal(RelayHttp.status(204)), "the word did not come back");
        assertEquals(true, portal(RelayHttp.status(302)));
    }

    private Boolean portal(HttpHandler handler) throws Exception {
        StunServer silent = server(Manner.SILENT);
        RelayHttp http = closing(RelayHttp.plain(handler));
        DerpMap map = map(region(1, node(silent.port(), closedTcpPort(), ",\"CanPort80\":true")));
        Netcheck netcheck = closing(new Netcheck(port(Family.V4), NetcheckOptions.map(map), phases::add, http.port()));
        return get(netcheck.measureNow()).captivePortal();
    }

    @Test
    void aLateStunAnswerDropsHttps() throws Exception {
        StunServer slow = server(Manner.SLOW);
        HttpHandler releasing = exchange -> {
            slow.release();
            RelayHttp.status(200).handle(exchange);
        };
        RelayHttp https = closing(RelayHttp.secure(keys, releasing));
        DerpMap map = map(region(1, node(slow.port(), https.port(), ",\"InsecureForTests\":true")));
        NetcheckReport report =
                get(netcheck(port(Family.V4), NetcheckOptions.map(map)).measureNow());
        assertTrue(report.udp());
        assertNotNull(report.regions().get(0).v4());
        assertNull(report.regions().get(0).https());
        assertEquals(1, report.servers().size(), report.toString());
    }

    @Test
    void whereStunAnswersNoHttpIsSent() throws Exception {
        List<String> asked = Collections.synchronizedList(new ArrayList<>());
        RelayHttp http = closing(RelayHttp.plain(exchange -> {
            asked.add(exchange.getRequestURI().toString());
            RelayHttp.status(204).handle(exchange);
        }));
        FakePort port = new FakePort();
        port.network = (bytes, to) -> {
            StunMessage request = Objects.requireNonNull(StunMessage.read(bytes));
            if (to.getPort() == 1001) {
                port.receive(StunWriter.success(request.id()).xorMapped(to).finish(), to, System.nanoTime());
            }
            return DatagramPort.Sent.SENT;
        };
        DerpMap map = map(
                region(1, node(1001, http.port(), ",\"CanPort80\":true")),
                region(2, node(1002, http.port(), ",\"CanPort80\":true")));
        Netcheck netcheck = closing(new Netcheck(port, NetcheckOptions.map(map), phases::add, http.port()));
        assertTrue(get(netcheck.measureNow()).duration().toMillis() >= 500);
        assertEquals(List.of(), asked);
        assertEquals(List.of(Phase.STUN), phases);
    }

    @Test
    void aNewMeasurementCancelsTheRunningOne() throws Exception {
        StunServer silent = server(Manner.SILENT);
        Netcheck netcheck = netcheck(port(Family.V4), NetcheckOptions.servers(List.of(silent.address())));
        CompletableFuture<NetcheckReport> first = netcheck.measureNow();
        Await.until("the first request", () -> silent.requests() > 0);
        CompletableFuture<NetcheckReport> second = netcheck.measureNow();
        assertThrows(CancellationException.class, () -> get(first));
        NetcheckReport report = get(second);
        assertEquals(Failure.TIMEOUT, report.servers().get(0).error());
    }

    @Test
    void aMeasurementCanBeCancelledAndAnotherStarted() throws Exception {
        StunServer slow = server(Manner.SLOW);
        Netcheck netcheck = netcheck(port(Family.V4), NetcheckOptions.servers(List.of(slow.address())));
        netcheck.cancel();
        CompletableFuture<NetcheckReport> first = netcheck.measureNow();
        Await.until("the first request", () -> slow.requests() > 0);
        netcheck.cancel();
        assertThrows(CancellationException.class, () -> get(first));
        slow.release();
        assertTrue(get(netcheck.measureNow()).complete(), "late answers to the first do not disturb it");
    }

    @Test
    void closingCancelsLeavesThePortAndEndsTheThreads() throws Exception {
        FakePort port = new FakePort();
        Netcheck netcheck = netcheck(
                port, NetcheckOptions.servers(List.of(new InetSocketAddress(Addresses.parse("198.51.100.1"), 3478))));
        CompletableFuture<NetcheckReport> running = netcheck.measureNow();
        Await.until("the first request", () -> !port.sent.isEmpty());
        netcheck.close();
        assertThrows(CancellationException.class, () -> get(running));
        assertEquals(0, port.protocols());
        ExecutionException refused = assertThrows(ExecutionException.class, () -> get(netcheck.measureNow()));
        assertEquals("the netcheck is closed", refused.getCause().getMessage());
        int sent = port.sent.size();
        assertTrue(sent <= 3);
    }

    @Test
    void thePathsAreTold() throws Exception {
        EgressPath v4 =
                new EgressPath(Family.V4, 2, "eth0", Addresses.parse("10.0.0.2"), Addresses.parse("10.0.0.1"), null);
        NetworkState state = new NetworkState(new Moment(0, Instant.EPOCH), List.of(), v4, null);
        NetcheckReport report = get(netcheck(
                        port(Family.V4),
                        NetcheckOptions.servers(List.of(server(Manner.GOOD).address())))
                .measureNow(state));
        assertEquals(v4, report.pathV4());
        assertNull(report.pathV6());
    }

    @Test
    void nothingToContactIsRefusedBeforeAnything() {
        FakePort port = new FakePort();
        assertThrows(IllegalArgumentException.class, () -> new Netcheck(port, NetcheckOptions.servers(List.of())));
        assertEquals(0, port.protocols());
    }
}
