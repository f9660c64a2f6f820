// SPDX-License-Identifier: Apache-2.0
package dev.netmon.internal.policy;

import dev.netmon.EgressPath;
import dev.netmon.Link;
import dev.netmon.spi.NextHop;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was found when the system was asked for one destination.
 *
 * @param path null where there is no unicast route
 * @param link the link of that path, read afresh
 * @param toldLink the link of the path judged last, read afresh; null where it is gone or there was no path
 * @param hops the live next hops of the route; null where they were not asked for (before a burst settled)
 */
public record Look(
        @Nullable EgressPath path,
        @Nullable Link link,
        @Nullable Link toldLink,
        @Nullable Set<NextHop> hops) {

    boolean usable() {
        return path != null && path.usable();
    }
}
