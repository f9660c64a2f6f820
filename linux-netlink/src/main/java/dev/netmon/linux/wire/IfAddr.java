// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux.wire;

/** Names of {@code linux/if_addr.h}, spelled as there; {@code _AT} is an offset in bytes. */
public final class IfAddr {
    public static final int SIZEOF_IFADDRMSG = 8;
    public static final int IFA_FAMILY_AT = 0;
    public static final int IFA_PREFIXLEN_AT = 1;
    public static final int IFA_FLAGS_AT = 2;
    public static final int IFA_SCOPE_AT = 3;
    public static final int IFA_INDEX_AT = 4;

    public static final int SIZEOF_IFA_CACHEINFO = 16;
    public static final int IFA_PREFERED_AT = 0;
    public static final int IFA_VALID_AT = 4;

    public static final int IFA_ADDRESS = 1;
    public static final int IFA_LOCAL = 2;
    public static final int IFA_LABEL = 3;
    public static final int IFA_CACHEINFO = 6;
    public static final int IFA_FLAGS = 8;

    /** The same bit as {@code IFA_F_TEMPORARY}, which is its meaning for IPv6. */
    public static final int IFA_F_SECONDARY = 0x1;

    public static final int IFA_F_NODAD = 0x2;
    public static final int IFA_F_OPTIMISTIC = 0x4;
    public static final int IFA_F_DADFAILED = 0x8;
    public static final int IFA_F_HOMEADDRESS = 0x10;
    public static final int IFA_F_DEPRECATED = 0x20;
    public static final int IFA_F_TENTATIVE = 0x40;
    public static final int IFA_F_PERMANENT = 0x80;
    public static final int IFA_F_MANAGETEMPADDR = 0x100;
    public static final int IFA_F_NOPREFIXROUTE = 0x200;
    public static final int IFA_F_MCAUTOJOIN = 0x400;
    public static final int IFA_F_STABLE_PRIVACY = 0x800;

    private IfAddr() {}
}
