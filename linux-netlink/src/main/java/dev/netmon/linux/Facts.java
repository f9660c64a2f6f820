// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux;

import static dev.netmon.linux.wire.IfAddr.IFA_F_OPTIMISTIC;
import static dev.netmon.linux.wire.IfAddr.IFA_F_SECONDARY;
import static dev.netmon.linux.wire.IfAddr.IFA_F_TENTATIVE;

import dev.netmon.CarrierCounters;
import dev.netmon.Family;
import dev.netmon.Link;
import dev.netmon.LinkAddress;
import dev.netmon.RawEvent;
import dev.netmon.linux.wire.AddressMessage;
import dev.netmon.linux.wire.IfLink;
import dev.netmon.linux.wire.LinkMessage;
import dev.netmon.linux.wire.Netlink;
import dev.netmon.linux.wire.Operation;
import dev.netmon.linux.wire.RouteMessage;
import dev.netmon.linux.wire.Rtnetlink;
import dev.netmon.spi.Route;
import java.net.InetAddress;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns the kernel's messages into what netmon calls a link, an address, a route. Pure. */
final class Facts {
    /**
     * Flags that have a field of their own, or only follow carrier with some delay (RUNNING, DORMANT): they would make
     * two changes out of one.
     */
    private static final int TOLD_OTHERWISE =
            IfLink.IFF_UP | IfLink.IFF_LOWER_UP | IfLink.IFF_LOOPBACK | IfLink.IFF_RUNNING | IfLink.IFF_DORMANT;

    private Facts() {}

    /** The link, or null where the message lacks a name or an index. */
    static @Nullable Link link(LinkMessage message) {
        String name = message.name();
        if (name == null || name.isEmpty() || message.index() <= 0) {
            return null;
        }
        long changes = message.carrierChanges();
        CarrierCounters counters = changes == LinkMessage.ABSENT
                ? CarrierCounters.UNKNOWN
                : new CarrierCounters(changes, message.carrierDowns());
        return new Link(
                message.index(),
                name,
                message.up(),
                message.lowerUp(),
                message.loopback(),
                (int) Math.min(Math.max(message.mtu(), 0), Integer.MAX_VALUE),
                message.mac(),
                counters,
                message.flags() & ~TOLD_OTHERWISE);
    }

    static LinkAddress address(AddressMessage message) {
        Set<LinkAddress.Flag> flags = EnumSet.noneOf(LinkAddress.Flag.class);
        if ((message.flags() & IFA_F_TENTATIVE) != 0) {
            flags.add(
                    (message.flags() & IFA_F_OPTIMISTIC) != 0
                            ? LinkAddress.Flag.OPTIMISTIC
                            : LinkAddress.Flag.TENTATIVE);
        }
        if (message.duplicate()) {
            flags.add(LinkAddress.Flag.DAD_FAILED);
        }
        if (message.deprecated()) {
            flags.add(LinkAddress.Flag.DEPRECATED);
        }
        // The same bit says "secondary" of an IPv4 address, which limits nothing.
        if (message.family() == Netlink.AF_INET6 && (message.flags() & IFA_F_SECONDARY) != 0) {
            flags.add(LinkAddress.Flag.TEMPORARY);
        }
        return new LinkAddress(message.address(), message.prefixLength(), flags);
    }

    /** The path a lookup answered, or null where it is none that a packet to the world could take. */
    static @Nullable Route route(RouteMessage message) {
        if (message.type() != Rtnetlink.RTN_UNICAST || message.index() <= 0) {
            return null;
        }
        InetAddress source = message.preferredSource();
        return new Route(
                message.index(), source == null || source.isAnyLocalAddress() ? null : source, message.gateway());
    }

    static RawEvent.Op op(Operation operation) {
        return operation == Operation.NEW ? RawEvent.Op.NEW : RawEvent.Op.DEL;
    }

    /** The family of a route or rule, or null for one that is neither. */
    static @Nullable Family family(int addressFamily) {
        return switch (addressFamily) {
            case Netlink.AF_INET -> Family.V4;
            case Netlink.AF_INET6 -> Family.V6;
            default -> null;
        };
    }
}
