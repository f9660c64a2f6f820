// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.netcheck;

import dev.netmon.Family;
import dev.netmon.Moment;
import dev.netmon.NetworkState;
import dev.netmon.underlay.DatagramPort.Sent;
import dev.netmon.underlay.netcheck.DerpMap.Node;
import dev.netmon.underlay.netcheck.Netcheck.Phase;
import dev.netmon.underlay.stun.RequestForm;
import dev.netmon.underlay.stun.StunAnswer;
import dev.netmon.underlay.stun.StunMessage;
import dev.netmon.underlay.stun.StunWriter;
import dev.netmon.underlay.stun.TransactionId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/**
 * One measurement: carries out what its {@link Sweep} decides. All state belongs to the thread that runs it; other
 * threads (name look-ups, the port's receiver, HTTP) only put what they found into its queue.
 */
final class Measurement implements Runnable {

    static final int HTTP_PORT = 80;

    /** As many nodes of a region are asked as there are transmissions. */
    private static final int NODES_ASKED = 3;

    private final Netcheck netcheck;
    private final @Nullable NetworkState state;
    private final CompletableFuture<NetcheckReport> result = new CompletableFuture<>();
    private final BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();

    private final long start = System.nanoTime();
    /** Of the port's sockets; what is found is true of these. */
    private final long generation;

    private final Sweep sweep;
    private final List<Target> targets = new ArrayList<>();
    private final List<FamilyProbe> probes = new ArrayList<>();
    private final Set<InetSocketAddress> refused = ConcurrentHashMap.newKeySet(); // read by HTTP threads
    private final HttpRound http;
    private boolean stunTold;

    Measurement(Netcheck netcheck, @Nullable NetworkState state) {
        this.netcheck = netcheck;
        this.state = state;
        this.generation = netcheck.port().generation();
        DerpMap map = netcheck.options().map();
        this.http = new HttpRound(netcheck, map, events, address -> refused.contains(address));
        Sweep.Code code = netcheck.code();
        this.sweep = http.nothingToDo() ? Sweep.udpOnly(start, code) : Sweep.withFallback(start, code);
        CompletableFuture<NetcheckReport> unused =
                result.whenComplete((report, failure) -> events.add(Measurement::wake)); // cancelled, perhaps
    }

    /** An event that only ends the wait. */
    private static void wake() {}

    CompletableFuture<NetcheckReport> result() {
        return result;
    }

