// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay;

import dev.netmon.Addresses;
import dev.netmon.Family;
import java.net.InetAddress;

/** The address that stands for all of a host's own, per family. */
final class Wildcard {

    private static final InetAddress V4 = Addresses.parse("0.0.0.0");
    private static final InetAddress V6 = Addresses.parse("::");

    private Wildcard() {}

    static InetAddress of(Family family) {
        return family == Family.V4 ? V4 : V6;
    }
}
