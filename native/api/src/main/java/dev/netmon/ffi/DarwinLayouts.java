// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi;

/**
 * Sizes and field offsets, in bytes, of the structures the macOS calls take; the same on arm64 and x86_64.
 *
 * <p>Plain numbers, so that every system can test them. {@code IFADDRS_FLAGS} is the offset of {@code ifa_flags} in
 * {@code struct ifaddrs}, and so on. {@code struct pollfd} and {@code struct timespec} are those of Linux.
 */
public final class DarwinLayouts {

    // <ifaddrs.h> struct ifaddrs { struct ifaddrs *next; char *name; unsigned int flags; pad 4;
    //     struct sockaddr *addr; struct sockaddr *netmask; struct sockaddr *dstaddr; void *data; }
    public static final int IFADDRS_SIZE = 56;
    public static final int IFADDRS_NEXT = 0;
    public static final int IFADDRS_NAME = 8;
    public static final int IFADDRS_FLAGS = 16;
    public static final int IFADDRS_ADDR = 24;
    public static final int IFADDRS_NETMASK = 32;
    public static final int IFADDRS_DSTADDR = 40;
    public static final int IFADDRS_DATA = 48;

    // <sys/socket.h> struct sockaddr { u8 len; u8 family; char data[14]; }
    public static final int SOCKADDR_SIZE = 16;
    public static final int SOCKADDR_LEN = 0;
    public static final int SOCKADDR_FAMILY = 1;

    /** {@code <net/if_var.h>} {@code struct if_data}. */
    public static final int IF_DATA_SIZE = 96;

    // <poll.h> struct pollfd { int fd; short events; short revents; }
    public static final int POLLFD_SIZE = 8;
    public static final int POLLFD_FD = 0;
    public static final int POLLFD_EVENTS = 4;
    public static final int POLLFD_REVENTS = 6;

    // <sys/_types/_timespec.h> struct timespec { time_t sec; long nsec; }
    public static final int TIMESPEC_SIZE = 16;
    public static final int TIMESPEC_SEC = 0;
    public static final int TIMESPEC_NSEC = 8;

    private DarwinLayouts() {}
}
