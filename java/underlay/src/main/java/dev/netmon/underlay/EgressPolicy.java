// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay;

import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.Set;

/**
 * Which destinations datagrams may leave to. It is asked for each datagram, on the sending thread, before any socket is
 * touched; what it refuses does not leave.
 */
@FunctionalInterface
public interface EgressPolicy {

    /** Whether a datagram may leave to this destination. */
    boolean allows(InetSocketAddress to);

    /** Wherever the program and its protocols send. */
    static EgressPolicy any() {
        return to -> true;
    }

    /** These destinations and no others. */
    static EgressPolicy only(Collection<InetSocketAddress> destinations) {
        Set<InetSocketAddress> allowed = Set.copyOf(destinations);
        return allowed::contains;
    }
}
