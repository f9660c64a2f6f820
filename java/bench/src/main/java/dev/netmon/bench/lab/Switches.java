// SPDX-License-Identifier: Apache-2.0
package dev.netmon.bench.lab;

import dev.netmon.Addresses;
import dev.netmon.Family;
import dev.netmon.LinkChange;
import dev.netmon.MonitorOptions;
import dev.netmon.Significance;
import dev.netmon.testkit.Host;
import dev.netmon.testkit.NatRig;
import dev.netmon.testkit.NetLab;
import dev.netmon.underlay.RebindMode;
import dev.netmon.underlay.RebindResult;
import dev.netmon.underlay.UdpUnderlay;
import dev.netmon.underlay.UnderlayListener;
import dev.netmon.underlay.UnderlayOptions;
import dev.netmon.underlay.peer.ConnectedPort;
import dev.netmon.underlay.peer.PeerAddresses;
import dev.netmon.underlay.peer.PingListener;
import dev.netmon.underlay.peer.PingOptions;
import dev.netmon.underlay.peer.PingSession;
import dev.netmon.underlay.peer.PingSummary;
import dev.netmon.underlay.peer.Pong;
import dev.netmon.underlay.peer.StunPings;
import dev.netmon.underlay.supervise.Supervisor;
import dev.netmon.underlay.supervise.SupervisorOptions;
import dev.netmon.underlay.supervise.UnderlayReaction;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * How long a session takes to follow the default route from one NAT router to another: from the kernel's message to the new
 * socket, to the first STUN answer over it, to the first echo of a peer, and what was lost meanwhile. All subjects ride
 * over the same switches, each pinging a STUN server and a peer that echoes every 10 ms. As root; needs nftables and
 * coturn; the argument is how often (30).
 */
public final class Switches {

    private static final Duration EVERY = Duration.ofMillis(10);
    private static final int APART_MILLIS = 2_000; // further apart than the least time between two reactions
    private static final int ECHO_PORT = 7;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final int WARM_UP = 4;

    private static final InetSocketAddress STUN =
            new InetSocketAddress(Addresses.parse(NatRig.SERVER_1), NatRig.STUN_PORT);
    private static final InetSocketAddress PEER = new InetSocketAddress(Addresses.parse(NatRig.SERVER_2), ECHO_PORT);

    private Switches() {}

    public static void main(String[] arguments) throws Exception {
        int switches = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 30;
        System.out.println(Setup.machine());
        try (NetLab lab = NetLab.open("switches")) {
            NatRig rig = NatRig.build(lab);
            rig.startServer(NatRig.SERVER_1);
            rig.internet().call(Switches::echo);
            List<Rider> riders = List.of(
                    rig.host().call(() -> new Rider("keep-port", RebindMode.KEEP_PORT, MonitorOptions.defaults())),
                    rig.host().call(() -> new Rider("fresh-port", RebindMode.FRESH_PORT, MonitorOptions.defaults())),
                    rig.host()
                            .call(() -> new Rider(
                                    "keep-port, settled changes only",
                                    RebindMode.KEEP_PORT,
                                    MonitorOptions.defaults().withEager(MonitorOptions.Eager.OFF))));
            compare(rig, riders, switches);
        }
    }

    private static void compare(NatRig rig, List<Rider> riders, int switches) throws Exception {
        Host host = rig.host();
        try (ConnectedPort socket = host.call(() -> ConnectedPort.open(STUN, 0))) {
            PingSession connected = host.call(() -> PingSession.start(
                    socket,
                    new StunPings(),
                    new PeerAddresses(List.of(STUN)),
                    PingOptions.every(EVERY),
                    new PingListener() {}));
            for (int i = 0; i < WARM_UP + switches; i++) {
                if (i == WARM_UP) {
                    riders.forEach(Rider::begin);
                }
                rig.moveTo(i % 2 == 0 ? NatRig.GATEWAY_B : NatRig.GATEWAY_A);
                long moved = System.nanoTime();
                Thread.sleep(APART_MILLIS);
                if (i >= WARM_UP) {
                    riders.forEach(rider -> rider.took(moved));
                }
            }
            Thread.sleep(APART_MILLIS);
            connected.close();
            riders.forEach(Rider::close);
            print(riders, connected.summary(), switches);
        }
    }

    private static void print(List<Rider> riders, PingSummary connected, int switches) {
        Table times = new Table(
                switches + " switches: ms from the kernel's message to ...",
                "subject",
                "what",
                "count",
                "p50",
                "p95",
                "max");
        Table lost = new Table(
                "Echoes lost in " + switches + " switches", "subject", "sent", "lost", "of them sent after the move");
        for (Rider rider : riders) {
            row(times, rider.name, "the new socket", rider.socket);
            row(times, rider.name, "the first STUN answer over it", rider.answer);
            row(times, rider.name, "the first echo by the new way", rider.echo);
            rider.count(lost);
        }
        times.print();
        lost.print();
        Duration gap = connected.longestGap();
        System.out.println();
        System.out.println(
                "One connected socket that is never replaced, warm-up included: " + connected.sent() + " sent, "
                        + connected.lost() + " lost, longest gap "
                        + (gap == null ? "-" : Quantiles.figure(gap.toNanos() / NANOS_PER_MILLI)) + " ms");
    }

