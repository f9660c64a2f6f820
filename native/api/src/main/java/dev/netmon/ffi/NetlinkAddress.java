// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi;

import static dev.netmon.ffi.LinuxConstants.AF_NETLINK;
import static dev.netmon.ffi.LinuxLayouts.SOCKADDR_NL_FAMILY;
import static dev.netmon.ffi.LinuxLayouts.SOCKADDR_NL_GROUPS;
import static dev.netmon.ffi.LinuxLayouts.SOCKADDR_NL_PID;
import static dev.netmon.ffi.LinuxLayouts.SOCKADDR_NL_SIZE;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Makes and reads {@code struct sockaddr_nl}, the address of a netlink socket, in a buffer for the calls. */
public final class NetlinkAddress {

    private NetlinkAddress() {}

    /**
     * An address in a new buffer.
     *
     * @param port the port id, unsigned; 0 is the kernel as a destination and "choose one" for a bind
     * @param groups a mask of the groups 1 to 32, group n as {@code 1 << (n - 1)}
     */
    public static ByteBuffer of(int port, int groups) {
        return ByteBuffer.allocateDirect(SOCKADDR_NL_SIZE)
                .order(ByteOrder.nativeOrder())
                .putShort(SOCKADDR_NL_FAMILY, (short) AF_NETLINK)
                .putInt(SOCKADDR_NL_PID, port)
                .putInt(SOCKADDR_NL_GROUPS, groups);
    }

    /** The port id in an address, unsigned: 0 is the kernel. */
    public static int port(ByteBuffer address) {
        return address.getInt(address.position() + SOCKADDR_NL_PID);
    }

    /** The group mask in an address. */
    public static int groups(ByteBuffer address) {
        return address.getInt(address.position() + SOCKADDR_NL_GROUPS);
    }
}
