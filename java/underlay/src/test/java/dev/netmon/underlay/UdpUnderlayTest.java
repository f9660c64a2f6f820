// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay;

import static dev.netmon.underlay.Inbox.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.Addresses;
import dev.netmon.Family;
import dev.netmon.testkit.Await;
import dev.netmon.underlay.DatagramPort.Sent;
import dev.netmon.underlay.RebindResult.Cause;
import dev.netmon.underlay.RebindResult.Outcome;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** On real sockets, over loopback. */
@Isolated("it counts the threads of this process")
final class UdpUnderlayTest {

    private static final UnderlayOptions V4 = UnderlayOptions.defaults().withFamilies(Family.V4);

    private final Inbox inbox = new Inbox();
    private EchoPeer peer;

    @BeforeEach
    void peer() throws IOException {
        peer = new EchoPeer("127.0.0.1");
    }

    @AfterEach
    void noPeer() {
        peer.close();
    }

    private static int port(UdpUnderlay underlay) {
        InetSocketAddress local = underlay.local(Family.V4);
        assertNotNull(local);
        return local.getPort();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void receivedDataFlowsOnTheNewSocketAfterARebind() throws Exception {
        try (UdpUnderlay underlay = UdpUnderlay.open(V4, inbox)) {
            int before = port(underlay);
            assertEquals(Sent.SENT, underlay.send(bytes("one"), peer.address()));
            inbox.await("one");
            RebindResult result = underlay.rebind(RebindMode.KEEP_PORT).get(0);
            assertEquals(Outcome.SAME_PORT, result.outcome());
            assertEquals(Cause.ASKED, result.cause());
            assertEquals(result.old(), result.now());
            // Received without anything sent first: the reader is on the new socket by itself.
            peer.send("unasked", before);
            inbox.await("unasked");
            assertEquals(Sent.SENT, underlay.send(bytes("two"), peer.address()));
            inbox.await("two");
            assertEquals(
                    Set.of(before),
                    peer.senders().stream()
                            .map(sender -> ((InetSocketAddress) sender).getPort())
                            .collect(Collectors.toSet()));
        }
    }

    @Test
    void aHundredRebindsKeepThePort() throws Exception {
        try (UdpUnderlay underlay = UdpUnderlay.open(V4, inbox)) {
            int before = port(underlay);
            long generation = underlay.generation();
            for (int i = 1; i <= 100; i++) {
                RebindResult result = underlay.rebind(RebindMode.KEEP_PORT).get(0);
                assertEquals(Outcome.SAME_PORT, result.outcome(), result::toString);
                assertEquals(generation + i, underlay.generation());
            }
            assertEquals(before, port(underlay));
            underlay.send(bytes("after"), peer.address());
            inbox.await("after");
        }
    }

    @Test
    void whatReachedTheOldSocketIsDeliveredThoughThePortIsKept() throws Exception {
        try (UdpUnderlay underlay = UdpUnderlay.open(V4, inbox)) {
            for (int i = 0; i < 50; i++) {
                peer.send("early " + i, port(underlay));
            }
            underlay.rebind(RebindMode.KEEP_PORT);
            for (int i = 0; i < 50; i++) {
                inbox.await("early " + i);
            }
        }
    }

    @Test
    void aFreshPortLosesNothingThatReachedEitherSocket() throws Exception {
        try (UdpUnderlay underlay = UdpUnderlay.open(V4, inbox)) {
            List<String> sent = new ArrayList<>();
            for (int round = 0; round < 10; round++) {
                int old = port(underlay);
                for (int i = 0; i < 20; i++) {
                    sent.add("before " + round + " " + i);
                    peer.send("before " + round + " " + i, old);
                }
                RebindResult result = underlay.rebind(RebindMode.FRESH_PORT).get(0);
                assertEquals(Outcome.NEW_PORT, result.outcome());
                int now = port(underlay);
                assertNotEquals(old, now);
                for (int i = 0; i < 20; i++) {
                    sent.add("old " + round + " " + i);
                    peer.send("old " + round + " " + i, old);
                    sent.add("new " + round + " " + i);
                    peer.send("new " + round + " " + i, now);
                }
            }
            Await.until("all are here", () -> inbox.texts().size() >= sent.size(), inbox::texts);
            assertEquals(new HashSet<>(sent), new HashSet<>(inbox.texts()));
        }
    }

    @Test
    void theOldSocketOfAFreshPortIsReadForTwoSecondsMoreThenGone() throws Exception {
        try (UdpUnderlay underlay = UdpUnderlay.open(V4, inbox)) {
            int old = port(underlay);
            long start = System.nanoTime();
            underlay.rebind(RebindMode.FRESH_PORT);
            Await.until("the old port is free", () -> free(old));
            assertTrue(System.nanoTime() - start >= 2_000_000_000L, "it was read for so long");
            underlay.send(bytes("still there"), peer.address());
            inbox.await("still there");
        }
    }

    @Test
    void aTakenPortAtTheStartGivesAnother() throws Exception {
        int taken = peer.address().getPort();
        UnderlayOptions options = V4.withAddress(Addresses.parse("127.0.0.1")).withPort(taken);
        try (UdpUnderlay underlay = UdpUnderlay.open(options, inbox)) {
            assertNotEquals(taken, port(underlay));
        }
        UnderlayOptions strict = options.withFallback(UnderlayOptions.PortFallback.KEEP_TRYING);
        assertThrows(IOException.class, () -> UdpUnderlay.open(strict, inbox));
    }

    @Test
    void bothFamiliesHaveTheConfiguredPortAndKeepIt() throws Exception {
        int port;
        try (DatagramSocket any = new DatagramSocket()) {
            port = any.getLocalPort();
        }
        try (UdpUnderlay underlay = UdpUnderlay.open(UnderlayOptions.defaults().withPort(port), inbox)) {
            Assumptions.assumeTrue(underlay.local(Family.V6) != null, "no IPv6 here");
            for (int i = 0; i < 20; i++) {
                for (RebindResult result : underlay.rebind(RebindMode.KEEP_PORT)) {
                    assertEquals(Outcome.SAME_PORT, result.outcome(), result::toString);
                    assertEquals(port, result.now().getPort());
                }
            }
            peer.send("four", port);
            inbox.await("four");
            try (EchoPeer six = new EchoPeer("::1")) {
                six.send("six", port);
                inbox.await("six");
                assertEquals(Sent.SENT, underlay.send(bytes("to six"), six.address()));
                inbox.await("to six");
            }
            assertEquals(Sent.SENT, underlay.send(bytes("to four"), peer.address()));
            inbox.await("to four");
        }
    }

    @Test
    void anInterruptedSenderDoesNotCloseTheSocket() throws Exception {
        try (UdpUnderlay underlay = UdpUnderlay.open(V4, inbox)) {
            long generation = underlay.generation();
            Thread.currentThread().interrupt();
            assertEquals(Sent.SENT, underlay.send(bytes("interrupted"), peer.address()));
            List<RebindResult> results = underlay.rebind(RebindMode.KEEP_PORT);
            assertTrue(Thread.interrupted(), "the interrupt is left to its owner");
            assertTrue(results.get(0).replaced());
            assertEquals(generation + 1, underlay.generation());
            underlay.send(bytes("later"), peer.address());
            inbox.await("later");
        }
    }

    @Test
    void protocolsLookInTurnAndTheProgramSeesTheRest() throws Exception {
        List<String> first = new ArrayList<>();
        Inbox second = new Inbox();
        try (UdpUnderlay underlay = UdpUnderlay.open(V4, inbox)) {
            underlay.demux((datagram, from, nanos) -> {
                first.add(Inbox.text(datagram)); // moves the position; the next one sees it all
                throw new IllegalStateException("a protocol that fails has not taken it");
            });
            AutoCloseable registration = underlay.demux(
                    (datagram, from, nanos) -> datagram.get(0) == 'p' && second.take(datagram, from, nanos));
            peer.send("protocol", port(underlay));
            second.await("protocol");
            peer.send("other", port(underlay));
            inbox.await("other");
            registration.close();
            peer.send("protocol again", port(underlay));
            inbox.await("protocol again");
            assertEquals(List.of("protocol"), second.texts());
            assertEquals(List.of("protocol", "other", "protocol again"), first);
            assertEquals(List.of("other", "protocol again"), inbox.texts());
        }
    }

    @Test
    void aReceivingCallMayNotRebindButMayClose() throws Exception {
        AtomicReference<UdpUnderlay> self = new AtomicReference<>();
        CompletableFuture<Throwable> refused = new CompletableFuture<>();
        UdpUnderlay underlay = UdpUnderlay.open(V4, (datagram, from) -> {
            try {
                self.get().rebind(RebindMode.KEEP_PORT);
            } catch (IllegalStateException e) {
                refused.complete(e);
            }
            self.get().close();
        });
        self.set(underlay);
        int port = port(underlay);
        peer.send("x", port);
        refused.get();
        Await.until("the port is free", () -> free(port));
        underlay.close();
    }

    @Test
    void aCallThatBlocksHoldsUpNoRebind() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        try (UdpUnderlay underlay = UdpUnderlay.open(V4, (datagram, from) -> {
            inbox.received(datagram, from);
            entered.countDown();
            await(leave);
        })) {
            peer.send("blocks", port(underlay));
            entered.await();
            for (int i = 0; i < 3; i++) {
                assertEquals(
                        Outcome.SAME_PORT,
                        underlay.rebind(RebindMode.KEEP_PORT).get(0).outcome());
            }
            peer.send("after", port(underlay));
            leave.countDown();
            inbox.await("after");
        }
    }