    private static void row(Table table, String name, String what, List<Double> millis) {
        Quantiles all = Quantiles.of(millis);
        table.row(name, what, all.count(), all.median(), all.at(0.95), all.max());
    }

    /** A peer that sends back what it gets. */
    private static @Nullable Void echo() throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        channel.bind(PEER);
        Thread thread = new Thread(
                () -> {
                    ByteBuffer buffer = ByteBuffer.allocateDirect(64);
                    try {
                        while (channel.isOpen()) {
                            buffer.clear();
                            SocketAddress from = channel.receive(buffer);
                            buffer.flip();
                            channel.send(buffer, from);
                        }
                    } catch (IOException e) {
                        System.err.println("the echo ended: " + e);
                    }
                },
                "echo");
        thread.setDaemon(true);
        thread.start();
        return null;
    }

    /** One subject: an underlay with a supervisor, a session of pings, and a protocol of its own that wants echoes. */
    private static final class Rider implements AutoCloseable {

        private final String name;
        private final List<Double> socket = new ArrayList<>();
        private final List<Double> answer = new ArrayList<>();
        private final List<Double> echo = new ArrayList<>();

        private final List<Long> moves = new ArrayList<>();
        private final List<LinkChange> changes = new CopyOnWriteArrayList<>();
        private final List<Long> sockets = new CopyOnWriteArrayList<>();
        private final List<Pong> pongs = new CopyOnWriteArrayList<>();
        private final Map<Long, Long> sent = new ConcurrentHashMap<>();
        private final Map<Long, Long> echoed = new ConcurrentHashMap<>();
        private final UdpUnderlay underlay;
        private final PingSession session;
        private final Supervisor supervisor;
        private final Thread sender = new Thread(this::send, "sender");
        private volatile long begun = Long.MAX_VALUE;
        private volatile boolean over;

        Rider(String name, RebindMode mode, MonitorOptions monitoring) throws Exception {
            this.name = name;
            this.underlay = UdpUnderlay.open(
                    UnderlayOptions.defaults().withFamilies(Family.V4),
                    (datagram, from) -> echoed.putIfAbsent(datagram.getLong(), System.nanoTime()));
            this.session = PingSession.start(
                    underlay,
                    new StunPings(),
                    new PeerAddresses(List.of(STUN)),
                    PingOptions.every(EVERY),
                    new PingListener() {
                        @Override
                        public void answered(Pong pong) {
                            pongs.add(pong);
                        }
                    });
            underlay.watch(new UnderlayListener() {
                @Override
                public void rebound(RebindResult result) {
                    sockets.add(System.nanoTime());
                    session.rebound(result);
                }
            });
            this.supervisor = Supervisor.system(
                    monitoring,
                    new UnderlayReaction(underlay, mode, significance -> session.reprobe()),
                    SupervisorOptions.defaults());
            supervisor.monitor().watch(changes::add);
            sender.setDaemon(true);
            sender.start();
        }

        private void send() {
            ByteBuffer datagram = ByteBuffer.allocate(Long.BYTES);
            try {
                for (long seq = 0; !over; seq++) {
                    sent.put(seq, System.nanoTime());
                    underlay.send(datagram.putLong(0, seq), PEER);
                    Thread.sleep(EVERY.toMillis());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        void begin() {
            begun = System.nanoTime();
        }

        /** A switch is over; what came of it is read from what was collected since. */
        void took(long moved) {
            moves.add(moved);
            long since = moved - Duration.ofMillis(APART_MILLIS / 2).toNanos();
            long kernel = changes.stream()
                    .filter(change -> change.significance() == Significance.REBIND)
                    .mapToLong(LinkChange::firstRawNanos)
                    .filter(nanos -> nanos - since > 0)
                    .findFirst()
                    .orElse(moved);
            sockets.stream().filter(nanos -> nanos - kernel > 0).findFirst().ifPresent(nanos -> {
                socket.add((nanos - kernel) / NANOS_PER_MILLI);
                pongs.stream()
                        .filter(pong -> pong.at().nanos() - pong.rttNanos() - nanos > 0)
                        .findFirst()
                        .ifPresent(pong -> answer.add((pong.at().nanos() - kernel) / NANOS_PER_MILLI));
            });
            echoed.entrySet().stream()
                    .filter(entry -> sent.getOrDefault(entry.getKey(), kernel) - kernel > 0)
                    .mapToLong(Map.Entry::getValue)
                    .min()
                    .ifPresent(nanos -> echo.add((nanos - kernel) / NANOS_PER_MILLI));
        }

        void count(Table table) {
            List<Long> lost = sent.entrySet().stream()
                    .filter(entry -> entry.getValue() - begun > 0 && !echoed.containsKey(entry.getKey()))
                    .map(Map.Entry::getValue)
                    .toList();
            // Between two moves all were sent after the one before: what counts is the first second after it.
            long after = lost.stream()
                    .filter(nanos -> moves.stream()
                            .anyMatch(moved -> nanos - moved > 0
                                    && nanos - moved < Duration.ofSeconds(1).toNanos()))
                    .count();
            long all = sent.values().stream().filter(nanos -> nanos - begun > 0).count();
            table.row(name, all, lost.size(), after);
        }

        @Override
        public void close() {
            over = true;
            try {
                sender.join();
                Thread.sleep(APART_MILLIS / 2);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            supervisor.close();
            session.close();
            underlay.close();
        }
    }
}
