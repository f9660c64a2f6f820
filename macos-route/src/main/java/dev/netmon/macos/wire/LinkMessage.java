// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos.wire;

import static dev.netmon.macos.wire.Rtsock.RTAX_IFP;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * {@code RTM_IFINFO} or, in a table, {@code RTM_IFINFO2}: an interface. Told when it is switched on or off, gets another
 * MTU, or somebody captures on it; never when it loses carrier.
 *
 * @param type RTM_IFINFO or RTM_IFINFO2
 * @param index the interface's index
 * @param name its name, or null: only tables have it
 * @param flags IFF_…
 * @param interfaceType IFT_…
 * @param mac its hardware address as lower-case hex pairs with colons, or null; a table hides it from the unprivileged
 *     behind one that is always the same
 * @param mtu in bytes
 * @param baudrate bits per second as the driver has it, 0 for unknown
 */
public record LinkMessage(
        int type,
        int index,
        @Nullable String name,
        int flags,
        int interfaceType,
        @Nullable String mac,
        long mtu,
        long baudrate)
        implements Message {
    /** Flags that say what happens on the interface right now: packet capture sets them and takes them back. */
    public static final int PASSING_FLAGS = NetIf.IFF_PROMISC | NetIf.IFF_ALLMULTI | NetIf.IFF_OACTIVE;

    /** Whether it is switched on. */
    public boolean up() {
        return (flags & NetIf.IFF_UP) != 0;
    }

    /** Whether the driver has what it needs to send; no sign of carrier. */
    public boolean running() {
        return (flags & NetIf.IFF_RUNNING) != 0;
    }

    public boolean loopback() {
        return (flags & NetIf.IFF_LOOPBACK) != 0;
    }

    /** The flags without those that come and go by themselves. */
    public int lastingFlags() {
        return flags & ~PASSING_FLAGS;
    }

    static Message parse(MessageCursor message) {
        int type = message.type();
        boolean wide = type == Rtsock.RTM_IFINFO2;
        int header = wide ? NetIf.SIZEOF_IF_MSGHDR2 : NetIf.SIZEOF_IF_MSGHDR;
        if (message.length() < header) {
            return new Malformed(type, Fault.MESSAGE_CUT, null);
        }
        ByteBuffer buffer = message.buffer();
        int at = message.start();
        int data = at + (wide ? NetIf.IFM2_DATA_AT : NetIf.IFM_DATA_AT);
        int speed = data + NetIf.IFI_BAUDRATE_AT;
        int addrs = buffer.getInt(at + NetIf.IFM_ADDRS_AT);
        AddressSlots slots = new AddressSlots(buffer, at + header, message.end(), addrs);
        LinkMessage link = new LinkMessage(
                type,
                Short.toUnsignedInt(buffer.getShort(at + NetIf.IFM_INDEX_AT)),
                slots.linkName(RTAX_IFP),
                buffer.getInt(at + NetIf.IFM_FLAGS_AT),
                Byte.toUnsignedInt(buffer.get(data + NetIf.IFI_TYPE_AT)),
                slots.hardwareAddress(RTAX_IFP),
                Integer.toUnsignedLong(buffer.getInt(data + NetIf.IFI_MTU_AT)),
                wide ? buffer.getLong(speed) : Integer.toUnsignedLong(buffer.getInt(speed)));
        return slots.finished(type, link);
    }
}