    @Test
    void closedIsClosed() throws Exception {
        UdpUnderlay underlay = UdpUnderlay.open(V4, inbox);
        int port = port(underlay);
        underlay.close();
        underlay.close();
        assertTrue(free(port));
        assertEquals(List.of(), underlay.rebind(RebindMode.KEEP_PORT));
        assertEquals(Sent.FAILED, underlay.send(bytes("x"), peer.address()));
        assertNull(underlay.local(Family.V4));
    }

    @Test
    void rebindsThatRunAgainstACloseLeaveNoSocketAndNoThread() throws Exception {
        for (int i = 0; i < 30; i++) {
            UdpUnderlay underlay = UdpUnderlay.open(V4, inbox);
            int port = port(underlay);
            RebindMode mode = i % 2 == 0 ? RebindMode.KEEP_PORT : RebindMode.FRESH_PORT;
            Thread rebinder = new Thread(() -> {
                while (!underlay.rebind(mode).isEmpty()) {
                    Thread.onSpinWait();
                }
            });
            rebinder.start();
            Await.until("a rebind happened", () -> underlay.generation() > 2);
            underlay.close();
            assertTrue(free(port));
            rebinder.join();
            assertNull(underlay.local(Family.V4));
        }
        Await.until(
                "no reading thread is left",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(
                                thread -> thread.isAlive() && thread.getName().startsWith("netmon-underlay")));
    }

