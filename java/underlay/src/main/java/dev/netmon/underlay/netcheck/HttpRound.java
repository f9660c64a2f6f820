// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.netcheck;

import dev.netmon.Addresses;
import dev.netmon.Family;
import dev.netmon.underlay.netcheck.DerpMap.Host;
import dev.netmon.underlay.netcheck.DerpMap.Node;
import dev.netmon.underlay.netcheck.Netcheck.Phase;
import dev.netmon.underlay.netcheck.NetcheckReport.Certificate;
import dev.netmon.underlay.netcheck.NetcheckReport.Failure;
import dev.netmon.underlay.netcheck.NetcheckReport.Server;
import dev.netmon.underlay.netcheck.NetcheckReport.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a measurement does where no STUN answer comes: a latency per region over HTTPS, and a look whether somebody
 * answers HTTP in the servers' place. State belongs to the measurement's thread; the requests run on others and report
 * through its queue.
 */
final class HttpRound {

    /** A captive portal shows itself to the first request; more than a few would only be noise. */
    private static final int PORTAL_PROBES = 5;

    private static final int NODES_ASKED = 3;
    private static final int NO_CONTENT = 204;
    private static final int LAST_SUCCESS = 299;

    private final Netcheck netcheck;
    private final List<DerpMap.Region> regions = new ArrayList<>();
    private final Queue<Runnable> events;
    private final Predicate<InetSocketAddress> refused;
    private final Set<HttpProbe> open = ConcurrentHashMap.newKeySet();

    private final Map<Integer, Map<Family, Long>> latencies = new LinkedHashMap<>();
    private final Map<Integer, List<Row>> rows = new LinkedHashMap<>();
    /** What is being waited for, as it will be told if nothing comes. */
    private final Map<HttpProbe, Waiting> waiting = new LinkedHashMap<>();

    private @Nullable Boolean portal;
    private int outstanding;
    private boolean answered;
    private boolean started;
    private volatile boolean dropped;

    private record Row(@Nullable Family family, Server server) {}

    private record Waiting(int region, Row row) {}

    HttpRound(Netcheck netcheck, @Nullable DerpMap map, Queue<Runnable> events, Predicate<InetSocketAddress> refused) {
        this.netcheck = netcheck;
        this.events = events;
        this.refused = refused;
        if (map != null) {
            for (DerpMap.Region region : map.regions().values()) {
                if (!region.noMeasureNoHome()
                        && region.nodes().stream().anyMatch(node -> !node.stunOnly() || node.canPort80())) {
                    regions.add(region);
                }
            }
        }
    }

    boolean nothingToDo() {
        return regions.isEmpty();
    }

    /** Starts all requests. */
    void start(int home) {
        started = true;
        List<Runnable> tasks = new ArrayList<>();
        for (DerpMap.Region region : regions) {
            List<Node> nodes = region.nodes().stream()
                    .filter(node -> !node.stunOnly())
                    .limit(NODES_ASKED)
                    .toList();
            for (Family family : Family.values()) {
                if (netcheck.port().local(family) != null && !nodes.isEmpty()) {
                    tasks.add(() -> latency(region.id(), nodes, family));
                }
            }
        }
        if (!tasks.isEmpty()) {
            netcheck.progress().phase(Phase.HTTPS);
        }
        List<Node> portals = portals(home);
        for (Node node : portals) {
            tasks.add(() -> portal(node));
        }
        if (!portals.isEmpty()) {
            netcheck.progress().phase(Phase.CAPTIVE_PORTAL);
        }
        outstanding = tasks.size();
        for (Runnable task : tasks) {
            try {
                netcheck.threads().execute(() -> {
                    try {
                        task.run();
                    } finally {
                        events.add(() -> outstanding--);
                    }
                });
            } catch (RejectedExecutionException e) {
                outstanding--; // closed meanwhile
            }
        }
    }

    /** Tells how far it is. */
    void tell(Sweep sweep) {
        if (started && answered) {
            sweep.fallbackAnswered();
        }
        if (started && outstanding == 0) {
            sweep.fallbackDone();
        }
    }

    /** Ends all requests; what they find is not wanted any more. Idempotent. */
    void drop() {
        dropped = true;
        for (HttpProbe probe : open) {
            probe.close();
        }
    }

    /** The best latency of each region that answered. */
    Map<Integer, Long> latencies() {
        Map<Integer, Long> best = new HashMap<>();
        latencies.forEach((region, families) -> families.values().forEach(each -> best.merge(region, each, Math::min)));
        return best;
    }

    boolean answered(Family family) {
        return latencies.values().stream().anyMatch(families -> families.containsKey(family));
    }

    @Nullable
    Boolean captivePortal() {
        return portal;
    }

    /** One line per server; a family that the host does not have is no news where the other one works. */
    List<Server> rows() {
        waiting.values().forEach(each -> add(each.region, each.row));
        waiting.clear();
        List<Server> all = new ArrayList<>();
        rows.forEach((region, list) -> {
            boolean works = latencies.containsKey(region);
            boolean known = list.stream().anyMatch(row -> row.family != null);
            for (Row row : list) {
                Failure error = row.server.error();
                if (!(works && error == Failure.UNREACHABLE) && !(known && error == Failure.UNRESOLVED)) {
                    all.add(row.server);
                }
            }
        });
        return all;
    }

