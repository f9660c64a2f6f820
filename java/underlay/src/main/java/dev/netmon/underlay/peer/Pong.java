// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.peer;

import dev.netmon.Moment;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * An answered ping.
 *
 * @param at when the answer was received
 * @param seq which ping, from 1
 * @param rttNanos from the datagram that was answered to its answer
 * @param local where it left from, as the system said when it did; null where the system did not
 * @param seen where the peer saw it come from; null where the peer did not say
 * @param generation of the port's sockets when it was sent
 */
public record Pong(
        Moment at,
        long seq,
        long rttNanos,
        InetSocketAddress remote,
        @Nullable InetSocketAddress local,
        @Nullable InetSocketAddress seen,
        long generation) {}
