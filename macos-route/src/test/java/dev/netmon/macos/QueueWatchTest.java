// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class QueueWatchTest {
    private static final int ROOM = 1000;

    private final QueueWatch watch = new QueueWatch(ROOM);

    @Test
    void littleAtATimeIsNeverSuspected() {
        for (int i = 0; i < 100; i++) {
            watch.taken(ROOM / 2 - 3);
            watch.empty();
        }
        assertFalse(watch.suspect());
    }

    @Test
    void halfAQueueInOneGoIs() {
        watch.taken(ROOM / 4);
        watch.taken(ROOM / 4 - 5);
        assertFalse(watch.suspect());
        watch.taken(0);
        assertTrue(watch.suspect());
        watch.empty();
        assertTrue(watch.suspect(), "until it was looked after");
        watch.settled();
        assertFalse(watch.suspect());
    }

    @Test
    void aQueueThatIsNeverFoundEmptyIsSuspectedAgain() {
        watch.taken(ROOM);
        watch.settled();
        watch.taken(1);
        assertTrue(watch.suspect());
    }

    /** Against a queue that drops: whatever the order of arrivals and readings, no drop goes unsuspected. */
    @Property
    void aDropIsAlwaysSuspected(@ForAll @Size(min = 1, max = 300) List<@IntRange(min = -3, max = 400) Integer> steps) {
        QueueWatch fresh = new QueueWatch(ROOM);
        Deque<Integer> queue = new ArrayDeque<>();
        int queued = 0;
        int dropped = 0;
        for (int step : steps) {
            if (step > 0) { // a message arrives
                if (queued + step + 2 > ROOM) {
                    dropped++;
                } else {
                    queue.add(step);
                    queued += step + 2;
                }
            } else if (queue.isEmpty()) {
                fresh.empty();
            } else {
                int taken = queue.remove();
                queued -= taken + 2;
                fresh.taken(taken);
            }
        }
        while (!queue.isEmpty()) {
            fresh.taken(queue.remove());
        }
        assertTrue(dropped == 0 || fresh.suspect(), () -> "dropped unnoticed: " + steps);
    }
}
