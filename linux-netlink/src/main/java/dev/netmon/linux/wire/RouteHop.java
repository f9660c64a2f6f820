// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux.wire;

import static dev.netmon.linux.wire.Rtnetlink.RTNH_F_DEAD;
import static dev.netmon.linux.wire.Rtnetlink.RTNH_F_LINKDOWN;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * One of the next hops of a route.
 *
 * @param index the interface's index
 * @param gateway the router, of either family, or null where the destination is on the link
 * @param flags RTNH_F_…
 * @param weight from 1
 */
public record RouteHop(int index, @Nullable InetAddress gateway, int flags, int weight) {

    /** Whether packets can take it: neither DEAD nor LINKDOWN. */
    public boolean live() {
        return (flags & (RTNH_F_DEAD | RTNH_F_LINKDOWN)) == 0;
    }
}
