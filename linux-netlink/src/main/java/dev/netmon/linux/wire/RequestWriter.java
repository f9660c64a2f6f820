// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux.wire;

import static dev.netmon.linux.wire.Netlink.AF_INET;
import static dev.netmon.linux.wire.Netlink.AF_INET6;
import static dev.netmon.linux.wire.Netlink.NLM_F_DUMP;
import static dev.netmon.linux.wire.Netlink.NLM_F_REQUEST;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * Writes requests, one behind the other, from the buffer's position on. Several may go to the kernel in one datagram, up
 * to one dump among them; each is answered under its own sequence number.
 *
 * <p>Every request carries the whole fixed struct of its type, zeroed but for what it asks: with strict checking the
 * kernel refuses anything else. Not thread-safe. Writes in the byte order the buffer has, which for the kernel is the
 * machine's own.
 */
public final class RequestWriter {
    /** No request is longer, in bytes: a lookup of an IPv6 destination. */
    public static final int MAX_REQUEST =
            Netlink.SIZEOF_NLMSGHDR + Rtnetlink.SIZEOF_RTMSG + Netlink.SIZEOF_NLATTR + 16 + Netlink.SIZEOF_NLATTR + 4;

    private final ByteBuffer buffer;

    public RequestWriter(ByteBuffer buffer) {
        this.buffer = buffer;
    }

    /** All links, without their statistics. */
    public RequestWriter dumpLinks(int sequence) {
        int start = header(Rtnetlink.RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP, sequence);
        zeroes(Rtnetlink.SIZEOF_IFINFOMSG);
        attribute(IfLink.IFLA_EXT_MASK, IfLink.RTEXT_FILTER_SKIP_STATS);
        return finish(start);
    }

    /** One link by its index, without its statistics. */
    public RequestWriter link(int sequence, int index) {
        int start = header(Rtnetlink.RTM_GETLINK, NLM_F_REQUEST, sequence);
        int at = zeroes(Rtnetlink.SIZEOF_IFINFOMSG);
        buffer.putInt(at + Rtnetlink.IFI_INDEX_AT, index);
        attribute(IfLink.IFLA_EXT_MASK, IfLink.RTEXT_FILTER_SKIP_STATS);
        return finish(start);
    }

    /** All addresses of both families. */
    public RequestWriter dumpAddresses(int sequence) {
        int start = header(Rtnetlink.RTM_GETADDR, NLM_F_REQUEST | NLM_F_DUMP, sequence);
        zeroes(IfAddr.SIZEOF_IFADDRMSG);
        return finish(start);
    }

    /** All routes of both families, all tables. */
    public RequestWriter dumpRoutes(int sequence) {
        int start = header(Rtnetlink.RTM_GETROUTE, NLM_F_REQUEST | NLM_F_DUMP, sequence);
        zeroes(Rtnetlink.SIZEOF_RTMSG);
        return finish(start);
    }

    /** All policy rules of all families. */
    public RequestWriter dumpRules(int sequence) {
        int start = header(Rtnetlink.RTM_GETRULE, NLM_F_REQUEST | NLM_F_DUMP, sequence);
        zeroes(FibRules.SIZEOF_FIB_RULE_HDR);
        return finish(start);
    }

    /** All nexthop objects. */
    public RequestWriter dumpNexthops(int sequence) {
        int start = header(Rtnetlink.RTM_GETNEXTHOP, NLM_F_REQUEST | NLM_F_DUMP, sequence);
        zeroes(Nexthops.SIZEOF_NHMSG);
        return finish(start);
    }

    /** One nexthop object by its number. */
    public RequestWriter nexthop(int sequence, long id) {
        int start = header(Rtnetlink.RTM_GETNEXTHOP, NLM_F_REQUEST, sequence);
        zeroes(Nexthops.SIZEOF_NHMSG);
        attribute(Nexthops.NHA_ID, (int) id);
        return finish(start);
    }

    /** Where a packet to this destination would leave, by all rules and tables: interface, router and source. */
    public RequestWriter lookUp(int sequence, InetAddress destination) {
        return lookUp(sequence, destination, 0);
    }

    /** The route that a packet to this destination would match, with all its next hops. */
    public RequestWriter lookUpMatch(int sequence, InetAddress destination) {
        return lookUp(sequence, destination, Rtnetlink.RTM_F_FIB_MATCH);
    }

    private RequestWriter lookUp(int sequence, InetAddress destination, int flags) {
        byte[] address = destination.getAddress();
        int start = header(Rtnetlink.RTM_GETROUTE, NLM_F_REQUEST, sequence);
        int at = zeroes(Rtnetlink.SIZEOF_RTMSG);
        buffer.put(at + Rtnetlink.RTM_FAMILY_AT, (byte) (destination instanceof Inet6Address ? AF_INET6 : AF_INET));
        buffer.put(at + Rtnetlink.RTM_DST_LEN_AT, (byte) (address.length * 8));
        buffer.putInt(at + Rtnetlink.RTM_FLAGS_AT, flags);
        attributeHeader(Rtnetlink.RTA_DST, address.length);
        buffer.put(address);
        return finish(start);
    }

    /** Starts a message; its length is set by {@link #finish}. The port id stays 0: the kernel fills it in. */
    private int header(int type, int flags, int sequence) {
        int start = buffer.position();
        buffer.putInt(0)
                .putShort((short) type)
                .putShort((short) flags)
                .putInt(sequence)
                .putInt(0);
        return start;
    }

    private int zeroes(int count) {
        int at = buffer.position();
        for (int i = 0; i < count; i += 4) {
            buffer.putInt(0);
        }
        return at;
    }

    private void attribute(int type, int value) {
        attributeHeader(type, 4);
        buffer.putInt(value);
    }

    private void attributeHeader(int type, int length) {
        buffer.putShort((short) (Netlink.SIZEOF_NLATTR + length)).putShort((short) type);
    }

    private RequestWriter finish(int start) {
        buffer.putInt(start + Netlink.NLMSG_LEN_AT, buffer.position() - start);
        return this;
    }
}
