// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows.wire;

import static dev.netmon.ffi.WindowsConstants.AF_INET;
import static dev.netmon.ffi.WindowsConstants.AF_INET6;
import static dev.netmon.ffi.WindowsLayouts.SOCKADDR_IN6_ADDR;
import static dev.netmon.ffi.WindowsLayouts.SOCKADDR_IN6_SCOPE_ID;
import static dev.netmon.ffi.WindowsLayouts.SOCKADDR_INET_FAMILY;
import static dev.netmon.ffi.WindowsLayouts.SOCKADDR_INET_SIZE;
import static dev.netmon.ffi.WindowsLayouts.SOCKADDR_IN_ADDR;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A {@code SOCKADDR_INET} ({@code <ws2ipdef.h>}) without port and flow information.
 *
 * @param address without scope
 * @param scope the zone of an IPv6 address, unsigned; 0 for none
 */
public record SockaddrInet(InetAddress address, int scope) {

    private static final int IN_BYTES = 4;
    private static final int IN6_BYTES = 16;

    /**
     * Reads one.
     *
     * @param bytes read from their position on, which does not move
     * @return null where the family is neither, or bytes are missing
     */
    public static @Nullable SockaddrInet read(ByteBuffer bytes) {
        if (bytes.remaining() < SOCKADDR_INET_SIZE) {
            return null;
        }
        ByteBuffer view = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        return switch (view.getShort(SOCKADDR_INET_FAMILY)) {
            case AF_INET -> new SockaddrInet(address(view, SOCKADDR_IN_ADDR, IN_BYTES), 0);
            case AF_INET6 ->
                new SockaddrInet(address(view, SOCKADDR_IN6_ADDR, IN6_BYTES), view.getInt(SOCKADDR_IN6_SCOPE_ID));
            default -> null;
        };
    }

    /**
     * Writes an address without scope and port, every byte of the structure set.
     *
     * @param room written from its position on, which does not move
     */
    public static void write(InetAddress address, ByteBuffer room) {
        ByteBuffer view = room.slice().order(ByteOrder.LITTLE_ENDIAN);
        view.put(0, new byte[SOCKADDR_INET_SIZE]);
        byte[] raw = address.getAddress();
        boolean v4 = raw.length == IN_BYTES;
        view.putShort(SOCKADDR_INET_FAMILY, (short) (v4 ? AF_INET : AF_INET6));
        view.put(v4 ? SOCKADDR_IN_ADDR : SOCKADDR_IN6_ADDR, raw);
    }

    /** How many bits an address of this family has. */
    public int bits() {
        return address.getAddress().length * Byte.SIZE;
    }

    private static InetAddress address(ByteBuffer view, int offset, int length) {
        byte[] raw = new byte[length];
        view.get(offset, raw);
        try {
            // Not InetAddress.getByAddress for both: it makes an IPv4 address of an IPv4-mapped one.
            return length == IN_BYTES ? InetAddress.getByAddress(raw) : Inet6Address.getByAddress(null, raw, -1);
        } catch (UnknownHostException e) {
            throw new AssertionError("the length is right", e);
        }
    }
}
