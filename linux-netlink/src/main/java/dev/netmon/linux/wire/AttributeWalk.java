// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux.wire;

import static dev.netmon.linux.wire.Netlink.AF_INET;
import static dev.netmon.linux.wire.Netlink.AF_INET6;
import static dev.netmon.linux.wire.Netlink.NLA_LEN_AT;
import static dev.netmon.linux.wire.Netlink.NLA_TYPE_AT;
import static dev.netmon.linux.wire.Netlink.NLA_TYPE_MASK;
import static dev.netmon.linux.wire.Netlink.NLMSGERR_ATTR_MSG;
import static dev.netmon.linux.wire.Netlink.SIZEOF_NLATTR;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Steps once over the attributes between two offsets. It stops at the end or at the first thing that is wrong, which it
 * keeps as its {@link #fault()}. One walk per message or nested list; nothing is made per attribute. Not thread-safe.
 */
final class AttributeWalk {
    private final ByteBuffer buffer;
    private final int limit;
    private int nextAt;
    private int type;
    private int value;
    private int valueEnd;
    private @Nullable Fault fault;

    /** Walks from {@code start} to before {@code limit}; both lie inside the buffer, or there is nothing to walk. */
    AttributeWalk(ByteBuffer buffer, int start, int limit) {
        this.buffer = buffer;
        this.nextAt = start;
        this.limit = limit;
    }

    /** Goes to the next attribute; false at the end and at a fault. */
    boolean next() {
        int left = limit - nextAt;
        // Up to 3 bytes may be left over, as in the kernel's own walk.
        if (left < SIZEOF_NLATTR || fault != null) {
            return false;
        }
        int length = Short.toUnsignedInt(buffer.getShort(nextAt + NLA_LEN_AT));
        if (length < SIZEOF_NLATTR || length > left) {
            fault = Fault.ATTRIBUTE_LENGTH;
            return false;
        }
        type = buffer.getShort(nextAt + NLA_TYPE_AT) & NLA_TYPE_MASK & 0xffff;
        value = nextAt + SIZEOF_NLATTR;
        valueEnd = nextAt + length;
        nextAt += Netlink.align(length);
        return true;
    }

    /** The attribute's type, without the flags for nesting and byte order. */
    int type() {
        return type;
    }

    /** Where the value starts. */
    int value() {
        return value;
    }

    /** Where the value ends. */
    int valueEnd() {
        return valueEnd;
    }

    @Nullable
    Fault fault() {
        return fault;
    }

    void fail(Fault reason) {
        if (fault == null) {
            fault = reason;
        }
    }

    int u8() {
        return has(1) ? Byte.toUnsignedInt(buffer.get(value)) : 0;
    }

    /** A 32-bit value, to be read as signed or as bits. */
    int s32() {
        return has(4) ? buffer.getInt(value) : 0;
    }

    long u32() {
        return Integer.toUnsignedLong(s32());
    }

    /** Whether the value has at least so many bytes; else this is the fault. */
    boolean has(int bytes) {
        if (valueEnd - value >= bytes) {
            return true;
        }
        fail(Fault.VALUE_CUT);
        return false;
    }

    /** Text up to its NUL, or up to the end of the attribute where the NUL is missing. */
    String text() {
        int end = value;
        while (end < valueEnd && buffer.get(end) != 0) {
            end++;
        }
        byte[] bytes = new byte[end - value];
        buffer.get(value, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** An address of this family, or null where its length is not the family's, which is then the fault. */
    @Nullable
    InetAddress address(int family) {
        return address(family, value, valueEnd);
    }

    /** The address of an {@code rtvia}, whose family stands in front of it; null where it is neither IPv4 nor IPv6. */
    @Nullable
    InetAddress via() {
        if (!has(Rtnetlink.SIZEOF_RTVIA)) {
            return null;
        }
        int family = Short.toUnsignedInt(buffer.getShort(value + Rtnetlink.RTVIA_FAMILY_AT));
        if (family != AF_INET && family != AF_INET6) {
            return null;
        }
        return address(family, value + Rtnetlink.SIZEOF_RTVIA, valueEnd);
    }

    private @Nullable InetAddress address(int family, int from, int to) {
        int length = to - from;
        if (length == 0 || length != addressBytes(family)) {
            fail(Fault.ADDRESS_LENGTH);
            return null;
        }
        byte[] bytes = new byte[length];
        buffer.get(from, bytes);
        try {
            // InetAddress.getByAddress would turn ::ffff:a.b.c.d into an IPv4 address.
            return family == AF_INET ? InetAddress.getByAddress(bytes) : Inet6Address.getByAddress(null, bytes, -1);
        } catch (UnknownHostException e) {
            throw new AssertionError("an address of " + length + " bytes", e);
        }
    }

    /** How many bytes an address of this family has, 0 for families without IP addresses. */
    static int addressBytes(int family) {
        return switch (family) {
            case AF_INET -> 4;
            case AF_INET6 -> 16;
            default -> 0;
        };
    }

    /** The kernel's words in an extended acknowledgement, or null. */
    @Nullable
    String acknowledgementText() {
        String text = null;
        while (next()) {
            if (type == NLMSGERR_ATTR_MSG) {
                text = text();
            }
        }
        return text;
    }

    /** The record, or what is left of it if the walk met a fault. */
    Message finished(int messageType, @Nullable Message result) {
        if (fault != null) {
            return new Malformed(messageType, fault, result);
        }
        if (result == null) {
            return new Malformed(messageType, Fault.VALUE_CUT, null);
        }
        return result;
    }
}
