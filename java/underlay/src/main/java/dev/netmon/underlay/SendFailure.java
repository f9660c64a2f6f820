// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay;

import java.io.IOException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Locale;

/**
 * What a failed send says about the socket. The JDK hides the errno: some have an exception type of their own, for the
 * rest only the system's text tells, and that may be in the user's language. Pure.
 */
enum SendFailure {
    /** The socket is done for; a new one may work. */
    SOCKET,
    /** The path, the destination or the datagram is at fault; a new socket would fail alike. */
    PATH,
    /** Neither is known. */
    UNKNOWN;

    /** EPIPE, ENOTCONN, EPERM, ENETDOWN, EINVAL, EADDRNOTAVAIL, ENODEV as glibc, macOS and Windows word them. */
    private static final List<String> SOCKET_TEXTS = List.of(
            "broken pipe",
            "not connected",
            "operation not permitted",
            "network is down",
            "dead network",
            "invalid argument",
            "assign requested address",
            "requested address is not valid",
            "no such device",
            "operation not supported by device",
            "device not configured");

    /** ENETUNREACH, EHOSTUNREACH, EHOSTDOWN, EAFNOSUPPORT, EACCES, EMSGSIZE, ENOBUFS, ECONNREFUSED, ECONNRESET. */
    private static final List<String> PATH_TEXTS = List.of(
            "unreachable",
            "no route to host",
            "host is down",
            "address family not supported",
            "permission denied",
            "message too long",
            "no buffer space",
            "connection refused",
            "connection reset");

    static SendFailure of(Exception failure) {
        if (failure instanceof ClosedChannelException) {
            return SOCKET;
        }
        if (failure instanceof NoRouteToHostException || failure instanceof PortUnreachableException) {
            return PATH;
        }
        if (!(failure instanceof IOException)) {
            return PATH; // the JDK refuses the destination itself
        }
        String text = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        if (SOCKET_TEXTS.stream().anyMatch(text::contains)) {
            return SOCKET;
        }
        return PATH_TEXTS.stream().anyMatch(text::contains) ? PATH : UNKNOWN;
    }
}
