// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay;

import static dev.netmon.underlay.Inbox.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.Addresses;
import dev.netmon.CarrierCounters;
import dev.netmon.Family;
import dev.netmon.Link;
import dev.netmon.LinkAddress;
import dev.netmon.LinkMonitor;
import dev.netmon.MonitorOptions;
import dev.netmon.Significance;
import dev.netmon.spi.ManualSource;
import dev.netmon.spi.Route;
import dev.netmon.testkit.Await;
import dev.netmon.underlay.RebindResult.Outcome;
import dev.netmon.underlay.supervise.Reaction;
import dev.netmon.underlay.supervise.Supervisor;
import dev.netmon.underlay.supervise.SupervisorOptions;
import dev.netmon.underlay.supervise.UnderlayReaction;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Monitor, supervisor and underlay together: a network that is told, sockets that are real. */
final class SupervisedUnderlayTest {

    private static final InetAddress PROBE = MonitorOptions.defaults().probe(Family.V4);

    private final ManualSource network = new ManualSource();
    private final Inbox inbox = new Inbox();
    private final List<RebindResult> rebinds = new CopyOnWriteArrayList<>();
    private final List<Significance> reprobes = new CopyOnWriteArrayList<>();

    private void uplink(int index, String address) {
        network.put(new Link(index, "eth" + index, true, true, false, 1500, null, new CarrierCounters(1, 0), 0));
        network.put(index, new LinkAddress(Addresses.parse(address), 24, Set.of()));
    }

    private void leaveBy(int index, String source) {
        network.route(PROBE, new Route(index, Addresses.parse(source), null));
    }

