// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import dev.netmon.Addresses;
import java.net.InetSocketAddress;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code HOST:PORT} and {@code [IPV6]:PORT}; a name is not resolved here. */
final class EndpointConverter implements ITypeConverter<InetSocketAddress> {

    private static final int MAX_PORT = 65_535;
    private static final int MAX_NAME = 253; // RFC 1035 section 2.3.4, without the last dot
    private static final String NAME = "[A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9_.])?";

    @Override
    public InetSocketAddress convert(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? text : text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (colon <= 0 || host.indexOf(':') >= 0 && !bracketed) {
            throw new TypeConversionException("'" + text + "' is no server, write HOST:PORT or [IPV6]:PORT");
        }
        int port = port(text, text.substring(colon + 1));
        String bare = bracketed ? host.substring(1, host.length() - 1) : host;
        try {
            return new InetSocketAddress(Addresses.parse(bare), port);
        } catch (IllegalArgumentException e) {
            // No literal, so it has to be a name; digits and dots alone are a mistyped address.
            if (bracketed || bare.length() > MAX_NAME || !bare.matches(NAME) || bare.matches("[0-9.]+")) {
                throw new TypeConversionException(
                        "'" + text + "' is no server: '" + bare + "' is neither a name nor an address");
            }
        }
        return InetSocketAddress.createUnresolved(bare, port);
    }

    private static int port(String whole, String text) {
        if (text.matches("[0-9]{1,5}")) {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= MAX_PORT) {
                return port;
            }
        }
        throw new TypeConversionException("'" + whole + "' is no server: its port is a number from 1 to " + MAX_PORT);
    }
}
