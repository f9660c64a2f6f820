// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi;

/**
 * Sizes and field offsets, in bytes, of the structures the Linux calls take, in a 64-bit process.
 *
 * <p>Plain numbers, so that every system can test their arithmetic; a test compiles them against the real headers.
 * {@code SOCKADDR_NL_PID} is the offset of {@code nl_pid} in {@code struct sockaddr_nl}, and so on.
 */
public final class LinuxLayouts {

    // <linux/netlink.h> struct sockaddr_nl { u16 family; u16 pad; u32 pid; u32 groups; }
    public static final int SOCKADDR_NL_SIZE = 12;
    public static final int SOCKADDR_NL_FAMILY = 0;
    public static final int SOCKADDR_NL_PID = 4;
    public static final int SOCKADDR_NL_GROUPS = 8;

    // <netinet/in.h> struct sockaddr_in { u16 family; be16 port; u8 addr[4]; u8 zero[8]; }
    public static final int SOCKADDR_IN_SIZE = 16;
    public static final int SOCKADDR_IN_FAMILY = 0;
    public static final int SOCKADDR_IN_PORT = 2;
    public static final int SOCKADDR_IN_ADDR = 4;

    // <bits/types/struct_iovec.h> struct iovec { void *base; size_t len; }
    public static final int IOVEC_SIZE = 16;
    public static final int IOVEC_BASE = 0;
    public static final int IOVEC_LEN = 8;

    // <bits/socket.h> struct msghdr { void *name; socklen_t namelen; pad 4; struct iovec *iov; size_t iovlen;
    //                                 void *control; size_t controllen; int flags; pad 4; }
    public static final int MSGHDR_SIZE = 56;
    public static final int MSGHDR_NAME = 0;
    public static final int MSGHDR_NAMELEN = 8;
    public static final int MSGHDR_IOV = 16;
    public static final int MSGHDR_IOVLEN = 24;
    public static final int MSGHDR_CONTROL = 32;
    public static final int MSGHDR_CONTROLLEN = 40;
    public static final int MSGHDR_FLAGS = 48;

    // <bits/socket.h> struct mmsghdr { struct msghdr hdr; unsigned int len; pad 4; }
    public static final int MMSGHDR_SIZE = 64;
    public static final int MMSGHDR_HDR = 0;
    public static final int MMSGHDR_LEN = 56;

    // <poll.h> struct pollfd { int fd; short events; short revents; }
    public static final int POLLFD_SIZE = 8;
    public static final int POLLFD_FD = 0;
    public static final int POLLFD_EVENTS = 4;
    public static final int POLLFD_REVENTS = 6;

    // <time.h> struct timespec { time_t sec; long nsec; }
    public static final int TIMESPEC_SIZE = 16;
    public static final int TIMESPEC_SEC = 0;
    public static final int TIMESPEC_NSEC = 8;

    // <time.h> struct itimerspec { struct timespec interval; struct timespec value; }
    public static final int ITIMERSPEC_SIZE = 32;
    public static final int ITIMERSPEC_INTERVAL = 0;
    public static final int ITIMERSPEC_VALUE = 16;

    private LinuxLayouts() {}
}
