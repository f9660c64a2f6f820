// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay;

import dev.netmon.Family;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a protocol needs of the socket it shares with others: send, take what is its own, and know when the socket was
 * replaced. All methods may be called from any thread and do not block.
 */
public interface DatagramPort {

    /** What became of a datagram that was to be sent. */
    enum Sent {
        /** Handed to the operating system. */
        SENT,
        /** The destination or its family is outside the configuration; nothing left. */
        REFUSED,
        /** No socket of that family can carry it now, or the system reported an error; the underlay looks after that. */
        FAILED
    }

    /** Sends the bytes from position to limit; the buffer's position does not move. */
    Sent send(ByteBuffer datagram, InetSocketAddress to);

    /**
     * Adds a protocol that looks at each received datagram before the program does; earlier ones look first.
     *
     * @return closing it removes the protocol; when {@code close} returns it is not called any more, unless it closes
     *     itself. A call that runs is waited for, so whoever closes holds no lock that such a call takes
     */
    AutoCloseable demux(Protocol protocol);

    /** Grows with every replaced socket, whatever the family. */
    long generation();

    /** Where the socket of a family is bound; null where that family has none now. */
    @Nullable
    InetSocketAddress local(Family family);

    /**
     * Says what the world sees of a family's socket, as a STUN server told it; for ports that tell others.
     *
     * @param generation when the question was sent; an answer for a socket that was replaced since counts for nothing
     */
    default void learned(Family family, InetSocketAddress endpoint, long generation) {}

    /** One protocol on the shared socket. */
    @FunctionalInterface
    interface Protocol {

        /**
         * Looks at a datagram on a receiving thread, one datagram at a time; must not block. A protocol that throws has
         * not taken it.
         *
         * @param datagram valid during the call only
         * @param nanos when it was received, {@link System#nanoTime()}
         * @return whether it was this protocol's own; then nobody else sees it
         */
        boolean take(ByteBuffer datagram, InetSocketAddress from, long nanos);
    }
}
