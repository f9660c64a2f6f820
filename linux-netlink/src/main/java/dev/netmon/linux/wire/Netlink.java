// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux.wire;

/**
 * Names of {@code linux/netlink.h}, spelled as there. Names ending in {@code _AT} are the offset of the field of that
 * name, in bytes; {@code SIZEOF_} is the size of a struct.
 */
public final class Netlink {
    public static final int AF_UNSPEC = 0;
    public static final int AF_INET = 2;
    public static final int AF_BRIDGE = 7;
    public static final int AF_INET6 = 10;

    public static final int SIZEOF_NLMSGHDR = 16;
    public static final int NLMSG_LEN_AT = 0;
    public static final int NLMSG_TYPE_AT = 4;
    public static final int NLMSG_FLAGS_AT = 6;
    public static final int NLMSG_SEQ_AT = 8;
    public static final int NLMSG_PID_AT = 12;

    public static final int NLMSG_NOOP = 1;
    public static final int NLMSG_ERROR = 2;
    public static final int NLMSG_DONE = 3;
    public static final int NLMSG_OVERRUN = 4;

    public static final int NLM_F_REQUEST = 0x1;
    public static final int NLM_F_MULTI = 0x2;
    public static final int NLM_F_ACK = 0x4;
    public static final int NLM_F_DUMP_INTR = 0x10;
    public static final int NLM_F_DUMP = 0x300;
    public static final int NLM_F_REPLACE = 0x100;
    public static final int NLM_F_CREATE = 0x400;
    public static final int NLM_F_APPEND = 0x800;
    public static final int NLM_F_CAPPED = 0x100;
    public static final int NLM_F_ACK_TLVS = 0x200;

    /** {@code struct nlmsgerr}: a negative errno, then the header of the request it answers. */
    public static final int SIZEOF_NLMSGERR = 20;

    public static final int ERROR_AT = 0;
    public static final int MSG_AT = 4;
    public static final int NLMSGERR_ATTR_MSG = 1;

    /** {@code struct nlattr}, the same as {@code struct rtattr}: the length counts these 4 bytes too. */
    public static final int SIZEOF_NLATTR = 4;

    public static final int NLA_LEN_AT = 0;
    public static final int NLA_TYPE_AT = 2;
    public static final int NLA_F_NESTED = 0x8000;
    public static final int NLA_F_NET_BYTEORDER = 0x4000;
    public static final int NLA_TYPE_MASK = ~(NLA_F_NESTED | NLA_F_NET_BYTEORDER);

    private Netlink() {}

    /** The next multiple of 4, where the next message, attribute or next hop starts ({@code NLMSG_ALIGN}). */
    static int align(int length) {
        return (length + 3) & ~3;
    }
}
