// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** Takes the datagrams of the program itself: those that no {@link DatagramPort.Protocol} took. */
@FunctionalInterface
public interface DatagramReceiver {

    /**
     * A datagram came. Calls come one at a time, on a receiving thread; must not block.
     *
     * @param datagram valid during the call only
     */
    void received(ByteBuffer datagram, InetSocketAddress from);
}
