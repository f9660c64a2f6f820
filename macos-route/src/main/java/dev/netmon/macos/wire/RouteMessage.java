// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos.wire;

import static dev.netmon.macos.wire.Rtsock.RTAX_DST;
import static dev.netmon.macos.wire.Rtsock.RTAX_GATEWAY;
import static dev.netmon.macos.wire.Rtsock.RTAX_IFA;
import static dev.netmon.macos.wire.Rtsock.RTAX_IFP;
import static dev.netmon.macos.wire.Rtsock.RTAX_NETMASK;
import static dev.netmon.macos.wire.Sockaddr.AF_UNSPEC;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A message about a route: one that came or went, one of a table, the answer to a lookup, or somebody's request that the
 * kernel repeats to everybody.
 *
 * @param type RTM_ADD, RTM_DELETE, RTM_CHANGE, RTM_GET, RTM_GET2, RTM_MISS, …
 * @param index the interface it leaves by: {@code rtm_index}, where that is 0 the index in the interface's or gateway's
 *     link address; 0 where the message names none
 * @param flags RTF_…, unknown ones included: new ones appear over the years
 * @param pid the process that asked for it, 0 for the kernel; in a table of RTM_GET2 always 0
 * @param sequence the number that process gave its request; in a table of RTM_GET2 always 0
 * @param errno why the request failed, 0 if it did not; in a table of RTM_GET2 always 0
 * @param family AF_INET or AF_INET6; AF_UNSPEC where nothing in the message tells
 * @param destination the network, 0.0.0.0 or :: for the default route; null where the message names none
 * @param destinationLength in bits; -1 where the mask is no prefix
 * @param gateway the router, or null: then the destination is on the link itself
 * @param gatewayScope the interface that an IPv6 link-local gateway is on, else 0
 * @param interfaceName the interface's name where the message has it, as the answer to a lookup does, or null
 * @param source the address that packets leave with, in a table and in the answer to a lookup; or null
 * @param mtu in bytes, 0 where the route does not set one
 */
public record RouteMessage(
        int type,
        int index,
        int flags,
        int pid,
        int sequence,
        int errno,
        int family,
        @Nullable InetAddress destination,
        int destinationLength,
        @Nullable InetAddress gateway,
        int gatewayScope,
        @Nullable String interfaceName,
        @Nullable InetAddress source,
        long mtu)
        implements Message {

    /** Whether the route is there or gone; null where the message says neither, as of a failed lookup. */
    public @Nullable Operation operation() {
        return switch (type) {
            case Rtsock.RTM_ADD, Rtsock.RTM_CHANGE, Rtsock.RTM_GET, Rtsock.RTM_GET2 -> Operation.NEW;
            case Rtsock.RTM_DELETE -> Operation.DEL;
            default -> null;
        };
    }

    /** Whether it leads everywhere: destination and mask are zero. */
    public boolean isDefault() {
        return destination != null && destinationLength == 0 && destination.isAnyLocalAddress();
    }

    /** Whether it serves only traffic bound to its interface; the system's own default route does not. */
    public boolean scoped() {
        return (flags & Rtsock.RTF_IFSCOPE) != 0;
    }

    /** Whether the kernel made it out of another route, as a cache: no part of anybody's configuration. */
    public boolean cloned() {
        return (flags & Rtsock.RTF_WASCLONED) != 0;
    }

    /** Whether this answers the lookup that this process wrote under this number. */
    public boolean answers(int process, int number) {
        return type == Rtsock.RTM_GET && pid == process && sequence == number;
    }

    static Message parse(MessageCursor message) {
        if (message.length() < Rtsock.SIZEOF_RT_MSGHDR) {
            return new Malformed(message.type(), Fault.MESSAGE_CUT, null);
        }
        ByteBuffer buffer = message.buffer();
        int at = message.start();
        int type = message.type();
        int flags = buffer.getInt(at + Rtsock.RTM_FLAGS_AT);
        int addrs = buffer.getInt(at + Rtsock.RTM_ADDRS_AT);
        AddressSlots slots = new AddressSlots(buffer, at + Rtsock.SIZEOF_RT_MSGHDR, message.end(), addrs);
        int family = family(slots);
        if (family == AF_UNSPEC && slots.length(RTAX_DST) > 0) {
            return new SkippedMessage(type);
        }
        InetAddress destination = family != AF_UNSPEC && slots.has(RTAX_DST) ? slots.network(RTAX_DST, family) : null;
        int index = Short.toUnsignedInt(buffer.getShort(at + Rtsock.RTM_INDEX_AT));
        if (index == 0) {
            index = slots.linkIndex(RTAX_IFP);
        }
        if (index == 0) {
            index = slots.linkIndex(RTAX_GATEWAY);
        }
        // There a use count, the parent's flags and a reserved word stand in these places.
        boolean counted = type == Rtsock.RTM_GET2;
        RouteMessage route = new RouteMessage(
                type,
                index,
                flags,
                counted ? 0 : buffer.getInt(at + Rtsock.RTM_PID_AT),
                counted ? 0 : buffer.getInt(at + Rtsock.RTM_SEQ_AT),
                counted ? 0 : buffer.getInt(at + Rtsock.RTM_ERRNO_AT),
                family,
                destination,
                destinationLength(slots, family, flags, destination),
                slots.address(RTAX_GATEWAY),
                slots.scope(RTAX_GATEWAY),
                slots.linkName(RTAX_IFP),
                slots.address(RTAX_IFA),
                Integer.toUnsignedLong(buffer.getInt(at + Rtsock.RTM_RMX_AT + Rtsock.RMX_MTU_AT)));
        return slots.finished(type, route);
    }

    /** The destination's family; where it has no bytes, that of the first other address that has one. */
    private static int family(AddressSlots slots) {
        if (slots.length(RTAX_DST) > 0) {
            return ipFamily(slots, RTAX_DST);
        }
        for (int slot : new int[] {RTAX_DST, RTAX_GATEWAY, RTAX_NETMASK, RTAX_IFA}) {
            int family = ipFamily(slots, slot);
            if (family != AF_UNSPEC) {
                return family;
            }
        }
        return AF_UNSPEC;
    }

    private static int ipFamily(AddressSlots slots, int slot) {
        int family = slots.family(slot);
        return Sockaddr.addressBytes(family) == 0 ? AF_UNSPEC : family;
    }

    /** Without a mask a route leads to one host, but for the one to no host in particular. */
    private static int destinationLength(AddressSlots slots, int family, int flags, @Nullable InetAddress destination) {
        if (slots.claims(RTAX_NETMASK)) {
            return slots.prefixLength(RTAX_NETMASK, family);
        }
        boolean host = (flags & Rtsock.RTF_HOST) != 0;
        boolean anywhere = destination == null || (destination.isAnyLocalAddress() && !host);
        return anywhere ? 0 : Sockaddr.addressBytes(family) * 8;
    }
}
