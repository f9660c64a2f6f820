// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos;

import static dev.netmon.ffi.DarwinRequests.IN6_IFF_DEPRECATED;
import static dev.netmon.ffi.DarwinRequests.IN6_IFF_DUPLICATED;
import static dev.netmon.ffi.DarwinRequests.IN6_IFF_OPTIMISTIC;
import static dev.netmon.ffi.DarwinRequests.IN6_IFF_TEMPORARY;
import static dev.netmon.ffi.DarwinRequests.IN6_IFF_TENTATIVE;

import dev.netmon.CarrierCounters;
import dev.netmon.Family;
import dev.netmon.Link;
import dev.netmon.LinkAddress;
import dev.netmon.RawEvent;
import dev.netmon.macos.KernelPort.Media;
import dev.netmon.macos.wire.AddressMessage;
import dev.netmon.macos.wire.LinkMessage;
import dev.netmon.macos.wire.NetIf;
import dev.netmon.macos.wire.Operation;
import dev.netmon.macos.wire.RouteMessage;
import dev.netmon.macos.wire.Rtsock;
import dev.netmon.macos.wire.Sockaddr;
import dev.netmon.spi.Route;
import java.net.InetAddress;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns what the kernel says into what netmon calls a link, an address, a route. Pure. */
final class Facts {
    /** Flags that have a field of their own. */
    private static final int TOLD_OTHERWISE = NetIf.IFF_UP | NetIf.IFF_RUNNING | NetIf.IFF_LOOPBACK;

    /** What a process without the right to know is told instead of a hardware address. */
    private static final String HIDDEN_MAC = "02:00:00:00:00:00";

    /** Routes that lead nowhere, to this host itself, or to many. */
    private static final int NO_EGRESS =
            Rtsock.RTF_REJECT | Rtsock.RTF_BLACKHOLE | Rtsock.RTF_LOCAL | Rtsock.RTF_BROADCAST | Rtsock.RTF_MULTICAST;

    private Facts() {}

    /** The link of this name. */
    static Link link(LinkMessage message, String name, Media media, CarrierCounters counters) {
        boolean carrier = switch (media) {
            case ACTIVE -> true;
            case INACTIVE -> false;
            // Nothing is plugged into a tunnel or the loopback: it is there while its driver is.
            case UNKNOWN -> message.up() && message.running();
        };
        return new Link(
                message.index(),
                name,
                message.up(),
                carrier,
                message.loopback(),
                (int) Math.min(message.mtu(), Integer.MAX_VALUE),
                HIDDEN_MAC.equals(message.mac()) ? null : message.mac(),
                counters,
                message.lastingFlags() & ~TOLD_OTHERWISE);
    }

    /** The address, with what IN6_IFF_… flags say of it. */
    static LinkAddress address(AddressMessage message, int flags) {
        Set<LinkAddress.Flag> limits = EnumSet.noneOf(LinkAddress.Flag.class);
        if ((flags & IN6_IFF_TENTATIVE) != 0) {
            limits.add(LinkAddress.Flag.TENTATIVE);
        }
        if ((flags & IN6_IFF_OPTIMISTIC) != 0) {
            limits.add(LinkAddress.Flag.OPTIMISTIC);
        }
        if ((flags & IN6_IFF_DUPLICATED) != 0) {
            limits.add(LinkAddress.Flag.DAD_FAILED);
        }
        if ((flags & IN6_IFF_DEPRECATED) != 0) {
            limits.add(LinkAddress.Flag.DEPRECATED);
        }
        if ((flags & IN6_IFF_TEMPORARY) != 0) {
            limits.add(LinkAddress.Flag.TEMPORARY);
        }
        return new LinkAddress(message.address(), prefixLength(message), limits);
    }

    /** A mask with holes is no prefix; the address alone is sure. */
    private static int prefixLength(AddressMessage message) {
        return message.prefixLength() >= 0
                ? message.prefixLength()
                : message.address().getAddress().length * Byte.SIZE;
    }

    /** Whether packets take this route out of the host. */
    static boolean leads(RouteMessage message) {
        return message.index() > 0 && (message.flags() & NO_EGRESS) == 0;
    }

    /** The path, with its source where there is one. */
    static Route route(RouteMessage message, @Nullable InetAddress source) {
        return new Route(
                message.index(), source == null || source.isAnyLocalAddress() ? null : source, message.gateway());
    }

    static RawEvent.Op op(Operation operation) {
        return operation == Operation.NEW ? RawEvent.Op.NEW : RawEvent.Op.DEL;
    }

    /** The family of a route, or null for one that tells none. */
    static @Nullable Family family(int addressFamily) {
        return switch (addressFamily) {
            case Sockaddr.AF_INET -> Family.V4;
            case Sockaddr.AF_INET6 -> Family.V6;
            default -> null;
        };
    }
}
