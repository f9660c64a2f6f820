// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux;

import dev.netmon.spi.SourceException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The way to the kernel and back for requests; what {@link Asker} needs of a socket. One thread. */
interface AskChannel {

    /** An empty direct buffer in the machine's byte order, to write requests into. */
    ByteBuffer requests();

    /** Sends what was written into {@link #requests}, flipped, as one datagram. */
    void send() throws SourceException;

    /**
     * Waits for datagrams.
     *
     * @param timeoutNanos 0 or less looks only
     * @return how many came, 0 when the time is up or answers were lost
     */
    int receive(long timeoutNanos) throws SourceException;

    /** One of the datagrams that came, or null if it cannot be believed: not the kernel's, or cut. */
    @Nullable
    ByteBuffer datagram(int index);

    /** Goes on with a fresh socket; answers still on their way to the old one are gone. */
    void renew() throws SourceException;

    /** A clock for time limits, {@link System#nanoTime}. */
    long nanoTime();
}
