// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay;

import static dev.netmon.underlay.Inbox.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.Family;
import dev.netmon.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Rebinds under load: ten thousand, or as many as the system property {@code netmon.stress.rebinds} says. */
@Isolated("it counts the descriptors and threads of this process")
final class RebindStressTest {

    private static final int REBINDS = Integer.getInteger("netmon.stress.rebinds", 10_000);

    private static final int SENDERS = 2;

    @Test
    void manyRebindsUnderLoadLeakNothingAndLoseNoGeneration() throws Exception {
        AtomicInteger received = new AtomicInteger();
        Inbox last = new Inbox();
        AtomicBoolean over = new AtomicBoolean();
        long descriptors = descriptors();
        try (EchoPeer peer = new EchoPeer("127.0.0.1")) {
            List<Thread> senders = new ArrayList<>();
            UdpUnderlay underlay =
                    UdpUnderlay.open(UnderlayOptions.defaults().withFamilies(Family.V4), (datagram, from) -> {
                        received.incrementAndGet();
                        if (over.get()) {
                            last.received(datagram, from);
                        }
                    });
            try (underlay) {
                for (int i = 0; i < SENDERS; i++) {
                    Thread sender = new Thread(() -> {
                        while (!over.get()) {
                            underlay.send(bytes("load"), peer.address());
                            Thread.yield();
                        }
                    });
                    senders.add(sender);
                    sender.start();
                }
                Set<Long> generations = new HashSet<>(Set.of(underlay.generation()));
                for (int i = 0; i < REBINDS; i++) {
                    RebindMode mode = i % 4 == 3 ? RebindMode.FRESH_PORT : RebindMode.KEEP_PORT;
                    assertTrue(underlay.rebind(mode).get(0).replaced(), "rebind " + i);
                    generations.add(underlay.generation());
                }
                assertEquals(REBINDS + 1, generations.size());
                assertEquals(REBINDS + 1, underlay.generation());
                over.set(true);
                for (Thread sender : senders) {
                    sender.join();
                }
                assertTrue(received.get() > 0, "load came through");
                // The load that still queues at the peer may leave no room: then it is sent again, as UDP wants it.
                Await.until(
                        "received the end",
                        () -> {
                            underlay.send(bytes("the end"), peer.address());
                            return last.texts().contains("the end");
                        },
                        () -> last.texts().size() + " others");
            }
        }
        Await.until(
                "no thread is left",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("netmon-underlay") && thread.isAlive()));
        Await.until(
                "no descriptor is left", () -> descriptors() <= descriptors + SENDERS, RebindStressTest::descriptors);
    }

    /** How many descriptors this process has open; 0 where the system does not show it. */
    private static long descriptors() {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        } catch (IOException e) {
            return 0;
        }
    }
}
