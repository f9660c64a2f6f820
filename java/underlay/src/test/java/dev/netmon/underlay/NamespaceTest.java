// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay;

import static dev.netmon.underlay.Inbox.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.Addresses;
import dev.netmon.Family;
import dev.netmon.LinkChange;
import dev.netmon.MonitorOptions;
import dev.netmon.Reason;
import dev.netmon.Significance;
import dev.netmon.testkit.Await;
import dev.netmon.testkit.Host;
import dev.netmon.testkit.LabSupport;
import dev.netmon.testkit.NetLab;
import dev.netmon.testkit.NetLabExtension;
import dev.netmon.testkit.StandardRig;
import dev.netmon.testkit.StandardRig.Families;
import dev.netmon.testkit.Tool;
import dev.netmon.underlay.DatagramPort.Sent;
import dev.netmon.underlay.RebindResult.Cause;
import dev.netmon.underlay.RebindResult.Outcome;
import dev.netmon.underlay.supervise.Supervisor;
import dev.netmon.underlay.supervise.SupervisorListener;
import dev.netmon.underlay.supervise.SupervisorOptions;
import dev.netmon.underlay.supervise.UnderlayReaction;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A real kernel: two uplinks, and somebody far away who answers. */
@ExtendWith(NetLabExtension.class)
final class NamespaceTest {

    private static final String FAR = "198.51.100.1";

    private final Inbox inbox = new Inbox();
    private final List<RebindResult> rebinds = new CopyOnWriteArrayList<>();
    private final List<Significance> reactions = new CopyOnWriteArrayList<>();
    private final List<LinkChange> changes = new CopyOnWriteArrayList<>();

    private static EchoPeer farAway(StandardRig rig) throws Exception {
        rig.router().sh("ip address add " + FAR + "/32 dev lo");
        return rig.router().call(() -> new EchoPeer(FAR));
    }

    private UdpUnderlay open(Host host, UnderlayOptions options) throws Exception {
        UdpUnderlay underlay = host.call(() -> UdpUnderlay.open(options.withFamilies(Family.V4), inbox));
        underlay.watch(new UnderlayListener() {
            @Override
            public void rebound(RebindResult result) {
                rebinds.add(result);
            }
        });
        return underlay;
    }

    private Supervisor supervise(Host host, UdpUnderlay underlay, RebindMode mode) throws Exception {
        Supervisor supervisor = host.call(() -> Supervisor.system(
                MonitorOptions.defaults(),
                new UnderlayReaction(underlay, mode, reactions::add),
                SupervisorOptions.defaults().withInterest(underlay.interest())));
        supervisor.monitor().watch(changes::add);
        return supervisor;
    }

    private void echoes(UdpUnderlay underlay, EchoPeer peer, String text) {
        assertEquals(Sent.SENT, underlay.send(bytes(text), peer.address()));
        inbox.await(text);
    }

    private static InetSocketAddress lastHeard(EchoPeer peer) {
        return (InetSocketAddress) peer.senders().get(peer.senders().size() - 1);
    }

    private void move(Host host, String gateway, int reactionsAfter) {
        host.sh("ip route replace default via " + gateway);
        Await.until("reaction " + reactionsAfter, () -> reactions.size() >= reactionsAfter, () -> changes);
    }

    @Test
    void aMovedDefaultRouteIsOneRebindAndTrafficFlows(NetLab lab) throws Exception {
        StandardRig rig = lab.standardRig(Families.V4_ONLY);
        try (EchoPeer peer = farAway(rig);
                UdpUnderlay underlay = open(rig.host(), UnderlayOptions.defaults());
                Supervisor supervisor = supervise(rig.host(), underlay, RebindMode.KEEP_PORT)) {
            int port = underlay.local(Family.V4).getPort();
            echoes(underlay, peer, "by the first");
            assertEquals(new InetSocketAddress(Addresses.parse("10.1.0.2"), port), lastHeard(peer));
            move(rig.host(), "10.2.0.1", 1);
            echoes(underlay, peer, "by the second");
            assertEquals(new InetSocketAddress(Addresses.parse("10.2.0.2"), port), lastHeard(peer));
            settled(1);
            move(rig.host(), "10.1.0.1", 2);
            echoes(underlay, peer, "by the first again");
            assertEquals(new InetSocketAddress(Addresses.parse("10.1.0.2"), port), lastHeard(peer));
            supervisor.finish();
            assertEquals(List.of(Significance.REBIND, Significance.REBIND), reactions);
            assertEquals(2, rebinds.size());
            rebinds.forEach(rebind -> assertEquals(Outcome.SAME_PORT, rebind.outcome()));
        }
    }

    /** The burst of the last move is over: what else it says came to nothing. */
    private void settled(int moves) {
        Await.until(
                "the burst settled",
                () -> changes.stream().filter(change -> !change.eager()).count() >= moves,
                () -> changes);
    }

