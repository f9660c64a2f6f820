// SPDX-License-Identifier: Apache-2.0
package dev.netmon.wire;

import dev.netmon.BackendInfo;
import dev.netmon.Link;
import dev.netmon.Moment;
import dev.netmon.MonitorOptions;
import dev.netmon.spi.Inventory;
import dev.netmon.spi.NextHop;
import dev.netmon.spi.OsEvent;
import dev.netmon.spi.Route;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One thing that a recording holds, in the order in which it happened. */
public sealed interface RecordedInput {

    /** A call of a source that can fail. */
    enum Call {
        OPEN,
        AWAIT,
        DRAIN,
        REREAD,
        ROUTE,
        NEXTHOPS,
        LINK
    }

    /**
     * The options that the judgement depends on; always the first.
     *
     * @param options backend, binding and decorator are the defaults: a replay needs none of them
     */
    record Start(MonitorOptions options) implements RecordedInput {}

    /** The source that is recorded from here on. */
    record Source(BackendInfo info) implements RecordedInput {}

    /** The source was opened. */
    record Opened(Inventory inventory) implements RecordedInput {}

    /** Everything was read again. */
    record Reread(Inventory inventory) implements RecordedInput {}

    /**
     * A wait ended.
     *
     * @param at null where the source had ended for good
     */
    record Awaited(@Nullable Moment at) implements RecordedInput {}

    /** What had come by then was taken. */
    record Drained(List<OsEvent> events) implements RecordedInput {
        public Drained {
            events = List.copyOf(events);
        }
    }

    /** Where a packet would leave; null for nowhere. */
    record RouteAnswer(InetAddress to, @Nullable Route route) implements RecordedInput {}

    /** The live next hops of a route. */
    record NextHopsAnswer(InetAddress to, Set<NextHop> hops) implements RecordedInput {}

    /** A link read afresh; null where it was gone. */
    record LinkAnswer(int index, @Nullable Link link) implements RecordedInput {}

    /**
     * A call of the source failed.
     *
     * @param about the destination or interface index that the question was about, else null
     * @param events what it had handed over in this call
     */
    record Failed(Call call, @Nullable Object about, List<OsEvent> events, String message) implements RecordedInput {
        public Failed {
            events = List.copyOf(events);
        }
    }

    /** The source was closed. */
    record Closed() implements RecordedInput {}

    /**
     * A datagram as the system gave it, before the input that was made of it.
     *
     * @param time of the wall clock
     * @param datagram read-only, in the byte order of the machine that recorded it
     */
    record Frame(Instant time, ByteBuffer datagram) implements RecordedInput {}
}
