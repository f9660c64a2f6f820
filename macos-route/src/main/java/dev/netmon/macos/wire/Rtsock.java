// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos.wire;

/**
 * Numbers of {@code net/route.h}: the messages of the routing socket and those of {@code sysctl} tables of routes.
 * Offsets ({@code …_AT}) and sizes are in bytes.
 */
public final class Rtsock {
    private Rtsock() {}

    /** The version of the protocol every message names. */
    public static final int RTM_VERSION = 5;

    public static final int RTM_ADD = 0x1;
    public static final int RTM_DELETE = 0x2;
    public static final int RTM_CHANGE = 0x3;
    /** A question, its answer, and a route of a table. */
    public static final int RTM_GET = 0x4;
    /** Once told of a failing route; never sent now. */
    public static final int RTM_LOSING = 0x5;

    public static final int RTM_REDIRECT = 0x6;
    /** Somebody looked up a destination that no route leads to. */
    public static final int RTM_MISS = 0x7;

    public static final int RTM_LOCK = 0x8;
    public static final int RTM_RESOLVE = 0xb;
    public static final int RTM_NEWADDR = 0xc;
    public static final int RTM_DELADDR = 0xd;
    public static final int RTM_IFINFO = 0xe;
    public static final int RTM_NEWMADDR = 0xf;
    public static final int RTM_DELMADDR = 0x10;
    /** An interface of a table, with 64-bit counters. */
    public static final int RTM_IFINFO2 = 0x12;

    public static final int RTM_NEWMADDR2 = 0x13;
    /** A route of a table, with its use count in place of process and number. */
    public static final int RTM_GET2 = 0x14;

    /** The start that all messages share: length, version and type. */
    static final int COMMON_HEADER = 4;

    static final int RTM_MSGLEN_AT = 0;
    static final int RTM_VERSION_AT = 2;
    static final int RTM_TYPE_AT = 3;

    static final int SIZEOF_RT_MSGHDR = 92;
    static final int RTM_INDEX_AT = 4;
    static final int RTM_FLAGS_AT = 8;
    static final int RTM_ADDRS_AT = 12;
    static final int RTM_PID_AT = 16;
    static final int RTM_SEQ_AT = 20;
    /** The error; 28, where others look for it, counts uses. */
    static final int RTM_ERRNO_AT = 24;

    static final int RTM_RMX_AT = 36;
    static final int RMX_MTU_AT = 4;

    /** Places of the socket addresses behind a header, in this order; present where {@code 1 << n} of addrs is set. */
    static final int RTAX_DST = 0;

    static final int RTAX_GATEWAY = 1;
    static final int RTAX_NETMASK = 2;
    static final int RTAX_IFP = 4;
    static final int RTAX_IFA = 5;
    static final int RTAX_BRD = 7;
    static final int RTAX_MAX = 8;

    static final int RTA_DST = 0x1;
    static final int RTA_IFP = 0x10;
    static final int RTA_IFA = 0x20;

    public static final int RTF_UP = 0x1;
    public static final int RTF_GATEWAY = 0x2;
    public static final int RTF_HOST = 0x4;
    public static final int RTF_REJECT = 0x8;
    public static final int RTF_DYNAMIC = 0x10;
    /** The request took effect. */
    public static final int RTF_DONE = 0x40;

    public static final int RTF_CLONING = 0x100;
    /** An entry of the neighbour cache, or the route to an own address. */
    public static final int RTF_LLINFO = 0x400;

    public static final int RTF_STATIC = 0x800;
    public static final int RTF_BLACKHOLE = 0x1000;
    public static final int RTF_PRCLONING = 0x10000;
    /** Made by the kernel out of another route, as a cache. */
    public static final int RTF_WASCLONED = 0x20000;

    public static final int RTF_LOCAL = 0x200000;
    public static final int RTF_BROADCAST = 0x400000;
    public static final int RTF_MULTICAST = 0x800000;
    /** Only for traffic bound to the route's interface. */
    public static final int RTF_IFSCOPE = 0x1000000;
}
