// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos.wire;

import static dev.netmon.macos.wire.Sockaddr.AF_INET;
import static dev.netmon.macos.wire.Sockaddr.AF_INET6;
import static dev.netmon.macos.wire.Sockaddr.SIZEOF_SOCKADDR_IN;
import static dev.netmon.macos.wire.Sockaddr.SIZEOF_SOCKADDR_IN6;

import java.net.Inet6Address;
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
    public static final int MAX_REQUEST = Rtsock.SIZEOF_RT_MSGHDR + SIZEOF_SOCKADDR_IN6;

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
        boolean v6 = destination instanceof Inet6Address;
        int length = v6 ? SIZEOF_SOCKADDR_IN6 : SIZEOF_SOCKADDR_IN;
        int size = Rtsock.SIZEOF_RT_MSGHDR + length;
        for (int i = 0; i < size; i++) {
            buffer.put((byte) 0);
        }
        buffer.putShort(start + Rtsock.RTM_MSGLEN_AT, (short) size);
        buffer.put(start + Rtsock.RTM_VERSION_AT, (byte) Rtsock.RTM_VERSION);
        buffer.put(start + Rtsock.RTM_TYPE_AT, (byte) Rtsock.RTM_GET);
        // Asked for without bytes: the answer then holds the interface and the source.
        buffer.putInt(start + Rtsock.RTM_ADDRS_AT, Rtsock.RTA_DST | Rtsock.RTA_IFP | Rtsock.RTA_IFA);
        buffer.putInt(start + Rtsock.RTM_SEQ_AT, sequence);
        int at = start + Rtsock.SIZEOF_RT_MSGHDR;
        buffer.put(at + Sockaddr.SA_LEN_AT, (byte) length);
        buffer.put(at + Sockaddr.SA_FAMILY_AT, (byte) (v6 ? AF_INET6 : AF_INET));
        byte[] address = destination.getAddress();
        buffer.put(at + (v6 ? Sockaddr.SIN6_ADDR_AT : Sockaddr.SIN_ADDR_AT), address);
        if (destination instanceof Inet6Address scoped && scoped.getScopeId() != 0) {
            buffer.putInt(at + Sockaddr.SIN6_SCOPE_ID_AT, scoped.getScopeId());
        }
        return this;
    }
}