    @Test
    void aFreshPortSurvivesAMoveToo(NetLab lab) throws Exception {
        StandardRig rig = lab.standardRig(Families.V4_ONLY);
        try (EchoPeer peer = farAway(rig);
                UdpUnderlay underlay = open(rig.host(), UnderlayOptions.defaults());
                Supervisor supervisor = supervise(rig.host(), underlay, RebindMode.FRESH_PORT)) {
            int port = underlay.local(Family.V4).getPort();
            move(rig.host(), "10.2.0.1", 1);
            echoes(underlay, peer, "by the second");
            assertFalse(lastHeard(peer).getPort() == port);
            peer.send("to the old port", new InetSocketAddress(Addresses.parse("10.1.0.2"), port));
            inbox.await("to the old port");
            supervisor.finish();
            assertEquals(1, rebinds.size());
        }
    }

    @Test
    void containersThatComeAndGoAreNothing(NetLab lab) throws Exception {
        StandardRig rig = lab.standardRig(Families.V4_ONLY);
        try (EchoPeer peer = farAway(rig);
                UdpUnderlay underlay = open(rig.host(), UnderlayOptions.defaults());
                Supervisor supervisor = supervise(rig.host(), underlay, RebindMode.KEEP_PORT)) {
            for (int i = 0; i < 3; i++) {
                rig.host()
                        .sh("ip link add docker0 type bridge; ip address add 172.17.0.1/16 dev docker0;"
                                + " ip link set docker0 up; ip link add veth0 type veth peer name inside;"
                                + " ip link set veth0 master docker0 up; ip link set inside up");
                int told = changes.size();
                rig.host().sh("ip link delete veth0; ip link delete docker0");
                Await.until("the churn was told", () -> changes.size() > told, () -> changes);
            }
            rig.host().awaitQuiet();
            assertTrue(
                    changes.stream().allMatch(change -> change.significance() == Significance.NONE), changes::toString);
            echoes(underlay, peer, "as before");
            move(rig.host(), "10.2.0.1", 1);
            supervisor.finish();
            assertEquals(List.of(Significance.REBIND), reactions);
            assertEquals(1, rebinds.size());
        }
    }

    @Test
    void aBoundAddressThatGoesIsToldAndComesBack(NetLab lab) throws Exception {
        StandardRig rig = lab.standardRig(Families.V4_ONLY);
        UnderlayOptions bound = UnderlayOptions.defaults().withAddress(Addresses.parse("10.2.0.2"));
        try (EchoPeer peer = farAway(rig);
                UdpUnderlay underlay = open(rig.host(), bound);
                Supervisor supervisor = supervise(rig.host(), underlay, RebindMode.KEEP_PORT)) {
            int port = underlay.local(Family.V4).getPort();
            rig.host().sh("ip address del 10.2.0.2/24 dev eth1");
            Await.until("it failed", () -> rebinds.stream().anyMatch(r -> !r.replaced()), () -> changes);
            rig.host().sh("ip address add 10.2.0.2/24 dev eth1");
            Await.until("it was bound again", () -> underlay.local(Family.V4) != null, () -> rebinds);
            assertEquals(port, underlay.local(Family.V4).getPort());
            peer.send("back", new InetSocketAddress(Addresses.parse("10.2.0.2"), port));
            inbox.await("back");
            assertTrue(supervisor.monitor().state().online());
        }
        assertTrue(
                changes.stream().noneMatch(change -> change.reasons().contains(Reason.BOUND_ADDRESS_REMOVED)),
                "told to its owner alone");
    }

    @Test
    void withoutARouteSendsFailAndNothingIsReplaced(NetLab lab) throws Exception {
        StandardRig rig = lab.standardRig(Families.V4_ONLY);
        try (EchoPeer peer = farAway(rig);
                UdpUnderlay underlay = open(rig.host(), UnderlayOptions.defaults())) {
            rig.host().sh("ip route del default");
            for (int i = 0; i < 10; i++) {
                assertEquals(Sent.FAILED, underlay.send(bytes("x"), peer.address()));
            }
            rig.host().sh("ip route add default via 10.1.0.1");
            echoes(underlay, peer, "again");
            assertEquals(List.of(), rebinds);
        }
    }

    @Test
    void aFirewallThatForbidsSendingIsOneRebindHoweverOften(NetLab lab) throws Exception {
        LabSupport.assume(Tool.NFT);
        StandardRig rig = lab.standardRig(Families.V4_ONLY);
        try (EchoPeer peer = farAway(rig);
                UdpUnderlay underlay = open(rig.host(), UnderlayOptions.defaults())) {
            rig.host()
                    .sh("nft add table ip t; nft 'add chain ip t out { type filter hook output priority 0; }';"
                            + " nft add rule ip t out meta l4proto udp drop");
            for (int i = 0; i < 20; i++) {
                assertEquals(Sent.FAILED, underlay.send(bytes("x"), peer.address()));
            }
            Await.until("it was replaced", () -> rebinds.size() == 1, () -> rebinds);
            rig.host().sh("nft delete table ip t");
            echoes(underlay, peer, "allowed again");
            assertEquals(Cause.SEND_ERROR, rebinds.get(0).cause());
            assertEquals(1, rebinds.size());
        }
    }

