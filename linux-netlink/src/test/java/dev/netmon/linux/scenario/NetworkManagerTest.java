// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux.scenario;

import dev.netmon.Family;
import dev.netmon.testkit.Await;
import dev.netmon.testkit.Daemon;
import dev.netmon.testkit.Host;
import dev.netmon.testkit.LabSupport;
import dev.netmon.testkit.NetLab;
import dev.netmon.testkit.NetLabExtension;
import dev.netmon.testkit.Tool;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** NetworkManager on a bus of its own, with two uplinks; the second is the fallback. */
@ExtendWith(NetLabExtension.class)
@Execution(ExecutionMode.CONCURRENT)
class NetworkManagerTest {
    /** It follows up on what it did 1 to 3 s later. */
    private static final Duration FOLLOW_UP = Duration.ofSeconds(4);

    private static void configure(Host host) {
        connection(host, "eth0", "10.1.0.2/24,10.1.0.1", 100);
        connection(host, "eth1", "10.2.0.2/24,10.2.0.1", 200);
        host.file("run/NetworkManager/conf.d/netlab.conf", """
                [main]
                plugins=keyfile
                dns=none
                rc-manager=unmanaged
                no-auto-default=*
                auth-polkit=false
                [connectivity]
                enabled=false
                """);
        // Some systems leave all that is Ethernet to others.
        host.file("run/NetworkManager/conf.d/10-globally-managed-devices.conf", "");
        host.file(
                "bus.conf",
                "<busconfig><type>system</type><listen>unix:path=/run/dbus/system_bus_socket</listen>"
                        + "<auth>EXTERNAL</auth><policy context=\"default\"><allow user=\"*\"/><allow own=\"*\"/>"
                        + "<allow send_destination=\"*\" eavesdrop=\"true\"/><allow eavesdrop=\"true\"/>"
                        + "</policy></busconfig>");
        host.sh("mkdir -p " + host.folder() + "/run/dbus");
    }

    private static void connection(Host host, String name, String address, int metric) {
        String file = "run/NetworkManager/system-connections/" + name + ".nmconnection";
        host.file(
                file,
                "[connection]\nid=" + name + "\ntype=ethernet\ninterface-name=" + name
                        + "\n[ipv4]\nmethod=manual\naddress1=" + address + "\nroute-metric=" + metric
                        + "\n[ipv6]\nmethod=disabled\n");
        host.sh("chmod 600 " + host.folder().resolve(file));
    }

    private static Daemon start(Host host) {
        Daemon daemon = host.run(
                "sh",
                "-c",
                "mkdir -p /var/lib/NetworkManager && mount -t tmpfs tmpfs /var/lib/NetworkManager;"
                        + " exec \"$0\" --debug --pid-file=/run/nm.pid --state-file=/run/nm.state",
                Tool.NETWORK_MANAGER.path());
        Await.until("NetworkManager has both connections up", () -> active(host) == 2, daemon::output);
        return daemon;
    }

    private static long active(Host host) {
        return host.shWithMounts("nmcli -t -f NAME,STATE connection show --active 2>/dev/null || :")
                .lines()
                .filter(line -> line.matches("eth\\d:activated"))
                .count();
    }

    @Test
    void startReapplyRestartDown(NetLab lab) throws Exception {
        LabSupport.assume(Tool.NETWORK_MANAGER);
        Host host = lab.host("host");
        Host router = lab.host("router");
        lab.link(host, "eth0", router, "ra");
        lab.link(host, "eth1", router, "rb");
        router.sh("ip addr add 10.1.0.1/24 dev ra; ip addr add 10.2.0.1/24 dev rb");
        host.awaitQuiet();
        configure(host);
        host.run("dbus-daemon", "--config-file=" + host.folder().resolve("bus.conf"), "--nofork", "--nopidfile");
        try (Witness witness = Witness.rawIn(host)) {
            Daemon[] manager = new Daemon[1];
            // The uplinks come one after the other, in either order.
            witness.step(
                    "start",
                    FOLLOW_UP,
                    Expected.of("reprobe|rebind family_gained")
                            .said(1, 2)
                            .egress("v4 interface=eth0 source=10.1.0.2 gateway=10.1.0.1 usable=yes"),
                    () -> {
                        manager[0] = start(host);
                        witness.awaitEgress(Family.V4, "eth0");
                    });
            // The address goes, 30 ms pass through the other uplink, and it is back.
            witness.stepOfAProgram(
                    "the active connection is put up again",
                    FOLLOW_UP,
                    Expected.of("none").egress("v4 interface=eth0 source=10.1.0.2 gateway=10.1.0.1 usable=yes"),
                    () -> host.shWithMounts("nmcli connection up eth0"));
            witness.stepOfAProgram(
                    "restart",
                    FOLLOW_UP,
                    Expected.of("none").egress("v4 interface=eth0 source=10.1.0.2 gateway=10.1.0.1 usable=yes"),
                    () -> {
                        manager[0].close();
                        manager[0] = start(host);
                    });
            witness.step(
                    "the connection is put down",
                    FOLLOW_UP,
                    Expected.of("rebind default_interface_changed")
                            .egress("v4 interface=eth1 source=10.2.0.2 gateway=10.2.0.1 usable=yes"),
                    () -> host.shWithMounts("nmcli connection down eth0"));
            witness.confirm();
        }
    }
}
