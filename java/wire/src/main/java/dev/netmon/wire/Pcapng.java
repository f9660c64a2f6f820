// SPDX-License-Identifier: Apache-2.0
package dev.netmon.wire;

/** The numbers of the pcapng format that recordings use (IETF draft-ietf-opsawg-pcapng, sections 3 and 4). */
final class Pcapng {

    static final int SECTION_HEADER = 0x0a0d0d0a;
    static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;
    static final int INTERFACE_DESCRIPTION = 1;
    static final int ENHANCED_PACKET = 6;

    static final int OPTION_END = 0;
    static final int OPTION_SECTION_APPLICATION = 4;
    static final int OPTION_INTERFACE_NAME = 2;
    static final int OPTION_INTERFACE_RESOLUTION = 9;

    /** Type, length and length again: what every block has. */
    static final int BLOCK_OVERHEAD = 12;

    /** Interface, time (two words), captured and original length. */
    static final int PACKET_HEADER = 20;

    /** Bytes; Wireshark refuses larger packets (WTAP_MAX_PACKET_SIZE_STANDARD). */
    static final int MAX_PACKET = 262_144;

    /** Bytes; a longer block is damage, as no packet we write comes near it. */
    static final int MAX_BLOCK = 1 << 24;

    /** Netlink datagrams behind a cooked header (tcpdump.org LINKTYPE_NETLINK). */
    static final int LINKTYPE_NETLINK = 253;

    /** The first of the link types without a public meaning; here the records for the core. */
    static final int LINKTYPE_USER0 = 147;

    /** Bytes in front of a netlink datagram. */
    static final int COOKED_HEADER = 16;

    /** The hardware type in a cooked header, in network byte order (linux/if_arp.h). */
    static final int ARPHRD_NETLINK = 824;

    /** The netlink protocol in a cooked header, in network byte order (linux/netlink.h). */
    static final int NETLINK_ROUTE = 0;

    private Pcapng() {}

    /** Blocks, packets and options are padded to 32 bits. */
    static int padded(int length) {
        return length + 3 & ~3;
    }
}
