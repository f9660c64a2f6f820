// SPDX-License-Identifier: Apache-2.0
package dev.netmon;

import org.jspecify.annotations.Nullable;

/**
 * One difference between the state told before and the state told now.
 *
 * @param family null for links
 * @param interfaceName the name now, or the last one of an interface that is gone; null for an egress without any path
 * @param index 0 where there is no interface
 * @param what the attribute: for a link {@code link}, {@code name}, {@code up}, {@code carrier}, {@code mtu},
 *     {@code mac}, {@code flags}; for an address {@code address}, {@code flags}; for an egress {@code interface},
 *     {@code source}, {@code gateway}, {@code usable}
 * @param from null where there was none
 * @param to null where there is none
 */
public record Change(
        Op op,
        Kind kind,
        @Nullable Family family,
        @Nullable String interfaceName,
        int index,
        String what,
        @Nullable String from,
        @Nullable String to) {

    /** What happened to it. */
    public enum Op {
        ADD,
        REMOVE,
        CHANGE
    }

    /** What it happened to. */
    public enum Kind {
        LINK,
        ADDRESS,
        EGRESS
    }
}
