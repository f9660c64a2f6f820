// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.peer;

import dev.netmon.Family;
import dev.netmon.underlay.DatagramPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/** Which address a datagram leaves from when its socket is bound to all of them. */
final class LocalAddress {

    private LocalAddress() {}

    /** As the system says now: connecting a UDP socket sends nothing, but chooses. Null where it does not say. */
    static @Nullable InetSocketAddress toward(InetSocketAddress remote, DatagramPort port) {
        Family family = Family.of(remote.getAddress());
        InetSocketAddress bound = port.local(family);
        if (bound == null || !bound.getAddress().isAnyLocalAddress()) {
            return bound;
        }
        try (DatagramChannel asking = DatagramChannel.open(
                family == Family.V4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6)) {
            asking.connect(remote);
            InetAddress chosen = ((InetSocketAddress) asking.getLocalAddress()).getAddress();
            return chosen.isAnyLocalAddress() ? null : new InetSocketAddress(chosen, bound.getPort());
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }
}
