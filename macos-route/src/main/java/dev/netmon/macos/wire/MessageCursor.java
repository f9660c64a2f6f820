// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos.wire;

import static dev.netmon.macos.wire.Rtsock.COMMON_HEADER;
import static dev.netmon.macos.wire.Rtsock.RTM_MSGLEN_AT;
import static dev.netmon.macos.wire.Rtsock.RTM_TYPE_AT;
import static dev.netmon.macos.wire.Rtsock.RTM_VERSION_AT;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Steps over messages and shows the start of the one it stands on. A read from the routing socket gives one message, a
 * {@code sysctl} table any number of them. It ends at the end of the bytes or at the first length that cannot be true,
 * since what follows is then anybody's guess; {@link #fault()} tells the two apart. One cursor serves any number of
 * reads, and {@link #malformed()} counts over all of them.
 *
 * <p>Not thread-safe. Reads in the byte order the buffer has, which for the kernel's bytes is the machine's own;
 * neither position nor limit of the buffer is moved. Source: {@code net/route.h}, whose structs all begin with length,
 * version and type.
 */
public final class MessageCursor {
    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

    private ByteBuffer buffer = EMPTY;
    private int limit;
    private int start;
    private int end;
    private @Nullable Fault fault;
    private long malformed;

    /** A cursor over nothing yet. */
    public MessageCursor() {}

    /** Stands before the first message between the buffer's position and its limit. */
    public MessageCursor over(ByteBuffer messages) {
        return over(messages, messages.position(), messages.remaining());
    }

    /**
     * Stands before the first message of the {@code length} bytes from {@code offset}.
     *
     * @throws IndexOutOfBoundsException if they are not all inside the buffer
     */
    public MessageCursor over(ByteBuffer messages, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, messages.limit());
        buffer = messages;
        limit = offset + length;
        start = offset;
        end = offset;
        fault = null;
        return this;
    }

    /** Goes to the next message; false at the end of the bytes and at a length that cannot be true. */
    public boolean next() {
        int left = limit - end;
        if (left < COMMON_HEADER) {
            return left == 0 ? false : stop(Fault.HEADER_CUT);
        }
        int length = Short.toUnsignedInt(buffer.getShort(end + RTM_MSGLEN_AT));
        if (length < COMMON_HEADER) {
            return stop(Fault.LENGTH_TOO_SMALL);
        }
        if (length > left) {
            return stop(Fault.LENGTH_BEYOND_END);
        }
        start = end;
        // Not rounded: a table pads inside the length, and a message of its own is not padded at all.
        end = start + length;
        return true;
    }

    private boolean stop(Fault reason) {
        fault = reason;
        malformed++;
        end = limit;
        return false;
    }

    /** Why the walk ended early, or null if it did not, or not yet. */
    public @Nullable Fault fault() {
        return fault;
    }

    /** How many walks ended early since this cursor was made. */
    public long malformed() {
        return malformed;
    }

    /** The message's type, {@code rtm_type}. */
    public int type() {
        return Byte.toUnsignedInt(buffer.get(start + RTM_TYPE_AT));
    }

    /** The version of the protocol the message is written in. */
    public int version() {
        return Byte.toUnsignedInt(buffer.get(start + RTM_VERSION_AT));
    }

    /** The message's length in bytes, {@code rtm_msglen}. */
    public int length() {
        return end - start;
    }

    ByteBuffer buffer() {
        return buffer;
    }

    /** Where the message starts. */
    int start() {
        return start;
    }

    /** Where the message ends. */
    int end() {
        return end;
    }
}
