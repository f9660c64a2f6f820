// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay;

import dev.netmon.Family;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What became of replacing one socket.
 *
 * @param cause who wanted it
 * @param old where the socket before was bound; null where there was none
 * @param now where the socket in use is bound; null where there is none: it is tried again
 * @param attempts how many binds were tried
 */
public record RebindResult(
        Family family,
        Outcome outcome,
        Cause cause,
        @Nullable InetSocketAddress old,
        @Nullable InetSocketAddress now,
        int attempts,
        Duration duration) {

    /** How it ended. */
    public enum Outcome {
        /** A new socket on the port of the old one. */
        SAME_PORT,
        /** A new socket on another port. */
        NEW_PORT,
        /** No new socket yet; the underlay goes on trying. */
        FAILED;

        /** The lower-case name used in output. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Who wanted it. */
    public enum Cause {
        /** {@link UdpUnderlay#rebind}. */
        ASKED,
        /** Sending failed in a way that only a new socket can mend. */
        SEND_ERROR,
        /** The one before failed. */
        RETRY;

        /** The lower-case name used in output. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether there is a new socket. */
    public boolean replaced() {
        return outcome != Outcome.FAILED;
    }
}
