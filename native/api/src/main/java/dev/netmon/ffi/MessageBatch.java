// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi;

import static dev.netmon.ffi.LinuxConstants.AF_NETLINK;
import static dev.netmon.ffi.LinuxConstants.MSG_TRUNC;
import static dev.netmon.ffi.LinuxLayouts.IOVEC_BASE;
import static dev.netmon.ffi.LinuxLayouts.IOVEC_LEN;
import static dev.netmon.ffi.LinuxLayouts.IOVEC_SIZE;
import static dev.netmon.ffi.LinuxLayouts.MMSGHDR_HDR;
import static dev.netmon.ffi.LinuxLayouts.MMSGHDR_LEN;
import static dev.netmon.ffi.LinuxLayouts.MMSGHDR_SIZE;
import static dev.netmon.ffi.LinuxLayouts.MSGHDR_FLAGS;
import static dev.netmon.ffi.LinuxLayouts.MSGHDR_IOV;
import static dev.netmon.ffi.LinuxLayouts.MSGHDR_IOVLEN;
import static dev.netmon.ffi.LinuxLayouts.MSGHDR_NAME;
import static dev.netmon.ffi.LinuxLayouts.MSGHDR_NAMELEN;
import static dev.netmon.ffi.LinuxLayouts.SOCKADDR_NL_FAMILY;
import static dev.netmon.ffi.LinuxLayouts.SOCKADDR_NL_GROUPS;
import static dev.netmon.ffi.LinuxLayouts.SOCKADDR_NL_PID;
import static dev.netmon.ffi.LinuxLayouts.SOCKADDR_NL_SIZE;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * Buffers for many datagrams with one {@code recvmmsg} call, and who sent each.
 *
 * <p>The structures are laid out once; a receive allocates nothing. What {@link #message} returns belongs to the batch
 * and is valid until the next {@link #receive}.
 *
 * <p>Senders are netlink addresses; on another family of socket {@link #senderPort} is {@link #NO_SENDER}.
 *
 * <p>Not thread-safe: one batch belongs to one reader.
 */
public final class MessageBatch {

    /** Slots of a batch made without saying how many. */
    public static final int DEFAULT_SLOTS = 64;

    /** Bytes per slot, likewise: netlink dumps fill what they are offered up to 32 KiB and stop there. */
    public static final int DEFAULT_SLOT_BYTES = 32 * 1024;

    /** The port of a sender that gave no netlink address; never the kernel's, which is 0. */
    public static final int NO_SENDER = -1;

    // Linux caps vlen at UIO_MAXIOV (recvmmsg(2)).
    private static final int MAX_SLOTS = 1024;

    private final LinuxLibrary library;
    private final int slots;
    private final int slotBytes;

    // mmsghdr[slots], then iovec[slots], then sockaddr_nl[slots]
    private final ByteBuffer headers;
    private final int names;
    // What the iovecs point at; only addresses refer to it while the kernel writes.
    private final ByteBuffer data;
    private final ByteBuffer[] messages;

    private int received;

    /** A batch of {@value #DEFAULT_SLOTS} slots with {@value #DEFAULT_SLOT_BYTES} bytes each. */
    public MessageBatch(LinuxLibrary library) {
        this(library, DEFAULT_SLOTS, DEFAULT_SLOT_BYTES);
    }

    /**
     * A batch of {@code slots} datagrams of up to {@code slotBytes} bytes.
     *
     * @param slots 1 to 1024
     * @param slotBytes a positive multiple of 8, so that every message starts aligned
     */
    public MessageBatch(LinuxLibrary library, int slots, int slotBytes) {
        if (slots < 1 || slots > MAX_SLOTS) {
            throw new IllegalArgumentException("slots must be 1 to " + MAX_SLOTS + ": " + slots);
        }
        if (slotBytes < 8 || slotBytes % 8 != 0) {
            throw new IllegalArgumentException("slotBytes must be a positive multiple of 8: " + slotBytes);
        }
        this.library = library;
        this.slots = slots;
        this.slotBytes = slotBytes;
        int iovecs = slots * MMSGHDR_SIZE;
        this.names = iovecs + slots * IOVEC_SIZE;
        this.headers =
                ByteBuffer.allocateDirect(names + slots * SOCKADDR_NL_SIZE).order(ByteOrder.nativeOrder());
        this.data = ByteBuffer.allocateDirect(Math.multiplyExact(slots, slotBytes));
        this.messages = new ByteBuffer[slots];
        long headersAt = library.address(headers);
        long dataAt = library.address(data);
        for (int slot = 0; slot < slots; slot++) {
            int iovec = iovecs + slot * IOVEC_SIZE;
            headers.putLong(iovec + IOVEC_BASE, dataAt + (long) slot * slotBytes);
            headers.putLong(iovec + IOVEC_LEN, slotBytes);
            int header = header(slot);
            headers.putLong(header + MSGHDR_NAME, headersAt + name(slot));
            headers.putLong(header + MSGHDR_IOV, headersAt + iovec);
            headers.putLong(header + MSGHDR_IOVLEN, 1);
            arm(slot);
            messages[slot] =
                    data.slice(slot * slotBytes, slotBytes).asReadOnlyBuffer().order(ByteOrder.nativeOrder());
        }
    }

    /**
     * Receives what is queued, up to one datagram per slot.
     *
     * <p>Without {@code MSG_DONTWAIT} or {@code MSG_WAITFORONE} the kernel waits until every slot is filled. An error
     * met after the first datagram is kept by the kernel and is the result of the next call.
     *
     * @param flags {@code MSG_DONTWAIT} and the like; {@code MSG_TRUNC} is harmless, see {@link #truncated}
     * @return how many datagrams came, or the negative errno and the batch is empty
     */
    public int receive(int fd, int flags) {
        for (int slot = 0; slot < received; slot++) {
            arm(slot);
        }
        received = 0;
        try {
            int count = library.recvmmsg(fd, headers, slots, flags);
            received = Math.max(count, 0);
            return count;
        } finally {
            Reference.reachabilityFence(data);
        }
    }

    /** How many datagrams the last {@link #receive} brought. */
    public int received() {
        return received;
    }

    /** How many datagrams one {@link #receive} can bring; a full batch means that more may be queued. */
    public int slots() {
        return slots;
    }

    /**
     * Datagram {@code index} of the last receive: read-only, native order, position 0, limit the bytes received.
     *
     * @throws IndexOutOfBoundsException unless {@code index} is below {@link #received}
     */
    public ByteBuffer message(int index) {
        int length = headers.getInt(received(index) + MMSGHDR_LEN);
        // Unsigned, and with MSG_TRUNC the datagram's own length.
        int kept = Integer.compareUnsigned(length, slotBytes) > 0 ? slotBytes : length;
        return messages[index].clear().limit(kept);
    }

    /** Whether the tail of datagram {@code index} was cut off because the slot is too small. */
    public boolean truncated(int index) {
        return (headers.getInt(received(index) + MSGHDR_FLAGS) & MSG_TRUNC) != 0;
    }

    /**
     * The netlink port id that sent datagram {@code index}, unsigned: 0 is the kernel, and only the kernel's word may be
     * believed. {@link #NO_SENDER} where the socket gave no netlink address.
     */
    public int senderPort(int index) {
        return hasNetlinkSender(index) ? headers.getInt(name(index) + SOCKADDR_NL_PID) : NO_SENDER;
    }

    /**
     * The multicast group that delivered datagram {@code index}, as the bit {@code 1 << (group - 1)}; 0 for an answer
     * sent to this socket alone, and for groups above 32.
     */
    public int senderGroups(int index) {
        return hasNetlinkSender(index) ? headers.getInt(name(index) + SOCKADDR_NL_GROUPS) : 0;
    }

    private boolean hasNetlinkSender(int index) {
        return headers.getInt(received(index) + MSGHDR_NAMELEN) == SOCKADDR_NL_SIZE
                && headers.getShort(name(index) + SOCKADDR_NL_FAMILY) == AF_NETLINK;
    }

    // The kernel writes the length of the sender's address over the room there is for it.
    private void arm(int slot) {
        headers.putInt(header(slot) + MSGHDR_NAMELEN, SOCKADDR_NL_SIZE);
    }

    private int received(int index) {
        return header(Objects.checkIndex(index, received));
    }

    private static int header(int slot) {
        return slot * MMSGHDR_SIZE + MMSGHDR_HDR;
    }

    private int name(int slot) {
        return names + slot * SOCKADDR_NL_SIZE;
    }
}
