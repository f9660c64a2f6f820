// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.supervise;

import dev.netmon.Interest;
import java.time.Duration;

/**
 * How a supervisor paces its reactions. Immutable; every {@code with…} method returns a changed copy and rejects
 * impossible values with {@link IllegalArgumentException}.
 *
 * @param minInterval from the completion of a reaction to the start of the next
 * @param patience how long a reaction that was asked for waits for a network
 * @param interest what the monitor has to look at besides, such as {@link dev.netmon.underlay.UdpUnderlay#interest()}
 */
public record SupervisorOptions(Duration minInterval, Duration patience, Interest interest) {

    private static final SupervisorOptions DEFAULTS =
            new SupervisorOptions(Duration.ofSeconds(1), Duration.ofSeconds(5), Interest.none());

    public SupervisorOptions {
        if (minInterval.isNegative()) {
            throw new IllegalArgumentException("min-interval is negative: " + minInterval);
        }
        if (patience.isNegative()) {
            throw new IllegalArgumentException("patience is negative: " + patience);
        }
    }

    /** One second between reactions, five seconds of patience, no interest of its own. */
    public static SupervisorOptions defaults() {
        return DEFAULTS;
    }

    public SupervisorOptions withMinInterval(Duration minInterval) {
        return new SupervisorOptions(minInterval, patience, interest);
    }

    public SupervisorOptions withPatience(Duration patience) {
        return new SupervisorOptions(minInterval, patience, interest);
    }

    public SupervisorOptions withInterest(Interest interest) {
        return new SupervisorOptions(minInterval, patience, interest);
    }
}
