// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.netmon.testkit.Await;
import dev.netmon.underlay.stun.StunMessage;
import dev.netmon.underlay.stun.StunWriter;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetcheckCommandTest {

    private final Network network = new Network();
    private final Run run = Run.over(network.source);
    private DatagramSocket server;

    @BeforeEach
    void serve() throws IOException {
        server = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread thread = new Thread(this::answer, "stun-server");
        thread.setDaemon(true);
        thread.start();
    }

    @AfterEach
    void stop() {
        run.ending.end(Ending.Cause.INTERRUPTED);
        server.close();
    }

    private void answer() {
        byte[] buffer = new byte[1500];
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        while (!server.isClosed()) {
            try {
                server.receive(packet);
                StunMessage request = StunMessage.read(ByteBuffer.wrap(buffer, 0, packet.getLength()));
                if (request != null) {
                    ByteBuffer answer = StunWriter.success(request.id())
                            .xorMapped((InetSocketAddress) packet.getSocketAddress())
                            .finish();
                    server.send(new DatagramPacket(
                            answer.array(), answer.arrayOffset(), answer.limit(), packet.getSocketAddress()));
                }
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private String server() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    @Test
    void withNeitherServersNorMapItIsAUsageErrorAndNothingIsOpened() {
        Run nothing = Run.opening(options -> fail("nothing is to be opened"));
        assertEquals(Exit.USAGE, nothing.start("netcheck").exit());
        assertEquals(
                "netmon netcheck: give --stun HOST:PORT or --derp-map FILE|URL: nothing is contacted without",
                nothing.error());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host",
                "host:",
                "host:0",
                "host:65536",
                ":3478",
                "2001:db8::1:3478",
                "[host]:1",
                "1.2.3:4",
                "a b:1"
            })
    void whatIsNoServerIsAUsageError(String server) {
        assertEquals(Exit.USAGE, run.start("netcheck", "--stun", server).exit());
        assertTrue(run.error().contains("'" + server + "' is no server"), run.errors());
    }

    @Test
    void aPauseOfNothingIsAUsageError() {
        assertEquals(
                Exit.USAGE,
                run.start("netcheck", "--stun", server(), "--every", "0").exit());
    }

    @Test
    void oneReportForPrograms() {
        assertEquals(
                Exit.DONE, run.start("netcheck", "--stun", server(), "--json").exit());
        assertEquals(1, run.lines().size());
        String line = run.lines().get(0);
        assertTrue(line.contains("\"type\":\"netcheck\""), line);
        assertTrue(line.contains("\"udp\":true,\"ipv4\":true,\"ipv6\":false,\"public_v4\":\"127.0.0.1:"), line);
        assertTrue(line.contains("\"path\":{\"v4\":{\"interface\":\"eth0\","), line);
        assertTrue(line.contains("\"servers\":[{\"address\":\"" + server() + "\",\"family\":\"v4\",\"rtt_ms\":"), line);
        assertTrue(line.contains("\"complete\":true"), line);
        assertEquals("", run.errors());
    }

    @Test
    void oneReportForPeople() {
        assertEquals(Exit.DONE, run.start("netcheck", "--stun", server()).exit());
        String text = String.join("\n", run.lines());
        assertTrue(
                text.matches("(?s)\\d\\d:\\d\\d:\\d\\d\\.\\d{3} netcheck complete in [0-9.]+ ms\n"
                        + "  udp             yes\n"
                        + "  ipv4            yes, public address 127\\.0\\.0\\.1:\\d+\n"
                        + "  ipv6            no\n"
                        + "  mapping         unknown, fewer than two servers of one family answered\n"
                        + "  path v4         eth0 10\\.1\\.0\\.2 via 10\\.1\\.0\\.1\n"
                        + "  path v6         none\n"
                        + "  servers\n"
                        + "    " + server().replace(".", "\\.") + "  stun  [0-9.]+ ms"),
                text);
    }

    @Test
    void regionsOfAMap(@TempDir Path folder) throws IOException {
        Path map = Files.writeString(
                folder.resolve("map.json"),
                "{\"Regions\":{\"4\":{\"RegionID\":4,\"RegionCode\":\"here\",\"RegionName\":\"Right Here\","
                        + "\"Nodes\":[{\"IPv4\":\"127.0.0.1\",\"STUNOnly\":true,\"STUNPort\":"
                        + server.getLocalPort() + "}]}}}");
        assertEquals(
                Exit.DONE, run.start("netcheck", "--derp-map", map.toString()).exit());
        String text = String.join("\n", run.lines());
        assertTrue(text.contains("\n  home region     4 here Right Here\n  * 4  here  v4 "), text);
    }

    @Test
    void aMapThatMakesNoSenseIsOneLine(@TempDir Path folder) throws IOException {
        Path map = Files.writeString(folder.resolve("map.json"), "{\"Regions\":7}");
        assertEquals(
                Exit.FAILED, run.start("netcheck", "--derp-map", map.toString()).exit());
        assertEquals("netmon netcheck: DERP map " + map + ": Regions is not an object", run.error());
        Path empty = Files.writeString(folder.resolve("empty.json"), "{\"Regions\":{}}");
        Run second = Run.over(network.source);
        assertEquals(
                Exit.FAILED,
                second.start("netcheck", "--derp-map", empty.toString()).exit());
        assertEquals("netmon netcheck: DERP map " + empty + ": it has no region", second.error());
    }

    @Test
    void whereNothingAnswersItFails() {
        assertEquals(
                Exit.FAILED,
                run.start("netcheck", "--stun", "nothing.invalid:3478", "--json")
                        .exit());
        String line = run.lines().get(0);
        assertTrue(line.contains("\"error\":\"unresolved\""), line);
        assertTrue(line.contains("\"udp\":false"), line);
        assertFalse(line.contains("\"complete\":true"), line);
    }

    @Test
    void everySoOftenUntilItIsEnded() {
        run.start("netcheck", "--stun", server(), "--json", "--every", "10ms");
        Await.until("three reports", () -> run.lines().size() >= 3);
        run.ending.end(Ending.Cause.INTERRUPTED);
        assertEquals(Exit.DONE, run.exit());
    }

    @Test
    void againAfterAChangeThatMatters() {
        run.start("netcheck", "--stun", server(), "--json", "--on-change");
        run.line("\"source\":\"10.1.0.2\"");
        network.mtu(Network.ETH0, "eth0", 1400);
        network.leaveByEth1();
        String line = run.line("\"source\":\"10.2.0.2\"");
        assertTrue(line.contains("\"udp\":true"), line);
        assertEquals(2, run.lines().size());
        run.ending.end(Ending.Cause.INTERRUPTED);
        assertEquals(Exit.DONE, run.exit());
    }
}
