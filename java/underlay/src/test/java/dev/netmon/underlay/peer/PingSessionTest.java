// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.Addresses;
import dev.netmon.Family;
import dev.netmon.Moment;
import dev.netmon.testkit.Await;
import dev.netmon.underlay.DatagramPort.Sent;
import dev.netmon.underlay.FakePort;
import dev.netmon.underlay.RebindResult;
import dev.netmon.underlay.RebindResult.Cause;
import dev.netmon.underlay.RebindResult.Outcome;
import dev.netmon.underlay.stun.StunAttribute;
import dev.netmon.underlay.stun.StunMessage;
import dev.netmon.underlay.stun.StunWriter;
import dev.netmon.underlay.stun.TransactionId;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

final class PingSessionTest {

    /** So seldom that only the first ping, and those that are hurried, are sent in a test. */
    private static final PingOptions SELDOM = PingOptions.every(Duration.ofHours(1));

    private static final InetSocketAddress A = address("192.0.2.1");
    private static final InetSocketAddress B = address("192.0.2.2");
    private static final InetSocketAddress SEEN = address("203.0.113.1");

    private final FakePort port = new FakePort();
    private final List<Pong> pongs = new CopyOnWriteArrayList<>();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final PingListener listener = new PingListener() {
        @Override
        public void answered(Pong pong) {
            pongs.add(pong);
            events.add("answered " + pong.seq());
        }

        @Override
        public void refused(Moment at, int code, String reason) {
            events.add("refused " + code + " " + reason);
        }

        @Override
        public void rebound(Moment at, RebindResult result) {
            events.add("rebound " + result.outcome().label());
        }

        @Override
        public void finished() {
            events.add("finished");
        }
    };

    private static InetSocketAddress address(String text) {
        return new InetSocketAddress(Addresses.parse(text), 3478);
    }

    private static RebindResult replaced() {
        InetSocketAddress local = address("0.0.0.0");
        return new RebindResult(Family.V4, Outcome.SAME_PORT, Cause.ASKED, local, local, 1, Duration.ofMillis(1));
    }

    private PingSession stun(PingOptions options, InetSocketAddress... addresses) {
        return PingSession.start(port, new StunPings(), new PeerAddresses(List.of(addresses)), options, listener);
    }

    private void answer(FakePort.Datagram request, InetSocketAddress from) {
        TransactionId id = StunMessage.read(request.bytes()).id();
        port.receive(StunWriter.success(id).xorMapped(SEEN).fingerprint().finish(), from, System.nanoTime());
    }

    private void awaitSent(int count) {
        Await.until(count + " datagrams are sent", () -> port.sent.size() >= count, () -> port.sent);
    }

    private List<InetSocketAddress> destinations(int from) {
        return port.sent.subList(from, port.sent.size()).stream()
                .map(FakePort.Datagram::to)
                .toList();
    }

    @Test
    void bothFormsAreTriedUntilOneIsAnsweredThenThatOne() {
        try (PingSession session = stun(SELDOM, A)) {
            awaitSent(2);
            assertEquals(
                    List.of(28, 40),
                    port.sent.stream().map(sent -> sent.bytes().remaining()).toList());
            answer(port.sent.get(1), A);
            Await.until("it is told", () -> pongs.size() == 1);
            session.reprobe();
            assertEquals(3, port.sent.size());
            assertEquals(40, port.sent.get(2).bytes().remaining());
            answer(port.sent.get(0), A);
            assertEquals(1, session.summary().received(), "two datagrams, one ping");
        }
    }

    @Test
    void aPongTellsWhoWhereAndHowLong() {
        try (PingSession session = stun(SELDOM, A)) {
            awaitSent(2);
            answer(port.sent.get(0), A);
            Await.until("it is told", () -> pongs.size() == 1);
            Pong pong = pongs.get(0);
            assertEquals(1, pong.seq());
            assertEquals(A, pong.remote());
            assertEquals(SEEN, pong.seen());
            assertTrue(pong.rttNanos() > 0);
            assertEquals(PathState.CONFIRMED, session.paths().get(A));
        }
    }

    @Test
    void anAnswerFromElsewhereOrTwiceOrBrokenCountsForNothing() {
        try (PingSession session = stun(SELDOM, A, B)) {
            awaitSent(4);
            answer(port.sent.get(0), B);
            TransactionId id = StunMessage.read(port.sent.get(0).bytes()).id();
            ByteBuffer broken =
                    StunWriter.success(id).xorMapped(SEEN).fingerprint().finish();
            broken.put(broken.limit() - 1, (byte) (broken.get(broken.limit() - 1) ^ 1));
            port.receive(broken, A, System.nanoTime());
            assertEquals(0, session.summary().received());
            answer(port.sent.get(0), A);
            answer(port.sent.get(0), A);
            assertEquals(1, session.summary().received(), "the true one still counts");
        }
    }

    @Test
    void afterARebindAllArePingedAtOnceAndOneFailingSendDoesNotStopTheSweep() {
        try (PingSession session = stun(SELDOM, A, B)) {
            awaitSent(4);
            answer(port.sent.get(0), A);
            port.generation = 1;
            port.network = (bytes, to) -> to.equals(A) ? Sent.FAILED : Sent.SENT;
            session.rebound(replaced());
            assertEquals(PathState.UNCONFIRMED, session.paths().get(A));
            session.reprobe();
            assertEquals(List.of(A, B), destinations(4));
            answer(port.sent.get(5), B);
            assertEquals(PathState.CONFIRMED, session.paths().get(B));
            session.reacted();
            assertEquals(1, session.summary().rebinds());
            Await.until("told in order", () -> events.size() == 3, () -> events);
            assertEquals(List.of("answered 1", "rebound same_port", "answered 2"), events);
        }
    }

