// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux.wire;

import static dev.netmon.linux.wire.Rtnetlink.RTA_DST;
import static dev.netmon.linux.wire.Rtnetlink.RTA_GATEWAY;
import static dev.netmon.linux.wire.Rtnetlink.RTA_MULTIPATH;
import static dev.netmon.linux.wire.Rtnetlink.RTA_NH_ID;
import static dev.netmon.linux.wire.Rtnetlink.RTA_OIF;
import static dev.netmon.linux.wire.Rtnetlink.RTA_PREFSRC;
import static dev.netmon.linux.wire.Rtnetlink.RTA_PRIORITY;
import static dev.netmon.linux.wire.Rtnetlink.RTA_TABLE;
import static dev.netmon.linux.wire.Rtnetlink.RTA_VIA;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code RTM_NEWROUTE} or {@code RTM_DELROUTE}: a route, or the answer to a route lookup.
 *
 * <p>A deleted IPv4 route is often not told at all, and a DELROUTE may name one hop of several; so this is not something
 * to keep tables of.
 *
 * @param operation whether the route is there or gone
 * @param messageFlags {@code nlmsg_flags}: NLM_F_REPLACE, NLM_F_APPEND
 * @param family AF_INET or AF_INET6
 * @param destination the prefix, or null for the default route
 * @param destinationLength in bits
 * @param table RTA_TABLE, or the header's where it is missing; unsigned 32 bits
 * @param protocol RTPROT_…
 * @param scope RT_SCOPE_…
 * @param type RTN_…
 * @param flags {@code rtm_flags}: RTM_F_…, and RTNH_F_… of a route with a single hop
 * @param index the interface it leaves by, 0 where the message names none
 * @param gateway the router, of either family, or null
 * @param preferredSource RTA_PREFSRC; in a lookup's answer the source address; or null
 * @param priority the metric, 0 where the message names none
 * @param nexthopId the nexthop object it uses, 0 for none
 * @param hops the next hops of a multipath route, else empty
 */
