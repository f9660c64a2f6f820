// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay;

import org.jspecify.annotations.Nullable;

/**
 * When failed sends ask for a new socket of their family, and on which port. At most once in five seconds; an unknown
 * failure only when it is the third in a row; and after three such rebinds in a row on one port the next takes another
 * port, for it may be the port that a firewall or a NAT has taken a dislike to. Pure and not thread-safe.
 */
final class ErrorRebinds {

    /** 5 s in nanoseconds, from one asking to the next. */
    private static final long THROTTLE = 5_000_000_000L;

    /** 1 min in nanoseconds: rebinds further apart are not in a row. */
    private static final long ROW = 60_000_000_000L;

    private static final int UNKNOWN_IN_A_ROW = 3;
    private static final int REBINDS_ON_A_PORT = 3;

    private int unknown;
    private int onThisPort;
    private boolean asked;
    private long lastAsked;

    /** A send failed; returns how to replace the socket, or null where it stays. */
    @Nullable
    RebindMode failed(SendFailure failure, long now) {
        unknown = failure == SendFailure.UNKNOWN ? unknown + 1 : 0;
        boolean wanted = failure == SendFailure.SOCKET || unknown >= UNKNOWN_IN_A_ROW;
        if (!wanted || asked && now - lastAsked < THROTTLE) {
            return null;
        }
        if (asked && now - lastAsked > ROW) {
            onThisPort = 0;
        }
        unknown = 0;
        asked = true;
        lastAsked = now;
        if (onThisPort == REBINDS_ON_A_PORT) {
            onThisPort = 0;
            return RebindMode.FRESH_PORT;
        }
        onThisPort++;
        return RebindMode.KEEP_PORT;
    }

    /** A send worked. */
    void sent() {
        unknown = 0;
    }

    /** Whether {@link #sent} would change anything. */
    boolean failing() {
        return unknown != 0;
    }

    /** The socket was replaced for another reason, or is on another port: the row is broken. */
    void replaced() {
        unknown = 0;
        onThisPort = 0;
    }
}
