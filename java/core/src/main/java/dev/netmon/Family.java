// SPDX-License-Identifier: Apache-2.0
package dev.netmon;

import java.net.Inet4Address;
import java.net.InetAddress;

/** An address family; egress is asked and judged for each of them separately. */
public enum Family {
    V4,
    V6;

    /** Tells the family of an address. */
    public static Family of(InetAddress address) {
        return address instanceof Inet4Address ? V4 : V6;
    }

    /** The lower-case name used in output: {@code v4} or {@code v6}. */
    public String label() {
        return this == V4 ? "v4" : "v6";
    }
}
