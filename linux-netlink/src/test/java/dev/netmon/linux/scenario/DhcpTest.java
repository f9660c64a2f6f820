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
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** DHCP clients as they are, against dnsmasq. */
@ExtendWith(NetLabExtension.class)
@Execution(ExecutionMode.CONCURRENT)
class DhcpTest {
    private static final String ROUTER = "10.1.0.1";
    private static final String OTHER_ROUTER = "10.1.0.254";

    /** A host with one uplink and no address, and the router at its other end. */
    private record Net(Host host, Host router) {
        static Net in(NetLab lab) {
            Host host = lab.host("host");
            Host router = lab.host("router");
            host.sh("echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6");
            router.sh("echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6");
            lab.link(host, "eth0", router, "ra");
            router.sh("ip addr add " + ROUTER + "/24 dev ra; ip addr add " + OTHER_ROUTER + "/24 dev ra");
            router.awaitQuiet();
            host.awaitQuiet();
            return new Net(host, router);
        }

        /** Leases one address, for ten minutes, to be renewed every three seconds by clients that heed that. */
        Daemon serve(String address, String gateway) {
            Path leases = router.folder().resolve("leases-" + address);
            Daemon server = router.run(
                    Tool.DNSMASQ.path(),
                    "--no-daemon",
                    "--conf-file=/dev/null",
                    "--pid-file=",
                    "--port=0",
                    "--interface=ra",
                    "--bind-interfaces",
                    "--no-ping",
                    "--dhcp-authoritative",
                    "--dhcp-leasefile=" + leases,
                    "--dhcp-range=" + address + "," + address + ",255.255.255.0,10m",
                    "--dhcp-option=option:router," + gateway,
                    "--dhcp-option=option:T1,3",
                    "--log-dhcp",
                    "--log-facility=-");
            return server.awaitOutput("IP range");
        }
    }

    @Test
    void udhcpc(NetLab lab) throws Exception {
        LabSupport.assume(Tool.DNSMASQ, Tool.UDHCPC);
        Net net = Net.in(lab);
        Daemon server = net.serve("10.1.0.100", ROUTER);
        try (Witness witness = Witness.rawIn(net.host())) {
            Daemon[] client = new Daemon[1];
            witness.step(
                    "first lease",
                    Expected.of("reprobe family_gained")
                            .egress("v4 interface=eth0 source=10.1.0.100 gateway=10.1.0.1 usable=yes"),
                    () -> {
                        client[0] = net.host().run(Tool.UDHCPC.path(), "-f", "-i", "eth0");
                        client[0].awaitOutput("lease of 10.1.0.100 obtained");
                    });
            witness.stepOfAProgram("renewal", Witness.WINDOW, Expected.of("none"), () -> renew(client[0], server));
            server.close();
            Daemon moved = net.serve("10.1.0.100", OTHER_ROUTER);
            witness.stepOfAProgram(
                    "another router",
                    Witness.WINDOW,
                    Expected.of("reprobe gateway_changed")
                            .egress("v4 interface=eth0 source=10.1.0.100 gateway=10.1.0.254 usable=yes"),
                    () -> renew(client[0], moved));
            moved.close();
            Daemon other = net.serve("10.1.0.120", OTHER_ROUTER);
            // Refused, it takes everything away and waits 3 s before it asks again: a loss, and then another address.
            witness.step(
                    "another address",
                    Expected.of("rebind egress_lost egress_restored source_address_changed")
                            .said(2, 2)
                            .egress("v4 interface=eth0 source=10.1.0.120 gateway=10.1.0.254 usable=yes"),
                    () -> {
                        client[0].signal("USR1");
                        other.awaitOutput("DHCPACK\\(ra\\) 10.1.0.120");
                    });
            witness.confirm();
        }
    }

    private static void renew(Daemon client, Daemon server) {
        long before = acknowledged(server);
        client.signal("USR1");
        Await.until("the renewal", () -> acknowledged(server) > before, server::output);
    }

    private static long acknowledged(Daemon server) {
        return server.output().lines().filter(line -> line.contains("DHCPACK")).count();
    }

    @Test
    void dhclient(NetLab lab) throws Exception {
        LabSupport.assume(Tool.DNSMASQ, Tool.DHCLIENT);
        Net net = Net.in(lab);
        Daemon server = net.serve("10.1.0.100", ROUTER);
        try (Witness witness = Witness.rawIn(net.host())) {
            Path folder = net.host().folder();
            witness.step(
                    "first lease",
                    Expected.of("reprobe family_gained")
                            .egress("v4 interface=eth0 source=10.1.0.100 gateway=10.1.0.1 usable=yes"),
                    () -> {
                        net.host()
                                .run(
                                        Tool.DHCLIENT.path(),
                                        "-d",
                                        "-4",
                                        "-pf",
                                        folder.resolve("dhclient.pid").toString(),
                                        "-lf",
                                        folder.resolve("dhclient.leases").toString(),
                                        "eth0")
                                .awaitOutput("bound to 10.1.0.100");
                    });
            witness.stepOfAProgram("renewal", Witness.WINDOW, Expected.of("none"), () -> {
                long before = acknowledged(server);
                Await.until("two renewals", () -> acknowledged(server) >= before + 2, server::output);
            });
            witness.stepOfAProgram(
                    "another address",
                    Witness.WINDOW,
                    Expected.of("rebind source_address_changed")
                            .egress("v4 interface=eth0 source=10.1.0.120 gateway=10.1.0.1 usable=yes"),
                    () -> {
                        server.close();
                        net.serve("10.1.0.120", ROUTER).awaitOutput("DHCPACK\\(ra\\) 10.1.0.120");
                    });
            witness.confirm();
        }
    }

    @Test
    void dhcpcd(NetLab lab) throws Exception {
        LabSupport.assume(Tool.DNSMASQ, Tool.DHCPCD);
        Net net = Net.in(lab);
        net.serve("10.1.0.100", ROUTER);
        try (Witness witness = Witness.rawIn(net.host())) {
            Path config = net.host().file("dhcpcd.conf", "nohook resolv.conf\n");
            witness.step(
                    "first lease, after the address was probed",
                    Expected.of("reprobe family_gained")
                            .egress("v4 interface=eth0 source=10.1.0.100 gateway=10.1.0.1 usable=yes"),
                    () -> {
                        net.host().run(Tool.DHCPCD.path(), "-B", "-4", "-f", config.toString(), "eth0");
                        witness.awaitEgress(Family.V4, "eth0");
                    });
            // It probes again, so the way back comes seconds after the carrier.
            witness.step(
                    "cable pulled",
                    Expected.of("reprobe egress_lost").egress("v4 none"),
                    () -> net.router().sh("ip link set ra down"));
            witness.step(
                    "cable plugged in",
                    Expected.of("reprobe|rebind egress_restored")
                            .egress("v4 interface=eth0 source=10.1.0.100 gateway=10.1.0.1 usable=yes"),
                    () -> {
                        net.router().sh("ip link set ra up");
                        witness.awaitEgress(Family.V4, "eth0");
                    });
            witness.confirm();
        }
    }
}
