// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux.scenario;

import dev.netmon.testkit.Host;
import dev.netmon.testkit.LabSupport;
import dev.netmon.testkit.NetLab;
import dev.netmon.testkit.NetLabExtension;
import dev.netmon.testkit.StandardRig;
import dev.netmon.testkit.StandardRig.Families;
import dev.netmon.testkit.Tool;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** wg-quick with the user-space WireGuard. Whether a peer answers does not matter to where packets leave. */
@ExtendWith(NetLabExtension.class)
@Execution(ExecutionMode.CONCURRENT)
class WireGuardTest {

    @BeforeEach
    void needsWireGuard() {
        LabSupport.assume(Tool.WG_QUICK, Tool.NFT, Tool.TUN);
    }

    private static Path configure(Host host, String allowed) {
        String key = host.sh("wg genkey").strip();
        String peer = host.sh("wg genkey | wg pubkey").strip();
        Path file = host.file(
                "wg0.conf",
                "[Interface]\nPrivateKey = " + key + "\nAddress = 10.9.0.2/32, 2001:db8:9::2/128\n[Peer]\nPublicKey = "
                        + peer + "\nEndpoint = 10.1.0.1:51820\nAllowedIPs = " + allowed + "\n");
        host.sh("chmod 600 " + file);
        return file;
    }

    /**
     * wg-quick moves IPv6 some 15 ms before IPv4, which is one rebind. On a machine so busy that more than 30 ms pass
     * between them, two are right.
     */
    @Test
    void fullTunnel(NetLab lab) throws Exception {
        StandardRig rig = lab.standardRig(Families.V4_AND_V6);
        Path config = configure(rig.host(), "0.0.0.0/0, ::/0");
        try (Witness witness = Witness.rawIn(rig.host())) {
            witness.step(
                    "full tunnel up",
                    Expected.of("rebind default_interface_changed")
                            .said(1, 2)
                            .egress("v4 interface=wg0 source=10.9.0.2 usable=yes")
                            .egress("v6 interface=wg0 source=2001:db8:9::2 usable=yes"),
                    () -> rig.host().shWithMounts("wg-quick up " + config));
            witness.saidAgainOnlyForNews();
            witness.step(
                    "full tunnel down",
                    Expected.of("rebind default_interface_changed")
                            .said(1, 2)
                            .egress("v4 interface=eth0 source=10.1.0.2 usable=yes")
                            .egress("v6 interface=eth0 source=2001:db8:1::2 usable=yes"),
                    () -> rig.host().shWithMounts("wg-quick down " + config));
            witness.saidAgainOnlyForNews();
            witness.confirm();
        }
    }

    @Test
    void splitTunnel(NetLab lab) throws Exception {
        StandardRig rig = lab.standardRig(Families.V4_AND_V6);
        Path config = configure(rig.host(), "10.77.0.0/16, 2001:db8:77::/48");
        try (Witness witness = Witness.in(rig.host())) {
            witness.step(
                    "split tunnel up",
                    Expected.of("none").egress("v4 interface=eth0 usable=yes").egress("v6 interface=eth0 usable=yes"),
                    () -> rig.host().shWithMounts("wg-quick up " + config));
            witness.step(
                    "split tunnel down",
                    Expected.of("none").egress("v4 interface=eth0 usable=yes").egress("v6 interface=eth0 usable=yes"),
                    () -> rig.host().shWithMounts("wg-quick down " + config));
            witness.confirm();
        }
    }
}
