// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.netmon.Addresses;
import dev.netmon.Family;
import dev.netmon.LinkChange;
import dev.netmon.Moment;
import dev.netmon.MonitorOptions;
import dev.netmon.Significance;
import dev.netmon.testkit.Await;
import dev.netmon.testkit.NatRig;
import dev.netmon.underlay.RebindMode;
import dev.netmon.underlay.RebindResult;
import dev.netmon.underlay.UdpUnderlay;
import dev.netmon.underlay.UnderlayListener;
import dev.netmon.underlay.UnderlayOptions;
import dev.netmon.underlay.peer.PeerAddresses;
import dev.netmon.underlay.peer.PingListener;
import dev.netmon.underlay.peer.PingOptions;
import dev.netmon.underlay.peer.PingProtocol;
import dev.netmon.underlay.peer.PingSession;
import dev.netmon.underlay.peer.PingSummary;
import dev.netmon.underlay.peer.Pong;
import dev.netmon.underlay.peer.StunPings;
import dev.netmon.underlay.supervise.Reaction;
import dev.netmon.underlay.supervise.Supervisor;
import dev.netmon.underlay.supervise.SupervisorListener;
import dev.netmon.underlay.supervise.SupervisorOptions;
import dev.netmon.underlay.supervise.UnderlayReaction;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A session on the rig's host that is to ride over what a test does: underlay, supervisor and a ping every 10 ms. What
 * else leaves the host by UDP or TCP is counted, and must be nothing.
 */
final class Rider implements AutoCloseable {

    /** A reaction that is complete. */
    record Done(Significance significance, long nanos) {}

    private static final PingOptions OFTEN = PingOptions.every(Duration.ofMillis(10));

    final List<Pong> pongs = new CopyOnWriteArrayList<>();
    final List<RebindResult> rebinds = new CopyOnWriteArrayList<>();
    final List<Done> reactions = new CopyOnWriteArrayList<>();

    /** When a reaction had begun, each before it could be complete, in nanoseconds. */
    final List<Long> begun = new CopyOnWriteArrayList<>();

    final List<LinkChange> changes = new CopyOnWriteArrayList<>();
    final List<Duration> returns = new CopyOnWriteArrayList<>();

    private final NatRig rig;
    private final UdpUnderlay underlay;
    private final PingSession session;
    private final Supervisor supervisor;

    private Rider(NatRig rig, RebindMode mode, PingProtocol protocol, List<InetSocketAddress> peers) throws Exception {
        this.rig = rig;
        countStrays(peers);
        PeerAddresses addresses = new PeerAddresses(peers);
        UnderlayOptions options = UnderlayOptions.defaults().withEgress(addresses);
        UnderlayOptions bound = addresses.families().size() == 1 ? options.withFamilies(Family.V4) : options;
        this.underlay = rig.host().call(() -> UdpUnderlay.open(bound, (datagram, from) -> {}));
        this.session = rig.host()
                .call(() -> PingSession.start(underlay, protocol, addresses, OFTEN, new PingListener() {
                    @Override
                    public void answered(Pong pong) {
                        pongs.add(pong);
                    }

                    @Override
                    public void back(Moment at, Duration gap, long unanswered) {
                        returns.add(gap);
                    }
                }));
        underlay.watch(new UnderlayListener() {
            @Override
            public void rebound(RebindResult result) {
                rebinds.add(result);
                session.rebound(result);
            }
        });
        this.supervisor = rig.host()
                .call(() -> Supervisor.system(
                        MonitorOptions.defaults(),
                        noting(new UnderlayReaction(underlay, mode, significance -> session.reprobe())),
                        SupervisorOptions.defaults().withInterest(underlay.interest())));
        supervisor.watch(new SupervisorListener() {
            @Override
            public void completed(Significance significance, Duration took) {
                reactions.add(new Done(significance, System.nanoTime()));
                if (significance == Significance.REBIND) {
                    session.reacted();
                }
            }
        });
        supervisor.monitor().watch(changes::add);
    }

    private Reaction noting(Reaction reaction) {
        return significance -> {
            begun.add(System.nanoTime());
            reaction.rebindAndReprobe(significance);
        };
    }

    /** Pings the first STUN server. */
    static Rider start(NatRig rig, RebindMode mode) throws Exception {
        return start(rig, mode, new StunPings(), at(NatRig.SERVER_1, NatRig.STUN_PORT));
    }

    static Rider start(NatRig rig, RebindMode mode, PingProtocol protocol, InetSocketAddress... peers)
            throws Exception {
        Rider rider = new Rider(rig, mode, protocol, List.of(peers));
        rider.awaitPong("the first answer", pong -> true);
        return rider;
    }

    static InetSocketAddress at(String address, int port) {
        return new InetSocketAddress(Addresses.parse(address), port);
    }

    PingSummary summary() {
        return session.summary();
    }

    /** Waits for an answer to a ping that was sent after now and is as it should be. */
    Pong awaitPong(String what, java.util.function.Predicate<Pong> wanted) {
        long now = System.nanoTime();
        return Await.value(
                what,
                () -> pongs.stream()
                        .filter(pong -> pong.at().nanos() - pong.rttNanos() - now > 0)
                        .filter(wanted)
                        .findFirst());
    }

    Pong awaitSeenAs(String publicAddress) {
        return awaitPong("an answer by " + publicAddress, pong -> seenAs(pong, publicAddress));
    }

    static boolean seenAs(Pong pong, String publicAddress) {
        InetSocketAddress seen = pong.seen();
        return seen != null && Addresses.format(seen.getAddress()).equals(publicAddress);
    }

    /** Waits until the burst of changes is over, so that nothing of it is still to be reacted to. */
    void awaitSettled(int settledChanges) {
        Await.until(
                settledChanges + " settled changes",
                () -> changes.stream().filter(change -> !change.eager()).count() >= settledChanges,
                () -> changes);
    }

    void awaitReactions(int count) {
        Await.until(count + " reactions", () -> reactions.size() >= count, () -> changes);
    }

    long rebindReactions() {
        return reactions.stream()
                .filter(done -> done.significance() == Significance.REBIND)
                .count();
    }

    private void countStrays(List<InetSocketAddress> peers) {
        StringBuilder rules = new StringBuilder("nft add table inet strays;"
                + " nft 'add chain inet strays out { type filter hook output priority 0; }';"
                + " nft add rule inet strays out oifname lo accept;");
        for (InetSocketAddress peer : peers) {
            boolean v4 = Family.of(peer.getAddress()) == Family.V4;
            rules.append(" nft add rule inet strays out ")
                    .append(v4 ? "ip" : "ip6")
                    .append(" daddr ");
            rules.append(Addresses.format(peer.getAddress()))
                    .append(" udp dport ")
                    .append(peer.getPort());
            rules.append(" counter accept;");
        }
        rules.append(" nft add rule inet strays out meta l4proto '{ udp, tcp }' counter comment stray");
        rig.host().sh(rules.toString());
    }

    /** Nothing may have left but the pings, and nothing is left behind. */
    @Override
    public void close() {
        supervisor.close();
        session.close();
        underlay.close();
        String rules = rig.host().sh("nft list chain inet strays out | grep stray; nft delete table inet strays");
        assertEquals("", rig.host().sh("ss -Huan"), "no socket survives");
        assertEquals(true, rules.contains("packets 0 bytes 0"), rules);
    }
}
