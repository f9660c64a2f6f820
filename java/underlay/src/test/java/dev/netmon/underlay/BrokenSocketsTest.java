// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay;

import static dev.netmon.underlay.Inbox.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.netmon.Family;
import dev.netmon.testkit.Await;
import dev.netmon.underlay.DatagramPort.Sent;
import dev.netmon.underlay.RebindResult.Cause;
import dev.netmon.underlay.RebindResult.Outcome;
import dev.netmon.underlay.UnderlayOptions.PortFallback;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sockets that cannot be bound, that fail to send or to receive. */
final class BrokenSocketsTest {

    private static final UnderlayOptions V4 = UnderlayOptions.defaults().withFamilies(Family.V4);

    private final StubWires wires = new StubWires();
    private final Inbox inbox = new Inbox();
    private final List<RebindResult> results = new CopyOnWriteArrayList<>();
    private EchoPeer peer;

    @BeforeEach
    void peer() throws IOException {
        peer = new EchoPeer("127.0.0.1");
    }

    @AfterEach
    void noPeer() {
        peer.close();
    }

    private UdpUnderlay open(UnderlayOptions options) throws IOException {
        UdpUnderlay underlay = UdpUnderlay.open(options, inbox, wires);
        underlay.watch(new UnderlayListener() {
            @Override
            public void rebound(RebindResult result) {
                results.add(result);
            }
        });
        return underlay;
    }

    private static int port(UdpUnderlay underlay) {
        return underlay.local(Family.V4).getPort();
    }

    private RebindResult last() {
        return results.get(results.size() - 1);
    }

    private void echoes(UdpUnderlay underlay, String text) {
        assertEquals(Sent.SENT, underlay.send(bytes(text), peer.address()));
        inbox.await(text);
    }

    @Test
    void aPortTakenForAMomentIsKept() throws Exception {
        try (UdpUnderlay underlay = open(V4)) {
            int port = port(underlay);
            wires.take(port);
            int[] binds = {0};
            wires.beforeBind(() -> {
                if (++binds[0] == 3) {
                    wires.release(port);
                }
            });
            RebindResult result = underlay.rebind(RebindMode.KEEP_PORT).get(0);
            assertEquals(Outcome.SAME_PORT, result.outcome());
            assertEquals(3, result.attempts());
            echoes(underlay, "kept");
        }
    }

    @Test
    void aPortThatStaysTakenFallsBackToAnotherAndSaysSo() throws Exception {
        try (UdpUnderlay underlay = open(V4)) {
            int port = port(underlay);
            wires.take(port);
            RebindResult result = underlay.rebind(RebindMode.KEEP_PORT).get(0);
            assertEquals(Outcome.NEW_PORT, result.outcome());
            assertEquals(port, result.old().getPort());
            assertNotEquals(port, result.now().getPort());
            assertEquals(7, result.attempts(), "the old port at once and after 1, 2, 4, 8, 16 ms, then another");
            assertEquals(List.of(result), results);
            echoes(underlay, "elsewhere");
        }
    }

    @Test
    void withoutAFallbackTheOldPortIsTriedUntilItCanBeHad() throws Exception {
        try (UdpUnderlay underlay = open(V4.withFallback(PortFallback.KEEP_TRYING))) {
            int port = port(underlay);
            wires.take(port);
            assertEquals(
                    Outcome.FAILED, underlay.rebind(RebindMode.KEEP_PORT).get(0).outcome());
            assertNull(underlay.local(Family.V4));
            assertEquals(Sent.FAILED, underlay.send(bytes("x"), peer.address()));
            wires.release(port);
            Await.until("it was retried", () -> last().replaced(), () -> results);
            assertEquals(Outcome.SAME_PORT, last().outcome());
            assertEquals(Cause.RETRY, last().cause());
            assertNull(last().old());
            assertEquals(port, port(underlay));
            echoes(underlay, "back");
        }
    }

    @Test
    void aFailedRebindIsRetriedAndNeverLeftClosed() throws Exception {
        try (UdpUnderlay underlay = open(V4)) {
            int port = port(underlay);
            wires.refuse();
            RebindResult failed = underlay.rebind(RebindMode.KEEP_PORT).get(0);
            assertEquals(Outcome.FAILED, failed.outcome());
            assertNull(failed.now());
            Await.until("a retry failed too", () -> results.size() >= 2, () -> results);
            wires.allow();
            Await.until("a retry worked", () -> underlay.local(Family.V4) != null, () -> results);
            assertEquals(port, port(underlay));
            echoes(underlay, "again");
        }
    }

    @Test
    void aFreshPortThatCannotBeHadLeavesTheOldSocketAtWork() throws Exception {
        try (UdpUnderlay underlay = open(V4)) {
            int port = port(underlay);
            wires.refuse();
            RebindResult failed = underlay.rebind(RebindMode.FRESH_PORT).get(0);
            assertEquals(Outcome.FAILED, failed.outcome());
            assertEquals(port, failed.now().getPort());
            echoes(underlay, "old one");
            wires.allow();
            Await.until("it was retried", () -> port(underlay) != port, () -> results);
            echoes(underlay, "new one");
        }
    }

