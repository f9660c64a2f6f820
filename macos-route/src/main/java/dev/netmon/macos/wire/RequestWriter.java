// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos.wire;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * Writes the one question there is, from the buffer's position on: where a packet to a destination would leave. Each
 * goes to the kernel in a write of its own; its answer comes back as RTM_GET with the own process and the same number,
 * or the write fails with ESRCH where no route leads there. The process's id is filled in by the kernel.
 *
 * <p>Not thread-safe. Writes in the byte order the buffer has, which for the kernel is the machine's own.
 */
public final class RequestWriter {
    /** No request is longer, in bytes: a lookup of an IPv6 destination. */
    public static final int MAX_REQUEST = Rtsock.SIZEOF_RT_MSGHDR + SocketAddress.MAX_LENGTH;

    private final ByteBuffer buffer;

    public RequestWriter(ByteBuffer buffer) {
        this.buffer = buffer;
    }

    /**
     * Where a packet to this destination would leave: router, interface and source address. A link-local destination is
     * looked up on the interface its scope names.
     *
     * @param sequence the number of the question, which its answer repeats
     */
    public RequestWriter lookUp(int sequence, InetAddress destination) {
        int start = buffer.position();
        for (int i = 0; i < Rtsock.SIZEOF_RT_MSGHDR; i++) {
            buffer.put((byte) 0);
        }
        SocketAddress.write(buffer, destination, 0);
        buffer.putShort(start + Rtsock.RTM_MSGLEN_AT, (short) (buffer.position() - start));
        buffer.put(start + Rtsock.RTM_VERSION_AT, (byte) Rtsock.RTM_VERSION);
        buffer.put(start + Rtsock.RTM_TYPE_AT, (byte) Rtsock.RTM_GET);
        // Asked for without bytes: the answer then holds the interface and the source.
        buffer.putInt(start + Rtsock.RTM_ADDRS_AT, Rtsock.RTA_DST | Rtsock.RTA_IFP | Rtsock.RTA_IFA);
        buffer.putInt(start + Rtsock.RTM_SEQ_AT, sequence);
        return this;
    }
}
