// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.peer;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What came of a session.
 *
 * @param lost sent and not answered; one whose answer may still come is not counted yet
 * @param longestGap between two successive answers; null with fewer than two
 * @param rebinds completed reactions that replaced sockets
 * @param rtt null without any answer
 */
public record PingSummary(
        long sent,
        long received,
        long lost,
        @Nullable Duration longestGap,
        long rebinds,
        @Nullable Rtt rtt) {

    /** Round trips in microseconds; minimum and maximum are exact, the others within 1 part in 64. */
    public record Rtt(long min, long p50, long p95, long max) {}
}
