// SPDX-License-Identifier: Apache-2.0
package dev.netmon;

/**
 * How often a link gained or lost carrier since it exists; a flap too short to be seen shows here.
 *
 * @param changes all transitions (Linux IFLA_CARRIER_CHANGES), or -1 where the system does not count them
 * @param downs transitions to no carrier (Linux IFLA_CARRIER_DOWN_COUNT), or -1
 */
public record CarrierCounters(long changes, long downs) {

    /** For systems that do not count. */
    public static final CarrierCounters UNKNOWN = new CarrierCounters(-1, -1);

    /** Whether equal counters prove that the carrier did not move. */
    public boolean known() {
        return changes >= 0;
    }
}
