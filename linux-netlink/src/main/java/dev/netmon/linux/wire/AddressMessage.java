// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux.wire;

import static dev.netmon.linux.wire.IfAddr.IFA_ADDRESS;
import static dev.netmon.linux.wire.IfAddr.IFA_CACHEINFO;
import static dev.netmon.linux.wire.IfAddr.IFA_FLAGS;
import static dev.netmon.linux.wire.IfAddr.IFA_F_DADFAILED;
import static dev.netmon.linux.wire.IfAddr.IFA_F_DEPRECATED;
import static dev.netmon.linux.wire.IfAddr.IFA_F_OPTIMISTIC;
import static dev.netmon.linux.wire.IfAddr.IFA_F_TENTATIVE;
import static dev.netmon.linux.wire.IfAddr.IFA_LABEL;
import static dev.netmon.linux.wire.IfAddr.IFA_LOCAL;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code RTM_NEWADDR} or {@code RTM_DELADDR}: an address of an interface. Two messages are equal if they differ at most
 * in the lifetimes, which every router advertisement and every lease renewal sets anew.
 *
 * @param operation whether the address is there or gone
 * @param family AF_INET or AF_INET6
 * @param prefixLength in bits
 * @param flags IFA_F_…, all 32 bits, with IFA_F_DEPRECATED also where only the preferred lifetime says so: the kernel
 *     tells of an expired one first without and then with the flag
 * @param scope RT_SCOPE_…
 * @param index the interface's index
 * @param address the own address: IFA_LOCAL, or IFA_ADDRESS where that is all there is
 * @param peer the other end of a point-to-point link, or null
 * @param label the address's label (IPv4), or null
 * @param preferredSeconds how long it stays preferred from now on; {@link #FOREVER} without an end
 * @param validSeconds how long it stays valid from now on; {@link #FOREVER} without an end
 */
public record AddressMessage(
        Operation operation,
        int family,
        int prefixLength,
        int flags,
        int scope,
        int index,
        InetAddress address,
        @Nullable InetAddress peer,
        @Nullable String label,
        long preferredSeconds,
        long validSeconds)
        implements Message {
    /** INFINITY_LIFE_TIME of the kernel, in seconds. */
    public static final long FOREVER = 0xffffffffL;

    /** Whether duplicate address detection still runs and the address may not be used yet. */
    public boolean tentative() {
        return (flags & (IFA_F_TENTATIVE | IFA_F_OPTIMISTIC)) == IFA_F_TENTATIVE;
    }

    /** Whether duplicate address detection found another host with it: it will never be used. */
    public boolean duplicate() {
        return (flags & IFA_F_DADFAILED) != 0;
    }

    /** Whether the address may still be used but is not chosen for anything new. */
    public boolean deprecated() {
        return (flags & IFA_F_DEPRECATED) != 0;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AddressMessage that
                && operation == that.operation
                && family == that.family
                && prefixLength == that.prefixLength
                && flags == that.flags
                && scope == that.scope
                && index == that.index
                && address.equals(that.address)
                && Objects.equals(peer, that.peer)
                && Objects.equals(label, that.label);
    }

    @Override
    public int hashCode() {
        return Objects.hash(operation, index, address, prefixLength, flags);
    }

    static Message parse(MessageCursor message, Operation operation) {
        int at = message.payload();
        int end = message.end();
        if (end - at < IfAddr.SIZEOF_IFADDRMSG) {
            return new Malformed(message.type(), Fault.PAYLOAD_CUT, null);
        }
        ByteBuffer buffer = message.buffer();
        int family = Byte.toUnsignedInt(buffer.get(at + IfAddr.IFA_FAMILY_AT));
        int bytes = AttributeWalk.addressBytes(family);
        if (bytes == 0) {
            return new SkippedMessage(message.type());
        }
        int prefixLength = Byte.toUnsignedInt(buffer.get(at + IfAddr.IFA_PREFIXLEN_AT));
        if (prefixLength > bytes * 8) {
            return new Malformed(message.type(), Fault.PREFIX_LENGTH, null);
        }
        int flags = Byte.toUnsignedInt(buffer.get(at + IfAddr.IFA_FLAGS_AT));
        InetAddress address = null;
        InetAddress local = null;
        String label = null;
        long preferred = FOREVER;
        long valid = FOREVER;
        AttributeWalk walk = new AttributeWalk(buffer, at + IfAddr.SIZEOF_IFADDRMSG, end);
        while (walk.next()) {
            switch (walk.type()) {
                case IFA_ADDRESS -> address = walk.address(family);
                case IFA_LOCAL -> local = walk.address(family);
                case IFA_LABEL -> label = walk.text();
                case IFA_FLAGS -> flags = walk.s32();
                case IFA_CACHEINFO -> {
                    if (walk.has(IfAddr.SIZEOF_IFA_CACHEINFO)) {
                        preferred = Integer.toUnsignedLong(buffer.getInt(walk.value() + IfAddr.IFA_PREFERED_AT));
                        valid = Integer.toUnsignedLong(buffer.getInt(walk.value() + IfAddr.IFA_VALID_AT));
                    }
                }
                default -> {}
            }
        }
        // IPv4 sends both, equal unless the link is point-to-point; IPv6 sends LOCAL only if there is a peer.
        InetAddress own = local != null ? local : address;
        if (own == null) {
            Fault fault = walk.fault();
            return new Malformed(message.type(), fault != null ? fault : Fault.ADDRESS_MISSING, null);
        }
        InetAddress peer = address == null || address.equals(own) ? null : address;
        if (preferred == 0) {
            flags |= IFA_F_DEPRECATED;
        }
        AddressMessage result = new AddressMessage(
                operation,
                family,
                prefixLength,
                flags,
                Byte.toUnsignedInt(buffer.get(at + IfAddr.IFA_SCOPE_AT)),
                buffer.getInt(at + IfAddr.IFA_INDEX_AT),
                own,
                peer,
                label,
                preferred,
                valid);
        return walk.finished(message.type(), result);
    }
}
