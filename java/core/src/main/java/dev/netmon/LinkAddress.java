// SPDX-License-Identifier: Apache-2.0
package dev.netmon;

import java.net.InetAddress;
import java.util.Set;

/**
 * An address on an interface. Lifetimes are left out on purpose: a refresh is no change.
 *
 * @param address without scope id
 * @param prefixLength bits, 0 to 32 or 128
 * @param flags what limits its use
 */
public record LinkAddress(InetAddress address, int prefixLength, Set<Flag> flags) {

    /** What limits the use of an address. */
    public enum Flag {
        /** Duplicate address detection runs: not usable yet. */
        TENTATIVE,
        /** Duplicate address detection runs, but the address is used already. */
        OPTIMISTIC,
        /** Duplicate address detection found it taken: never usable. */
        DAD_FAILED,
        /** Its preferred lifetime is over: not chosen for new traffic. */
        DEPRECATED,
        /** A temporary (privacy) IPv6 address. */
        TEMPORARY
    }

    public LinkAddress {
        flags = Set.copyOf(flags);
    }

    public Family family() {
        return Family.of(address);
    }

    public boolean has(Flag flag) {
        return flags.contains(flag);
    }

    /** Whether packets to the world can carry it: not link-local, loopback or unspecified. */
    public boolean global() {
        return !address.isLinkLocalAddress() && !address.isLoopbackAddress() && !address.isAnyLocalAddress();
    }

    /** Whether this is the same address, flags apart. */
    public boolean sameAddress(LinkAddress other) {
        return prefixLength == other.prefixLength && address.equals(other.address);
    }

    /** For example {@code 10.0.0.2/24}; IPv6 in the form of RFC 5952. */
    @Override
    public String toString() {
        return Addresses.format(address) + "/" + prefixLength;
    }
}
