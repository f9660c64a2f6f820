// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos.wire;

/**
 * Numbers of {@code sys/socket.h}, {@code netinet/in.h}, {@code netinet6/in6.h} and {@code net/if_dl.h}: socket
 * addresses, which begin with their length in one byte and their family in the next. Offsets and sizes are in bytes.
 */
public final class Sockaddr {
    private Sockaddr() {}

    public static final int AF_UNSPEC = 0;
    public static final int AF_INET = 2;
    public static final int AF_LINK = 18;
    public static final int AF_INET6 = 30;

    static final int SA_LEN_AT = 0;
    static final int SA_FAMILY_AT = 1;

    static final int SIZEOF_SOCKADDR_IN = 16;
    static final int SIN_ADDR_AT = 4;

    static final int SIZEOF_SOCKADDR_IN6 = 28;
    static final int SIN6_ADDR_AT = 8;
    static final int SIN6_SCOPE_ID_AT = 24;

    static final int SDL_INDEX_AT = 2;
    static final int SDL_NLEN_AT = 5;
    static final int SDL_ALEN_AT = 6;
    /** The name, and behind it the hardware address, neither with a NUL. */
    static final int SDL_DATA_AT = 8;

    /** How many bytes an address of this family has, 0 for families without IP addresses. */
    static int addressBytes(int family) {
        return switch (family) {
            case AF_INET -> 4;
            case AF_INET6 -> 16;
            default -> 0;
        };
    }

    /** Where the address stands in the socket address of an IP family, and its bits in a mask. */
    static int addressAt(int family) {
        return family == AF_INET ? SIN_ADDR_AT : SIN6_ADDR_AT;
    }
}
