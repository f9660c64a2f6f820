// SPDX-License-Identifier: Apache-2.0
package dev.netmon.bench.lab;

import dev.netmon.Addresses;
import dev.netmon.Family;
import dev.netmon.MonitorOptions;
import dev.netmon.testkit.Daemon;
import dev.netmon.testkit.NatRig;
import dev.netmon.testkit.NetLab;
import dev.netmon.underlay.RebindMode;
import dev.netmon.underlay.UdpUnderlay;
import dev.netmon.underlay.UnderlayListener;
import dev.netmon.underlay.UnderlayOptions;
import dev.netmon.underlay.netcheck.Netcheck;
import dev.netmon.underlay.netcheck.NetcheckOptions;
import dev.netmon.underlay.netcheck.NetcheckReport;
import dev.netmon.underlay.supervise.Supervisor;
import dev.netmon.underlay.supervise.SupervisorOptions;
import dev.netmon.underlay.supervise.UnderlayReaction;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * How long a program goes on believing in a public address that it no longer has, after the default route moved from one
 * NAT router to another: with a monitor; without one, asking STUN every 20 to 26 s; and as a process that somebody
 * restarts at the very moment of the move. As root; needs nftables and coturn; the argument is how often (10).
 */
public final class Relearn {

    private static final NetcheckOptions SERVER =
            NetcheckOptions.servers(List.of(new InetSocketAddress(Addresses.parse(NatRig.SERVER_1), NatRig.STUN_PORT)));

    private static final long LEAST_PAUSE_MILLIS = 20_000;
    private static final long MOST_PAUSE_MILLIS = 26_000;
    private static final double NANOS_PER_MILLI = 1e6;

    private Relearn() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0 && arguments[0].equals("restarted")) {
            restarted();
            return;
        }
        int moves = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10;
        System.out.println(Setup.machine());
        List<Double> restarts = new ArrayList<>();
        try (NetLab lab = NetLab.open("relearn")) {
            NatRig rig = NatRig.build(lab);
            rig.startServer(NatRig.SERVER_1);
            try (Learner supervised = rig.host().call(() -> new Learner(Tells.A_MONITOR));
                    Learner periodic = rig.host().call(() -> new Learner(Tells.A_TIMER))) {
                for (int i = 0; i < moves; i++) {
                    rig.moveTo(i % 2 == 0 ? NatRig.GATEWAY_B : NatRig.GATEWAY_A);
                    long moved = System.nanoTime();
                    supervised.moved(moved);
                    periodic.moved(moved);
                    try (Daemon process =
                            rig.host().run(java(), "-cp", Setup.classPath(), Relearn.class.getName(), "restarted")) {
                        process.awaitEnd();
                        long known =
                                Long.parseLong(process.output().strip().lines().reduce("", (a, b) -> b));
                        restarts.add((known - moved) / NANOS_PER_MILLI);
                    }
                    Thread.sleep(MOST_PAUSE_MILLIS + 2_000);
                }
                Table table = new Table(
                        moves + " moves: ms from the move until the new public address is known",
                        "subject",
                        "count",
                        "p50",
                        "p95",
                        "max");
                row(table, "underlay with a monitor", supervised.took);
                row(table, "the same without, STUN every 20-26 s", periodic.took);
                row(table, "a process started anew at the moment of the move", restarts);
                table.print();
            }
        }
    }

    private static void row(Table table, String name, List<Double> millis) {
        Quantiles all = Quantiles.of(millis);
        table.row(name, all.count(), all.median(), all.at(0.95), all.max());
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** What a process does that was started anew; prints when it knew. */
    private static void restarted() throws Exception {
        try (UdpUnderlay underlay = UdpUnderlay.open(options(), (datagram, from) -> {});
                Netcheck netcheck = new Netcheck(underlay, SERVER)) {
            NetcheckReport report = netcheck.measureNow().get();
            Objects.requireNonNull(report.publicV4(), "no answer");
            System.out.println(System.nanoTime());
        }
    }

    private static UnderlayOptions options() {
        return UnderlayOptions.defaults().withFamilies(Family.V4);
    }

    /** What tells an underlay to ask anew. */
    private enum Tells {
        A_MONITOR,
        A_TIMER
    }

    /** An underlay that learns its public address: when the monitor says so, or every so often. */
    private static final class Learner implements AutoCloseable {
        private final List<Double> took = new CopyOnWriteArrayList<>();
        private final UdpUnderlay underlay = UdpUnderlay.open(options(), (datagram, from) -> {});
        private final Netcheck netcheck = new Netcheck(underlay, SERVER);
        private final @Nullable Supervisor supervisor;
        private final @Nullable Thread timer;
        private @Nullable InetAddress known; // guarded by this
        private long moved; // guarded by this

        Learner(Tells tells) throws Exception {
            underlay.watch(new UnderlayListener() {
                @Override
                public void publicEndpoint(Family family, @Nullable InetSocketAddress endpoint) {
                    if (endpoint != null) {
                        learned(endpoint.getAddress());
                    }
                }
            });
            netcheck.measureNow().get();
            if (tells == Tells.A_MONITOR) {
                timer = null;
                supervisor = Supervisor.system(
                        MonitorOptions.defaults(),
                        new UnderlayReaction(underlay, RebindMode.KEEP_PORT, significance -> measure()),
                        SupervisorOptions.defaults());
            } else {
                supervisor = null;
                timer = new Thread(this::everySoOften, "timer");
                timer.setDaemon(true);
                timer.start();
            }
        }

        private void measure() {
            CompletableFuture<NetcheckReport> unused = netcheck.measureNow(); // the listener hears what it finds
        }

        private void everySoOften() {
            try {
                while (true) {
                    Thread.sleep(ThreadLocalRandom.current().nextLong(LEAST_PAUSE_MILLIS, MOST_PAUSE_MILLIS));
                    measure();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        synchronized void moved(long nanos) {
            moved = nanos;
        }

        private synchronized void learned(InetAddress address) {
            if (known != null && !known.equals(address)) {
                took.add((System.nanoTime() - moved) / NANOS_PER_MILLI);
            }
            known = address;
        }

        @Override
        public void close() {
            if (timer != null) {
                timer.interrupt();
            }
            if (supervisor != null) {
                supervisor.close();
            }
            netcheck.close();
            underlay.close();
        }
    }
}
