// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi;

/**
 * The Linux numbers the calls take: sockets, netlink sockets, polling, timers, clocks, errnos.
 *
 * <p>Every name is the name of the header it comes from; a test compiles them against the real headers. They hold for
 * the CPUs {@link Bindings} admits. The numbers inside rtnetlink messages belong to their parser, not here.
 */
public final class LinuxConstants {

    // <sys/socket.h>: families, types
    public static final int AF_UNSPEC = 0;
    public static final int AF_UNIX = 1;
    public static final int AF_INET = 2;
    public static final int AF_BRIDGE = 7;
    public static final int AF_INET6 = 10;
    public static final int AF_NETLINK = 16;
    public static final int SOCK_STREAM = 1;
    public static final int SOCK_DGRAM = 2;
    public static final int SOCK_RAW = 3;
    public static final int SOCK_NONBLOCK = 0x800;
    public static final int SOCK_CLOEXEC = 0x80000;

    // <sys/socket.h>: options of level SOL_SOCKET, all but the filter pair with an int
    public static final int SOL_SOCKET = 1;
    public static final int SO_REUSEADDR = 2;
    public static final int SO_TYPE = 3;
    public static final int SO_ERROR = 4;
    /** Bytes; the kernel stores twice what is asked, up to net.core.rmem_max (socket(7)). */
    public static final int SO_RCVBUF = 8;
    /** A {@code struct sock_fprog}. */
    public static final int SO_ATTACH_FILTER = 26;

    public static final int SO_DETACH_FILTER = 27;
    /** As SO_RCVBUF without the limit; needs CAP_NET_ADMIN. */
    public static final int SO_RCVBUFFORCE = 33;

    public static final int SO_PROTOCOL = 38;
    public static final int SO_DOMAIN = 39;
    public static final int SO_LOCK_FILTER = 44;

    // <sys/socket.h>: flags of sending and receiving
    public static final int MSG_PEEK = 2;
    public static final int MSG_CTRUNC = 8;
    /** Asked: return the datagram's own length. Answered: its tail was cut off. */
    public static final int MSG_TRUNC = 0x20;

    public static final int MSG_DONTWAIT = 0x40;
    /** recvmmsg waits for the first message only. */
    public static final int MSG_WAITFORONE = 0x10000;

    // <linux/netlink.h>: protocol and options of level SOL_NETLINK (<bits/socket.h>)
    public static final int NETLINK_ROUTE = 0;
    public static final int SOL_NETLINK = 270;
    public static final int NETLINK_ADD_MEMBERSHIP = 1;
    public static final int NETLINK_DROP_MEMBERSHIP = 2;
    public static final int NETLINK_PKTINFO = 3;
    public static final int NETLINK_BROADCAST_ERROR = 4;
    /** Hides overflows: never set it on a socket whose state must stay true. */
    public static final int NETLINK_NO_ENOBUFS = 5;

    public static final int NETLINK_LISTEN_ALL_NSID = 8;
    public static final int NETLINK_LIST_MEMBERSHIPS = 9;
    public static final int NETLINK_CAP_ACK = 10;
    /** Since Linux 4.12. */
    public static final int NETLINK_EXT_ACK = 11;
    /** Since Linux 4.20. */
    public static final int NETLINK_GET_STRICT_CHK = 12;

    // <linux/rtnetlink.h>: multicast groups, as NETLINK_ADD_MEMBERSHIP takes them (a bind mask has 1 << (group - 1))
    public static final int RTNLGRP_LINK = 1;
    public static final int RTNLGRP_NOTIFY = 2;
    public static final int RTNLGRP_NEIGH = 3;
    public static final int RTNLGRP_IPV4_IFADDR = 5;
    public static final int RTNLGRP_IPV4_ROUTE = 7;
    public static final int RTNLGRP_IPV4_RULE = 8;
    public static final int RTNLGRP_IPV6_IFADDR = 9;
    public static final int RTNLGRP_IPV6_ROUTE = 11;
    public static final int RTNLGRP_IPV6_IFINFO = 12;
    public static final int RTNLGRP_IPV6_PREFIX = 18;
    public static final int RTNLGRP_IPV6_RULE = 19;
    public static final int RTNLGRP_NSID = 28;
    /** Since Linux 5.3. */
    public static final int RTNLGRP_NEXTHOP = 32;

    // <poll.h>
    public static final int POLLIN = 1;
    public static final int POLLOUT = 4;
    public static final int POLLERR = 8;
    public static final int POLLHUP = 0x10;
    public static final int POLLNVAL = 0x20;

    // <sys/eventfd.h>, <sys/timerfd.h>, <time.h>
    public static final int EFD_SEMAPHORE = 1;
    public static final int EFD_NONBLOCK = 0x800;
    public static final int EFD_CLOEXEC = 0x80000;
    public static final int TFD_NONBLOCK = 0x800;
    public static final int TFD_CLOEXEC = 0x80000;
    public static final int TFD_TIMER_ABSTIME = 1;
    /** With an absolute CLOCK_REALTIME timer: a read fails with ECANCELED when the wall clock is set. */
    public static final int TFD_TIMER_CANCEL_ON_SET = 2;

    public static final int CLOCK_REALTIME = 0;
    /** What {@link System#nanoTime()} reads on Linux; stands still during suspend. */
    public static final int CLOCK_MONOTONIC = 1;
    /** As CLOCK_MONOTONIC, but goes on during suspend. */
    public static final int CLOCK_BOOTTIME = 7;

    // <fcntl.h>, <sched.h>
    public static final int O_RDONLY = 0;
    public static final int O_RDWR = 2;
    public static final int O_NONBLOCK = 0x800;
    public static final int O_CLOEXEC = 0x80000;
    public static final int CLONE_NEWNS = 0x20000;
    public static final int CLONE_NEWUSER = 0x10000000;
    public static final int CLONE_NEWNET = 0x40000000;

    // <errno.h>
    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int EINTR = 4;
    public static final int EBADF = 9;
    public static final int EAGAIN = 11;
    public static final int ENOMEM = 12;
    public static final int EACCES = 13;
    public static final int EFAULT = 14;
    public static final int EBUSY = 16;
    public static final int ENODEV = 19;
    public static final int EINVAL = 22;
    public static final int ENFILE = 23;
    public static final int EMFILE = 24;
    public static final int ENOTTY = 25;
    public static final int EPIPE = 32;
    public static final int ENOSYS = 38;
    public static final int ENOTSOCK = 88;
    public static final int EMSGSIZE = 90;
    public static final int ENOPROTOOPT = 92;
    public static final int EPROTONOSUPPORT = 93;
    public static final int EOPNOTSUPP = 95;
    public static final int EAFNOSUPPORT = 97;
    public static final int EADDRINUSE = 98;
    public static final int ENETDOWN = 100;
    public static final int ENETUNREACH = 101;
    public static final int ENOBUFS = 105;
    public static final int ECONNREFUSED = 111;
    public static final int EHOSTUNREACH = 113;
    public static final int ECANCELED = 125;

    private LinuxConstants() {}
}
