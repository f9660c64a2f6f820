// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux.wire;

import static dev.netmon.linux.wire.Nexthops.NHA_BLACKHOLE;
import static dev.netmon.linux.wire.Nexthops.NHA_GATEWAY;
import static dev.netmon.linux.wire.Nexthops.NHA_GROUP;
import static dev.netmon.linux.wire.Nexthops.NHA_ID;
import static dev.netmon.linux.wire.Nexthops.NHA_OIF;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code RTM_NEWNEXTHOP} or {@code RTM_DELNEXTHOP}: a nexthop object, which routes refer to. Replacing one moves traffic;
 * with {@code net.ipv4.nexthop_compat_mode=0} this message is then the only one.
 *
 * @param operation whether the object is there or gone
 * @param family AF_INET, AF_INET6, or 0 for a group
 * @param protocol RTPROT_…
 * @param flags RTNH_F_…
 * @param id its number, unsigned 32 bits
 * @param index the interface it leaves by, 0 where the message names none
 * @param gateway the router, or null
 * @param blackhole whether it swallows packets
 * @param group the members of a group, else empty
 */
public record NexthopMessage(
        Operation operation,
        int family,
        int protocol,
        int flags,
        long id,
        int index,
        @Nullable InetAddress gateway,
        boolean blackhole,
        List<Member> group)
        implements Message {

    /**
     * A member of a group.
     *
     * @param id the number of another nexthop object, unsigned 32 bits
     * @param weight from 1
     */
    public record Member(long id, int weight) {}

    public NexthopMessage {
        group = List.copyOf(group);
    }

    static Message parse(MessageCursor message, Operation operation) {
        int at = message.payload();
        int end = message.end();
        if (end - at < Nexthops.SIZEOF_NHMSG) {
            return new Malformed(message.type(), Fault.PAYLOAD_CUT, null);
        }
        ByteBuffer buffer = message.buffer();
        int family = Byte.toUnsignedInt(buffer.get(at + Nexthops.NH_FAMILY_AT));
        long id = 0;
        int index = 0;
        InetAddress gateway = null;
        boolean blackhole = false;
        List<Member> group = List.of();
        AttributeWalk walk = new AttributeWalk(buffer, at + Nexthops.SIZEOF_NHMSG, end);
        while (walk.next()) {
            switch (walk.type()) {
                case NHA_ID -> id = walk.u32();
                case NHA_OIF -> index = walk.s32();
                case NHA_GATEWAY -> gateway = walk.address(family);
                case NHA_BLACKHOLE -> blackhole = true;
                case NHA_GROUP -> group = group(buffer, walk);
                default -> {}
            }
        }
        NexthopMessage nexthop = new NexthopMessage(
                operation,
                family,
                Byte.toUnsignedInt(buffer.get(at + Nexthops.NH_PROTOCOL_AT)),
                buffer.getInt(at + Nexthops.NH_FLAGS_AT),
                id,
                index,
                gateway,
                blackhole,
                group);
        return walk.finished(message.type(), nexthop);
    }

    private static List<Member> group(ByteBuffer buffer, AttributeWalk list) {
        List<Member> members = new ArrayList<>();
        int at = list.value();
        for (; list.valueEnd() - at >= Nexthops.SIZEOF_NEXTHOP_GRP; at += Nexthops.SIZEOF_NEXTHOP_GRP) {
            members.add(new Member(
                    Integer.toUnsignedLong(buffer.getInt(at + Nexthops.NHG_ID_AT)),
                    Byte.toUnsignedInt(buffer.get(at + Nexthops.NHG_WEIGHT_AT)) + 1));
        }
        if (at != list.valueEnd()) {
            list.fail(Fault.VALUE_CUT);
        }
        return members;
    }
}
