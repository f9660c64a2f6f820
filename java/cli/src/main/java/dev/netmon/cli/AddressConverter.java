// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import dev.netmon.Addresses;
import java.net.InetAddress;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an address; names are not resolved. */
final class AddressConverter implements ITypeConverter<InetAddress> {
    @Override
    public InetAddress convert(String text) {
        try {
            return Addresses.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("'" + text + "' is no IP address (names are not resolved)");
        }
    }
}
