// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.supervise;

import dev.netmon.Family;
import dev.netmon.MonitorOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;

/** Asks the system whether a packet could leave, by connecting a UDP socket, which sends nothing. */
final class EgressLook {

    /** Any port will do: nothing is sent. */
    private static final int DISCARD = 9;

    private EgressLook() {}

    static boolean usable() {
        for (Family family : Family.values()) {
            if (usable(family)) {
                return true;
            }
        }
        return false;
    }

    private static boolean usable(Family family) {
        try (DatagramChannel channel = DatagramChannel.open(
                family == Family.V4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6)) {
            channel.connect(new InetSocketAddress(MonitorOptions.defaults().probe(family), DISCARD));
            InetAddress source = ((InetSocketAddress) channel.getLocalAddress()).getAddress();
            return !source.isAnyLocalAddress() && !source.isLoopbackAddress() && !source.isLinkLocalAddress();
        } catch (IOException | UnsupportedOperationException e) {
            return false; // no route, or a JVM that was started without this family
        }
    }
}
