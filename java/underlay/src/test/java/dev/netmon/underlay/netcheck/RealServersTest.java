// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.netcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.netmon.Addresses;
import dev.netmon.Family;
import dev.netmon.underlay.UdpUnderlay;
import dev.netmon.underlay.UnderlayOptions;
import dev.netmon.underlay.netcheck.NetcheckReport.Failure;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Netchecks against servers that others wrote, over the real underlay. */
@Execution(ExecutionMode.CONCURRENT)
class RealServersTest {

    private static final long PATIENCE_SECONDS = 60;

    private final List<AutoCloseable> open = new ArrayList<>();
    private UdpUnderlay underlay;

    @TempDir
    Path folder;

    @BeforeEach
    void bind() throws Exception {
        underlay = closing(UdpUnderlay.open(UnderlayOptions.defaults(), (datagram, from) -> {}));
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

    private NetcheckReport check(NetcheckOptions options) throws Exception {
        return closing(new Netcheck(underlay, options)).measureNow().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private InetSocketAddress coturn() throws Exception {
        Path program = RealServers.program("turnserver");
        assumeTrue(program != null, "coturn (turnserver) is not installed");
        InetSocketAddress address = new InetSocketAddress(Addresses.parse("127.0.0.1"), RealServers.port());
        RealServers.Running running = closing(RealServers.coturn(program, folder, address.getPort()));
        running.await("coturn answers", () -> {
            try {
                return check(NetcheckOptions.servers(List.of(address))).udp();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        return address;
    }

    private RealServers.Derper derper() throws Exception {
        List<String> why = new ArrayList<>();
        Path program = RealServers.derper(why::add);
        assumeTrue(program != null, why::toString);
        return closing(new RealServers.Derper(program, folder));
    }

    private InetSocketAddress own() {
        InetSocketAddress local = underlay.local(Family.V4);
        assertNotNull(local);
        return new InetSocketAddress(Addresses.parse("127.0.0.1"), local.getPort());
    }

    @Test
    void coturnTellsTheSocketsOwnAddress() throws Exception {
        NetcheckReport report = check(NetcheckOptions.servers(List.of(coturn(), coturn())));
        assertEquals(own(), report.publicV4());
        assertEquals(false, report.mappingVaries());
        assertTrue(report.complete());
        assertFalse(report.ipv6());
    }

    @Test
    void derperNamedByHandIsAnsweredInItsOwnForm() throws Exception {
        RealServers.Derper derper = derper();
        NetcheckReport report = check(
                NetcheckOptions.servers(List.of(new InetSocketAddress(Addresses.parse("127.0.0.1"), derper.stun))));
        assertTrue(report.complete());
        assertEquals(own(), report.publicV4(), "it answers with the address written as IPv6");
    }

    @Test
    void twoRelaysOneOfThemDead() throws Exception {
        RealServers.Derper one = derper();
        RealServers.Derper two = derper();
        DerpMap map = DerpMap.parse(
                "{\"Regions\":{\"1\":{\"RegionID\":1,\"Nodes\":[" + one.node("")
                        + "]},\"2\":{\"RegionID\":2,\"Nodes\":[" + two.node("") + "]}}}",
                "test");
        Netcheck netcheck = closing(new Netcheck(underlay, NetcheckOptions.map(map)));
        NetcheckReport both = netcheck.measureNow().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertTrue(both.complete(), both.toString());
        assertEquals(own(), both.publicV4());
        two.close();
        NetcheckReport report = netcheck.measureNow().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertFalse(report.complete());
        assertNotNull(report.regions().get(0).v4());
        assertNull(report.regions().get(1).v4());
        assertEquals(Failure.TIMEOUT, report.servers().get(1).error());
        assertEquals(1, report.home());
    }

    @Test
    void aRelaysHttpsIsMeasuredWhereItsStunIsSilentAndItsPinIsChecked() throws Exception {
        RealServers.Derper derper = derper();
        String silent = "\"STUNPort\":" + RealServers.port();
        String good = derper.node(",\"CanPort80\":true").replaceFirst("\"STUNPort\":\\d+", silent);
        String bad = good.replaceFirst("sha256-raw:[0-9a-f]{2}", "sha256-raw:00");
        DerpMap map = DerpMap.parse(
                "{\"Regions\":{\"1\":{\"RegionID\":1,\"Nodes\":[" + good + "]},\"2\":{\"RegionID\":2,\"Nodes\":[" + bad
                        + "]}}}",
                "test");
        Netcheck netcheck = closing(new Netcheck(underlay, NetcheckOptions.map(map), phase -> {}, derper.http));
        NetcheckReport report = netcheck.measureNow().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertFalse(report.udp());
        assertTrue(report.ipv4());
        assertNotNull(report.regions().get(0).https(), report.toString());
        assertNull(report.regions().get(1).https());
        assertTrue(report.servers().stream().anyMatch(server -> server.error() == Failure.TLS), report.toString());
        assertEquals(1, report.home());
        assertEquals(false, report.captivePortal());
    }
}
