// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The exceptions are those the JDK throws for each errno. */
final class SendFailureTest {

    @Test
    void aBrokenSocketIsToldByTypeThenByText() {
        List<Exception> broken = List.of(
                new ClosedChannelException(),
                new AsynchronousCloseException(),
                new IOException("Broken pipe"), // EPIPE
                new ConnectException("Transport endpoint is not connected"), // ENOTCONN
                new SocketException("Socket is not connected"), // the same on macOS
                new SocketException("Operation not permitted"), // EPERM
                new SocketException("Network is down"), // ENETDOWN
                new SocketException("A socket operation encountered a dead network"), // the same on Windows
                new SocketException("Invalid argument"), // EINVAL
                new BindException("Cannot assign requested address"), // EADDRNOTAVAIL
                new BindException("Can't assign requested address"), // the same on macOS
                new SocketException("The requested address is not valid in its context"), // the same on Windows
                new SocketException("No such device"), // ENODEV
                new SocketException("Device not configured")); // ENXIO, macOS
        broken.forEach(failure -> assertEquals(SendFailure.SOCKET, SendFailure.of(failure), failure::toString));
    }

    @Test
    void whatANewSocketWouldNotMendIsThePath() {
        List<Exception> path = List.of(
                new SocketException("Network is unreachable"), // ENETUNREACH
                new NoRouteToHostException("No route to host"), // EHOSTUNREACH
                new NoRouteToHostException("Keine Route zum Zielrechner"), // the type tells in any language
                new SocketException("A socket operation was attempted to an unreachable network"), // Windows
                new SocketException("Address family not supported by protocol"), // IPv4 on a host without it
                new SocketException("Message too long"),
                new BindException("Permission denied"), // a broadcast address
                new PortUnreachableException(),
                new UnsupportedAddressTypeException());
        path.forEach(failure -> assertEquals(SendFailure.PATH, SendFailure.of(failure), failure::toString));
    }

    @Test
    void theRestIsUnknown() {
        assertEquals(SendFailure.UNKNOWN, SendFailure.of(new SocketException("Das Netzwerk ist nicht erreichbar")));
        assertEquals(SendFailure.UNKNOWN, SendFailure.of(new IOException()));
    }
}
