// SPDX-License-Identifier: Apache-2.0
package dev.netmon;

import org.jspecify.annotations.Nullable;

/**
 * One link as the operating system describes it.
 *
 * @param index the interface index: its identity; names are for people
 * @param up administratively up
 * @param carrier the link below is there (Linux IFF_LOWER_UP)
 * @param mtu bytes, or 0 where unknown
 * @param mac colon-separated lower-case hex, or null where the link has none
 * @param counters carrier transitions
 * @param flags every other flag of the system, for comparison only
 */
public record Link(
        int index,
        String name,
        boolean up,
        boolean carrier,
        boolean loopback,
        int mtu,
        @Nullable String mac,
        CarrierCounters counters,
        int flags) {}
