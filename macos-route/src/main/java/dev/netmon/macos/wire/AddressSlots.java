// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos.wire;

import static dev.netmon.macos.wire.Rtsock.RTAX_MAX;
import static dev.netmon.macos.wire.Sockaddr.AF_INET;
import static dev.netmon.macos.wire.Sockaddr.AF_LINK;
import static dev.netmon.macos.wire.Sockaddr.AF_UNSPEC;
import static dev.netmon.macos.wire.Sockaddr.SA_FAMILY_AT;
import static dev.netmon.macos.wire.Sockaddr.SA_LEN_AT;
import static dev.netmon.macos.wire.Sockaddr.SDL_ALEN_AT;
import static dev.netmon.macos.wire.Sockaddr.SDL_DATA_AT;
import static dev.netmon.macos.wire.Sockaddr.SDL_INDEX_AT;
import static dev.netmon.macos.wire.Sockaddr.SDL_NLEN_AT;
import static dev.netmon.macos.wire.Sockaddr.SIN6_ADDR_AT;
import static dev.netmon.macos.wire.Sockaddr.SIN6_SCOPE_ID_AT;
import static dev.netmon.macos.wire.Sockaddr.SIZEOF_SOCKADDR_IN6;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The socket addresses behind a message's header: found in one pass, read on demand. The first thing that is wrong is
 * kept as its {@link #fault()}; addresses found before it can still be read. Not thread-safe.
 *
 * <p>The next address begins at the next multiple of 4 (not of 8, as on other BSDs), and one of length 0 takes 4 bytes.
 * The last is often not padded: the message then ends with it. Bits without bytes are no fault: a request may name what
 * it wants to be told, and the kernel repeats requests to all.
 */
final class AddressSlots {
    /** The unit addresses are padded to, in bytes. */
    private static final int UNIT = 4;

    private static final int NOWHERE = -1;
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final ByteBuffer buffer;
    /** Where the address of each slot starts and ends; both {@link #NOWHERE} where there is none. */
    private final int[] starts = new int[RTAX_MAX];

    private final int[] ends = new int[RTAX_MAX];
    private final int addrs;
    private @Nullable Fault fault;

    /** Finds the addresses of the set bits between two offsets inside the buffer. */
    AddressSlots(ByteBuffer buffer, int from, int to, int addrs) {
        this.buffer = buffer;
        this.addrs = addrs;
        Arrays.fill(starts, NOWHERE);
        Arrays.fill(ends, NOWHERE);
        int at = from;
        for (int slot = 0; slot < RTAX_MAX && at < to; slot++) {
            if ((addrs & (1 << slot)) == 0) {
                continue;
            }
            int length = Byte.toUnsignedInt(buffer.get(at + SA_LEN_AT));
            if (length > to - at) {
                fault = Fault.SOCKADDR_LENGTH;
                return;
            }
            // Without bytes of its own it still has a family byte, if the message does not end here.
            boolean bare = length == 0 && to - at > SA_FAMILY_AT;
            if (length > SA_FAMILY_AT || bare) {
                starts[slot] = at;
                ends[slot] = at + length;
            }
            at += Math.max(UNIT, (length + UNIT - 1) & -UNIT);
        }
    }

    /** The first thing that was wrong, here or while reading, or null. */
    @Nullable
    Fault fault() {
        return fault;
    }

    private void fail(Fault reason) {
        if (fault == null) {
            fault = reason;
        }
    }

    /** Whether the message claims an address in this slot; one without bytes at the message's end is only claimed. */
    boolean claims(int slot) {
        return (addrs & (1 << slot)) != 0;
    }

    /** Whether the slot holds an address, be it one without bytes. */
    boolean has(int slot) {
        return starts[slot] != NOWHERE;
    }

    /** The address's length in bytes; 0 where there is none, or one without bytes. */
    int length(int slot) {
        return ends[slot] - starts[slot];
    }

    /** The address's family, {@code AF_UNSPEC} where there is none. */
    int family(int slot) {
        return has(slot) ? Byte.toUnsignedInt(buffer.get(starts[slot] + SA_FAMILY_AT)) : AF_UNSPEC;
    }

    /** The IP address in the slot, or null where there is no IP address; one too short for it is a fault. */
    @Nullable
    InetAddress address(int slot) {
        int family = family(slot);
        int bytes = Sockaddr.addressBytes(family);
        if (bytes == 0 || length(slot) == 0) {
            return null;
        }
        if (length(slot) < Sockaddr.addressAt(family) + bytes) {
            fail(Fault.ADDRESS_CUT);
            return null;
        }
        return network(slot, family);
    }

    /** The address in the slot as a network of this IP family: bytes that were trimmed off are zeroes. */
    InetAddress network(int slot, int family) {
        byte[] bytes = new byte[Sockaddr.addressBytes(family)];
        int from = starts[slot] + Sockaddr.addressAt(family);
        int there = Math.min(bytes.length, ends[slot] - from);
        if (there > 0) {
            buffer.get(from, bytes, 0, there);
        }
        try {
            if (family == AF_INET) {
                return InetAddress.getByAddress(bytes);
            }
            if (scopeEmbedded(bytes[0], bytes[1])) {
                bytes[2] = 0;
                bytes[3] = 0;
            }
            // InetAddress.getByAddress would turn ::ffff:a.b.c.d into an IPv4 address.
            return Inet6Address.getByAddress(null, bytes, -1);
        } catch (UnknownHostException e) {
            throw new AssertionError("an address of " + bytes.length + " bytes", e);
        }
    }

    /**
     * The interface an IPv6 address in the slot is meant on, 0 where it does not say so. The kernel keeps it inside the
     * address, in network order, and forgets to take it out of gateways and interface addresses.
     */
    int scope(int slot) {
        if (family(slot) != Sockaddr.AF_INET6) {
            return 0;
        }
        int at = starts[slot];
        if (length(slot) >= SIZEOF_SOCKADDR_IN6) {
            int scope = buffer.getInt(at + SIN6_SCOPE_ID_AT);
            if (scope != 0) {
                return scope;
            }
        }
        int address = at + SIN6_ADDR_AT;
        if (length(slot) < SIN6_ADDR_AT + 4 || !scopeEmbedded(buffer.get(address), buffer.get(address + 1))) {
            return 0;
        }
        return (Byte.toUnsignedInt(buffer.get(address + 2)) << 8) | Byte.toUnsignedInt(buffer.get(address + 3));
    }

    /** Link-local unicast, and multicast that stays on the interface or the link. */
    private static boolean scopeEmbedded(byte first, byte second) {
        int start = (Byte.toUnsignedInt(first) << 8) | Byte.toUnsignedInt(second);
        int reach = start & 0xff0f;
        return (start & 0xffc0) == 0xfe80 || reach == 0xff01 || reach == 0xff02;
    }

    /**
     * The bits of the mask in the slot, read as one of this IP family: a mask's own family byte may be anything, and its
     * zeroes at the end are trimmed off. -1 where it is no prefix, which is a fault.
     */
    int prefixLength(int slot, int family) {
        int from = starts[slot] + Sockaddr.addressAt(family);
        int to = Math.min(ends[slot], from + Sockaddr.addressBytes(family));
        int length = 0;
        boolean ended = false;
        for (int at = from; at < to; at++) {
            int octet = Byte.toUnsignedInt(buffer.get(at));
            int ones = Integer.numberOfLeadingZeros(~(octet << 24));
            boolean holes = ((octet << ones) & 0xff) != 0;
            if (holes || (ended && ones > 0)) {
                fail(Fault.MASK);
                return -1;
            }
            ended |= ones < 8;
            length += ones;
        }
        return length;
    }

    /** The interface's index in a link address, else 0. */
    int linkIndex(int slot) {
        return family(slot) == AF_LINK && length(slot) >= SDL_INDEX_AT + 2
                ? Short.toUnsignedInt(buffer.getShort(starts[slot] + SDL_INDEX_AT))
                : 0;
    }

    /** The interface's name in a link address, or null. */
    @Nullable
    String linkName(int slot) {
        if (!linkData(slot)) {
            return null;
        }
        byte[] bytes = new byte[nameLength(slot)];
        buffer.get(starts[slot] + SDL_DATA_AT, bytes);
        return bytes.length == 0 ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    /** The hardware address in a link address, or null: 6, 8 or 20 bytes, not all of them 0. */
    @Nullable
    String hardwareAddress(int slot) {
        if (!linkData(slot)) {
            return null;
        }
        int length = Byte.toUnsignedInt(buffer.get(starts[slot] + SDL_ALEN_AT));
        if (length != 6 && length != 8 && length != 20) {
            return null;
        }
        int from = starts[slot] + SDL_DATA_AT + nameLength(slot);
        char[] text = new char[length * 3 - 1];
        int used = 0;
        int any = 0;
        for (int at = from; at < from + length; at++) {
            int octet = Byte.toUnsignedInt(buffer.get(at));
            any |= octet;
            if (used > 0) {
                text[used++] = ':';
            }
            text[used++] = HEX[octet >> 4];
            text[used++] = HEX[octet & 0xf];
        }
        return any == 0 ? null : new String(text);
    }

    private int nameLength(int slot) {
        return Byte.toUnsignedInt(buffer.get(starts[slot] + SDL_NLEN_AT));
    }

    /** Whether the slot holds a link address that has room for the name and hardware address it claims. */
    private boolean linkData(int slot) {
        if (family(slot) != AF_LINK || length(slot) < SDL_DATA_AT) {
            return false;
        }
        int claimed = nameLength(slot) + Byte.toUnsignedInt(buffer.get(starts[slot] + SDL_ALEN_AT));
        if (SDL_DATA_AT + claimed > length(slot)) {
            fail(Fault.LINK_ADDRESS);
            return false;
        }
        return true;
    }

    /** The record, or what is left of it if something was wrong. */
    Message finished(int type, Message result) {
        return fault != null ? new Malformed(type, fault, result) : result;
    }
}
