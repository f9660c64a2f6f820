// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** One bound UDP socket. Any thread may send, wake and close; one thread receives and waits. Nothing but waiting blocks. */
interface Wire {

    /** Where it is bound, also after it was closed. */
    InetSocketAddress local();

    /** Sends; false where the system has no room for the datagram just now. */
    boolean send(ByteBuffer datagram, InetSocketAddress to) throws IOException;

    /** Receives what is there; null where nothing is. */
    @Nullable
    InetSocketAddress receive(ByteBuffer into) throws IOException;

    /** Waits until something can be received or {@link #wakeup} is called. */
    void await() throws IOException;

    /** Ends the present or next wait. */
    void wakeup();

    /** Whether it was not closed. */
    boolean isOpen();

    /** Closes it; when this returns the port is free. Again: nothing. */
    void close();
}
