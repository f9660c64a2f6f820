// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos.wire;

import static dev.netmon.macos.wire.Rtsock.RTAX_DST;
import static dev.netmon.macos.wire.Sockaddr.AF_INET;
import static dev.netmon.macos.wire.Sockaddr.AF_INET6;
import static dev.netmon.macos.wire.Sockaddr.SA_FAMILY_AT;
import static dev.netmon.macos.wire.Sockaddr.SA_LEN_AT;
import static dev.netmon.macos.wire.Sockaddr.SIN6_ADDR_AT;
import static dev.netmon.macos.wire.Sockaddr.SIN6_SCOPE_ID_AT;
import static dev.netmon.macos.wire.Sockaddr.SIN_ADDR_AT;
import static dev.netmon.macos.wire.Sockaddr.SIZEOF_SOCKADDR_IN;
import static dev.netmon.macos.wire.Sockaddr.SIZEOF_SOCKADDR_IN6;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** One socket address that stands alone, as calls take and give it. Stateless; reading never throws, whatever the bytes. */
public final class SocketAddress {
    /** No IP socket address is longer, in bytes. */
    public static final int MAX_LENGTH = SIZEOF_SOCKADDR_IN6;

    private static final int PORT_AT = 2;

    private SocketAddress() {}

    /** Writes an address with a port from the buffer's position on, and the interface it is meant on where it names one. */
    public static void write(ByteBuffer buffer, InetAddress address, int port) {
        boolean v6 = address instanceof Inet6Address;
        int start = buffer.position();
        int length = v6 ? SIZEOF_SOCKADDR_IN6 : SIZEOF_SOCKADDR_IN;
        for (int i = 0; i < length; i++) {
            buffer.put((byte) 0);
        }
        buffer.put(start + SA_LEN_AT, (byte) length);
        buffer.put(start + SA_FAMILY_AT, (byte) (v6 ? AF_INET6 : AF_INET));
        buffer.put(start + PORT_AT, (byte) (port >>> 8));
        buffer.put(start + PORT_AT + 1, (byte) port);
        buffer.put(start + (v6 ? SIN6_ADDR_AT : SIN_ADDR_AT), address.getAddress());
        if (address instanceof Inet6Address scoped && scoped.getScopeId() != 0) {
            buffer.putInt(start + SIN6_SCOPE_ID_AT, scoped.getScopeId());
        }
    }

    /** The IP address between the buffer's position and its limit, an embedded scope taken out; null if there is none. */
    public static @Nullable InetAddress read(ByteBuffer bytes) {
        return new AddressSlots(bytes, bytes.position(), bytes.limit(), Rtsock.RTA_DST).address(RTAX_DST);
    }
}
