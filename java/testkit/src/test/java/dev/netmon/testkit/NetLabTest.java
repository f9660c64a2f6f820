// SPDX-License-Identifier: Apache-2.0
package dev.netmon.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.testkit.StandardRig.Families;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(NetLabExtension.class)
class NetLabTest {

    @Test
    void aHostIsEmptyButForLoopback(NetLab lab) {
        Host host = lab.host("alone");

        assertEquals(1, host.sh("ip -o link").lines().count());
        assertTrue(host.sh("ip -o link show lo").contains(",UP"));
    }

    @Test
    void aFailingShellLineTellsItsStandardError(NetLab lab) {
        Host host = lab.host("alone");

        LabException failure = assertThrows(LabException.class, () -> host.sh("ip link set nowhere up; true"));

        assertTrue(failure.getMessage().contains("nowhere"), failure.getMessage());
    }

    @Test
    void shellLinesHaveAScratchFile(NetLab lab) {
        assertEquals("3\n", lab.host("alone").sh("seq 3 > $TMPF; tail -1 $TMPF"));
    }

    @ParameterizedTest
    @EnumSource
    void theStandardRigIsSettledAndItsRouterAnswers(Families families, NetLab lab) throws Exception {
        StandardRig rig = lab.standardRig(families);

        String route = rig.host().sh("ip -4 route get 73.158.64.1");
        assertTrue(route.contains("via 10.1.0.1 dev eth0 src 10.1.0.2"), route);
        String addresses = rig.host().sh("ip -j address");
        assertFalse(addresses.contains("tentative"), addresses);
        assertEquals(families == Families.V4_AND_V6, addresses.contains("2001:db8:1::2"), addresses);
        assertEquals(families == Families.V4_AND_V6, addresses.contains("inet6"), addresses);
        echo(rig, "10.1.0.254");
        if (families == Families.V4_AND_V6) {
            echo(rig, "2001:db8:1::1");
        }
    }

    @Test
    void linksMoveAndTheHostSeesIt(NetLab lab) {
        StandardRig rig = lab.standardRig(Families.V4_ONLY);

        rig.router().sh("ip link set ra down");
        assertFalse(rig.host().sh("ip -j link show eth0").contains("LOWER_UP"));
        rig.router().sh("ip link set ra up");
        assertTrue(rig.host().sh("ip -j link show eth0").contains("LOWER_UP"));
        rig.host().awaitQuiet();
        rig.host().sh("ip route replace default via 10.2.0.1");
        assertTrue(rig.host().sh("ip route get 73.158.64.1").contains("dev eth1"));
    }

    @Test
    void aBridgeAndANatRouterCanBeBuilt(NetLab lab) throws Exception {
        LabSupport.assume(Tool.NFT);
        Host client = lab.host("client");
        Host home = lab.host("home");
        Host world = lab.host("world");
        lab.link(client, "eth0", home, "lan0");
        lab.link(home, "wan0", world, "eth0");
        home.sh("ip link add br0 type bridge; ip link set lan0 master br0; ip link set br0 up;"
                + " ip address add 192.168.7.1/24 dev br0; ip address add 203.0.113.7/24 dev wan0");
        client.sh("ip address add 192.168.7.2/24 dev eth0; ip route add default via 192.168.7.1");
        world.sh("ip address add 203.0.113.1/24 dev eth0");
        home.forward();
        home.masquerade("wan0");

        // The world has no route to 192.168.7.0/24: an answer proves the translation.
        assertEquals("203.0.113.7", ask(client, world, "203.0.113.1"));
    }

    @Test
    void aTunHasCarrierWhileItIsHeldAndIsGoneAfterwards(NetLab lab) {
        LabSupport.assume(Tool.TUN);
        StandardRig rig = lab.standardRig(Families.V4_ONLY);
        Host host = rig.host();

        try (Tun tun = host.tun("tun0")) {
            host.sh("ip address add 10.8.0.2/24 dev tun0; ip link set tun0 up; ip route add 0.0.0.0/1 dev tun0");
            assertTrue(host.sh("ip link show " + tun.name()).contains("LOWER_UP"));
            assertTrue(host.sh("ip route get 73.158.64.1").contains("dev tun0"));
        }

        Await.until("the tun interface is gone", () -> !host.sh("ip link").contains("tun0"));
        assertTrue(host.sh("ip route get 73.158.64.1").contains("dev eth0"));
    }

    @Test
    void codeRunsInsideAndSoDoTheThreadsItStarts(NetLab lab) throws Exception {
        StandardRig rig = lab.standardRig(Families.V4_ONLY);

        assertEquals(Set.of("lo", "eth0", "eth1"), rig.host().call(NetLabTest::interfaces));
        assertEquals(
                Set.of("lo", "eth0", "eth1"),
                rig.host().call(() -> inNewThread(() -> inNewThread(NetLabTest::interfaces))));
        assertFalse(interfaces().contains("eth1"), "the calling thread stays where it was");
    }

