// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.Addresses;
import dev.netmon.Family;
import dev.netmon.LinkChange;
import dev.netmon.Significance;
import dev.netmon.testkit.Await;
import dev.netmon.testkit.Daemon;
import dev.netmon.testkit.IceAgent;
import dev.netmon.testkit.LabSupport;
import dev.netmon.testkit.NatRig;
import dev.netmon.testkit.NetLab;
import dev.netmon.testkit.NetLabExtension;
import dev.netmon.testkit.Tool;
import dev.netmon.underlay.RebindMode;
import dev.netmon.underlay.RebindResult;
import dev.netmon.underlay.peer.Credentials;
import dev.netmon.underlay.peer.IcePings;
import dev.netmon.underlay.peer.Pong;
import dev.netmon.underlay.peer.StunPings;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A session between two uplinks, whatever becomes of them. */
@ExtendWith(NetLabExtension.class)
final class SwitchTest {

    private static NatRig rig(NetLab lab) {
        LabSupport.assume(Tool.NFT, Tool.COTURN);
        NatRig rig = NatRig.build(lab);
        rig.startServers();
        return rig;
    }

    private static void pass(long millis) {
        long start = System.nanoTime();
        Await.until("time has passed", () -> System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 500, 2000})
    void anUplinkDiesAndTheOtherComesLater(int millis, NetLab lab) throws Exception {
        NatRig rig = rig(lab);
        try (Rider rider = Rider.start(rig, RebindMode.KEEP_PORT)) {
            rig.host().sh("ip link set eth0 down");
            pass(millis);
            long before = System.nanoTime();
            rig.moveTo(NatRig.GATEWAY_B);
            rider.awaitSeenAs(NatRig.PUBLIC_B);
            rider.awaitReactions(1);
            rider.awaitSettled(1);
            assertEquals(1, rider.rebindReactions(), () -> rider.changes.toString());
            assertTrue(
                    rider.reactions.stream().allMatch(done -> done.nanos() - before > 0),
                    "nothing is done while no packet can leave");
            rider.rebinds.forEach(rebind -> assertEquals(RebindResult.Outcome.SAME_PORT, rebind.outcome()));
        }
    }

    @Test
    void anAddressChangeIsOneRebind(NetLab lab) throws Exception {
        NatRig rig = rig(lab);
        try (Rider rider = Rider.start(rig, RebindMode.KEEP_PORT)) {
            rig.host()
                    .sh("ip address del 192.168.1.2/24 dev eth0; ip address add 192.168.1.77/24 dev eth0;"
                            + " ip route add default via " + NatRig.GATEWAY_A);
            Pong pong = rider.awaitPong(
                    "an answer to the new address",
                    each -> each.local() != null
                            && Addresses.format(each.local().getAddress()).equals("192.168.1.77"));
            assertTrue(Rider.seenAs(pong, NatRig.PUBLIC_A));
            rider.awaitReactions(1);
            rider.awaitSettled(1);
            assertEquals(1, rider.rebindReactions(), () -> rider.changes.toString());
            assertEquals(1, rider.rebinds.size());
        }
    }

    @Test
    void anotherGatewayIsAReprobeAndReplacesNoSocket(NetLab lab) throws Exception {
        NatRig rig = rig(lab);
        rig.routerA().sh("ip address add 192.168.1.254/24 dev lan");
        try (Rider rider = Rider.start(rig, RebindMode.KEEP_PORT)) {
            rig.moveTo("192.168.1.254");
            rider.awaitReactions(1);
            rider.awaitSettled(1);
            rider.awaitSeenAs(NatRig.PUBLIC_A);
            assertEquals(Significance.REPROBE, rider.reactions.get(0).significance());
            assertEquals(1, rider.reactions.size());
            assertEquals(List.of(), rider.rebinds);
        }
    }

    @Test
    void flappingUplinksAreReactedToAtMostOnceASecondAndTheLastOneCounts(NetLab lab) throws Exception {
        NatRig rig = rig(lab);
        try (Rider rider = Rider.start(rig, RebindMode.FRESH_PORT)) {
            for (int i = 0; i < 200; i++) { // 30 s
                rig.moveTo(i % 2 == 0 ? NatRig.GATEWAY_B : NatRig.GATEWAY_A);
                pass(150);
            }
            rig.moveTo(NatRig.GATEWAY_B);
            rider.awaitSeenAs(NatRig.PUBLIC_B);
            Await.until("a reaction to the last move", () -> reactedToGatewayB(rider), () -> rider.changes);
            // Counted from the completion of one, which is later, to the beginning of the next, which is earlier.
            long least = TimeUnit.SECONDS.toNanos(1);
            for (int i = 1; i < rider.begun.size(); i++) {
                long apart = rider.begun.get(i) - rider.begun.get(i - 1);
                assertTrue(apart >= least, () -> "two reactions within " + apart + " ns");
            }
            assertTrue(rider.reactions.size() >= 3, "deferred, not dropped");
        }
    }

    /** Whether the last move that was told led by gateway B, and a reaction is complete since. */
    private static boolean reactedToGatewayB(Rider rider) {
        List<LinkChange> moves = rider.changes.stream()
                .filter(change -> change.significance() == Significance.REBIND)
                .toList();
        LinkChange last = moves.get(moves.size() - 1);
        return Addresses.parse(NatRig.GATEWAY_B).equals(last.state().egressV4().gateway())
                && rider.reactions.get(rider.reactions.size() - 1).nanos()
                                - last.at().nanos()
                        > 0;
    }

