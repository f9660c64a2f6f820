// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows;

import dev.netmon.CarrierCounters;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts how often each link was seen to lose carrier or to get it back, because Windows keeps no count: two notifications
 * read one after the other show a flap that is over when the change is judged. Pure; not thread-safe.
 */
final class CarrierLog {

    private static final class Count {
        private boolean carrier;
        private long changes;
        private long downs;

        Count(boolean carrier) {
            this.carrier = carrier;
        }
    }

    private final Map<Integer, Count> counts = new HashMap<>();
    private long gaps;

    /** Takes note of what a link was just read to have; the count with it. */
    CarrierCounters seen(int index, boolean carrier) {
        Count count = counts.computeIfAbsent(index, first -> new Count(carrier));
        if (count.carrier != carrier) {
            count.carrier = carrier;
            count.changes++;
            count.downs += carrier ? 0 : 1;
        }
        return new CarrierCounters(count.changes + gaps, count.downs);
    }

    /** Nobody listened for a while, so nothing proves that carrier stayed: counts as a change of every link. */
    void gap() {
        gaps++;
    }
}
