// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos.wire;

import static dev.netmon.macos.wire.Rtsock.RTF_DONE;
import static dev.netmon.macos.wire.Rtsock.RTF_HOST;
import static dev.netmon.macos.wire.Rtsock.RTF_LLINFO;
import static dev.netmon.macos.wire.Rtsock.RTF_LOCAL;
import static dev.netmon.macos.wire.Rtsock.RTF_WASCLONED;
import static dev.netmon.macos.wire.Sockaddr.AF_INET;

import java.nio.ByteBuffer;

/**
 * What one message of the routing socket has to do with the state of the network, judged from this message alone: by its
 * fixed header and, of a route, by its destination. Only what is known to matter matters: the kernel tells everybody
 * everything, and newer systems tell of every failed lookup.
 */
public enum Bearing {
    /** An interface or an address is said to have come, gone or changed. Anybody may claim so: look for yourself. */
    FACT("an interface or address"),
    /** A route came, went or changed, and with it maybe the way packets take. */
    HINT("a route"),
    /** Another matter, as a multicast membership, or a type nobody knows yet. */
    NOTHING("another matter"),

    /** Somebody sent to a destination that no route leads to. A flood of them is no change. */
    MISS("a lookup without a route"),
    /** Somebody's lookup, or its answer; one's own, too, if it was written to another socket. */
    LOOKUP("a lookup"),
    /** A request that failed; anybody can make one. */
    FAILED("a request that failed"),
    /** A process's request that the kernel does not say it carried out. */
    UNCONFIRMED("a request not carried out"),
    /** A route the kernel keeps as a cache for one destination. */
    CACHE("a cached route"),
    /** A neighbour's entry, resolved or dropped. */
    NEIGHBOUR("a neighbour"),
    /** A route to link-local addresses. */
    LINK_LOCAL("a link-local destination"),
    /** A route to multicast addresses. */
    MULTICAST("a multicast destination"),

    /** Another version of the protocol, or a message that ends inside its header. */
    UNREADABLE("unreadable");

    private final String text;

    Bearing(String text) {
        this.text = text;
    }

    /** What it is, in words for a log line. */
    public String text() {
        return text;
    }

    /** Whether the network has to be looked at because of it. */
    public boolean matters() {
        return this == FACT || this == HINT;
    }

    /** The bearing of the message under the cursor. Makes no object; never throws, whatever the bytes. */
    public static Bearing of(MessageCursor message) {
        if (message.version() != Rtsock.RTM_VERSION) {
            return UNREADABLE;
        }
        return switch (message.type()) {
            case Rtsock.RTM_ADD, Rtsock.RTM_DELETE, Rtsock.RTM_CHANGE -> ofRoute(message);
            case Rtsock.RTM_NEWADDR, Rtsock.RTM_DELADDR -> fact(message, NetIf.SIZEOF_IFA_MSGHDR);
            case Rtsock.RTM_IFINFO -> fact(message, NetIf.SIZEOF_IF_MSGHDR);
            case Rtsock.RTM_MISS -> MISS;
            case Rtsock.RTM_GET, Rtsock.RTM_GET2 -> LOOKUP;
            default -> NOTHING;
        };
    }

    private static Bearing fact(MessageCursor message, int header) {
        return message.length() < header ? UNREADABLE : FACT;
    }

    private static Bearing ofRoute(MessageCursor message) {
        if (message.length() < Rtsock.SIZEOF_RT_MSGHDR) {
            return UNREADABLE;
        }
        ByteBuffer buffer = message.buffer();
        int at = message.start();
        int flags = buffer.getInt(at + Rtsock.RTM_FLAGS_AT);
        if (buffer.getInt(at + Rtsock.RTM_ERRNO_AT) != 0) {
            return FAILED;
        }
        if ((flags & RTF_DONE) == 0 && buffer.getInt(at + Rtsock.RTM_PID_AT) != 0) {
            return UNCONFIRMED;
        }
        if ((flags & RTF_WASCLONED) != 0) {
            return CACHE;
        }
        // The route to an own address has a neighbour's flags too, and is at times all that tells of the address.
        if ((flags & (RTF_HOST | RTF_LLINFO | RTF_LOCAL)) == (RTF_HOST | RTF_LLINFO)) {
            return NEIGHBOUR;
        }
        boolean named = (buffer.getInt(at + Rtsock.RTM_ADDRS_AT) & Rtsock.RTA_DST) != 0;
        return named ? ofDestination(buffer, at + Rtsock.SIZEOF_RT_MSGHDR, message.end()) : HINT;
    }

    private static Bearing ofDestination(ByteBuffer buffer, int at, int end) {
        if (end - at <= Sockaddr.SA_FAMILY_AT) {
            return HINT;
        }
        int family = Byte.toUnsignedInt(buffer.get(at + Sockaddr.SA_FAMILY_AT));
        int address = Sockaddr.addressAt(family);
        int length = Math.min(end - at, Byte.toUnsignedInt(buffer.get(at + Sockaddr.SA_LEN_AT)));
        if (Sockaddr.addressBytes(family) == 0 || length < address + 2) {
            return HINT;
        }
        int start =
                (Byte.toUnsignedInt(buffer.get(at + address)) << 8) | Byte.toUnsignedInt(buffer.get(at + address + 1));
        if (family == AF_INET) {
            return start == 0xa9fe ? LINK_LOCAL : (start & 0xf000) == 0xe000 ? MULTICAST : HINT;
        }
        return (start & 0xffc0) == 0xfe80 ? LINK_LOCAL : (start & 0xff00) == 0xff00 ? MULTICAST : HINT;
    }
}
