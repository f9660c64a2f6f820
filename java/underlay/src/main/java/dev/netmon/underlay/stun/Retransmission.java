// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.stun;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * When to send again, and when to give up.
 *
 * @param offsets from the first transmission, which is the first of them and zero; ascending
 * @param limit from the first transmission
 */
public record Retransmission(List<Duration> offsets, Duration limit) {

    private static final Duration RTO = Duration.ofMillis(500); // RFC 8489 section 6.2.1, with the next two
    private static final int TRANSMISSIONS = 7;
    private static final int LAST_WAIT = 16;

    public Retransmission {
        offsets = List.copyOf(offsets);
        if (offsets.isEmpty() || !offsets.get(0).isZero()) {
            throw new IllegalArgumentException("the first transmission is at zero: " + offsets);
        }
        for (int i = 1; i < offsets.size(); i++) {
            if (offsets.get(i).compareTo(offsets.get(i - 1)) <= 0) {
                throw new IllegalArgumentException("transmissions are not in ascending order: " + offsets);
            }
        }
        if (limit.compareTo(offsets.get(offsets.size() - 1)) <= 0) {
            throw new IllegalArgumentException("the limit " + limit + " is not after the last transmission");
        }
    }

    /** Once, for callers that ask again by themselves. */
    public static Retransmission once(Duration limit) {
        return new Retransmission(List.of(Duration.ZERO), limit);
    }

    /** Seven times within 31.5 s, given up after 39.5 s (RFC 8489 section 6.2.1). */
    public static Retransmission rfc8489() {
        List<Duration> offsets = new ArrayList<>();
        Duration at = Duration.ZERO;
        for (int i = 0; i < TRANSMISSIONS; i++) {
            offsets.add(at);
            at = at.plus(RTO.multipliedBy(1L << i));
        }
        return new Retransmission(offsets, offsets.get(TRANSMISSIONS - 1).plus(RTO.multipliedBy(LAST_WAIT)));
    }
}
