// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.netcheck;

import dev.netmon.Addresses;
import dev.netmon.Family;
import dev.netmon.Moment;
import dev.netmon.NetworkState;
import dev.netmon.underlay.DatagramPort.Sent;
import dev.netmon.underlay.netcheck.DerpMap.Host;
import dev.netmon.underlay.netcheck.DerpMap.Node;
import dev.netmon.underlay.netcheck.Netcheck.Phase;
import dev.netmon.underlay.netcheck.NetcheckReport.Certificate;
import dev.netmon.underlay.netcheck.NetcheckReport.Failure;
import dev.netmon.underlay.netcheck.NetcheckReport.Server;
import dev.netmon.underlay.netcheck.NetcheckReport.Transport;
import dev.netmon.underlay.stun.RequestForm;
import dev.netmon.underlay.stun.StunAnswer;
import dev.netmon.underlay.stun.StunExchange;
import dev.netmon.underlay.stun.StunMessage;
import dev.netmon.underlay.stun.StunWriter;
import dev.netmon.underlay.stun.TransactionId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
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
    private final Sweep sweep;
    private final List<Target> targets = new ArrayList<>();
    private final List<Probe> probes = new ArrayList<>();
    private final Set<InetSocketAddress> refused = ConcurrentHashMap.newKeySet(); // read by HTTP threads
    private final HttpRound http;
    private boolean stunTold;

    /** A server named by hand, or a region: what one line of the result is about. */
    private static final class Target {
        final DerpMap.@Nullable Region region;
        final Map<Family, Probe> probes = new EnumMap<>(Family.class);
        /** Names without any address, and those still being looked up, as they are shown. */
        final List<String> unresolved = new ArrayList<>();

        Target(DerpMap.@Nullable Region region) {
            this.region = region;
        }

        boolean answered() {
            for (Probe probe : probes.values()) {
                if (probe.best() != null) {
                    return true;
                }
            }
            return false;
        }

        /** Whether each family that packets can leave by has an answer, and one at least has. */
        boolean complete() {
            for (Probe probe : probes.values()) {
                if (probe.best() == null && probe.left()) {
                    return false;
                }
            }
            return probes.isEmpty() || answered(); // a region without STUN has nothing to miss
        }
    }

    /** A target by one family; its servers are asked in turn. */
    private final class Probe {
        final Target target;
        final Family family;
        final int number = sweep.add();
        final List<Asked> servers = new ArrayList<>();
        int lookUps;
        int transmissions;

        Probe(Target target, Family family) {
            this.target = target;
            this.family = family;
            target.probes.put(family, this);
            probes.add(this);
        }

        void add(InetSocketAddress address) {
            servers.add(new Asked(this, address));
            sweep.resolved(number, System.nanoTime());
        }

        void transmit() {
            StunAnswer best = best();
            Asked next = servers.get(transmissions++ % servers.size());
            for (Asked server : servers) {
                if (best != null && server.best == best) {
                    next = server; // asked once more
                }
            }
            Sent sent = next.transmit();
            if (sent != Sent.SENT) {
                sweep.failed(number);
            }
        }

        @Nullable
        StunAnswer best() {
            StunAnswer best = null;
            for (Asked server : servers) {
                StunAnswer answer = server.best;
                if (answer != null && (best == null || answer.rttNanos() < best.rttNanos())) {
                    best = answer;
                }
            }
            return best;
        }

        /** Whether anything left the host, or was kept back on purpose. */
        boolean left() {
            for (Asked server : servers) {
                if (server.left) {
                    return true;
                }
            }
            return false;
        }
    }

    /** One address that is asked by STUN. */
    private final class Asked {
        final Probe probe;
        final InetSocketAddress address;
        final StunExchange exchange;
        boolean transmitted;
        boolean left;

        @Nullable
        StunAnswer best;

        Asked(Probe probe, InetSocketAddress address) {
            this.probe = probe;
            this.address = address;
            List<RequestForm> forms = probe.target.region == null ? netcheck.forms(address) : List.of(RequestForm.DERP);
            this.exchange = netcheck.stun().open(address, forms, answer -> events.add(() -> answered(answer)));
        }

        Sent transmit() {
            transmitted = true;
            Sent sent = exchange.transmit();
            left |= sent != Sent.FAILED;
            if (sent == Sent.REFUSED) {
                refused.add(address);
            }
            return sent;
        }

        private void answered(StunAnswer answer) {
            if (best == null || answer.rttNanos() < best.rttNanos()) {
                best = answer;
            }
            if (probe.target.region == null) {
                netcheck.learn(answer);
            }
            sweep.answered(probe.number, answer.rttNanos(), System.nanoTime());
        }

        Server row() {
            StunAnswer answer = best;
            return new Server(
                    text(address),
                    probe.family,
                    Transport.STUN,
                    Certificate.AS_USUAL,
                    answer == null ? null : Duration.ofNanos(answer.rttNanos()),
                    answer == null ? error() : null);
        }

        private Failure error() {
            return switch (exchange.failure()) {
                case TIMEOUT, CLOSED -> Failure.TIMEOUT;
                case UNREACHABLE -> Failure.UNREACHABLE;
                case REFUSED -> Failure.REFUSED;
                case BAD_RESPONSE -> Failure.BAD_RESPONSE;
            };
        }
    }

    Measurement(Netcheck netcheck, @Nullable NetworkState state) {
        this.netcheck = netcheck;
        this.state = state;
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
                    probes.get(number).transmit();
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
            for (Probe probe : probes) {
                for (Asked server : probe.servers) {
                    server.exchange.close();
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
        Map<Target, List<Wanted>> wanted = new LinkedHashMap<>();
        for (InetSocketAddress server : netcheck.options().servers()) {
            Target target = new Target(null);
            targets.add(target);
            wanted.put(target, List.of(Wanted.of(server)));
        }
        DerpMap map = netcheck.options().map();
        if (map != null) {
            for (DerpMap.Region region : map.regions().values()) {
                if (region.noMeasureNoHome()) {
                    continue;
                }
                Target target = new Target(region);
                targets.add(target);
                List<Wanted> nodes = new ArrayList<>();
                for (Node node : region.nodes()) {
                    if (node.stunPort() != Node.NO_STUN && nodes.size() < NODES_ASKED) {
                        nodes.add(Wanted.of(node));
                    }
                }
                wanted.put(target, nodes);
            }
        }
        // Every probe is there before the first is sent, so that no early answer looks like the last.
        wanted.forEach((target, all) -> {
            for (Family family : Family.values()) {
                if (all.stream().anyMatch(each -> each.has(family))) {
                    new Probe(target, family);
                }
            }
        });
        if (wanted.values().stream().anyMatch(all -> all.stream().anyMatch(Wanted::needsLookUp))) {
            netcheck.progress().phase(Phase.RESOLVE);
        }
        wanted.forEach((target, all) -> {
            for (Wanted each : all) {
                each.literals.forEach((family, address) -> probe(target, family).add(address));
                if (each.needsLookUp()) {
                    lookUp(target, each);
                }
            }
        });
    }

    private static Probe probe(Target target, Family family) {
        return Objects.requireNonNull(target.probes.get(family));
    }

    private void lookUp(Target target, Wanted name) {
        target.unresolved.add(name.text());
        for (Family family : name.byName) {
            probe(target, family).lookUps++;
        }
        resolve(
                netcheck,
                name.host,
                found -> events.add(() -> {
                    boolean any = !name.literals.isEmpty();
                    for (Family family : name.byName) {
                        Probe probe = probe(target, family);
                        probe.lookUps--;
                        for (InetAddress address : found) {
                            if (Family.of(address) == family) {
                                probe.add(new InetSocketAddress(address, name.port));
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

    /** A server as it is configured: the addresses that are known, and the families its name is looked up for. */
    private record Wanted(String host, int port, Map<Family, InetSocketAddress> literals, List<Family> byName) {

        static Wanted of(InetSocketAddress server) {
            InetAddress address = server.getAddress();
            if (address == null) {
                return new Wanted(server.getHostString(), server.getPort(), Map.of(), List.of(Family.values()));
            }
            return new Wanted(server.getHostString(), server.getPort(), Map.of(Family.of(address), server), List.of());
        }

        static Wanted of(Node node) {
            Map<Family, InetSocketAddress> literals = new EnumMap<>(Family.class);
            List<Family> byName = new ArrayList<>();
            String test = node.stunTestIp();
            if (test != null) {
                InetAddress address = Addresses.parse(test);
                literals.put(Family.of(address), new InetSocketAddress(address, node.stunPort()));
                return new Wanted(node.hostName(), node.stunPort(), literals, byName);
            }
            for (Family family : Family.values()) {
                Host host = family == Family.V4 ? node.ipv4() : node.ipv6();
                if (host instanceof Host.Literal literal) {
                    literals.put(family, new InetSocketAddress(Addresses.parse(literal.address()), node.stunPort()));
                } else if (host instanceof Host.Resolved) {
                    byName.add(family);
                }
            }
            return new Wanted(node.hostName(), node.stunPort(), literals, byName);
        }

        boolean has(Family family) {
            return literals.containsKey(family) || byName.contains(family);
        }

        boolean needsLookUp() {
            return !byName.isEmpty();
        }

        String text() {
            return host + ":" + port;
        }
    }

    private void finish(@Nullable NetcheckEvent recorded) {
        long now = System.nanoTime();
        boolean udp = sweep.anyAnswer();
        Map<Integer, Long> byStun = new HashMap<>();
        List<NetcheckReport.Region> regions = new ArrayList<>();
        List<Server> servers = new ArrayList<>();
        boolean complete = true;
        for (Target target : targets) {
            complete &= target.complete();
            for (Probe probe : target.probes.values()) {
                for (Asked server : probe.servers) {
                    // A family that the host does not have is no news where the other one works.
                    if (server.transmitted && (server.left || !target.answered())) {
                        servers.add(server.row());
                    }
                }
            }
            for (String name : target.unresolved) {
                servers.add(new Server(name, null, Transport.STUN, Certificate.AS_USUAL, null, Failure.UNRESOLVED));
            }
            DerpMap.Region region = target.region;
            if (region != null) {
                Long v4 = rtt(target, Family.V4);
                Long v6 = rtt(target, Family.V6);
                Long best = v4 == null ? v6 : v6 == null ? v4 : (Long) Math.min(v4, v6);
                if (best != null) {
                    byStun.put(region.id(), best);
                }
                Long https = udp ? null : http.latencies().get(region.id());
                regions.add(new NetcheckReport.Region(
                        region.id(), region.code(), region.name(), duration(v4), duration(v6), duration(https)));
            }
        }
        Map<Integer, Long> byHttps = udp ? Map.of() : http.latencies();
        if (!udp) {
            servers.addAll(http.rows());
        }
        Integer home = netcheck.chooseHome(this, state, now, byStun, byHttps);
        if (home == null) {
            result.cancel(false);
            return;
        }
        InetSocketAddress publicV4 = mapped(Family.V4);
        InetSocketAddress publicV6 = mapped(Family.V6);
        NetcheckReport report = new NetcheckReport(
                Moment.now(),
                udp,
                cameBy(Family.V4),
                cameBy(Family.V6),
                publicV4,
                publicV6,
                mappingVaries(),
                udp ? null : http.captivePortal(),
                Duration.ofNanos(now - start),
                complete,
                state == null ? null : state.egressV4(),
                state == null ? null : state.egressV6(),
                home,
                regions,
                servers);
        if (recorded != null && recorded.shouldCommit()) {
            recorded.udp = udp;
            recorded.complete = complete;
            recorded.home = home;
            recorded.publicV4 = publicV4 == null ? "" : text(publicV4);
            recorded.publicV6 = publicV6 == null ? "" : text(publicV6);
            recorded.commit();
        }
        result.complete(report);
    }

    private boolean cameBy(Family family) {
        for (Probe probe : probes) {
            if (probe.family == family && probe.best() != null) {
                return true;
            }
        }
        return !sweep.anyAnswer() && http.answered(family);
    }

    private static @Nullable Long rtt(Target target, Family family) {
        Probe probe = target.probes.get(family);
        StunAnswer best = probe == null ? null : probe.best();
        return best == null ? null : (Long) best.rttNanos();
    }

    private static @Nullable Duration duration(@Nullable Long nanos) {
        return nanos == null ? null : Duration.ofNanos(nanos);
    }

    /** What the fastest answer of a family says. */
    private @Nullable InetSocketAddress mapped(Family family) {
        StunAnswer fastest = null;
        for (Probe probe : probes) {
            StunAnswer best = probe.best();
            if (best != null
                    && Family.of(best.mapped().getAddress()) == family
                    && (fastest == null || best.rttNanos() < fastest.rttNanos())) {
                fastest = best;
            }
        }
        return fastest == null ? null : fastest.mapped();
    }

    private @Nullable Boolean mappingVaries() {
        Boolean varies = null;
        for (Family family : Family.values()) {
            Set<InetSocketAddress> servers = new HashSet<>();
            Set<InetSocketAddress> seen = new HashSet<>();
            for (Probe probe : probes) {
                for (Asked server : probe.servers) {
                    StunAnswer best = server.best;
                    if (best != null && probe.family == family) {
                        servers.add(best.server());
                        seen.add(best.mapped());
                    }
                }
            }
            if (servers.size() > 1) {
                varies = varies != null && varies || seen.size() > 1;
            }
        }
        return varies;
    }

    static String text(InetSocketAddress address) {
        InetAddress host = address.getAddress();
        if (host == null) {
            return address.getHostString() + ":" + address.getPort();
        }
        String text = Addresses.format(host);
        return (Family.of(host) == Family.V4 ? text : "[" + text + "]") + ":" + address.getPort();
    }
}