    @Test
    void bothFamiliesMoveAndKeepTheirPort(NetLab lab) throws Exception {
        StandardRig rig = lab.standardRig(Families.V4_AND_V6);
        rig.router().sh("ip address add 2001:db8:ff::1/128 dev lo nodad");
        try (EchoPeer four = farAway(rig);
                EchoPeer six = rig.router().call(() -> new EchoPeer("2001:db8:ff::1"));
                UdpUnderlay underlay = rig.host()
                        .call(() -> UdpUnderlay.open(UnderlayOptions.defaults().withPort(41641), inbox));
                Supervisor supervisor = supervise(rig.host(), underlay, RebindMode.KEEP_PORT)) {
            rig.host().sh("ip route replace default via 10.2.0.1; ip -6 route replace default via 2001:db8:2::1");
            Await.until("it was rebound", () -> reactions.contains(Significance.REBIND), () -> changes);
            echoes(underlay, four, "four");
            echoes(underlay, six, "six");
            assertEquals(new InetSocketAddress(Addresses.parse("10.2.0.2"), 41641), lastHeard(four));
            assertEquals(new InetSocketAddress(Addresses.parse("2001:db8:2::2"), 41641), lastHeard(six));
            supervisor.finish();
        }
    }

    @Test
    void nothingLeavesThatIsNotAllowed(NetLab lab) throws Exception {
        LabSupport.assume(Tool.NFT);
        StandardRig rig = lab.standardRig(Families.V4_AND_V6);
        try (EchoPeer peer = farAway(rig);
                UdpUnderlay underlay = open(
                        rig.host(), UnderlayOptions.defaults().withEgress(EgressPolicy.only(List.of(peer.address()))));
                Supervisor supervisor = supervise(rig.host(), underlay, RebindMode.FRESH_PORT)) {
            rig.host()
                    .sh("nft add table inet t; nft 'add chain inet t out { type filter hook output priority 0; }';"
                            + " nft add rule inet t out meta l4proto udp ip daddr " + FAR + " accept;"
                            + " nft add rule inet t out meta l4proto != ipv6-icmp counter");
            for (String elsewhere : List.of("198.51.100.2", "10.1.0.1", "2001:db8:1::1", "2001:db8:ff::1")) {
                InetSocketAddress to = new InetSocketAddress(Addresses.parse(elsewhere), 3478);
                assertEquals(Sent.REFUSED, underlay.send(bytes("x"), to));
            }
            echoes(underlay, peer, "allowed");
            move(rig.host(), "10.2.0.1", 1);
            supervisor.request(Significance.REBIND);
            Await.until("reaction 2", () -> reactions.size() >= 2);
            echoes(underlay, peer, "still allowed");
            String counted = rig.host().sh("nft list table inet t");
            assertTrue(counted.contains("counter packets 0 "), counted);
        }
    }

    @Test
    void anUplinkThatDiesStartsNothingUntilAnotherComes(NetLab lab) throws Exception {
        StandardRig rig = lab.standardRig(Families.V4_ONLY);
        try (EchoPeer peer = farAway(rig);
                UdpUnderlay underlay = open(rig.host(), UnderlayOptions.defaults());
                Supervisor supervisor = supervise(rig.host(), underlay, RebindMode.KEEP_PORT)) {
            rig.router().sh("ip link set ra down");
            Await.until(
                    "the loss is told",
                    () -> changes.stream().anyMatch(change -> change.reasons().contains(Reason.EGRESS_LOST)),
                    () -> changes);
            assertEquals(List.of(), reactions);
            move(rig.host(), "10.2.0.1", 1);
            echoes(underlay, peer, "by the other");
            supervisor.finish();
            assertEquals(List.of(Significance.REBIND), reactions);
            assertEquals(1, rebinds.size());
        }
    }

    @Test
    void aFirstStartWithoutANetworkIsWokenByTheMonitor(NetLab lab) throws Exception {
        StandardRig rig = lab.standardRig(Families.V4_ONLY);
        rig.host().sh("ip route del default");
        try (EchoPeer peer = farAway(rig);
                UdpUnderlay underlay = open(rig.host(), UnderlayOptions.defaults());
                Supervisor supervisor = rig.host()
                        .call(() -> Supervisor.system(
                                MonitorOptions.defaults(),
                                new UnderlayReaction(underlay, RebindMode.KEEP_PORT, reactions::add),
                                SupervisorOptions.defaults().withPatience(Duration.ofHours(1))))) {
            List<String> heard = new CopyOnWriteArrayList<>();
            supervisor.watch(new SupervisorListener() {
                @Override
                public void waiting(Duration patience) {
                    heard.add("waiting");
                }
            });
            supervisor.request(Significance.REPROBE);
            Await.until("it waits", () -> heard.contains("waiting"));
            assertEquals(List.of(), reactions);
            rig.host().sh("ip route add default via 10.1.0.1");
            Await.until("it was woken", () -> reactions.size() == 1);
            echoes(underlay, peer, "online");
            supervisor.finish();
            assertEquals(List.of(Significance.REPROBE), reactions);
        }
    }
}