    @Test
    void anAnswerOverTheOldSocketIsReceivedButConfirmsNothing() {
        try (PingSession session = stun(SELDOM, A)) {
            awaitSent(2);
            port.generation = 1;
            session.rebound(replaced());
            answer(port.sent.get(0), A);
            assertEquals(1, session.summary().received());
            assertEquals(PathState.UNTRIED, session.paths().get(A));
        }
    }

    @Test
    void itFinishesWhenAllAreAnsweredOrGivenUp() {
        port.network = (bytes, to) -> {
            StunMessage request = StunMessage.read(bytes);
            if (port.sent.size() != 2) {
                port.receive(
                        StunWriter.success(request.id())
                                .xorMapped(SEEN)
                                .fingerprint()
                                .finish(),
                        to,
                        System.nanoTime());
            }
            return Sent.SENT;
        };
        PingOptions three = PingOptions.every(Duration.ofMillis(5)).withCount(3);
        try (PingSession session = stun(three, A)) {
            Await.until("it has finished", () -> events.contains("finished"), () -> events);
            PingSummary summary = session.summary();
            assertEquals(3, summary.sent());
            assertEquals(3, summary.received());
            assertEquals(0, summary.lost());
        }
        assertEquals(0, port.protocols(), "it leaves the port");
    }

    @Test
    void whatIsNotAnsweredIsLostInTheEnd() {
        PingSession session = stun(PingOptions.every(Duration.ofMillis(5)).withCount(2), A);
        awaitSent(4);
        session.finish(Duration.ofSeconds(30));
        session.close();
        session.close();
        assertEquals(2, session.summary().lost());
    }

    @Test
    void anIcePeerThatMovesIsFollowedOnlyWhenItProvesItself() {
        Credentials ours = new Credentials("ours", "ourPassword");
        Credentials theirs = new Credentials("their", "theirPassword");
        PeerAddresses addresses = new PeerAddresses(List.of(A));
        try (PingSession session = PingSession.start(port, new IcePings(ours, theirs), addresses, SELDOM, listener)) {
            awaitSent(1);
            assertFalse(addresses.allows(B));
            assertFalse(port.receive(check("wrong"), B, System.nanoTime()));
            assertFalse(addresses.allows(B));
            assertEquals(1, port.sent.size());
            assertTrue(port.receive(check("ourPassword"), B, System.nanoTime()));
            assertTrue(addresses.allows(B));
            assertEquals(B, port.sent.get(1).to());
            assertEquals(
                    StunMessage.Kind.SUCCESS,
                    StunMessage.read(port.sent.get(1).bytes()).kind());
            awaitSent(4);
            assertEquals(List.of(A, B), destinations(2), "a check back, at once");
            assertEquals(List.of(A, B), List.copyOf(session.paths().keySet()));
        }
    }

    private static ByteBuffer check(String password) {
        return StunWriter.request(TransactionId.random())
                .text(StunAttribute.USERNAME, "ours:their")
                .int64(StunAttribute.ICE_CONTROLLED, 1)
                .integrity(new Credentials("ours", password).key())
                .fingerprint()
                .finish();
    }

    @Test
    void aRefusalIsToldOnce() {
        Credentials any = Credentials.random();
        PeerAddresses addresses = new PeerAddresses(List.of(A));
        try (PingSession session = PingSession.start(port, new IcePings(any, any), addresses, SELDOM, listener)) {
            awaitSent(1);
            session.reprobe();
            for (FakePort.Datagram sent : List.copyOf(port.sent)) {
                TransactionId id = StunMessage.read(sent.bytes()).id();
                port.receive(
                        StunWriter.error(id, 401, "Unauthorized").fingerprint().finish(), A, System.nanoTime());
            }
            Await.until("it is told", () -> !events.isEmpty());
            session.rebound(replaced());
            Await.until("the next is told", () -> events.size() >= 2);
            assertEquals(List.of("refused 401 Unauthorized", "rebound same_port"), events);
        }
    }

    @Test
    void aRoleConflictIsSettledWithinThePing() {
        Credentials ours = new Credentials("ours", "ourPassword");
        Credentials theirs = new Credentials("their", "theirPassword");
        PeerAddresses addresses = new PeerAddresses(List.of(A));
        try (PingSession session = PingSession.start(port, new IcePings(ours, theirs), addresses, SELDOM, listener)) {
            awaitSent(1);
            for (int i = 0; i < 2; i++) {
                TransactionId id = StunMessage.read(port.sent.get(i).bytes()).id();
                port.receive(
                        StunWriter.error(id, 487, "Role Conflict")
                                .integrity(theirs.key())
                                .fingerprint()
                                .finish(),
                        A,
                        System.nanoTime());
            }
            assertEquals(2, port.sent.size(), "a peer that never agrees is not asked for ever");
            assertTrue(StunMessage.read(port.sent.get(1).bytes()).has(StunAttribute.ICE_CONTROLLED));
            assertEquals(1, session.summary().sent());
        }
    }
}
