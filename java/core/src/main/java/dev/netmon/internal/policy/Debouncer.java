// SPDX-License-Identifier: Apache-2.0
package dev.netmon.internal.policy;

import org.jspecify.annotations.Nullable;

/**
 * Groups events into bursts: a burst is over when nothing came for the settle time, and at the latest the maximum wait
 * after its first event, so that a stream that never goes quiet is still told. Pure and not thread-safe.
 */
public final class Debouncer {

    /**
     * A burst that is over.
     *
     * @param events how many it folds
     * @param firstNanos when the first of them came
     * @param capped the maximum wait cut it
     */
    public record Burst(long events, long firstNanos, boolean capped) {}

    private final long settle;
    private final long maxWait;
    private boolean pending;
    private boolean ended;
    private long first;
    private long last;
    private long events;

    /** Both in nanoseconds; {@code maxWait} is not below {@code settle}. */
    public Debouncer(long settle, long maxWait) {
        if (settle < 0 || maxWait < settle) {
            throw new IllegalArgumentException("settle " + settle + " ns, max-wait " + maxWait + " ns");
        }
        this.settle = settle;
        this.maxWait = maxWait;
    }

    /** Counts an event. One that comes when the burst is due already joins it without moving its time. */
    public void event(long now) {
        if (ended) {
            return;
        }
        if (!pending) {
            pending = true;
            first = now;
            last = now;
            events = 0;
        } else if (!due(now)) {
            last = now;
        }
        events++;
    }

    /** Whether a burst is open. */
    public boolean pending() {
        return pending;
    }

    /** When the open burst is over; meaningful only while one is {@link #pending}. */
    public long deadline() {
        return first + Math.min(last - first + settle, maxWait);
    }

    /** Whether the open burst is over. */
    public boolean due(long now) {
        return pending && now - deadline() >= 0;
    }

    /** The open burst as far as it came; it stays open. Meaningful only while one is {@link #pending}. */
    public Burst open() {
        return new Burst(events, first, false);
    }

    /** Takes the burst if it is over. */
    public @Nullable Burst take(long now) {
        return due(now) ? end() : null;
    }

    /** The source has ended: takes what is pending, however young; nothing is counted any more. */
    public @Nullable Burst close() {
        Burst burst = pending ? end() : null;
        ended = true;
        return burst;
    }

    /** Discards what is pending; nothing is counted or taken any more. */
    public void shutdown() {
        pending = false;
        ended = true;
    }

    private Burst end() {
        pending = false;
        return new Burst(events, first, last - first + settle > maxWait);
    }
}
