// SPDX-License-Identifier: Apache-2.0
package dev.netmon.spi;

import dev.netmon.BackendInfo;
import dev.netmon.Link;
import dev.netmon.Moment;
import java.net.InetAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a monitor's facts and time come from: a backend, a poll of the JDK, an embedder, or a recording.
 *
 * <p>All methods but {@link #wakeup}, {@link #detail} and {@link #info} are called by one thread, the monitor's, which
 * also calls {@link #close}. Everything that the judgement depends on passes through this interface, time included, so
 * a recording of its answers replays to the same changes. After a {@link SourceException} the source is dead until
 * {@link #open} succeeds again.
 */
public interface LinkSource extends AutoCloseable {

    /** For {@link #await}: no deadline. */
    long NEVER = -1;

    /** How much text the hints carry. */
    enum Detail {
        /** None: routes cost next to nothing. */
        HINTS,
        /** Every event has its text. */
        FULL
    }

    /** Which backend this is; also valid before it is opened. */
    BackendInfo info();

    /**
     * Subscribes first, then reads everything; what changes meanwhile comes as events. Opens again, with fresh
     * resources, where it was open before.
     */
    Inventory open() throws SourceException;

    /**
     * Waits until the system has something to say, {@link #wakeup} is called or the time is over; returns at once where
     * something waits already. Nothing is handed over: that is {@link #drain}.
     *
     * @param timeoutNanos counted from the moment that the last {@code open}, {@code reread} or {@code await} returned;
     *     0 or less than has passed since: do not wait; {@link #NEVER}: no limit
     * @return the moment at which the wait ended, which is the time of what is drained next; null where the source has
     *     ended for good: what is pending is told, then the monitor ends
     */
    @Nullable
    Moment await(long timeoutNanos) throws SourceException;

    /**
     * Takes what the system has said by now, without waiting, and hands it over; in a storm a bounded part of it.
     *
     * @return how many events were handed over
     */
    int drain(EventSink sink) throws SourceException;

    /** Ends a running or the next {@link #await}; callable from any thread at any time, also after close. */
    void wakeup();

    /** Reads everything again, after an overflow. */
    Inventory reread() throws SourceException;

    /**
     * Asks where a packet to this destination would leave; no packet is sent.
     *
     * @return null where there is no unicast route
     */
    @Nullable
    Route route(InetAddress destination) throws SourceException;

    /** Asks for the live next hops of the route to a destination; empty where there is none or they are not known. */
    Set<NextHop> nextHops(InetAddress destination) throws SourceException;

    /** Reads one link afresh; null where it is gone. */
    @Nullable
    Link link(int index) throws SourceException;

    /** How much text hints carry from now on; callable from any thread. */
    default void detail(Detail detail) {}

    /** Shows every datagram to a tap, where this source has datagrams; set before {@link #open}. */
    default void tap(FrameTap tap) {}

    /** Releases everything; nothing is called any more. Idempotent. */
    @Override
    void close();
}