    /** The first node of each region that answers HTTP, the home's first. */
    private List<Node> portals(int home) {
        List<Node> nodes = new ArrayList<>();
        for (DerpMap.Region region : regions) {
            for (Node node : region.nodes()) {
                if (node.canPort80()) {
                    nodes.add(region.id() == home ? 0 : nodes.size(), node);
                    break;
                }
            }
        }
        return nodes.size() <= PORTAL_PROBES ? nodes : nodes.subList(0, PORTAL_PROBES);
    }

    /** Takes a region's latency by one family: its nodes one after the other, until one answers. */
    private void latency(int region, List<Node> nodes, Family family) {
        for (Node node : nodes) {
            InetSocketAddress address = address(node, family, node.derpPort());
            if (dropped) {
                return;
            }
            if (address != null) {
                if (latency(region, node, family, address)) {
                    return;
                }
            } else if (node.ipv4() instanceof Host.Resolved && node.ipv6() instanceof Host.Resolved) {
                tell(region, row(node.hostName() + ":" + node.derpPort(), null, node, null, Failure.UNRESOLVED));
            }
        }
    }

    /** Returns whether it is done: an answer came, or nobody wants one any more. */
    private boolean latency(int region, Node node, Family family, InetSocketAddress address) {
        String shown = Addresses.format(address);
        Row silent = row(shown, family, node, null, Failure.TIMEOUT);
        try (HttpProbe probe = new HttpProbe()) {
            open.add(probe);
            if (dropped) {
                return true;
            }
            events.add(() -> waiting.put(probe, new Waiting(region, silent)));
            Long nanos = null;
            Failure error = null;
            try {
                HttpProbe.Answer answer = probe.latency(node, address);
                if (answer.status() >= 200 && answer.status() <= LAST_SUCCESS) {
                    nanos = answer.nanos();
                } else {
                    error = Failure.BAD_RESPONSE;
                }
            } catch (IOException e) {
                error = HttpProbe.error(e);
            }
            open.remove(probe);
            Row row = row(shown, family, node, nanos, error);
            Long took = nanos;
            events.add(() -> {
                waiting.remove(probe);
                add(region, row);
                if (took != null) {
                    answered = true;
                    latencies
                            .computeIfAbsent(region, id -> new EnumMap<>(Family.class))
                            .put(family, took);
                }
            });
            return took != null || dropped;
        }
    }

    private void tell(int region, Row row) {
        events.add(() -> add(region, row));
    }

    private void add(int region, Row row) {
        rows.computeIfAbsent(region, id -> new ArrayList<>()).add(row);
    }

    private static Row row(
            String address, @Nullable Family family, Node node, @Nullable Long nanos, @Nullable Failure error) {
        return new Row(
                family,
                new Server(
                        address,
                        family,
                        Transport.HTTPS,
                        node.insecureForTests() ? Certificate.UNCHECKED : Certificate.AS_USUAL,
                        nanos == null ? null : Duration.ofNanos(nanos),
                        error));
    }

    /**
     * Asks what has no content, with a word that must come back: whoever answers anything else is not the server. The
     * header's name is that of the servers' own protocol.
     */
    private void portal(Node node) {
        byte[] random = new byte[8];
        new SecureRandom().nextBytes(random);
        String challenge = "netmon-" + HexFormat.of().formatHex(random);
        for (Family family : Family.values()) {
            InetSocketAddress address =
                    netcheck.port().local(family) == null ? null : address(node, family, netcheck.portalPort());
            if (address == null) {
                continue;
            }
            try (HttpProbe probe = new HttpProbe()) {
                open.add(probe);
                if (dropped) {
                    return;
                }
                HttpProbe.Answer answer = probe.plain(
                        address, node.hostName(), "/generate_204", List.of("X-Tailscale-Challenge: " + challenge));
                open.remove(probe);
                boolean portalHere = answer.status() != NO_CONTENT
                        || !("response " + challenge).equals(answer.header("X-Tailscale-Response"));
                events.add(() -> portal = portal != null && portal || portalHere);
                return;
            } catch (HttpProbe.NotHttpException e) {
                events.add(() -> portal = true);
                return;
            } catch (IOException e) {
                // Not reachable by this family; nothing is known.
            }
        }
    }

    private @Nullable InetSocketAddress address(Node node, Family family, int port) {
        Host host = family == Family.V4 ? node.ipv4() : node.ipv6();
        InetSocketAddress address = null;
        if (host instanceof Host.Literal literal) {
            address = new InetSocketAddress(Addresses.parse(literal.address()), port);
        } else if (host instanceof Host.Resolved) {
            try {
                for (InetAddress each : InetAddress.getAllByName(node.hostName())) {
                    if (address == null && Family.of(each) == family) {
                        address = new InetSocketAddress(each, port);
                    }
                }
            } catch (UnknownHostException e) {
                return null;
            }
        }
        if (address == null) {
            return null;
        }
        return refused.test(new InetSocketAddress(address.getAddress(), node.stunPort() < 0 ? port : node.stunPort()))
                ? null
                : address;
    }
}
