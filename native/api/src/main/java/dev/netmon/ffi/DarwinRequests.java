// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi;

/**
 * The macOS requests that ask an interface through {@code ioctl} on a datagram socket: whether there is a cable or a
 * network at its other end, and what limits one of its IPv6 addresses. The same on arm64 and x86_64.
 */
public final class DarwinRequests {

    /** {@code <sys/sockio.h>} {@code _IOWR('i', 56, struct ifmediareq)}. */
    public static final long SIOCGIFMEDIA = 0xc02c6938L;

    // <net/if.h>, packed to 4: struct ifmediareq { char name[16]; int current; int mask; int status; int active;
    //     int count; int *ulist; }
    public static final int IFMEDIAREQ_SIZE = 44;
    public static final int IFMEDIAREQ_NAME = 0;
    public static final int IFMEDIAREQ_STATUS = 24;

    // <net/if_media.h>, not audited: the copy of Apple's headers that the other numbers are compared with lacks it
    /** The status says something. */
    public static final int IFM_AVALID = 1;
    /** The link below is there. */
    public static final int IFM_ACTIVE = 2;

    // <netinet6/in6_var.h>, not audited, for the same reason; a kernel that disagrees refuses the request
    /** {@code _IOWR('i', 73, struct in6_ifreq)}. */
    public static final long SIOCGIFAFLAG_IN6 = 0xc1206949L;

    // struct in6_ifreq { char name[16]; union { struct sockaddr_in6 addr; int flags6; and others, 272 bytes } }
    public static final int IN6_IFREQ_SIZE = 288;
    public static final int IN6_IFREQ_NAME = 0;
    public static final int IN6_IFREQ_ADDR = 16;
    public static final int IN6_IFREQ_FLAGS6 = 16;

    public static final int IN6_IFF_TENTATIVE = 0x2;
    public static final int IN6_IFF_DUPLICATED = 0x4;
    public static final int IN6_IFF_DEPRECATED = 0x10;
    public static final int IN6_IFF_TEMPORARY = 0x80;
    public static final int IN6_IFF_OPTIMISTIC = 0x200;

    private DarwinRequests() {}
}
