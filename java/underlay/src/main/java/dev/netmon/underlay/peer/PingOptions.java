// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.peer;

import java.time.Duration;

/**
 * How often to ping. Immutable.
 *
 * @param every from one ping to the next, at least {@link #LEAST}
 * @param count how many at the most
 */
public record PingOptions(Duration every, long count) {

    /** Often enough to measure a switch, seldom enough for a network of others. */
    public static final Duration LEAST = Duration.ofMillis(5);

    public PingOptions {
        if (every.compareTo(LEAST) < 0) {
            throw new IllegalArgumentException("oftener than every " + LEAST.toMillis() + " ms: " + every);
        }
        if (count < 1) {
            throw new IllegalArgumentException("not a number of pings: " + count);
        }
    }

    /** For ever. */
    public static PingOptions every(Duration every) {
        return new PingOptions(every, Long.MAX_VALUE);
    }

    public PingOptions withCount(long count) {
        return new PingOptions(every, count);
    }
}
