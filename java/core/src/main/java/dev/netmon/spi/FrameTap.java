// SPDX-License-Identifier: Apache-2.0
package dev.netmon.spi;

import dev.netmon.Moment;
import java.nio.ByteBuffer;

/** Sees every datagram that a source takes from the system as it was received, before the events made of it. */
@FunctionalInterface
public interface FrameTap {
    /** The buffer is valid during the call only; its position and limit bound the datagram. */
    void frame(Moment at, ByteBuffer datagram);
}
