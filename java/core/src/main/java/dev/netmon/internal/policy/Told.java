// SPDX-License-Identifier: Apache-2.0
package dev.netmon.internal.policy;

import dev.netmon.CarrierCounters;
import dev.netmon.EgressPath;
import dev.netmon.spi.NextHop;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was told last about one destination, as far as the next judgement needs it.
 *
 * @param shown the path told, the caller's own tunnels included
 * @param judged the last path told that is not through an own tunnel
 * @param counters the carrier counters of the judged path's link when it was told
 * @param lastUsable the last judged path that was usable
 * @param lackedCarrier the link that had no carrier since the path was last usable; 0 for none
 * @param settledPath the path when a burst last settled
 * @param settledHops its live next hops then
 */
public record Told(
        @Nullable EgressPath shown,
        @Nullable EgressPath judged,
        CarrierCounters counters,
        @Nullable EgressPath lastUsable,
        int lackedCarrier,
        @Nullable EgressPath settledPath,
        Set<NextHop> settledHops) {

    private static final Told NOTHING = new Told(null, null, CarrierCounters.UNKNOWN, null, 0, null, Set.of());

    /** Nothing was told yet. */
    public static Told nothing() {
        return NOTHING;
    }

    boolean usable() {
        return judged != null && judged.usable();
    }

    /** What is told after this look. */
    Told next(Look look, boolean ownTunnel) {
        EgressPath path = look.path();
        Set<NextHop> hops = look.hops();
        EgressPath settled = hops == null ? settledPath : path;
        Set<NextHop> settledNow = hops == null ? settledHops : hops;
        if (ownTunnel) {
            return new Told(path, judged, counters, lastUsable, lackedCarrier, settled, settledNow);
        }
        return new Told(
                path,
                path,
                look.link() == null ? CarrierCounters.UNKNOWN : look.link().counters(),
                look.usable() ? path : lastUsable,
                lacked(look),
                settled,
                settledNow);
    }

    private int lacked(Look look) {
        if (look.usable()) {
            return 0;
        }
        if (look.link() != null && !look.link().carrier()) {
            return look.link().index();
        }
        if (look.toldLink() != null && !look.toldLink().carrier()) {
            return look.toldLink().index();
        }
        return lackedCarrier;
    }

    static boolean samePath(@Nullable EgressPath before, EgressPath now) {
        return before != null
                && before.index() == now.index()
                && Objects.equals(before.source(), now.source())
                && Objects.equals(before.gateway(), now.gateway());
    }
}