    @Test
    void openingFailsWhereNothingCanBeBound() {
        wires.refuse();
        assertThrows(IOException.class, () -> open(V4));
        assertEquals(0, wires.open());
    }

    @Test
    void closeWinsOverARunningRebindAndNoSocketSurvives() throws Exception {
        for (RebindMode mode : RebindMode.values()) {
            CountDownLatch binding = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            UdpUnderlay underlay = open(V4);
            wires.beforeBind(() -> {
                binding.countDown();
                try {
                    go.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            CompletableFuture<List<RebindResult>> rebind = CompletableFuture.supplyAsync(() -> underlay.rebind(mode));
            binding.await();
            Thread closer = new Thread(underlay::close);
            closer.start();
            Await.until("the close waits", () -> waitsForTheOwner(closer));
            go.countDown();
            closer.join();
            assertEquals(Outcome.FAILED, rebind.get().get(0).outcome());
            assertEquals(0, wires.open());
            wires.beforeBind(() -> {});
        }
    }

    private static boolean waitsForTheOwner(Thread closer) {
        return List.of(closer.getStackTrace()).stream()
                .anyMatch(frame -> frame.getClassName().equals(Owner.class.getName())
                        && frame.getMethodName().equals("join"));
    }

    @Test
    void aCloseEndsTheRetries() throws Exception {
        UdpUnderlay underlay = open(V4);
        wires.refuse();
        underlay.rebind(RebindMode.KEEP_PORT);
        underlay.close();
        wires.allow();
        assertEquals(0, wires.open());
        assertEquals(1, wires.binds());
    }

    @Test
    void aBrokenSocketIsReplacedOnceHoweverManySendsFail() throws Exception {
        try (UdpUnderlay underlay = open(V4)) {
            int port = port(underlay);
            wires.sendError(() -> new SocketException("Network is down"));
            for (int i = 0; i < 100; i++) {
                assertEquals(Sent.FAILED, underlay.send(bytes("x"), peer.address()));
            }
            Await.until("it was replaced", () -> results.size() == 1, () -> results);
            for (int i = 0; i < 100; i++) {
                underlay.send(bytes("x"), peer.address());
            }
            wires.sendError(null);
            assertEquals(Cause.SEND_ERROR, results.get(0).cause());
            assertEquals(Outcome.SAME_PORT, results.get(0).outcome());
            echoes(underlay, "mended");
            assertEquals(port, port(underlay));
            assertEquals(1, results.size());
        }
    }

    @Test
    void anUnreachableNetworkReplacesNothing() throws Exception {
        try (UdpUnderlay underlay = open(V4)) {
            wires.sendError(() -> new SocketException("Network is unreachable"));
            for (int i = 0; i < 10; i++) {
                assertEquals(Sent.FAILED, underlay.send(bytes("x"), peer.address()));
            }
            wires.sendError(null);
            echoes(underlay, "reachable");
            underlay.learned(Family.V4, peer.address(), underlay.generation());
            Await.until("the owner got round to it", () -> underlay.publicEndpoint(Family.V4) != null);
            assertEquals(List.of(), results);
        }
    }

    @Test
    void anUnknownFailureReplacesTheSocketAtTheThirdInARow() throws Exception {
        try (UdpUnderlay underlay = open(V4)) {
            for (int round = 0; round < 3; round++) {
                wires.sendError(() -> new SocketException("etwas ging schief"));
                underlay.send(bytes("x"), peer.address());
                underlay.send(bytes("x"), peer.address());
                wires.sendError(null);
                underlay.send(bytes("breaks the row"), peer.address());
            }
            assertEquals(List.of(), results);
            wires.sendError(() -> new SocketException("etwas ging schief"));
            for (int i = 0; i < 3; i++) {
                underlay.send(bytes("x"), peer.address());
            }
            Await.until("it was replaced", () -> results.size() == 1, () -> results);
        }
    }

    @Test
    void receiveErrorsNeverEndThePump() throws Exception {
        try (UdpUnderlay underlay = open(V4)) {
            for (int i = 0; i < 50; i++) {
                wires.receiveError(
                        i % 2 == 0 ? new PortUnreachableException() : new SocketException("Connection reset"));
            }
            Await.until("all were met", wires::receiveErrorsDone);
            echoes(underlay, "received all the same");
            assertEquals(List.of(), results);
        }
    }

    @Test
    void oneFamilyThatCannotBeBoundDoesNotHoldUpTheOther() throws Exception {
        boolean[] first = {true};
        Wires onlyV4AtFirst = (family, local, sibling) -> {
            if (family == Family.V6 && first[0]) {
                throw new SocketException("Address family not supported by protocol");
            }
            return wires.bind(Family.V4, new InetSocketAddress("0.0.0.0", local.getPort()), sibling);
        };
        try (UdpUnderlay underlay = UdpUnderlay.open(UnderlayOptions.defaults(), inbox, onlyV4AtFirst)) {
            assertNull(underlay.local(Family.V6));
            echoes(underlay, "four");
            first[0] = false;
            Await.until("the other came later", () -> underlay.local(Family.V6) != null);
        }
        assertEquals(0, wires.open());
    }
}
