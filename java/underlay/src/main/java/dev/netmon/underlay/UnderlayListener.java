// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay;

import dev.netmon.Family;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Hears what happens to the sockets of a {@link UdpUnderlay}. Calls come one at a time, in order, on the thread that
 * replaces the sockets: a listener that blocks holds up the next rebind. One that throws is logged and kept.
 */
public interface UnderlayListener {

    /** A socket was replaced, or could not be. What was known about paths and public addresses counts no more. */
    default void rebound(RebindResult result) {}

    /** The public address of a family's socket became known, changed, or (null) is not known any more. */
    default void publicEndpoint(Family family, @Nullable InetSocketAddress endpoint) {}
}
