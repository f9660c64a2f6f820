// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.netcheck;

import dev.netmon.Family;
import dev.netmon.underlay.stun.StunAnswer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A server named by hand, or a region: what one line of the result is about. */
final class Target {
    final DerpMap.@Nullable Region region;
    final Map<Family, FamilyProbe> probes = new EnumMap<>(Family.class);
    /** Names without any address, and those still being looked up, as they are shown. */
    final List<String> unresolved = new ArrayList<>();

    Target(DerpMap.@Nullable Region region) {
        this.region = region;
    }

    boolean answered() {
        for (FamilyProbe probe : probes.values()) {
            if (probe.best() != null) {
                return true;
            }
        }
        return false;
    }

    /** Whether each family that packets can leave by has an answer, and one at least has. */
    boolean complete() {
        for (FamilyProbe probe : probes.values()) {
            if (probe.best() == null && probe.left()) {
                return false;
            }
        }
        return probes.isEmpty() || answered(); // a region without STUN has nothing to miss
    }

    /** The latency of a family in nanoseconds; null where nothing answered. */
    @Nullable
    Long rtt(Family family) {
        FamilyProbe probe = probes.get(family);
        StunAnswer best = probe == null ? null : probe.best();
        return best == null ? null : (Long) best.rttNanos();
    }
}
