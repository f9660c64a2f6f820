// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.peer;

import java.time.Duration;

/** When the next ping is due. Pings that were held up are skipped, not made up for. Pure and not thread-safe. */
final class PingSchedule {

    private final long every;
    private final long count;
    private long due;
    private long sent;

    /** The first is due at once. */
    PingSchedule(Duration every, long count, long now) {
        this.every = every.toNanos();
        this.count = count;
        this.due = now;
    }

    /** Whether none is to be sent any more. */
    boolean over() {
        return sent >= count;
    }

    /** When the next is due; meaningful while it is not {@link #over}. */
    long due() {
        return due;
    }

    boolean isDue(long now) {
        return !over() && due - now <= 0;
    }

    /** One was sent now. */
    void sent(long now) {
        sent++;
        due += every;
        if (due - now <= 0) {
            due = now + every;
        }
    }

    /** The next is due now, and the others at their distance from it. */
    void hurry(long now) {
        if (due - now > 0) {
            due = now;
        }
    }

    /** No more. */
    void stop() {
        sent = Math.max(sent, count);
    }
}
