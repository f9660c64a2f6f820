// SPDX-License-Identifier: Apache-2.0
package dev.netmon;

import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What one listener wants beyond what every listener is told. It never changes what others are told.
 *
 * @param destinations their egress is asked and judged too
 * @param boundAddresses addresses that sockets are bound to; their removal is told as {@link Reason#BOUND_ADDRESS_REMOVED}
 * @param raw whether raw events are delivered
 */
public record Interest(Set<InetAddress> destinations, Set<InetAddress> boundAddresses, Raw raw) {

    /** Whether raw events are delivered. */
    public enum Raw {
        NO,
        YES
    }

    private static final Interest NONE = new Interest(Set.of(), Set.of(), Raw.NO);

    public Interest {
        destinations = Set.copyOf(destinations);
        boundAddresses = Set.copyOf(boundAddresses);
    }

    /** Nothing beyond what everybody is told. */
    public static Interest none() {
        return NONE;
    }

    /** Raw events as well. */
    public static Interest rawEvents() {
        return new Interest(Set.of(), Set.of(), Raw.YES);
    }

    /** This interest and one more destination. */
    public Interest withDestination(InetAddress destination) {
        return new Interest(plus(destinations, destination), boundAddresses, raw);
    }

    /** This interest and one more address that a socket is bound to. */
    public Interest withBoundAddress(InetAddress address) {
        return new Interest(destinations, plus(boundAddresses, address), raw);
    }

    private static Set<InetAddress> plus(Set<InetAddress> set, InetAddress one) {
        Set<InetAddress> all = new LinkedHashSet<>(set);
        all.add(one);
        return all;
    }
}
