// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay;

import dev.netmon.Family;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Binds sockets; tests put a stand-in here. */
interface Wires {

    /**
     * Binds a socket.
     *
     * @param sibling the other family's socket, with which the port may be shared
     * @throws UnsupportedOperationException where the JVM has no such family
     */
    Wire bind(Family family, InetSocketAddress local, @Nullable Wire sibling) throws IOException;
}
