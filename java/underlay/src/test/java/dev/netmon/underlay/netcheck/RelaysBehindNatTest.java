// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.netcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.netmon.Addresses;
import dev.netmon.testkit.Daemon;
import dev.netmon.testkit.LabSupport;
import dev.netmon.testkit.NatRig;
import dev.netmon.testkit.NetLab;
import dev.netmon.testkit.NetLabExtension;
import dev.netmon.testkit.Tool;
import dev.netmon.underlay.RebindMode;
import dev.netmon.underlay.UdpUnderlay;
import dev.netmon.underlay.UnderlayOptions;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two real relays on the internet, and a host behind first one NAT router and then another. */
@ExtendWith(NetLabExtension.class)
final class RelaysBehindNatTest {

    private static final int HTTPS_PORT = 443;
    private static final int HTTP_PORT = 80;
    private static final long PATIENCE_SECONDS = 60;

    @Test
    void theReportTellsTheTruthBehindEachOfThemAndWithoutUdp(NetLab lab) throws Exception {
        LabSupport.assume(Tool.NFT);
        List<String> why = new ArrayList<>();
        Path derper = RealServers.derper(why::add);
        assumeTrue(derper != null, why::toString);
        NatRig rig = NatRig.build(lab);
        DerpMap map = DerpMap.parse(
                "{\"Regions\":{\"1\":{\"RegionID\":1,\"Nodes\":[" + relay(rig, derper, NatRig.SERVER_1)
                        + "]},\"2\":{\"RegionID\":2,\"Nodes\":[" + relay(rig, derper, NatRig.SERVER_2) + "]}}}",
                "test");
        try (UdpUnderlay underlay =
                        rig.host().call(() -> UdpUnderlay.open(UnderlayOptions.defaults(), (datagram, from) -> {}));
                Netcheck netcheck = new Netcheck(underlay, NetcheckOptions.map(map))) {
            NetcheckReport behindA = measure(rig, netcheck);
            assertTrue(behindA.complete(), behindA::toString);
            assertEquals(Addresses.parse(NatRig.PUBLIC_A), seen(behindA));
            assertEquals(false, behindA.mappingVaries());

            rig.moveTo(NatRig.GATEWAY_B);
            underlay.rebind(RebindMode.KEEP_PORT);
            NetcheckReport behindB = measure(rig, netcheck);
            assertTrue(behindB.complete(), behindB::toString);
            assertEquals(Addresses.parse(NatRig.PUBLIC_B), seen(behindB));

            rig.routerB()
                    .sh(
                            "nft add table ip wall; nft 'add chain ip wall through { type filter hook forward priority 0; }';"
                                    + " nft add rule ip wall through meta l4proto udp drop");
            NetcheckReport walled = measure(rig, netcheck);
            assertFalse(walled.udp());
            assertNull(walled.publicV4());
            assertEquals(2, walled.regions().size());
            for (NetcheckReport.Region region : walled.regions()) {
                assertNotNull(region.https(), walled::toString);
            }
        }
    }

    private static String relay(NatRig rig, Path derper, String address) throws Exception {
        Path own = Files.createDirectories(rig.internet().folder().resolve("relay-" + address));
        Daemon running = rig.internet()
                .run(RealServers.derper(derper, own, address, HTTPS_PORT, HTTP_PORT, NatRig.STUN_PORT)
                        .toArray(String[]::new));
        running.awaitOutput("sha256-raw:[0-9a-f]{64}");
        return RealServers.node(address, HTTPS_PORT, NatRig.STUN_PORT, RealServers.pin(running.output()), "");
    }

    private static NetcheckReport measure(NatRig rig, Netcheck netcheck) throws Exception {
        // Its threads belong to the host of the thread that starts it.
        return rig.host().call(netcheck::measureNow).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static @Nullable InetAddress seen(NetcheckReport report) {
        return report.publicV4() == null ? null : report.publicV4().getAddress();
    }
}
