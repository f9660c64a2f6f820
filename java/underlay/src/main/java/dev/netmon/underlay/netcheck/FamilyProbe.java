// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.netcheck;

import dev.netmon.Family;
import dev.netmon.underlay.stun.StunAnswer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A target by one family; its servers are asked in turn. Belongs to the measurement's thread. */
final class FamilyProbe {
    final Target target;
    final Family family;
    /** As the sweep counts it. */
    final int number;

    final List<Asked> servers = new ArrayList<>();
    /** Names that are still being looked up. */
    int lookUps;

    private int transmissions;

    FamilyProbe(Target target, Family family, int number) {
        this.target = target;
        this.family = family;
        this.number = number;
        target.probes.put(family, this);
    }

    /** Whom to ask now: the servers in turn, or once more the one with the best answer. */
    Asked next() {
        StunAnswer best = best();
        Asked next = servers.get(transmissions++ % servers.size());
        for (Asked server : servers) {
            if (best != null && server.best() == best) {
                next = server;
            }
        }
        return next;
    }

    @Nullable
    StunAnswer best() {
        StunAnswer best = null;
        for (Asked server : servers) {
            StunAnswer answer = server.best();
            if (answer != null && (best == null || answer.rttNanos() < best.rttNanos())) {
                best = answer;
            }
        }
        return best;
    }

    /** Whether anything left the host, or was kept back on purpose. */
    boolean left() {
        for (Asked server : servers) {
            if (server.left()) {
                return true;
            }
        }
        return false;
    }
}
