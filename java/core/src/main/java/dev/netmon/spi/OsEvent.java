// SPDX-License-Identifier: Apache-2.0
package dev.netmon.spi;

import dev.netmon.Family;
import dev.netmon.Link;
import dev.netmon.LinkAddress;
import dev.netmon.RawEvent;
import org.jspecify.annotations.Nullable;

/** One thing an operating system said. Links and addresses are facts to fold; all else is a hint to ask again. */
public sealed interface OsEvent {

    /** A link is new or changed ({@code NEW}), or gone ({@code DEL}). */
    record LinkEvent(RawEvent.Op op, Link link) implements OsEvent {}

    /** An address is new, changed or refreshed ({@code NEW}), or gone ({@code DEL}). */
    record AddressEvent(RawEvent.Op op, int index, LinkAddress address) implements OsEvent {}

    /**
     * A route, rule or next hop moved; never folded, only a reason to ask.
     *
     * @param index 0 where it names no interface
     * @param detail text for people; null unless {@link LinkSource.Detail#FULL} was asked for
     */
    record Hint(
            RawEvent.Kind kind,
            RawEvent.Op op,
            @Nullable Family family,
            int index,
            @Nullable String detail) implements OsEvent {}

    /** Noise by its kind: counted, shown, never acted on. */
    record Filtered(RawEvent.Kind kind, RawEvent.Op op, int index, String detail) implements OsEvent {}

    /** Events were lost; the state must be read again. */
    record Overflow(String detail) implements OsEvent {}

    /** The host slept. */
    record Wake(long sleptNanos) implements OsEvent {}
}
