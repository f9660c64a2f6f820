// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux.scenario;

import dev.netmon.Family;
import dev.netmon.testkit.Daemon;
import dev.netmon.testkit.Host;
import dev.netmon.testkit.LabSupport;
import dev.netmon.testkit.NetLab;
import dev.netmon.testkit.NetLabExtension;
import dev.netmon.testkit.Tool;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** systemd-networkd without systemd, with two uplinks; the second is the fallback. */
@ExtendWith(NetLabExtension.class)
@Execution(ExecutionMode.CONCURRENT)
class NetworkdTest {
    private static final Duration FOLLOW_UP = Duration.ofSeconds(4);

    private static void configure(Host host) {
        network(host, "eth0", "10.1.0.2/24", "10.1.0.1", 100);
        network(host, "eth1", "10.2.0.2/24", "10.2.0.1", 200);
        host.sh("mkdir -p " + host.folder() + "/run/systemd/netif");
        // It gives up its rights, so its files are not root's.
        host.sh("if id systemd-network >/dev/null 2>&1; then chown -R systemd-network " + host.folder()
                + "/run/systemd/netif || :; fi");
    }

    private static void network(Host host, String name, String address, String gateway, int metric) {
        host.file(
                "run/systemd/network/" + name + ".network",
                "[Match]\nName=" + name + "\n[Network]\nLinkLocalAddressing=no\nIPv6AcceptRA=no\n[Address]\nAddress="
                        + address + "\n[Route]\nGateway=" + gateway + "\nMetric=" + metric + "\n");
        host.sh("chmod -R a+rX " + host.folder() + "/run");
    }

    private static Daemon start(Host host) {
        return host.run(Map.of("SYSTEMD_LOG_TARGET", "console"), Tool.NETWORKD.path());
    }

    @Test
    void startRestart(NetLab lab) throws Exception {
        LabSupport.assume(Tool.NETWORKD, Tool.USERS);
        Host host = lab.host("host");
        Host router = lab.host("router");
        lab.link(host, "eth0", router, "ra");
        lab.link(host, "eth1", router, "rb");
        router.sh("ip addr add 10.1.0.1/24 dev ra; ip addr add 10.2.0.1/24 dev rb");
        host.awaitQuiet();
        configure(host);
        try (Witness witness = Witness.rawIn(host)) {
            Daemon[] networkd = new Daemon[1];
            witness.step(
                    "start",
                    FOLLOW_UP,
                    Expected.of("reprobe|rebind family_gained")
                            .said(1, 2)
                            .egress("v4 interface=eth0 source=10.1.0.2 gateway=10.1.0.1 usable=yes"),
                    () -> {
                        networkd[0] = start(host);
                        witness.awaitEgress(Family.V4, "eth0");
                    });
            // Nothing for 110 ms, then 8 ms by the wrong uplink, then all is as before.
            witness.stepOfAProgram(
                    "restart",
                    FOLLOW_UP,
                    Expected.of("none").egress("v4 interface=eth0 source=10.1.0.2 gateway=10.1.0.1 usable=yes"),
                    () -> {
                        networkd[0].close();
                        networkd[0] = start(host);
                        networkd[0].awaitOutput("eth0: Configured|eth0: Gained carrier");
                    });
            witness.confirm();
        }
    }
}
