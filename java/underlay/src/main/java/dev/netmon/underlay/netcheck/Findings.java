// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.netcheck;

import dev.netmon.Family;
import dev.netmon.underlay.netcheck.NetcheckReport.Certificate;
import dev.netmon.underlay.netcheck.NetcheckReport.Failure;
import dev.netmon.underlay.netcheck.NetcheckReport.Server;
import dev.netmon.underlay.netcheck.NetcheckReport.Transport;
import dev.netmon.underlay.stun.StunAnswer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the answers of a measurement come to; looks at the targets as they are when it is asked. */
final class Findings {
    private final List<Target> targets;
    private final HttpRound http;
    private final boolean udp;

    Findings(List<Target> targets, HttpRound http) {
        this.targets = targets;
        this.http = http;
        this.udp = targets.stream().anyMatch(Target::answered);
    }

    /** Whether any STUN answer came. */
    boolean udp() {
        return udp;
    }

    /** Whether nothing that should have answered is missing. */
    boolean complete() {
        return targets.stream().allMatch(Target::complete);
    }

    /** Whether an answer came by this family, by whatever transport. */
    boolean cameBy(Family family) {
        for (Target target : targets) {
            if (target.rtt(family) != null) {
                return true;
            }
        }
        return !udp && http.answered(family);
    }

    /** What the fastest answer of a family says. */
    @Nullable
    InetSocketAddress mapped(Family family) {
        StunAnswer fastest = null;
        for (Target target : targets) {
            for (FamilyProbe probe : target.probes.values()) {
                StunAnswer best = probe.best();
                if (best != null
                        && Family.of(best.mapped().getAddress()) == family
                        && (fastest == null || best.rttNanos() < fastest.rttNanos())) {
                    fastest = best;
                }
            }
        }
        return fastest == null ? null : fastest.mapped();
    }

    /** Whether two servers of one family see different addresses; null where no family has answers of two servers. */
    @Nullable
    Boolean mappingVaries() {
        Boolean varies = null;
        for (Family family : Family.values()) {
            Set<InetSocketAddress> servers = new HashSet<>();
            Set<InetSocketAddress> seen = new HashSet<>();
            for (Target target : targets) {
                FamilyProbe probe = target.probes.get(family);
                for (Asked server : probe == null ? List.<Asked>of() : probe.servers) {
                    StunAnswer best = server.best();
                    if (best != null) {
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

    /** The latency of each region that answered by STUN, in nanoseconds. */
    Map<Integer, Long> byStun() {
        Map<Integer, Long> latencies = new HashMap<>();
        for (Target target : targets) {
            Long v4 = target.rtt(Family.V4);
            Long v6 = target.rtt(Family.V6);
            Long best = v4 == null ? v6 : v6 == null ? v4 : (Long) Math.min(v4, v6);
            if (target.region != null && best != null) {
                latencies.put(target.region.id(), best);
            }
        }
        return latencies;
    }

    /** The latency of each region over HTTPS, in nanoseconds; nothing where UDP works. */
    Map<Integer, Long> byHttps() {
        return udp ? Map.of() : http.latencies();
    }

    /** A row for each region that was measured. */
    List<NetcheckReport.Region> regions() {
        List<NetcheckReport.Region> regions = new ArrayList<>();
        for (Target target : targets) {
            DerpMap.Region region = target.region;
            if (region != null) {
                regions.add(new NetcheckReport.Region(
                        region.id(),
                        region.code(),
                        region.name(),
                        duration(target.rtt(Family.V4)),
                        duration(target.rtt(Family.V6)),
                        duration(byHttps().get(region.id()))));
            }
        }
        return regions;
    }

    /** A row for each server that was asked, or should have been. */
    List<Server> servers() {
        List<Server> servers = new ArrayList<>();
        for (Target target : targets) {
            for (FamilyProbe probe : target.probes.values()) {
                for (Asked server : probe.servers) {
                    // A family that the host does not have is no news where the other one works.
                    if (server.transmitted() && (server.left() || !target.answered())) {
                        servers.add(server.row());
                    }
                }
            }
            for (String name : target.unresolved) {
                servers.add(new Server(name, null, Transport.STUN, Certificate.AS_USUAL, null, Failure.UNRESOLVED));
            }
        }
        if (!udp) {
            servers.addAll(http.rows());
        }
        return servers;
    }

    private static @Nullable Duration duration(@Nullable Long nanos) {
        return nanos == null ? null : Duration.ofNanos(nanos);
    }
}