public record RouteMessage(
        Operation operation,
        int messageFlags,
        int family,
        @Nullable InetAddress destination,
        int destinationLength,
        long table,
        int protocol,
        int scope,
        int type,
        int flags,
        int index,
        @Nullable InetAddress gateway,
        @Nullable InetAddress preferredSource,
        long priority,
        long nexthopId,
        List<RouteHop> hops)
        implements Message {

    public RouteMessage {
        hops = List.copyOf(hops);
    }

    /** The hops packets can take: neither DEAD nor LINKDOWN. A route with a single hop counts as one hop. */
    public List<RouteHop> liveHops() {
        if (!hops.isEmpty()) {
            return hops.stream().filter(RouteHop::live).toList();
        }
        RouteHop only = new RouteHop(index, gateway, flags, 1);
        return index != 0 && only.live() ? List.of(only) : List.of();
    }

    /**
     * The interface (RTA_OIF) of the route message the cursor stands on, 0 where it names none: one pass over the
     * attributes up to it, without making an object.
     */
    public static int peekIndex(MessageCursor message) {
        ByteBuffer buffer = message.buffer();
        int at = message.payload() + Rtnetlink.SIZEOF_RTMSG;
        int end = message.end();
        while (end - at >= Netlink.SIZEOF_NLATTR) {
            int length = Short.toUnsignedInt(buffer.getShort(at + Netlink.NLA_LEN_AT));
            if (length < Netlink.SIZEOF_NLATTR || length > end - at) {
                return 0;
            }
            if (buffer.getShort(at + Netlink.NLA_TYPE_AT) == RTA_OIF) {
                return length < Netlink.SIZEOF_NLATTR + 4 ? 0 : buffer.getInt(at + Netlink.SIZEOF_NLATTR);
            }
            at += Netlink.align(length);
        }
        return 0;
    }

    static Message parse(MessageCursor message, Operation operation) {
        int at = message.payload();
        int end = message.end();
        if (end - at < Rtnetlink.SIZEOF_RTMSG) {
            return new Malformed(message.type(), Fault.PAYLOAD_CUT, null);
        }
        ByteBuffer buffer = message.buffer();
        int family = Byte.toUnsignedInt(buffer.get(at + Rtnetlink.RTM_FAMILY_AT));
        int bytes = AttributeWalk.addressBytes(family);
        if (bytes == 0) {
            return new SkippedMessage(message.type());
        }
        int destinationLength = Byte.toUnsignedInt(buffer.get(at + Rtnetlink.RTM_DST_LEN_AT));
        if (destinationLength > bytes * 8) {
            return new Malformed(message.type(), Fault.PREFIX_LENGTH, null);
        }
        InetAddress destination = null;
        long table = Byte.toUnsignedLong(buffer.get(at + Rtnetlink.RTM_TABLE_AT));
        int index = 0;
        InetAddress gateway = null;
        InetAddress preferredSource = null;
        long priority = 0;
        long nexthopId = 0;
        List<RouteHop> hops = List.of();
        AttributeWalk walk = new AttributeWalk(buffer, at + Rtnetlink.SIZEOF_RTMSG, end);
        while (walk.next()) {
            switch (walk.type()) {
                case RTA_DST -> destination = walk.address(family);
                case RTA_TABLE -> table = walk.u32();
                case RTA_OIF -> index = walk.s32();
                case RTA_GATEWAY -> gateway = walk.address(family);
                case RTA_VIA -> gateway = walk.via();
                case RTA_PREFSRC -> preferredSource = walk.address(family);
                case RTA_PRIORITY -> priority = walk.u32();
                case RTA_NH_ID -> nexthopId = walk.u32();
                case RTA_MULTIPATH -> hops = hops(buffer, family, walk);
                default -> {}
            }
        }
        RouteMessage route = new RouteMessage(
                operation,
                message.flags(),
                family,
                destination,
                destinationLength,
                table,
                Byte.toUnsignedInt(buffer.get(at + Rtnetlink.RTM_PROTOCOL_AT)),
                Byte.toUnsignedInt(buffer.get(at + Rtnetlink.RTM_SCOPE_AT)),
                Byte.toUnsignedInt(buffer.get(at + Rtnetlink.RTM_TYPE_AT)),
                buffer.getInt(at + Rtnetlink.RTM_FLAGS_AT),
                index,
                gateway,
                preferredSource,
                priority,
                nexthopId,
                hops);
        return walk.finished(message.type(), route);
    }

    /** Reads {@code struct rtnexthop} one after the other, each with attributes of its own behind it. */
    private static List<RouteHop> hops(ByteBuffer buffer, int family, AttributeWalk list) {
        List<RouteHop> hops = new ArrayList<>();
        int at = list.value();
        int end = list.valueEnd();
        while (at < end) {
            int left = end - at;
            int length = left < Rtnetlink.SIZEOF_RTNEXTHOP
                    ? 0
                    : Short.toUnsignedInt(buffer.getShort(at + Rtnetlink.RTNH_LEN_AT));
            if (length < Rtnetlink.SIZEOF_RTNEXTHOP || length > left) {
                list.fail(Fault.HOP_LENGTH);
                return hops;
            }
            InetAddress gateway = null;
            AttributeWalk walk = new AttributeWalk(buffer, at + Rtnetlink.SIZEOF_RTNEXTHOP, at + length);
            while (walk.next()) {
                switch (walk.type()) {
                    case RTA_GATEWAY -> gateway = walk.address(family);
                    case RTA_VIA -> gateway = walk.via();
                    default -> {}
                }
            }
            Fault fault = walk.fault();
            if (fault != null) {
                list.fail(fault);
                return hops;
            }
            hops.add(new RouteHop(
                    buffer.getInt(at + Rtnetlink.RTNH_IFINDEX_AT),
                    gateway,
                    Byte.toUnsignedInt(buffer.get(at + Rtnetlink.RTNH_FLAGS_AT)),
                    Byte.toUnsignedInt(buffer.get(at + Rtnetlink.RTNH_HOPS_AT)) + 1));
            at += Netlink.align(length);
        }
        return hops;
    }
}
