// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi;

/**
 * The macOS numbers the calls take: sockets, sysctl, polling, clocks, errnos; the same on arm64 and x86_64.
 *
 * <p>Every name is the name of the header it comes from; a test compares them with the values that Apple's headers gave
 * to a cross compiler. The numbers inside routing messages belong to their parser, not here.
 */
public final class DarwinConstants {

    // <sys/socket.h>: families, types
    public static final int AF_UNSPEC = 0;
    public static final int AF_UNIX = 1;
    public static final int AF_INET = 2;
    public static final int AF_ROUTE = 17;
    public static final int AF_LINK = 18;
    public static final int AF_INET6 = 30;
    public static final int PF_ROUTE = 17;
    public static final int PF_SYSTEM = 32;
    public static final int SOCK_STREAM = 1;
    public static final int SOCK_DGRAM = 2;
    public static final int SOCK_RAW = 3;

    // <sys/socket.h>: options of level SOL_SOCKET, all with an int
    public static final int SOL_SOCKET = 0xffff;
    /** On a routing socket: hear one's own requests, and with them the answers to RTM_GET. On by default. */
    public static final int SO_USELOOPBACK = 0x40;

    public static final int SO_SNDBUF = 0x1001;
    /** Bytes; a routing socket starts with 8192, and what does not fit is dropped without a word. */
    public static final int SO_RCVBUF = 0x1002;

    public static final int SO_RCVTIMEO = 0x1006;
    public static final int SO_ERROR = 0x1007;
    public static final int SO_TYPE = 0x1008;
    public static final int SO_NOSIGPIPE = 0x1022;

    // <sys/socket.h>: flags of sending and receiving
    public static final int MSG_PEEK = 2;
    public static final int MSG_TRUNC = 0x10;
    public static final int MSG_DONTWAIT = 0x80;

    // <poll.h>
    public static final int POLLIN = 1;
    public static final int POLLOUT = 4;
    public static final int POLLERR = 8;
    public static final int POLLHUP = 0x10;
    public static final int POLLNVAL = 0x20;

    // <sys/sysctl.h>: a table of the network is CTL_NET, PF_ROUTE, 0, family, NET_RT_..., argument
    public static final int CTL_NET = 4;
    public static final int NET_RT_DUMP = 1;
    /** The argument is a mask of RTF_ flags, of which a route must have one. */
    public static final int NET_RT_FLAGS = 2;

    public static final int NET_RT_IFLIST = 3;
    public static final int NET_RT_IFLIST2 = 6;
    public static final int NET_RT_DUMP2 = 7;

    /** {@code <net/if.h>}: bytes of an interface's name with the zero that ends it. */
    public static final int IF_NAMESIZE = 16;

    // <time.h>
    public static final int CLOCK_REALTIME = 0;
    /** Goes on during sleep, and is not steered: {@code mach_continuous_time}. */
    public static final int CLOCK_MONOTONIC_RAW = 4;

    public static final int CLOCK_MONOTONIC = 6;
    /** Stands still during sleep; what {@link System#nanoTime()} reads on macOS: {@code mach_absolute_time}. */
    public static final int CLOCK_UPTIME_RAW = 8;

    // <errno.h>
    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int ESRCH = 3;
    public static final int EINTR = 4;
    public static final int ENXIO = 6;
    public static final int EBADF = 9;
    public static final int ENOMEM = 12;
    public static final int EACCES = 13;
    public static final int EFAULT = 14;
    public static final int EBUSY = 16;
    public static final int EEXIST = 17;
    public static final int EINVAL = 22;
    public static final int ENFILE = 23;
    public static final int EMFILE = 24;
    public static final int ENOTTY = 25;
    public static final int EPIPE = 32;
    public static final int EAGAIN = 35;
    public static final int ENOTSOCK = 38;
    public static final int EMSGSIZE = 40;
    public static final int EPROTOTYPE = 41;
    public static final int ENOPROTOOPT = 42;
    public static final int EPROTONOSUPPORT = 43;
    public static final int ENOTSUP = 45;
    public static final int EAFNOSUPPORT = 47;
    public static final int EADDRINUSE = 48;
    public static final int EADDRNOTAVAIL = 49;
    public static final int ENETDOWN = 50;
    public static final int ENETUNREACH = 51;
    public static final int ENOBUFS = 55;
    public static final int ETIMEDOUT = 60;
    public static final int ECONNREFUSED = 61;
    public static final int EHOSTUNREACH = 65;
    public static final int ENOSYS = 78;
    public static final int EOPNOTSUPP = 102;

    private DarwinConstants() {}
}
