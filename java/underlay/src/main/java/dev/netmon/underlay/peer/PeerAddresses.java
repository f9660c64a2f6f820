// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.peer;

import dev.netmon.Family;
import dev.netmon.underlay.EgressPolicy;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;

/**
 * Where a peer may be reached: the addresses that were given, and those from which it proved that it knows our password.
 * As a policy of an underlay it lets out nothing else. Thread-safe.
 */
public final class PeerAddresses implements EgressPolicy {

    private final List<InetSocketAddress> given;
    private final Set<InetSocketAddress> allowed;

    /** These addresses, the preferred one first. */
    public PeerAddresses(Collection<InetSocketAddress> given) {
        this.given = List.copyOf(given);
        if (this.given.isEmpty()) {
            throw new IllegalArgumentException("a peer without any address");
        }
        for (InetSocketAddress each : this.given) {
            if (each.isUnresolved() || each.getPort() == 0) {
                throw new IllegalArgumentException("no address to send to: " + each);
            }
        }
        this.allowed = new CopyOnWriteArraySet<>(this.given);
    }

    /** Those given at the start. */
    public List<InetSocketAddress> given() {
        return given;
    }

    /** The families of those given at the start. */
    public Set<Family> families() {
        Set<Family> families = EnumSet.noneOf(Family.class);
        given.forEach(each -> families.add(Family.of(each.getAddress())));
        return families;
    }

    @Override
    public boolean allows(InetSocketAddress to) {
        return allowed.contains(to);
    }

    /** The peer proved to be there too. */
    void proved(InetSocketAddress address) {
        allowed.add(address);
    }
}