    @Test
    void whatCodeInsideThrowsComesOutUnwrapped(NetLab lab) {
        Host host = lab.host("alone");

        assertEquals(
                "inside",
                assertThrows(
                                java.io.IOException.class,
                                () -> host.call(() -> {
                                    throw new java.io.IOException("inside");
                                }))
                        .getMessage());
    }

    @Test
    void daemonsRunInsideWithTheirOwnRunAndResolvConf(NetLab lab) throws Exception {
        Host host = lab.host("alone");
        String before = Shell.text(java.nio.file.Path.of("/etc/resolv.conf"));

        Daemon daemon = host.run(
                Map.of("WHAT", "ready"),
                "sh",
                "-c",
                "ls /sys/class/net; echo nameserver 192.0.2.1 > /etc/resolv.conf; touch /run/mine; echo $WHAT; sleep 1000");
        daemon.awaitOutput("ready");

        assertTrue(daemon.isAlive());
        assertTrue(daemon.output().startsWith("lo\n"), daemon.output());
        assertEquals(before, Shell.text(java.nio.file.Path.of("/etc/resolv.conf")));
        assertEquals("nameserver 192.0.2.1\n", host.shWithMounts("ls /run/mine >&2; cat /etc/resolv.conf"));
        assertFalse(java.nio.file.Files.exists(java.nio.file.Path.of("/run/mine")));
        daemon.close();
        assertFalse(daemon.isAlive());
        Await.until("no process is left", () -> host.processes().isEmpty(), host::processes);
    }

    @Test
    void aDaemonThatEndsInsteadOfAnsweringFailsAtOnceWithItsOutput(NetLab lab) {
        Daemon daemon = lab.host("alone").run("sh", "-c", "echo no configuration; exit 3");

        LabException failure = assertThrows(LabException.class, () -> daemon.awaitOutput("ready"));

        assertTrue(failure.getMessage().contains("no configuration"), failure.getMessage());
        assertEquals(3, daemon.awaitEnd());
    }

    @Test
    void closeLeavesNoNamespaceAndNoProcess() {
        NetLab lab = NetLab.open("leftovers");
        Host host = lab.host("alone");
        Daemon child = host.run("sh", "-c", "sleep 1000 & sleep 1000");
        host.sh("(setsid sleep 1000 &) ; true");
        Await.until("three sleeps", () -> host.processes().size() >= 4);
        List<Long> pids = host.processes();
        String namespace = host.namespace();
        assertTrue(namespaces().contains(namespace));

        lab.close();

        assertFalse(namespaces().contains(namespace));
        assertFalse(child.isAlive());
        Await.until("all processes are gone", () -> pids.stream().noneMatch(NetLabTest::lives), pids::toString);
        assertThrows(LabException.class, () -> lab.host("late"));
        lab.close();
    }

    @Test
    void whatADeadProcessLeftIsSweptByTheNext() throws Exception {
        long dead = new ProcessBuilder("true").start().onExit().get().pid();
        String left = "netmon-" + dead + "-1-host";
        Shell.out(List.of("ip", "netns", "add", left), Map.of());
        Process stray = new ProcessBuilder("nsenter", "--net=/run/netns/" + left, "sleep", "1000").start();
        String foreign = "netmon-" + ProcessHandle.current().pid() + "x";
        Await.until(
                "the stray is inside",
                () -> Shell.run(List.of("ip", "netns", "pids", left), Map.of())
                        .out()
                        .contains(Long.toString(stray.pid())));

        NetLab.sweep();

        assertFalse(namespaces().contains(left));
        Await.until("the stray is gone", () -> !stray.isAlive());
        assertFalse(namespaces().contains(foreign));
    }

    private static void echo(StandardRig rig, String address) throws Exception {
        ask(rig.host(), rig.router(), address);
    }

    /** Sends a datagram and returns the sender as the other side saw it. */
    private static String ask(Host from, Host to, String address) throws Exception {
        DatagramSocket server = to.call(() -> new DatagramSocket(new InetSocketAddress(address, 7)));
        CompletableFuture<String> seen = CompletableFuture.supplyAsync(() -> {
            try {
                DatagramPacket packet = new DatagramPacket(new byte[16], 16);
                server.receive(packet);
                server.send(packet);
                return packet.getAddress().getHostAddress();
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        try (server;
                DatagramSocket client = from.call(() -> new DatagramSocket())) {
            client.setSoTimeout((int) Await.LIMIT.toMillis());
            byte[] hello = "hello".getBytes(StandardCharsets.US_ASCII);
            client.send(new DatagramPacket(hello, hello.length, InetAddress.getByName(address), 7));
            client.receive(new DatagramPacket(new byte[16], 16));
            return seen.get();
        }
    }

    private static Set<String> interfaces() throws Exception {
        return NetworkInterface.networkInterfaces()
                .map(NetworkInterface::getName)
                .collect(Collectors.toSet());
    }

    private static <T> T inNewThread(java.util.concurrent.Callable<T> code) throws Exception {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(code.call());
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        thread.start();
        return result.get();
    }

    private static String namespaces() {
        return Shell.out(List.of("ip", "netns", "list"), Map.of());
    }

    private static boolean lives(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }
}
