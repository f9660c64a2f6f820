// SPDX-License-Identifier: Apache-2.0
package dev.netmon.spi;

/** Hands events on and counts them, for what {@link LinkSource#drain} returns. Not thread-safe. */
public final class CountingSink implements EventSink {
    private final EventSink target;
    private int events;

    /** Counts from 0. */
    public CountingSink(EventSink target) {
        this.target = target;
    }

    @Override
    public void event(OsEvent event) {
        events++;
        target.event(event);
    }

    /** How many events there were. */
    public int events() {
        return events;
    }
}
