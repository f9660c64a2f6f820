// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux.wire;

/**
 * Names of {@code linux/rtnetlink.h}, spelled as there. Names ending in {@code _AT} are the offset of the field of that
 * name, in bytes; {@code SIZEOF_} is the size of a struct.
 */
public final class Rtnetlink {
    public static final int RTM_NEWLINK = 16;
    public static final int RTM_DELLINK = 17;
    public static final int RTM_GETLINK = 18;
    public static final int RTM_NEWADDR = 20;
    public static final int RTM_DELADDR = 21;
    public static final int RTM_GETADDR = 22;
    public static final int RTM_NEWROUTE = 24;
    public static final int RTM_DELROUTE = 25;
    public static final int RTM_GETROUTE = 26;
    public static final int RTM_NEWRULE = 32;
    public static final int RTM_DELRULE = 33;
    public static final int RTM_GETRULE = 34;
    public static final int RTM_NEWNEXTHOP = 104;
    public static final int RTM_DELNEXTHOP = 105;
    public static final int RTM_GETNEXTHOP = 106;

    public static final int SIZEOF_IFINFOMSG = 16;
    public static final int IFI_FAMILY_AT = 0;
    public static final int IFI_TYPE_AT = 2;
    public static final int IFI_INDEX_AT = 4;
    public static final int IFI_FLAGS_AT = 8;
    public static final int IFI_CHANGE_AT = 12;

    public static final int SIZEOF_RTMSG = 12;
    public static final int RTM_FAMILY_AT = 0;
    public static final int RTM_DST_LEN_AT = 1;
    public static final int RTM_SRC_LEN_AT = 2;
    public static final int RTM_TOS_AT = 3;
    public static final int RTM_TABLE_AT = 4;
    public static final int RTM_PROTOCOL_AT = 5;
    public static final int RTM_SCOPE_AT = 6;
    public static final int RTM_TYPE_AT = 7;
    public static final int RTM_FLAGS_AT = 8;

    public static final int SIZEOF_RTNEXTHOP = 8;
    public static final int RTNH_LEN_AT = 0;
    public static final int RTNH_FLAGS_AT = 2;
    /** The weight of the hop, minus one. */
    public static final int RTNH_HOPS_AT = 3;

    public static final int RTNH_IFINDEX_AT = 4;

    /** {@code struct rtvia}: a 16-bit family, then as many address bytes as that family has. */
    public static final int SIZEOF_RTVIA = 2;

    public static final int RTVIA_FAMILY_AT = 0;

    public static final int RTA_DST = 1;
    public static final int RTA_SRC = 2;
    public static final int RTA_OIF = 4;
    public static final int RTA_GATEWAY = 5;
    public static final int RTA_PRIORITY = 6;
    public static final int RTA_PREFSRC = 7;
    public static final int RTA_MULTIPATH = 9;
    public static final int RTA_TABLE = 15;
    public static final int RTA_VIA = 18;
    public static final int RTA_NH_ID = 30;

    public static final int RTN_UNICAST = 1;
    public static final int RTN_LOCAL = 2;
    public static final int RTN_BROADCAST = 3;
    public static final int RTN_ANYCAST = 4;
    public static final int RTN_MULTICAST = 5;
    public static final int RTN_BLACKHOLE = 6;
    public static final int RTN_UNREACHABLE = 7;
    public static final int RTN_PROHIBIT = 8;
    public static final int RTN_THROW = 9;

    public static final int RT_SCOPE_UNIVERSE = 0;
    public static final int RT_SCOPE_SITE = 200;
    public static final int RT_SCOPE_LINK = 253;
    public static final int RT_SCOPE_HOST = 254;
    public static final int RT_SCOPE_NOWHERE = 255;

    public static final int RT_TABLE_UNSPEC = 0;
    /** Stands in the header byte for a table above 255; the number is in {@link #RTA_TABLE}. */
    public static final int RT_TABLE_COMPAT = 252;

    public static final int RT_TABLE_DEFAULT = 253;
    public static final int RT_TABLE_MAIN = 254;
    public static final int RT_TABLE_LOCAL = 255;

    public static final int RTM_F_CLONED = 0x200;
    /** In a lookup: answer with the matching route itself, all its next hops, instead of the path chosen. */
    public static final int RTM_F_FIB_MATCH = 0x2000;

    public static final int RTNH_F_DEAD = 1;
    public static final int RTNH_F_ONLINK = 4;
    public static final int RTNH_F_LINKDOWN = 16;

    private Rtnetlink() {}
}
