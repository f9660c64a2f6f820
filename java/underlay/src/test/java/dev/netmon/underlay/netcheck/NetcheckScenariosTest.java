// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.netcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.Addresses;
import dev.netmon.LinkMonitor;
import dev.netmon.MonitorOptions;
import dev.netmon.Significance;
import dev.netmon.testkit.Await;
import dev.netmon.testkit.Host;
import dev.netmon.testkit.LabSupport;
import dev.netmon.testkit.NetLab;
import dev.netmon.testkit.NetLabExtension;
import dev.netmon.testkit.StandardRig;
import dev.netmon.testkit.StandardRig.Families;
import dev.netmon.testkit.Tool;
import dev.netmon.underlay.RebindMode;
import dev.netmon.underlay.UdpUnderlay;
import dev.netmon.underlay.UnderlayOptions;
import dev.netmon.underlay.netcheck.NetcheckReport.Failure;
import dev.netmon.underlay.netcheck.NetcheckReport.Transport;
import dev.netmon.underlay.netcheck.StunServer.Manner;
import dev.netmon.underlay.supervise.Reaction;
import dev.netmon.underlay.supervise.Supervisor;
import dev.netmon.underlay.supervise.SupervisorOptions;
import dev.netmon.underlay.supervise.UnderlayReaction;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Netchecks on a real kernel: a host with two uplinks, and servers beyond its router. */
@ExtendWith(NetLabExtension.class)
final class NetcheckScenariosTest {

    private static final String FAR = "198.51.100.1";
    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    Path folder;

    private static StandardRig rig(NetLab lab) {
        StandardRig rig = lab.standardRig(Families.V4_ONLY);
        rig.router().sh("ip address add " + FAR + "/32 dev lo");
        return rig;
    }

    private static UdpUnderlay underlay(Host host) throws Exception {
        return host.call(() -> UdpUnderlay.open(UnderlayOptions.defaults(), (datagram, from) -> {}));
    }

    private static StunServer server(StandardRig rig, Manner manner) throws Exception {
        return rig.router().call(() -> new StunServer(manner, FAR));
    }

    /** The threads a netcheck starts belong to the host of the thread that starts it. */
    private static CompletableFuture<NetcheckReport> measure(Host host, Netcheck netcheck) throws Exception {
        return host.call(netcheck::measureNow);
    }

