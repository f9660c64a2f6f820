// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.netcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.netmon.underlay.netcheck.DerpMap.Host;
import dev.netmon.underlay.netcheck.DerpMap.Node;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DerpMapTest {

    static final String WHOLE = "{\"HomeParams\":{\"RegionScore\":{\"1\":0.5,\"2\":0}},\"Regions\":{"
            + "\"1\":{\"RegionID\":1,\"RegionCode\":\"nyc\",\"RegionName\":\"New York\",\"Latitude\":40.7,"
            + "\"Longitude\":-74,\"Avoid\":true,\"Nodes\":[{\"Name\":\"1a\",\"RegionID\":1,"
            + "\"HostName\":\"a.example.org\",\"CertName\":\"cert.example.org\",\"IPv4\":\"198.51.100.1\","
            + "\"IPv6\":\"2001:db8::1\",\"STUNPort\":3479,\"STUNOnly\":true,\"DERPPort\":8443,"
            + "\"InsecureForTests\":true,\"STUNTestIP\":\"127.0.0.1\",\"CanPort80\":true,\"New\":[{}]}]},"
            + "\"900\":{\"RegionID\":900,\"NoMeasureNoHome\":true,\"Nodes\":[{\"Name\":\"900a\","
            + "\"HostName\":\"b.example.org\",\"IPv4\":\"none\",\"STUNPort\":-1}]},\"7\":null},"
            + "\"omitDefaultRegions\":true,\"Unknown\":1}";

    @Test
    void everyFieldIsRead() throws DerpMapException {
        DerpMap map = DerpMap.parse(WHOLE, "test");
        assertEquals(java.util.Set.of(1, 900), map.regions().keySet());
        assertEquals(Map.of(1, 0.5), map.scores());
        assertTrue(map.omitDefaultRegions());
        DerpMap.Region region = map.regions().get(1);
        assertEquals("nyc", region.code());
        assertEquals("New York", region.name());
        assertEquals(40.7, region.latitude());
        assertEquals(-74.0, region.longitude());
        assertTrue(region.avoid());
        assertFalse(region.noMeasureNoHome());
        assertEquals(
                new Node(
                        "1a",
                        1,
                        "a.example.org",
                        "cert.example.org",
                        new Host.Literal("198.51.100.1"),
                        new Host.Literal("2001:db8::1"),
                        3479,
                        true,
                        8443,
                        true,
                        "127.0.0.1",
                        true),
                region.nodes().get(0));
        assertEquals("cert.example.org", region.nodes().get(0).serverName());
        DerpMap.Region other = map.regions().get(900);
        assertTrue(other.noMeasureNoHome());
        assertNull(other.latitude());
    }

    @Test
    void whatIsMissingHasItsDefault() throws DerpMapException {
        Node node = DerpMap.parse(WHOLE, "test").regions().get(900).nodes().get(0);
        assertEquals(Node.NO_STUN, node.stunPort());
        assertEquals(443, node.derpPort());
        assertEquals(new Host.None(), node.ipv4());
        assertEquals(new Host.Resolved(), node.ipv6());
        assertEquals("b.example.org", node.serverName());
        assertNull(node.pin());
        assertNull(node.stunTestIp());
        Node bare = node("{\"HostName\":\"h\",\"STUNPort\":0,\"DERPPort\":0}");
        assertEquals(3478, bare.stunPort());
        assertEquals(443, bare.derpPort());
    }

    private static Node node(String json) throws DerpMapException {
        return DerpMap.parse("{\"Regions\":{\"1\":{\"RegionID\":1,\"Nodes\":[" + json + "]}}}", "test")
                .regions()
                .get(1)
                .nodes()
                .get(0);
    }

    @Test
    void aPinIsNoName() throws DerpMapException {
        String hex = "0123456789ABCDEF".repeat(4);
        Node node = node("{\"HostName\":\"h\",\"CertName\":\"sha256-raw:" + hex + "\"}");
        assertEquals(hex.toLowerCase(java.util.Locale.ROOT), node.pin());
        assertEquals("h", node.serverName());
    }

    @Test
    void aServerWithoutANameIsReachedByItsAddressesOnly() throws DerpMapException {
        Node node = node("{\"IPv4\":\"198.51.100.1\"}");
        assertEquals(new Host.None(), node.ipv6());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|not JSON: End of input",
                "{|not JSON: End of input",
                "[]|the map is not an object",
                "{}|Regions is missing",
                "{'Regions':{}} x|not JSON",
                "{'Regions':{'1':5}}|Regions.1 is not an object",
                "{'Regions':{'1':{}}}|Regions.1.RegionID is missing",
                "{'Regions':{'1':{'RegionID':2}}}|Regions.1.RegionID is 2",
                "{'Regions':{'1':{'RegionID':1.5}}}|Regions.1.RegionID is 1.5, not a whole number from 1 to 2147483647",
                "{'Regions':{'1':{'RegionID':'1'}}}|Regions.1.RegionID is not a number",
                "{'Regions':{'1':{'RegionID':1,'Nodes':{}}}}|Regions.1.Nodes is not an array",
                "{'Regions':{'1':{'RegionID':1,'RegionCode':7}}}|Regions.1.RegionCode is not a string",
                "{'Regions':{'1':{'RegionID':1,'Avoid':1}}}|Regions.1.Avoid is neither true nor false",
                "{'Regions':{'1':{'RegionID':1,'Nodes':[{}]}}}|Regions.1.Nodes[0] has neither HostName nor address",
                "{'Regions':{'1':{'RegionID':1,'Nodes':[{'HostName':'h','RegionID':2}]}}}|Regions.1.Nodes[0].RegionID is 2, in region 1",
                "{'Regions':{'1':{'RegionID':1,'Nodes':[{'HostName':'h','STUNPort':70000}]}}}|Regions.1.Nodes[0].STUNPort is 70000, not a whole number from -1 to 65535",
                "{'Regions':{'1':{'RegionID':1,'Nodes':[{'HostName':'h','STUNPort':-2}]}}}|Regions.1.Nodes[0].STUNPort is -2, not a whole number from -1 to 65535",
                "{'Regions':{'1':{'RegionID':1,'Nodes':[{'HostName':'h','IPv4':'nope'}]}}}|Regions.1.Nodes[0].IPv4 is not an address: nope",
                "{'Regions':{'1':{'RegionID':1,'Nodes':[{'HostName':'h','IPv4':'::1'}]}}}|Regions.1.Nodes[0].IPv4 is of the other family: ::1",
                "{'Regions':{'1':{'RegionID':1,'Nodes':[{'HostName':'h','CertName':'sha256-raw:12'}]}}}|Regions.1.Nodes[0].CertName: sha256-raw: is followed by 64 hexadecimal digits",
                "{'Regions':{'1':{'RegionID':1,'Nodes':[{'HostName':'h','CertName':[]}]}}}|Regions.1.Nodes[0].CertName is not a single value",
                "{'HomeParams':{'RegionScore':{'1':-1}},'Regions':{}}|HomeParams.RegionScore.1 is negative",
                "{'HomeParams':{'RegionScore':{'x':1}},'Regions':{}}|HomeParams.RegionScore.x: a region is named by a positive number",
            })
    void whatMakesNoSenseIsOneLineThatNamesThePlace(String json, String message) {
        DerpMapException e =
                assertThrows(DerpMapException.class, () -> DerpMap.parse(json.replace('\'', '"'), "map.json"));
        assertTrue(e.getMessage().startsWith("DERP map map.json: " + message), e.getMessage());
        assertFalse(e.getMessage().contains("\n"), e.getMessage());
    }

    @Test
    void aMessageHoldsNoControlCharactersAndHasAnEnd() {
        String nasty = "\\u001b[2J" + "x".repeat(100_000);
        DerpMapException e =
                assertThrows(DerpMapException.class, () -> node("{\"HostName\":\"h\",\"IPv4\":\"" + nasty + "\"}"));
        assertFalse(e.getMessage().contains("\u001b"));
        assertTrue(e.getMessage().length() < 400);
    }

    @Property
    void aDamagedMapIsAMapOrOneClearLine(@ForAll int position, @ForAll char character) {
        StringBuilder json = new StringBuilder(WHOLE);
        json.setCharAt(Math.floorMod(position, json.length()), character);
        DerpMapFuzzTest.parse(json.toString());
    }

    @Test
    void aFile(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("map.json"), WHOLE);
        assertEquals(DerpMap.parse(WHOLE, "x"), DerpMap.load(file.toString(), Duration.ofSeconds(30)));
        Path missing = folder.resolve("none.json");
        DerpMapException e =
                assertThrows(DerpMapException.class, () -> DerpMap.load(missing.toString(), Duration.ofSeconds(30)));
        assertEquals("DERP map " + missing + ": no such file", e.getMessage());
        Path binary = Files.write(folder.resolve("bin"), new byte[] {(byte) 0xff, (byte) 0xfe});
        e = assertThrows(DerpMapException.class, () -> DerpMap.load(binary));
        assertEquals("DERP map " + binary + ": not UTF-8", e.getMessage());
        Path big = Files.write(folder.resolve("big"), new byte[DerpMapLoader.MAX_BYTES + 1]);
        e = assertThrows(DerpMapException.class, () -> DerpMap.load(big));
        assertTrue(e.getMessage().contains("longer than"), e.getMessage());
    }

    @Test
    void aUrl() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            thread.start();
        });
        answer(server, "/map", 200, WHOLE);
        answer(server, "/broken", 200, "<html>");
        answer(server, "/none", 404, "");
        server.createContext("/slow", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
        String base = "http://127.0.0.1:" + server.getAddress().getPort();
        try {
            assertEquals(DerpMap.parse(WHOLE, "x"), DerpMap.load(base + "/map", Duration.ofSeconds(30)));
            assertEquals("DERP map " + base + "/none: the server answered 404", failure(base + "/none", 30_000));
            assertTrue(failure(base + "/broken", 30_000).startsWith("DERP map " + base + "/broken: not JSON"));
            assertEquals("DERP map " + base + "/slow: no answer within 300 ms", failure(base + "/slow", 300));
        } finally {
            never.countDown();
            server.stop(0);
        }
        assertTrue(failure(base + "/map", 30_000).startsWith("DERP map " + base + "/map: cannot be read"));
        assertTrue(failure("http://", 30_000).startsWith("DERP map http://"));
        assertTrue(failure("https:///x", 30_000).contains("names no host"));
    }

    private static String failure(String url, long millis) {
        return String.valueOf(assertThrows(DerpMapException.class, () -> DerpMap.load(url, Duration.ofMillis(millis)))
                .getMessage());
    }

    private static void answer(HttpServer server, String path, int status, String body) {
        server.createContext(path, exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            try (exchange) {
                exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
                exchange.getResponseBody().write(bytes);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void aUrlObject() {
        assertThrows(DerpMapException.class, () -> DerpMap.load(URI.create("http:nohost"), Duration.ofSeconds(30)));
    }
}