    @Test
    void listenersHearRebindsAndPublicEndpoints() throws Exception {
        List<String> heard = new ArrayList<>();
        InetSocketAddress mapped = new InetSocketAddress(Addresses.parse("192.0.2.7"), 4242);
        try (UdpUnderlay underlay = UdpUnderlay.open(V4, inbox)) {
            underlay.watch(new UnderlayListener() {
                @Override
                public void rebound(RebindResult result) {
                    heard.add(result.outcome().label());
                    throw new IllegalStateException("kept all the same");
                }

                @Override
                public void publicEndpoint(Family family, InetSocketAddress endpoint) {
                    heard.add(family.label() + " " + endpoint);
                }
            });
            long asked = underlay.generation();
            underlay.learned(Family.V4, mapped, asked);
            underlay.learned(Family.V4, mapped, asked);
            underlay.learned(Family.V6, mapped, asked);
            Await.until("it is known", () -> mapped.equals(underlay.publicEndpoint(Family.V4)));
            underlay.rebind(RebindMode.KEEP_PORT);
            assertNull(underlay.publicEndpoint(Family.V4), "it was the old socket's");
            underlay.learned(Family.V4, mapped, asked); // an answer to the old socket
            underlay.rebind(RebindMode.KEEP_PORT);
            assertNull(underlay.publicEndpoint(Family.V4));
            assertEquals(List.of("v4 " + mapped, "v4 null", "same_port", "same_port"), heard);
        }
    }

