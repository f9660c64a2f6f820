// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows.wire;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * What identifies a {@code MIB_IPFORWARD_ROW2} ({@code <netioapi.h>}).
 *
 * @param luid 0 where a callback leaves it out
 * @param index 0 where a callback leaves it out
 * @param prefixLength bits, never more than the prefix has
 * @param nextHop null where the destination is on the link itself
 */
public record RouteKey(
        long luid,
        int index,
        InetAddress prefix,
        int prefixLength,
        @Nullable InetAddress nextHop) {

    /** Whether a packet to this destination may take the route. */
    public boolean covers(InetAddress destination) {
        byte[] wanted = destination.getAddress();
        byte[] bits = prefix.getAddress();
        if (wanted.length != bits.length) {
            return false;
        }
        return CommonPrefix.bits(wanted, bits) >= prefixLength;
    }
}
