// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos.wire;

import dev.netmon.Addresses;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/** Messages put together for a test, as hex: what the vectors do not hold. */
final class Bytes {
    private Bytes() {}

    /** A message about a route, kernel-made and done unless the flags say otherwise. */
    static Request route(int type, int flags) {
        return new Request(type, Rtsock.SIZEOF_RT_MSGHDR, Rtsock.RTM_ADDRS_AT).s32(Rtsock.RTM_FLAGS_AT, flags);
    }

    static Request address(int type) {
        return new Request(type, NetIf.SIZEOF_IFA_MSGHDR, NetIf.IFAM_ADDRS_AT);
    }

    static Request link(int type, int flags) {
        int size = type == Rtsock.RTM_IFINFO ? NetIf.SIZEOF_IF_MSGHDR : NetIf.SIZEOF_IF_MSGHDR2;
        return new Request(type, size, NetIf.IFM_ADDRS_AT).s32(NetIf.IFM_FLAGS_AT, flags);
    }

    /** The socket address of an IP address. */
    static String ip(String address) {
        String bytes = HexFormat.of().formatHex(Addresses.parse(address).getAddress());
        return address.contains(":")
                ? "1c1e000000000000" + bytes + "00000000"
                : "10020000" + bytes + "0000000000000000";
    }

    /** The link address of an interface, without name. */
    static String link(int index) {
        return "14120" + index + "00" + "00".repeat(16);
    }

    /** A header with a type, a length and fields, and socket addresses behind it. */
    static final class Request {
        private final ByteBuffer buffer = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
        private final int addrsAt;

        Request(int type, int header, int addrsAt) {
            this.addrsAt = addrsAt;
            buffer.put(Rtsock.RTM_VERSION_AT, (byte) Rtsock.RTM_VERSION).put(Rtsock.RTM_TYPE_AT, (byte) type);
            buffer.position(header);
        }

        Request s32(int at, int value) {
            buffer.putInt(at, value);
            return this;
        }

        Request u16(int at, int value) {
            buffer.putShort(at, (short) value);
            return this;
        }

        /** Adds the socket address of a slot, in the order of the slots, as it is. */
        Request with(int slot, String hex) {
            claiming(slot);
            buffer.put(HexFormat.of().parseHex(hex.replace(" ", "")));
            return this;
        }

        /** Sets the bit of a slot and adds nothing. */
        Request claiming(int slot) {
            buffer.putInt(addrsAt, buffer.getInt(addrsAt) | 1 << slot);
            return this;
        }

        MessageCursor cursor() {
            buffer.putShort(Rtsock.RTM_MSGLEN_AT, (short) buffer.position());
            MessageCursor cursor = new MessageCursor().over(buffer, 0, buffer.position());
            if (!cursor.next()) {
                throw new AssertionError(cursor.fault());
            }
            return cursor;
        }

        Message parse() {
            return MessageParser.parse(cursor());
        }

        Bearing bearing() {
            return Bearing.of(cursor());
        }
    }
}
