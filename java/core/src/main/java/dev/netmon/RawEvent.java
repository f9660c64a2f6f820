// SPDX-License-Identifier: Apache-2.0
package dev.netmon;

import org.jspecify.annotations.Nullable;

/**
 * One thing the operating system said, before any judgement.
 *
 * @param at when it was taken from the system
 * @param interfaceName null where it names none, or one that is not known
 * @param index 0 where it names none
 * @param detail the rest as text for people
 */
public record RawEvent(
        Moment at, Kind kind, @Nullable Op op, @Nullable String interfaceName, int index, String detail) {

    /** What the event is about. */
    public enum Kind {
        LINK,
        ADDRESS,
        ROUTE,
        RULE,
        NEXTHOP,
        OVERFLOW,
        WAKE,
        RESTART
    }

    /** New or changed, or gone. */
    public enum Op {
        NEW,
        DEL
    }
}