    @Test
    void oneMoveIsOneRebindAndReceivedDataFlowsOnTheNewSocket(@TempDir Path folder) throws Exception {
        uplink(1, "192.0.2.1");
        uplink(2, "198.51.100.1");
        leaveBy(1, "192.0.2.1");
        Path file = folder.resolve("rebind.jfr");
        try (Recording recording = new Recording();
                EchoPeer peer = new EchoPeer("127.0.0.1");
                UdpUnderlay underlay =
                        UdpUnderlay.open(UnderlayOptions.defaults().withFamilies(Family.V4), inbox);
                LinkMonitor monitor = LinkMonitor.over(network, MonitorOptions.defaults());
                Supervisor supervisor = Supervisor.over(
                        monitor,
                        new UnderlayReaction(underlay, RebindMode.KEEP_PORT, reprobes::add),
                        SupervisorOptions.defaults())) {
            recording.enable("netmon.Rebind").withoutThreshold();
            recording.enable("netmon.Reaction").withoutThreshold();
            recording.start();
            underlay.watch(new UnderlayListener() {
                @Override
                public void rebound(RebindResult result) {
                    rebinds.add(result);
                }
            });
            int port = underlay.local(Family.V4).getPort();
            leaveBy(2, "198.51.100.1");
            Await.until("it was rebound", () -> reprobes.size() == 1);
            peer.send("to the new socket", port);
            inbox.await("to the new socket");
            underlay.send(bytes("from the new socket"), peer.address());
            inbox.await("from the new socket");
            network.end();
            supervisor.finish();
            assertEquals(List.of(Significance.REBIND), reprobes);
            assertEquals(1, rebinds.size());
            assertEquals(Outcome.SAME_PORT, rebinds.get(0).outcome());
            recording.dump(file);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        RecordedEvent rebind = named(events, "netmon.Rebind");
        assertEquals("same_port", rebind.getString("outcome"));
        assertEquals("v4", rebind.getString("family"));
        assertEquals(1, rebind.getInt("attempts"));
        assertEquals("rebind", named(events, "netmon.Reaction").getString("significance"));
        Files.delete(file);
    }

    @Test
    void aReprobeReplacesNoSocket() throws Exception {
        try (UdpUnderlay underlay = UdpUnderlay.open(UnderlayOptions.defaults(), inbox);
                Supervisor supervisor = Supervisor.over(
                        LinkMonitor.noop(),
                        new UnderlayReaction(underlay, RebindMode.KEEP_PORT, reprobes::add),
                        SupervisorOptions.defaults())) {
            long generation = underlay.generation();
            supervisor.request(Significance.REPROBE);
            Await.until("it was reprobed", () -> reprobes.equals(List.of(Significance.REPROBE)));
            assertEquals(generation, underlay.generation());
        }
    }

    @Test
    void aReactionFailsWhereNoFamilyGotASocketAndIsThenRetried() throws Exception {
        StubWires wires = new StubWires();
        UnderlayOptions options = UnderlayOptions.defaults().withFamilies(Family.V4);
        List<String> measured = new CopyOnWriteArrayList<>();
        try (UdpUnderlay underlay = UdpUnderlay.open(options, inbox, wires)) {
            UnderlayReaction reaction = new UnderlayReaction(underlay, RebindMode.KEEP_PORT, reprobes::add);
            Reaction measuring = new Reaction() {
                @Override
                public void rebindAndReprobe(Significance significance) throws Exception {
                    reaction.rebindAndReprobe(significance);
                }

                @Override
                public void measureNow() {
                    measured.add("now");
                }
            };
            try (Supervisor supervisor = Supervisor.over(LinkMonitor.noop(), measuring, SupervisorOptions.defaults())) {
                wires.refuse();
                supervisor.request(Significance.REBIND);
                Await.until("it failed", () -> underlay.local(Family.V4) == null);
                assertEquals(List.of(), reprobes);
                assertEquals(List.of(), measured);
                wires.allow();
                Await.until("it was retried", () -> measured.size() == 1);
                assertNotNull(underlay.local(Family.V4));
                // Each socket, the underlay's own retry and the supervisor's, was probed at once.
                assertEquals(Math.toIntExact(wires.binds() - 1), reprobes.size());
            }
        }
    }

    @Test
    void aSocketReplacedAfterAnErrorIsProbedAtOnce() throws Exception {
        StubWires wires = new StubWires();
        UnderlayOptions options = UnderlayOptions.defaults().withFamilies(Family.V4);
        try (EchoPeer peer = new EchoPeer("127.0.0.1");
                UdpUnderlay underlay = UdpUnderlay.open(options, inbox, wires)) {
            new UnderlayReaction(underlay, RebindMode.KEEP_PORT, significance -> {
                reprobes.add(significance);
                wires.sendError(null);
                underlay.send(bytes("probe"), peer.address());
            });
            wires.sendError(() -> new SocketException("Operation not permitted"));
            underlay.send(bytes("x"), peer.address());
            inbox.await("probe");
            assertEquals(List.of(Significance.REBIND), reprobes);
        }
    }

    @Test
    void noSocketIsReplacedBetweenARebindAndItsProbes() throws Exception {
        List<Long> generations = new CopyOnWriteArrayList<>();
        try (UdpUnderlay underlay = UdpUnderlay.open(UnderlayOptions.defaults().withFamilies(Family.V4), inbox)) {
            UnderlayReaction reaction = new UnderlayReaction(underlay, RebindMode.KEEP_PORT, significance -> {
                generations.add(underlay.generation());
                Thread.yield();
                generations.add(underlay.generation());
            });
            Thread other = new Thread(() -> {
                for (int i = 0; i < 50; i++) {
                    underlay.rebind(RebindMode.KEEP_PORT);
                }
            });
            other.start();
            for (int i = 0; i < 50; i++) {
                reaction.rebindAndReprobe(Significance.REBIND);
            }
            other.join();
            for (int i = 0; i < generations.size(); i += 2) {
                assertEquals(generations.get(i), generations.get(i + 1));
            }
            assertEquals(100, generations.size());
        }
    }

    @Test
    void nothingRunsExclusivelyOnceClosedNorWhileReceiving() throws Exception {
        UdpUnderlay underlay = UdpUnderlay.open(UnderlayOptions.defaults().withFamilies(Family.V4), inbox);
        CompletableFuture<Boolean> refused = new CompletableFuture<>();
        underlay.demux((datagram, from, nanos) -> {
            try {
                underlay.exclusively(() -> {});
                refused.complete(false);
            } catch (IllegalStateException e) {
                refused.complete(true);
            }
            return true;
        });
        try (EchoPeer peer = new EchoPeer("127.0.0.1")) {
            peer.send("x", underlay.local(Family.V4).getPort());
            assertTrue(refused.get());
        }
        underlay.close();
        underlay.exclusively(() -> reprobes.add(Significance.NONE));
        assertEquals(List.of(), reprobes);
    }

    private static RecordedEvent named(List<RecordedEvent> events, String name) {
        List<RecordedEvent> found = events.stream()
                .filter(event -> event.getEventType().getName().equals(name))
                .toList();
        assertEquals(1, found.size(), name);
        return found.get(0);
    }
}
