// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos.wire;

/**
 * Numbers of {@code net/if.h}, {@code net/if_var.h} and {@code net/if_types.h}: messages about interfaces and their
 * addresses. Offsets ({@code …_AT}) and sizes are in bytes. Flags and addrs stand the other way round than in a message
 * about a route.
 */
public final class NetIf {
    private NetIf() {}

    public static final int IFF_UP = 0x1;
    public static final int IFF_BROADCAST = 0x2;
    public static final int IFF_LOOPBACK = 0x8;
    public static final int IFF_POINTOPOINT = 0x10;
    public static final int IFF_RUNNING = 0x40;
    public static final int IFF_PROMISC = 0x100;
    public static final int IFF_ALLMULTI = 0x200;
    public static final int IFF_OACTIVE = 0x400;
    public static final int IFF_MULTICAST = 0x8000;

    /** A tunnel, and everything else that is nothing in particular. */
    public static final int IFT_OTHER = 0x1;
    /** Ethernet; Wi-Fi says so too. */
    public static final int IFT_ETHER = 0x6;

    public static final int IFT_PPP = 0x17;
    public static final int IFT_LOOP = 0x18;
    public static final int IFT_BRIDGE = 0xd1;
    public static final int IFT_CELLULAR = 0xff;

    static final int SIZEOF_IF_MSGHDR = 112;
    static final int IFM_ADDRS_AT = 4;
    static final int IFM_FLAGS_AT = 8;
    static final int IFM_INDEX_AT = 12;
    static final int IFM_DATA_AT = 16;

    static final int SIZEOF_IF_MSGHDR2 = 160;
    static final int IFM2_DATA_AT = 32;

    /** The same in {@code if_data} and {@code if_data64}; the speed has 4 bytes in the one and 8 in the other. */
    static final int IFI_TYPE_AT = 0;

    static final int IFI_MTU_AT = 8;
    static final int IFI_BAUDRATE_AT = 16;

    static final int SIZEOF_IFA_MSGHDR = 20;
    static final int IFAM_ADDRS_AT = 4;
    static final int IFAM_FLAGS_AT = 8;
    static final int IFAM_INDEX_AT = 12;
    static final int IFAM_METRIC_AT = 16;
}
