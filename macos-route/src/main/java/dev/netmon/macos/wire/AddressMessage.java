// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos.wire;

import static dev.netmon.macos.wire.Rtsock.RTAX_BRD;
import static dev.netmon.macos.wire.Rtsock.RTAX_IFA;
import static dev.netmon.macos.wire.Rtsock.RTAX_IFP;
import static dev.netmon.macos.wire.Rtsock.RTAX_NETMASK;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * {@code RTM_NEWADDR} or {@code RTM_DELADDR}: an address of an interface, told or listed in a table. Any local process
 * can send one, and the kernel leaves some out, so this is a reason to look and not something to keep tables of.
 *
 * @param operation whether the address is there or gone
 * @param family AF_INET or AF_INET6
 * @param index the interface's index
 * @param interfaceName its name, or null: a table leaves it out
 * @param address the own address, an embedded scope taken out
 * @param prefixLength in bits; -1 where the mask is no prefix
 * @param broadcast the broadcast address, on a point-to-point link the other end, or null
 */
public record AddressMessage(
        Operation operation,
        int family,
        int index,
        @Nullable String interfaceName,
        InetAddress address,
        int prefixLength,
        @Nullable InetAddress broadcast)
        implements Message {

    static Message parse(MessageCursor message, Operation operation) {
        int type = message.type();
        if (message.length() < NetIf.SIZEOF_IFA_MSGHDR) {
            return new Malformed(type, Fault.MESSAGE_CUT, null);
        }
        ByteBuffer buffer = message.buffer();
        int at = message.start();
        int addrs = buffer.getInt(at + NetIf.IFAM_ADDRS_AT);
        AddressSlots slots = new AddressSlots(buffer, at + NetIf.SIZEOF_IFA_MSGHDR, message.end(), addrs);
        int family = slots.family(RTAX_IFA);
        int bits = Sockaddr.addressBytes(family) * 8;
        if (slots.length(RTAX_IFA) > 0 && bits == 0) {
            return new SkippedMessage(type);
        }
        InetAddress address = slots.address(RTAX_IFA);
        if (address == null) {
            Fault fault = slots.fault();
            return new Malformed(type, fault != null ? fault : Fault.ADDRESS_MISSING, null);
        }
        AddressMessage result = new AddressMessage(
                operation,
                family,
                Short.toUnsignedInt(buffer.getShort(at + NetIf.IFAM_INDEX_AT)),
                slots.linkName(RTAX_IFP),
                address,
                slots.claims(RTAX_NETMASK) ? slots.prefixLength(RTAX_NETMASK, family) : bits,
                slots.address(RTAX_BRD));
        return slots.finished(type, result);
    }
}
