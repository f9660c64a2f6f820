// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux.wire;

import static dev.netmon.linux.wire.IfLink.IFF_LOOPBACK;
import static dev.netmon.linux.wire.IfLink.IFF_LOWER_UP;
import static dev.netmon.linux.wire.IfLink.IFF_RUNNING;
import static dev.netmon.linux.wire.IfLink.IFF_UP;
import static dev.netmon.linux.wire.IfLink.IFLA_ADDRESS;
import static dev.netmon.linux.wire.IfLink.IFLA_CARRIER;
import static dev.netmon.linux.wire.IfLink.IFLA_CARRIER_CHANGES;
import static dev.netmon.linux.wire.IfLink.IFLA_CARRIER_DOWN_COUNT;
import static dev.netmon.linux.wire.IfLink.IFLA_CARRIER_UP_COUNT;
import static dev.netmon.linux.wire.IfLink.IFLA_IFNAME;
import static dev.netmon.linux.wire.IfLink.IFLA_INFO_KIND;
import static dev.netmon.linux.wire.IfLink.IFLA_LINKINFO;
import static dev.netmon.linux.wire.IfLink.IFLA_MASTER;
import static dev.netmon.linux.wire.IfLink.IFLA_MTU;
import static dev.netmon.linux.wire.IfLink.IFLA_OPERSTATE;
import static dev.netmon.linux.wire.IfLink.IFLA_WIRELESS;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * {@code RTM_NEWLINK} or {@code RTM_DELLINK}: an interface as it is, or was.
 *
 * @param operation whether the interface is there or gone; see {@link #bridgePort()} before believing it
 * @param family {@code ifi_family}: 0, or {@code AF_BRIDGE} where a bridge speaks about its port
 * @param hardwareType {@code ifi_type}, ARPHRD_…
 * @param index the interface's index
 * @param flags IFF_…
 * @param change the flags that changed; 0 also when carrier was lost, so it filters nothing
 * @param name the interface's name, or null where the message has none
 * @param mtu in bytes, or {@link #ABSENT}
 * @param mac the hardware address as {@code 02:00:5e:10:00:01}, or null where there is none or it is all zero
 * @param operState IF_OPER_…, or {@link #ABSENT}
 * @param carrier 1 with carrier, 0 without, or {@link #ABSENT}
 * @param carrierChanges how often carrier came or went, or {@link #ABSENT}
 * @param carrierUps how often it came, or {@link #ABSENT}
 * @param carrierDowns how often it went, or {@link #ABSENT}
 * @param master the index of the bridge, bond or VRF it belongs to, 0 for none
 * @param kind what it is, for example {@code veth}, or null for a physical one
 * @param wireless whether the message carries a wireless event
 */
public record LinkMessage(
        Operation operation,
        int family,
        int hardwareType,
        int index,
        int flags,
        int change,
        @Nullable String name,
        long mtu,
        @Nullable String mac,
        int operState,
        int carrier,
        long carrierChanges,
        long carrierUps,
        long carrierDowns,
        int master,
        @Nullable String kind,
        boolean wireless)
        implements Message {
    /** Stands for a number that the message does not hold. */
    public static final int ABSENT = -1;

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    /** IFF_UP: switched on. */
    public boolean up() {
        return (flags & IFF_UP) != 0;
    }

    /** IFF_LOWER_UP: there is carrier. RUNNING and the operational state lag behind it. */
    public boolean lowerUp() {
        return (flags & IFF_LOWER_UP) != 0;
    }

    /** IFF_RUNNING. */
    public boolean running() {
        return (flags & IFF_RUNNING) != 0;
    }

    /** IFF_LOOPBACK. */
    public boolean loopback() {
        return (flags & IFF_LOOPBACK) != 0;
    }

    /** Whether this is a bridge speaking about its port; the port's interface lives on even if this is a DELLINK. */
    public boolean bridgePort() {
        return family != Netlink.AF_UNSPEC;
    }

    /** Whether this is only a wireless event, such as a scan result: no flag changed and no state is told. */
    public boolean wirelessNoise() {
        return wireless && change == 0;
    }

    static Message parse(MessageCursor message, Operation operation) {
        int at = message.payload();
        int end = message.end();
        if (end - at < Rtnetlink.SIZEOF_IFINFOMSG) {
            return new Malformed(message.type(), Fault.PAYLOAD_CUT, null);
        }
        ByteBuffer buffer = message.buffer();
        String name = null;
        long mtu = ABSENT;
        String mac = null;
        int operState = ABSENT;
        int carrier = ABSENT;
        long carrierChanges = ABSENT;
        long carrierUps = ABSENT;
        long carrierDowns = ABSENT;
        int master = 0;
        String kind = null;
        boolean wireless = false;
        AttributeWalk walk = new AttributeWalk(buffer, at + Rtnetlink.SIZEOF_IFINFOMSG, end);
        while (walk.next()) {
            switch (walk.type()) {
                case IFLA_IFNAME -> name = walk.text();
                case IFLA_MTU -> mtu = walk.u32();
                case IFLA_ADDRESS -> mac = mac(buffer, walk.value(), walk.valueEnd());
                case IFLA_OPERSTATE -> operState = walk.u8();
                case IFLA_CARRIER -> carrier = walk.u8();
                case IFLA_CARRIER_CHANGES -> carrierChanges = walk.u32();
                case IFLA_CARRIER_UP_COUNT -> carrierUps = walk.u32();
                case IFLA_CARRIER_DOWN_COUNT -> carrierDowns = walk.u32();
                case IFLA_MASTER -> master = walk.s32();
                case IFLA_LINKINFO -> kind = kind(buffer, walk);
                case IFLA_WIRELESS -> wireless = true;
                default -> {}
            }
        }
        LinkMessage link = new LinkMessage(
                operation,
                Byte.toUnsignedInt(buffer.get(at + Rtnetlink.IFI_FAMILY_AT)),
                Short.toUnsignedInt(buffer.getShort(at + Rtnetlink.IFI_TYPE_AT)),
                buffer.getInt(at + Rtnetlink.IFI_INDEX_AT),
                buffer.getInt(at + Rtnetlink.IFI_FLAGS_AT),
                buffer.getInt(at + Rtnetlink.IFI_CHANGE_AT),
                name,
                mtu,
                mac,
                operState,
                carrier,
                carrierChanges,
                carrierUps,
                carrierDowns,
                master,
                kind,
                wireless);
        return walk.finished(message.type(), link);
    }

    private static @Nullable String kind(ByteBuffer buffer, AttributeWalk info) {
        String kind = null;
        AttributeWalk nested = new AttributeWalk(buffer, info.value(), info.valueEnd());
        while (nested.next()) {
            if (nested.type() == IFLA_INFO_KIND) {
                kind = nested.text();
            }
        }
        Fault fault = nested.fault();
        if (fault != null) {
            info.fail(fault);
        }
        return kind;
    }

    /** Ethernet (6), EUI-64 (8) and InfiniBand (20) addresses; a tunnel's "hardware address" of 4 or 16 is an IP address. */
    private static @Nullable String mac(ByteBuffer buffer, int from, int to) {
        int length = to - from;
        if (length != 6 && length != 8 && length != 20) {
            return null;
        }
        char[] text = new char[length * 3 - 1];
        int used = 0;
        int any = 0;
        for (int at = from; at < to; at++) {
            int octet = Byte.toUnsignedInt(buffer.get(at));
            any |= octet;
            if (used > 0) {
                text[used++] = ':';
            }
            text[used++] = HEX[octet >> 4];
            text[used++] = HEX[octet & 0xf];
        }
        return any == 0 ? null : new String(text);
    }
}