    @Override
    public void run() {
        // Loading the event's class takes a tenth of a second, for nothing while nobody records.
        NetcheckEvent recorded = FlightRecorder.isInitialized() ? new NetcheckEvent() : null;
        if (recorded != null) {
            recorded.begin();
        }
        try {
            if (netcheck.code() == Sweep.Code.COLD) {
                loadCode();
            }
            begin();
            while (!result.isDone()) {
                long now = System.nanoTime();
                for (int number : sweep.due(now)) {
                    if (!stunTold) {
                        stunTold = true;
                        netcheck.progress().phase(Phase.STUN);
                    }
                    transmit(probes.get(number));
                }
                takeEvents(0);
                if (sweep.anyAnswer()) {
                    http.drop();
                } else if (sweep.startFallback(now)) {
                    http.start(netcheck.home());
                }
                http.tell(sweep);
                if (sweep.over(System.nanoTime())) {
                    finish(recorded);
                    return;
                }
                takeEvents(sweep.deadline(now) - System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            result.cancel(false);
        } catch (RuntimeException | Error e) {
            result.completeExceptionally(e);
        } finally {
            http.drop();
            for (FamilyProbe probe : probes) {
                for (Asked server : probe.servers) {
                    server.close();
                }
            }
        }
    }

    /** Writes and reads one message of each kind, so that loading the code is no part of the first latency. */
    private static void loadCode() {
        TransactionId id = TransactionId.random();
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
        RequestForm.DERP.request(id);
        StunMessage answer = StunMessage.read(
                StunWriter.success(id).xorMapped(any).fingerprint().finish());
        if (answer == null || !any.equals(answer.mapped()) || answer.fingerprint() != StunMessage.Proof.GOOD) {
            throw new IllegalStateException("a message does not come back as it was written");
        }
    }

    /** Waits for an event, if there is none and time is left, and handles all there are. */
    private void takeEvents(long waitNanos) throws InterruptedException {
        Runnable event = waitNanos > 0 ? events.poll(waitNanos, TimeUnit.NANOSECONDS) : events.poll();
        while (event != null) {
            event.run();
            event = events.poll();
        }
    }

    private void begin() {
        Map<Target, List<ConfiguredServer>> wanted = new LinkedHashMap<>();
        for (InetSocketAddress server : netcheck.options().servers()) {
            Target target = new Target(null);
            targets.add(target);
            wanted.put(target, List.of(ConfiguredServer.of(server)));
        }
        DerpMap map = netcheck.options().map();
        if (map != null) {
            for (DerpMap.Region region : map.regions().values()) {
                if (region.noMeasureNoHome()) {
                    continue;
                }
                Target target = new Target(region);
                targets.add(target);
                List<ConfiguredServer> nodes = new ArrayList<>();
                for (Node node : region.nodes()) {
                    if (node.stunPort() != Node.NO_STUN && nodes.size() < NODES_ASKED) {
                        nodes.add(ConfiguredServer.of(node));
                    }
                }
                wanted.put(target, nodes);
            }
        }
        // Every probe is there before the first is sent, so that no early answer looks like the last.
        wanted.forEach((target, all) -> {
            for (Family family : Family.values()) {
                if (all.stream().anyMatch(each -> each.has(family))) {
                    probes.add(new FamilyProbe(target, family, sweep.add()));
                }
            }
        });
        if (wanted.values().stream().anyMatch(all -> all.stream().anyMatch(ConfiguredServer::needsLookUp))) {
            netcheck.progress().phase(Phase.RESOLVE);
        }
        wanted.forEach((target, all) -> {
            for (ConfiguredServer each : all) {
                each.literals().forEach((family, address) -> ask(probe(target, family), address));
                if (each.needsLookUp()) {
                    lookUp(target, each);
                }
            }
        });
    }

    private void ask(FamilyProbe probe, InetSocketAddress address) {
        boolean named = probe.target.region == null;
        List<RequestForm> forms = named ? netcheck.forms(address) : List.of(RequestForm.DERP);
        probe.servers.add(new Asked(
                address,
                server -> netcheck.stun()
                        .open(address, forms, answer -> events.add(() -> answered(probe, server, answer)))));
        sweep.resolved(probe.number, System.nanoTime());
    }

    private void answered(FamilyProbe probe, Asked server, StunAnswer answer) {
        server.answered(answer);
        if (probe.target.region == null) {
            netcheck.learn(answer);
        }
        sweep.answered(probe.number, answer.rttNanos(), System.nanoTime());
    }

    private void transmit(FamilyProbe probe) {
        Asked server = probe.next();
        Sent sent = server.transmit();
        if (sent == Sent.REFUSED) {
            refused.add(server.address);
        }
        if (sent != Sent.SENT) {
            sweep.failed(probe.number);
        }
    }

    private static FamilyProbe probe(Target target, Family family) {
        return Objects.requireNonNull(target.probes.get(family));
    }

    private void lookUp(Target target, ConfiguredServer name) {
        target.unresolved.add(name.text());
        for (Family family : name.byName()) {
            probe(target, family).lookUps++;
        }
        resolve(
                netcheck,
                name.host(),
                found -> events.add(() -> {
                    boolean any = !name.literals().isEmpty();
                    for (Family family : name.byName()) {
                        FamilyProbe probe = probe(target, family);
                        probe.lookUps--;
                        for (InetAddress address : found) {
                            if (Family.of(address) == family) {
                                ask(probe, new InetSocketAddress(address, name.port()));
                                any = true;
                                break;
                            }
                        }
                        if (probe.lookUps == 0 && probe.servers.isEmpty()) {
                            sweep.gone(probe.number);
                        }
                    }
                    if (any) {
                        target.unresolved.remove(name.text());
                    }
                }));
    }

    /** Looks a name up on a thread of its own: it may take longer than the whole measurement. */
    private static void resolve(Netcheck netcheck, String host, Consumer<List<InetAddress>> then) {
        try {
            netcheck.threads().execute(() -> {
                try {
                    then.accept(List.of(InetAddress.getAllByName(host)));
                } catch (UnknownHostException | SecurityException e) {
                    then.accept(List.of());
                }
            });
        } catch (RejectedExecutionException e) {
            then.accept(List.of()); // closed meanwhile
        }
    }

    private void finish(@Nullable NetcheckEvent recorded) {
        long now = System.nanoTime();
        Findings found = new Findings(targets, http);
        Integer home = netcheck.chooseHome(this, state, now, found.byStun(), found.byHttps());
        if (home == null) {
            result.cancel(false);
            return;
        }
        InetSocketAddress publicV4 = found.mapped(Family.V4);
        InetSocketAddress publicV6 = found.mapped(Family.V6);
        NetcheckReport report = new NetcheckReport(
                Moment.now(),
                found.udp(),
                found.cameBy(Family.V4),
                found.cameBy(Family.V6),
                publicV4,
                publicV6,
                found.mappingVaries(),
                found.udp() ? null : http.captivePortal(),
                Duration.ofNanos(now - start),
                found.complete(),
                state == null ? null : state.egressV4(),
                state == null ? null : state.egressV6(),
                home,
                found.regions(),
                found.servers());
        if (recorded != null && recorded.shouldCommit()) {
            recorded.fill(report);
            recorded.commit();
        }
        learned(Family.V4, publicV4);
        learned(Family.V6, publicV6);
        result.complete(report);
    }

    private void learned(Family family, @Nullable InetSocketAddress endpoint) {
        if (endpoint != null) {
            netcheck.port().learned(family, endpoint, generation);
        }
    }
}
