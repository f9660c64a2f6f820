// SPDX-License-Identifier: Apache-2.0
package dev.netmon;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was told last: every interface, and where packets leave. Immutable.
 *
 * @param at when it was taken
 * @param interfaces ordered by index
 * @param egressV4 null where the system gives no unicast route
 * @param egressV6 null where the system gives no unicast route
 */
public record NetworkState(
        Moment at,
        List<NetInterface> interfaces,
        @Nullable EgressPath egressV4,
        @Nullable EgressPath egressV6) {

    public @Nullable EgressPath egress(Family family) {
        return family == Family.V4 ? egressV4 : egressV6;
    }

    /** Whether a packet of this family can leave. */
    public boolean usable(Family family) {
        EgressPath path = egress(family);
        return path != null && path.usable();
    }

    /** Whether any family's packets can leave. */
    public boolean online() {
        return usable(Family.V4) || usable(Family.V6);
    }
}
