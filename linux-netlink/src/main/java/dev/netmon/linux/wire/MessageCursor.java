// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux.wire;

import static dev.netmon.linux.wire.Netlink.NLMSG_FLAGS_AT;
import static dev.netmon.linux.wire.Netlink.NLMSG_LEN_AT;
import static dev.netmon.linux.wire.Netlink.NLMSG_PID_AT;
import static dev.netmon.linux.wire.Netlink.NLMSG_SEQ_AT;
import static dev.netmon.linux.wire.Netlink.NLMSG_TYPE_AT;
import static dev.netmon.linux.wire.Netlink.SIZEOF_NLMSGHDR;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Steps over the messages of a datagram and shows the header of the one it stands on. It ends at the end of the
 * datagram or at the first length that cannot be true, since what follows is then anybody's guess; {@link #fault()}
 * tells the two apart. One cursor serves any number of datagrams, and {@link #malformed()} counts over all of them.
 *
 * <p>Not thread-safe. Reads in the byte order the buffer has, which for the kernel's datagrams is the machine's own;
 * neither position nor limit of the buffer is moved. Source: {@code linux/netlink.h}, {@code NLMSG_OK} and
 * {@code NLMSG_NEXT}.
 */
public final class MessageCursor {
    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

    private ByteBuffer buffer = EMPTY;
    private int limit;
    private int start;
    private int nextAt;
    private int end;
    private @Nullable Fault fault;
    private long malformed;

    /** A cursor over nothing yet. */
    public MessageCursor() {}

    /** Stands before the first message between the buffer's position and its limit. */
    public MessageCursor over(ByteBuffer datagram) {
        return over(datagram, datagram.position(), datagram.remaining());
    }

    /**
     * Stands before the first message of the {@code length} bytes from {@code offset}.
     *
     * @throws IndexOutOfBoundsException if they are not all inside the buffer
     */
    public MessageCursor over(ByteBuffer datagram, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, datagram.limit());
        buffer = datagram;
        limit = offset + length;
        nextAt = offset;
        start = offset;
        end = offset;
        fault = null;
        return this;
    }

    /** Goes to the next message; false at the end of the datagram and at a length that cannot be true. */
    public boolean next() {
        int left = limit - nextAt;
        if (left < SIZEOF_NLMSGHDR) {
            return left <= 0 ? false : stop(Fault.HEADER_CUT);
        }
        // Unsigned: 0xfffffff0 would be a negative length and lead backwards.
        long length = Integer.toUnsignedLong(buffer.getInt(nextAt + NLMSG_LEN_AT));
        if (length < SIZEOF_NLMSGHDR) {
            return stop(Fault.LENGTH_TOO_SMALL);
        }
        if (length > left) {
            return stop(Fault.LENGTH_BEYOND_END);
        }
        start = nextAt;
        end = start + (int) length;
        // The padding of the last message may be missing; its end is then the end.
        nextAt = (int) Math.min(limit, start + ((length + 3) & ~3L));
        return true;
    }

    private boolean stop(Fault reason) {
        fault = reason;
        malformed++;
        nextAt = limit;
        return false;
    }

    /** Why the datagram ended early, or null if it did not, or not yet. */
    public @Nullable Fault fault() {
        return fault;
    }

    /** How many datagrams ended early since this cursor was made. */
    public long malformed() {
        return malformed;
    }

    /** The message's type, {@code nlmsg_type}. */
    public int type() {
        return Short.toUnsignedInt(buffer.getShort(start + NLMSG_TYPE_AT));
    }

    /** The message's flags, {@code nlmsg_flags}. */
    public int flags() {
        return Short.toUnsignedInt(buffer.getShort(start + NLMSG_FLAGS_AT));
    }

    /** In an answer the request's number; in a notification the number of whatever request caused it. */
    public int sequence() {
        return buffer.getInt(start + NLMSG_SEQ_AT);
    }

    /**
     * In an answer the port asked from; in a notification the port of whoever caused it. It does not say who sent the
     * datagram: only the peer address of the socket does.
     */
    public int portId() {
        return buffer.getInt(start + NLMSG_PID_AT);
    }

    /** The message's length without padding, in bytes, header included. */
    public int length() {
        return end - start;
    }

    /** The first byte of the payload, which is the address family in every rtnetlink message; -1 without a payload. */
    public int family() {
        return payload() < end ? Byte.toUnsignedInt(buffer.get(payload())) : -1;
    }

    ByteBuffer buffer() {
        return buffer;
    }

    /** Where the payload starts. */
    int payload() {
        return start + SIZEOF_NLMSGHDR;
    }

    /** Where the message ends, padding left out. */
    int end() {
        return end;
    }
}
