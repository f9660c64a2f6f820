// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.netmon.MonitorOptions;
import dev.netmon.Reason;
import dev.netmon.testkit.Await;
import dev.netmon.testkit.Gate;
import dev.netmon.testkit.Host;
import dev.netmon.testkit.NetLab;
import dev.netmon.testkit.NetLabExtension;
import dev.netmon.testkit.StandardRig;
import dev.netmon.testkit.StandardRig.Families;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** More messages than anybody could want: what is lost is said, and what is told afterwards is right. */
@ExtendWith(NetLabExtension.class)
class StormTest {
    /** The kernel counts some 700 bytes for a route message: this is far beyond the largest buffer we ask for. */
    private static final int OVERFLOWING = 60_000;

    /** Ten bursts, each of which fits into the buffer of a reader that gets no processor meanwhile. */
    private static final int BURSTS = 10;

    private static final int BURST = 10_000;

    /** The column of /proc/net/netlink that says how many bytes wait to be read. */
    private static final int RMEM = 4;

    @Test
    void anOverflowThatHidNothingIsSaidAndNoMore(NetLab lab) throws Exception {
        StandardRig rig = lab.standardRig(Families.V4_AND_V6);
        Gate gate = new Gate();
        try (Witness witness = Witness.in(rig.host(), MonitorOptions.defaults().decorated(gate::before))) {
            witness.step(
                    "a storm of routes while nobody reads",
                    Expected.of("none overflow_resync").egress("v4 interface=eth0 source=10.1.0.2 usable=yes"),
                    () -> gate.whileShut(() -> routes(rig.host(), 0, OVERFLOWING, "add")));
            witness.confirm();
        }
    }

    @Test
    void whatAnOverflowHidIsFoundByTheReread(NetLab lab) throws Exception {
        StandardRig rig = lab.standardRig(Families.V4_AND_V6);
        Host host = rig.host();
        Gate gate = new Gate();
        try (Witness witness = Witness.in(host, MonitorOptions.defaults().decorated(gate::before))) {
            witness.step(
                    "links, addresses and the default move behind a storm of routes",
                    Expected.of("rebind default_interface_changed overflow_resync")
                            .egress("v4 interface=eth1 source=10.2.0.2 gateway=10.2.0.1 usable=yes")
                            .egress("v6 interface=eth0 source=2001:db8:1::2 usable=yes"),
                    () -> gate.whileShut(() -> {
                        routes(host, 0, OVERFLOWING, "add");
                        host.sh(
                                "ip route replace default via 10.2.0.1; ip addr add 10.1.0.77/24 dev eth0;"
                                        + " ip addr add 10.2.0.77/24 dev eth1; ip link add br0 type bridge; ip link set br0 up");
                    }));
            witness.confirm();
            witness.step(
                    "all listens as before",
                    Expected.of("rebind default_interface_changed").egress("v4 interface=eth0 usable=yes"),
                    () -> host.sh("ip route replace default via 10.1.0.1"));
            witness.confirm();
        }
    }

    @Test
    void anAddressLostInAnOverflowCountsAsRemoved(NetLab lab) throws Exception {
        StandardRig rig = lab.standardRig(Families.V4_ONLY);
        Host host = rig.host();
        Gate gate = new Gate();
        try (Witness witness = Witness.in(host, MonitorOptions.defaults().decorated(gate::before))) {
            witness.step(
                    "the source changes behind a storm of routes",
                    Expected.of("rebind source_address_changed overflow_resync")
                            .egress("v4 interface=eth0 source=10.1.0.50 gateway=10.1.0.1 usable=yes"),
                    () -> gate.whileShut(() -> {
                        routes(host, 0, OVERFLOWING, "add");
                        host.sh("ip addr flush dev eth0; ip addr add 10.1.0.50/24 dev eth0;"
                                + " ip route add default via 10.1.0.1");
                    }));
            witness.confirm();
        }
    }

    @Test
    void aHundredThousandRoutesAreNobodysBusiness(NetLab lab) throws Exception {
        StandardRig rig = lab.standardRig(Families.V4_AND_V6);
        Host host = rig.host();
        try (Witness witness = Witness.in(host)) {
            Expected unmoved = Expected.of("none")
                    .egress("v4 interface=eth0 source=10.1.0.2 usable=yes")
                    .egress("v6 interface=eth0 source=2001:db8:1::2 usable=yes");
            for (String operation : List.of("add", "del")) {
                witness.step(operation, unmoved, () -> {
                    for (int burst = 0; burst < BURSTS; burst++) {
                        routes(host, burst * BURST, BURST, operation);
                        Await.until("all is read", () -> waiting(host) == 0);
                    }
                });
                nothingLost(witness);
            }
            witness.confirm();
        }
    }

    /** Bytes that wait in the netlink sockets of this host. */
    private static long waiting(Host host) {
        return host.sh("cat /proc/net/netlink")
                .lines()
                .skip(1)
                .mapToLong(line -> Long.parseLong(line.strip().split("\\s+", -1)[RMEM]))
                .sum();
    }

    private static void nothingLost(Witness witness) throws IOException {
        // Only root of the machine, not of a user namespace, gets a buffer that is large enough for certain.
        if (Files.readString(Path.of("/proc/self/uid_map")).strip().matches("0\\s+0\\s+4294967295")) {
            assertEquals(Set.of(), witness.given(Reason.OVERFLOW_RESYNC));
        }
    }

    /** Adds or deletes routes by the idle uplink, in one batch. */
    private static void routes(Host host, int first, int count, String operation) {
        StringBuilder lines = new StringBuilder();
        for (int i = first; i < first + count; i++) {
            lines.append("route ")
                    .append(operation)
                    .append(" 100.")
                    .append(64 + i / 65536)
                    .append('.');
            lines.append(i / 256 % 256).append('.').append(i % 256).append("/32 via 10.2.0.1\n");
        }
        host.sh("ip -batch " + host.file("routes", lines.toString()));
    }
}