    private static NetcheckReport get(CompletableFuture<NetcheckReport> report) throws Exception {
        return report.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static DerpMap map(String pin, int stun, int https) throws DerpMapException {
        return DerpMap.parse(
                "{\"Regions\":{\"1\":{\"RegionID\":1,\"Nodes\":[{\"HostName\":\"relay.invalid\",\"IPv4\":\"" + FAR
                        + "\",\"IPv6\":\"none\",\"STUNPort\":" + stun + ",\"DERPPort\":" + https
                        + ",\"CertName\":\"sha256-raw:" + pin + "\"}]}}}",
                "test");
    }

    @Test
    void behindANatThePublicAddressIsTheRouters(NetLab lab) throws Exception {
        LabSupport.assume(Tool.NFT);
        StandardRig rig = rig(lab);
        Host internet = lab.host("internet");
        lab.link(rig.router(), "wan", internet, "toRouter");
        rig.router()
                .sh("ip address del " + FAR + "/32 dev lo; ip address add 203.0.113.1/24 dev wan;"
                        + " ip route add default via 203.0.113.254");
        rig.router().masquerade("wan");
        internet.sh("ip address add 203.0.113.254/24 dev toRouter; ip address add " + FAR + "/32 dev lo");
        internet.awaitQuiet();
        try (StunServer one = internet.call(() -> new StunServer(Manner.GOOD, FAR));
                StunServer two = internet.call(() -> new StunServer(Manner.GOOD, FAR));
                UdpUnderlay underlay = underlay(rig.host());
                Netcheck netcheck =
                        new Netcheck(underlay, NetcheckOptions.servers(List.of(one.address(), two.address())))) {
            NetcheckReport report = get(measure(rig.host(), netcheck));
            assertTrue(report.complete(), report::toString);
            assertNotNull(report.publicV4());
            assertEquals(Addresses.parse("203.0.113.1"), report.publicV4().getAddress());
            assertEquals(false, report.mappingVaries());
        }
    }

    @Test
    void whereAFirewallDropsUdpHttpsTellsTheLatency(NetLab lab) throws Exception {
        LabSupport.assume(Tool.NFT);
        StandardRig rig = rig(lab);
        rig.router()
                .sh("nft add table ip wall; nft 'add chain ip wall in { type filter hook input priority 0; }';"
                        + " nft add rule ip wall in meta l4proto udp drop");
        NetcheckReport report = overHttps(rig);
        assertEquals(Failure.TIMEOUT, report.servers().get(0).error());
    }

    @Test
    void whereTheHostsOwnFirewallForbidsUdpHttpsTellsTheLatency(NetLab lab) throws Exception {
        LabSupport.assume(Tool.NFT);
        StandardRig rig = rig(lab);
        rig.host()
                .sh("nft add table ip wall; nft 'add chain ip wall out { type filter hook output priority 0; }';"
                        + " nft add rule ip wall out meta l4proto udp reject with icmp type admin-prohibited");
        NetcheckReport report = overHttps(rig);
        assertNotNull(report.servers().get(0).error());
    }

    private NetcheckReport overHttps(StandardRig rig) throws Exception {
        KeyStore keys = RelayHttp.keys(folder);
        InetAddress far = Addresses.parse(FAR);
        try (StunServer stun = server(rig, Manner.DERP_ONLY);
                RelayHttp https = rig.router().call(() -> RelayHttp.secure(keys, RelayHttp.status(200), far));
                UdpUnderlay underlay = underlay(rig.host());
                Netcheck netcheck = new Netcheck(
                        underlay, NetcheckOptions.map(map(RelayHttp.pin(keys), stun.port(), https.port())))) {
            NetcheckReport report = get(measure(rig.host(), netcheck));
            assertFalse(report.udp());
            assertTrue(report.ipv4(), report::toString);
            assertNull(report.publicV4());
            assertNotNull(report.regions().get(0).https());
            assertEquals(1, report.home());
            assertEquals(Transport.HTTPS, report.servers().get(1).transport());
            assertEquals(0, stun.requests());
            return report;
        }
    }

    @Test
    void aChangeDuringANetcheckStartsItAnewOnTheNewPath(NetLab lab) throws Exception {
        StandardRig rig = rig(lab);
        List<CompletableFuture<NetcheckReport>> measurements = new CopyOnWriteArrayList<>();
        try (StunServer slow = server(rig, Manner.SLOW);
                UdpUnderlay underlay = underlay(rig.host());
                Netcheck netcheck = new Netcheck(underlay, NetcheckOptions.servers(List.of(slow.address())));
                LinkMonitor monitor = rig.host().call(() -> LinkMonitor.system(MonitorOptions.defaults()))) {
            Reaction reaction = new Measuring(underlay, netcheck, monitor, measurements);
            try (Supervisor supervisor = rig.host()
                    .call(() -> Supervisor.over(
                            monitor, reaction, SupervisorOptions.defaults().withInterest(underlay.interest())))) {
                rig.host().call(() -> {
                    reaction.measureNow();
                    return null;
                });
                Await.until("the first request", () -> slow.requests() > 0);
                rig.host().sh("ip route replace default via 10.2.0.1");
                Await.until("a measurement of the new network", () -> measurements.size() > 1);
                assertThrows(CancellationException.class, () -> get(measurements.get(0)));
                Await.until("a request on the new path", () -> slow.heard("10.2.0.2"));
                slow.release(); // the requests of the old path are answered as well, and do not count
                NetcheckReport report = get(measurements.get(1));
                assertEquals("eth1", Objects.requireNonNull(report.pathV4()).interfaceName());
                assertNotNull(report.publicV4(), report::toString);
                assertEquals(Addresses.parse("10.2.0.2"), report.publicV4().getAddress());
                supervisor.finish();
            }
        }
    }

    private record Measuring(
            UdpUnderlay underlay,
            Netcheck netcheck,
            LinkMonitor monitor,
            List<CompletableFuture<NetcheckReport>> measurements)
            implements Reaction {

        @Override
        public void rebindAndReprobe(Significance significance) throws IOException {
            new UnderlayReaction(underlay, RebindMode.KEEP_PORT, all -> {}).rebindAndReprobe(significance);
        }

        @Override
        public void measureNow() {
            measurements.add(netcheck.measureNow(monitor.state()));
        }

        @Override
        public void stopMeasuring() {
            netcheck.cancel();
        }
    }

    @Test
    void nothingLeavesForWhomNobodyNamed(NetLab lab) throws Exception {
        LabSupport.assume(Tool.NFT);
        StandardRig rig = lab.standardRig(Families.V4_AND_V6);
        rig.router().sh("ip address add " + FAR + "/32 dev lo");
        KeyStore keys = RelayHttp.keys(folder);
        InetAddress far = Addresses.parse(FAR);
        try (StunServer stun = server(rig, Manner.SILENT);
                RelayHttp https = rig.router().call(() -> RelayHttp.secure(keys, RelayHttp.status(200), far));
                UdpUnderlay underlay = underlay(rig.host());
                Netcheck netcheck = new Netcheck(
                        underlay, NetcheckOptions.map(map(RelayHttp.pin(keys), stun.port(), https.port())))) {
            rig.host()
                    .sh("nft add table inet watch;"
                            + " nft 'add chain inet watch out { type filter hook output priority 0; }';"
                            + " nft add rule inet watch out icmpv6 type '{ nd-neighbor-solicit, nd-neighbor-advert,"
                            + " nd-router-solicit, mld2-listener-report }' accept;"
                            + " nft add rule inet watch out ip daddr " + FAR + " udp dport " + stun.port()
                            + " counter accept;"
                            + " nft add rule inet watch out ip daddr " + FAR + " tcp dport " + https.port()
                            + " counter accept;"
                            + " nft add rule inet watch out counter");
            NetcheckReport report = get(measure(rig.host(), netcheck));
            assertNotNull(report.regions().get(0).https(), report::toString);
            List<String> counters = rig.host()
                    .sh("nft list chain inet watch out")
                    .lines()
                    .filter(line -> line.contains("counter"))
                    .toList();
            assertEquals(3, counters.size(), counters::toString);
            assertTrue(counters.get(0).contains("packets 3"), counters::toString);
            assertFalse(counters.get(1).contains("packets 0"), counters::toString);
            assertTrue(counters.get(2).contains("packets 0"), counters::toString);
        }
    }
}