    @Test
    void aListenerMayRebindAndClose() throws Exception {
        UdpUnderlay underlay = UdpUnderlay.open(V4, inbox);
        int port = port(underlay);
        List<RebindResult> inner = new ArrayList<>();
        underlay.watch(new UnderlayListener() {
            @Override
            public void rebound(RebindResult result) {
                if (inner.isEmpty()) {
                    inner.add(result);
                    inner.addAll(underlay.rebind(RebindMode.KEEP_PORT));
                    underlay.close();
                }
            }
        });
        underlay.rebind(RebindMode.KEEP_PORT);
        assertEquals(2, inner.size());
        underlay.close();
        assertTrue(free(port));
    }

    @Test
    void whatIsNotAllowedDoesNotLeave() throws Exception {
        StubWires wires = new StubWires();
        UnderlayOptions options = V4.withEgress(EgressPolicy.only(List.of(peer.address())));
        try (EchoPeer stranger = new EchoPeer("127.0.0.1");
                UdpUnderlay underlay = UdpUnderlay.open(options, inbox, wires)) {
            underlay.rebind(RebindMode.KEEP_PORT);
            underlay.rebind(RebindMode.FRESH_PORT);
            assertEquals(0, wires.sends(), "nothing is sent that nobody asked for");
            assertEquals(Sent.REFUSED, underlay.send(bytes("x"), stranger.address()));
            assertEquals(Sent.REFUSED, underlay.send(bytes("x"), new InetSocketAddress(Addresses.parse("::1"), 9)));
            assertEquals(Sent.REFUSED, underlay.send(bytes("x"), new InetSocketAddress("127.0.0.1", 0)));
            assertEquals(Sent.REFUSED, underlay.send(bytes("x"), InetSocketAddress.createUnresolved("localhost", 9)));
            assertEquals(0, wires.sends());
            assertEquals(Sent.SENT, underlay.send(bytes("allowed"), peer.address()));
            inbox.await("allowed");
        }
    }

    @Test
    void aFamilyThatIsNotConfiguredIsNotHeardEither() throws Exception {
        UnderlayOptions options = UnderlayOptions.defaults().withFamilies(Family.V6);
        UdpUnderlay underlay;
        try {
            underlay = UdpUnderlay.open(options, inbox);
        } catch (IOException e) {
            Assumptions.abort("no IPv6 here");
            return;
        }
        try (underlay;
                EchoPeer six = new EchoPeer("::1")) {
            InetSocketAddress local = underlay.local(Family.V6);
            peer.send("four", local.getPort());
            six.send("six", local.getPort());
            inbox.await("six");
            assertEquals(List.of("six"), inbox.texts());
            assertNull(underlay.local(Family.V4));
            assertEquals(Sent.REFUSED, underlay.send(bytes("x"), peer.address()));
        }
    }

    @Test
    void theBufferOfASenderDoesNotMove() throws Exception {
        try (UdpUnderlay underlay = UdpUnderlay.open(V4, inbox)) {
            ByteBuffer part = bytes("[part]");
            part.position(1).limit(5);
            underlay.send(part, peer.address());
            assertEquals(1, part.position());
            inbox.await("part");
        }
    }

    @Test
    void boundAddressesAreToldToTheMonitor() throws Exception {
        SocketAddress address = peer.address();
        UnderlayOptions options = V4.withAddress(((InetSocketAddress) address).getAddress());
        try (UdpUnderlay underlay = UdpUnderlay.open(options, inbox)) {
            assertEquals(
                    Set.of(Addresses.parse("127.0.0.1")), underlay.interest().boundAddresses());
            assertFalse(underlay.local(Family.V4).getAddress().isAnyLocalAddress());
        }
    }

    static boolean free(int port) {
        try {
            new DatagramSocket(new InetSocketAddress("0.0.0.0", port)).close();
            return true;
        } catch (SocketException e) {
            return false;
        }
    }
}
