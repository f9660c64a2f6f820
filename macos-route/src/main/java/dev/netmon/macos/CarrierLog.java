// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos;

import dev.netmon.CarrierCounters;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts how often each link lost carrier and got it back, from what the kernel's events say: macOS keeps no count of its
 * own, and a flap too short to be seen shows only here. Pure; not thread-safe.
 */
final class CarrierLog {
    private static final CarrierCounters NONE = new CarrierCounters(0, 0);

    private final Map<String, CarrierCounters> counts = new HashMap<>();
    private long unseen;
    private boolean heard = true;

    /** Whether anybody tells of carrier; without, nothing is known. */
    void heard(boolean told) {
        heard = told;
    }

    /** The link of this name lost carrier. */
    void lost(String name) {
        CarrierCounters before = counts.getOrDefault(name, NONE);
        counts.put(name, new CarrierCounters(before.changes() + 1, before.downs() + 1));
    }

    /** The link of this name has carrier again. */
    void back(String name) {
        CarrierCounters before = counts.getOrDefault(name, NONE);
        counts.put(name, new CarrierCounters(before.changes() + 1, before.downs()));
    }

    /** Nobody listened for a while, so nobody can prove that carrier stayed: counts as a change of every link. */
    void gap() {
        unseen++;
    }

    /** The count of a link. */
    CarrierCounters of(String name) {
        if (!heard) {
            return CarrierCounters.UNKNOWN;
        }
        CarrierCounters count = counts.getOrDefault(name, NONE);
        return new CarrierCounters(count.changes() + unseen, count.downs());
    }
}