    @Test
    void containersThatComeAndGoAreNothing(NetLab lab) throws Exception {
        NatRig rig = rig(lab);
        try (Rider rider = Rider.start(rig, RebindMode.KEEP_PORT)) {
            for (int i = 0; i < 5; i++) {
                rig.host()
                        .sh("ip link add docker0 type bridge; ip address add 172.17.0.1/16 dev docker0;"
                                + " ip link set docker0 up; ip link add veth0 type veth peer name inside;"
                                + " ip link set veth0 master docker0 up; ip link set inside up;"
                                + " ip link delete veth0; ip link delete docker0");
            }
            rig.host().awaitQuiet();
            rider.awaitSettled(1);
            rider.awaitSeenAs(NatRig.PUBLIC_A);
            assertEquals(List.of(), rider.reactions, () -> rider.changes.toString());
            assertEquals(List.of(), rider.rebinds);
        }
    }

    @Test
    void aNatThatForgetsIsRiddenOverWithoutAnyLocalEvent(NetLab lab) throws Exception {
        NatRig rig = rig(lab);
        try (Rider rider = Rider.start(rig, RebindMode.KEEP_PORT)) {
            Pong before = rider.pongs.get(0);
            // A masquerade forgets its mappings with its interface; the new ones are to look different.
            rig.routerA()
                    .sh("nft flush chain ip netlab post;"
                            + " nft add rule ip netlab post oifname wan meta l4proto udp masquerade to :2000-2999;"
                            + " ip link set wan down; ip link set wan up; ip route add default via 203.0.113.254");
            Pong after = rider.awaitPong(
                    "an answer by another mapping of the same router",
                    pong -> Rider.seenAs(pong, NatRig.PUBLIC_A) && !pong.seen().equals(before.seen()));
            assertEquals(before.local(), after.local());
            assertEquals(List.of(), rider.reactions, () -> rider.changes.toString());
        }
    }

    @Test
    void ipv6ComesAndGoesAndTheSessionGoesOnByTheFamilyThereIs(NetLab lab) throws Exception {
        NatRig rig = rig(lab);
        InetSocketAddress v6 = Rider.at("2001:db8:99::10", NatRig.STUN_PORT);
        rig.enableIpv6();
        rig.startServer("2001:db8:99::10");
        rig.host().awaitQuiet();
        rig.host().sh("ip -6 route del default");
        try (Rider rider = Rider.start(
                rig, RebindMode.KEEP_PORT, new StunPings(), v6, Rider.at(NatRig.SERVER_1, NatRig.STUN_PORT))) {
            rider.awaitPong("an answer by IPv4", pong -> family(pong) == Family.V4);
            rig.host().sh("ip -6 route add default via 2001:db8:1::1");
            rider.awaitReactions(1);
            rig.host().sh("ip route del default");
            rider.awaitPong("an answer by IPv6", pong -> family(pong) == Family.V6);
            rig.host().sh("ip route add default via " + NatRig.GATEWAY_A + "; ip -6 route del default");
            rider.awaitPong("an answer by IPv4 again", pong -> family(pong) == Family.V4);
        }
    }

    private static Family family(Pong pong) {
        return Family.of(pong.remote().getAddress());
    }

    @ParameterizedTest
    @EnumSource(RebindMode.class)
    void closingDuringAChangeLeavesNothing(RebindMode mode, NetLab lab) throws Exception {
        NatRig rig = rig(lab);
        for (int i = 0; i < 6; i++) {
            try (Rider rider = Rider.start(rig, mode)) {
                rig.moveTo(i % 2 == 0 ? NatRig.GATEWAY_B : NatRig.GATEWAY_A);
                pass(20 + 4 * i); // around the eager verdict, 30 ms after the move
                assertFalse(rider.pongs.isEmpty());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(RebindMode.class)
    void aRealIceAgentFollowsUsToTheOtherUplinkAndBack(RebindMode mode, NetLab lab) throws Exception {
        LabSupport.assume(Tool.NFT);
        String program = IceAgent.assumeBuilt();
        NatRig rig = NatRig.build(lab);
        Credentials ours = Credentials.random();
        Credentials theirs = Credentials.random();
        Daemon agent = rig.internet()
                .run(
                        program,
                        "-address",
                        NatRig.SERVER_1,
                        "-port",
                        "50000",
                        "-ufrag",
                        theirs.ufrag(),
                        "-pwd",
                        theirs.pwd(),
                        "-remote-ufrag",
                        ours.ufrag(),
                        "-remote-pwd",
                        ours.pwd());
        agent.awaitOutput("ready");
        try (Rider rider = Rider.start(rig, mode, new IcePings(ours, theirs), Rider.at(NatRig.SERVER_1, 50000))) {
            agent.awaitOutput("state Connected").awaitOutput("selected " + NatRig.PUBLIC_A);
            rig.moveTo(NatRig.GATEWAY_B);
            rider.awaitSeenAs(NatRig.PUBLIC_B);
            agent.awaitOutput("selected " + NatRig.PUBLIC_B);
            rider.awaitReactions(1);
            rig.moveTo(NatRig.GATEWAY_A);
            rider.awaitSeenAs(NatRig.PUBLIC_A);
            rider.awaitReactions(2);
            assertEquals(2, rider.rebindReactions());
            assertFalse(agent.output().contains("state Failed"), agent::output);
        }
    }
}
