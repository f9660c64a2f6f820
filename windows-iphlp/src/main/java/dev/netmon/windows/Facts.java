// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows;

import static dev.netmon.ffi.WindowsConstants.IF_OPER_STATUS_UP;
import static dev.netmon.ffi.WindowsConstants.IF_TYPE_SOFTWARE_LOOPBACK;
import static dev.netmon.ffi.WindowsConstants.IP_DAD_STATE_DEPRECATED;
import static dev.netmon.ffi.WindowsConstants.IP_DAD_STATE_DUPLICATE;
import static dev.netmon.ffi.WindowsConstants.IP_DAD_STATE_INVALID;
import static dev.netmon.ffi.WindowsConstants.IP_DAD_STATE_TENTATIVE;
import static dev.netmon.ffi.WindowsConstants.IP_PREFIX_ORIGIN_ROUTER_ADVERTISEMENT;
import static dev.netmon.ffi.WindowsConstants.IP_SUFFIX_ORIGIN_RANDOM;
import static dev.netmon.ffi.WindowsConstants.MEDIA_CONNECT_STATE_DISCONNECTED;
import static dev.netmon.ffi.WindowsConstants.MIB_DELETE_INSTANCE;
import static dev.netmon.ffi.WindowsConstants.NET_IF_ADMIN_STATUS_UP;

import dev.netmon.Link;
import dev.netmon.LinkAddress;
import dev.netmon.RawEvent;
import dev.netmon.ffi.WindowsLayouts;
import dev.netmon.spi.Route;
import dev.netmon.windows.wire.AddressRow;
import dev.netmon.windows.wire.InterfaceRow;
import dev.netmon.windows.wire.RouteRow;
import dev.netmon.windows.wire.SockaddrInet;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns rows into what netmon calls a link, an address, a route. Pure. */
final class Facts {

    private Facts() {}

    /** Whether a row is an interface of its own, and not a filter driver's view of another. */
    static boolean counts(InterfaceRow row) {
        return row.index() > 0 && (row.flags() & WindowsLayouts.FILTER_INTERFACE_BIT) == 0;
    }

    /** Whether it is switched on: a pulled cable is no reason to be down. */
    static boolean up(InterfaceRow row) {
        return row.adminStatus() == NET_IF_ADMIN_STATUS_UP;
    }

    /** Whether packets can pass: all below is there; tunnels and the like may not know of a medium. */
    static boolean carrier(InterfaceRow row) {
        return row.operStatus() == IF_OPER_STATUS_UP && row.mediaConnectState() != MEDIA_CONNECT_STATE_DISCONNECTED;
    }

    static Link link(InterfaceRow row, CarrierLog carrierLog) {
        return new Link(
                row.index(),
                name(row),
                up(row),
                carrier(row),
                row.type() == IF_TYPE_SOFTWARE_LOOPBACK,
                (int) Math.min(row.mtu(), Integer.MAX_VALUE),
                row.mac(),
                carrierLog.seen(row.index(), carrier(row)),
                // That bit tells carrier once more.
                row.flags() & ~WindowsLayouts.NOT_MEDIA_CONNECTED_BIT);
    }

    private static String name(InterfaceRow row) {
        if (!row.alias().isEmpty()) {
            return row.alias();
        }
        return row.description().isEmpty() ? "interface " + row.index() : row.description();
    }

    static LinkAddress address(AddressRow row) {
        Set<LinkAddress.Flag> flags = EnumSet.noneOf(LinkAddress.Flag.class);
        switch (row.dadState()) {
            case IP_DAD_STATE_TENTATIVE -> flags.add(LinkAddress.Flag.TENTATIVE);
            case IP_DAD_STATE_DUPLICATE, IP_DAD_STATE_INVALID -> flags.add(LinkAddress.Flag.DAD_FAILED);
            case IP_DAD_STATE_DEPRECATED -> flags.add(LinkAddress.Flag.DEPRECATED);
            default -> {}
        }
        if (temporary(row)) {
            flags.add(LinkAddress.Flag.TEMPORARY);
        }
        return new LinkAddress(row.key().address().address(), row.prefixLength(), flags);
    }

    static boolean temporary(AddressRow row) {
        return row.key().address().address() instanceof Inet6Address
                && row.prefixOrigin() == IP_PREFIX_ORIGIN_ROUTER_ADVERTISEMENT
                && row.suffixOrigin() == IP_SUFFIX_ORIGIN_RANDOM;
    }

    /** The path of a packet to the world, or null where the route is none: it leads to the host itself. */
    static @Nullable Route route(RouteRow row, @Nullable SockaddrInet source) {
        if (row.loopback() || row.key().index() <= 0) {
            return null;
        }
        InetAddress address = source == null || source.address().isAnyLocalAddress() ? null : source.address();
        return new Route(row.key().index(), address, row.key().nextHop());
    }

    static RawEvent.Op op(int type) {
        return type == MIB_DELETE_INSTANCE ? RawEvent.Op.DEL : RawEvent.Op.NEW;
    }
}
