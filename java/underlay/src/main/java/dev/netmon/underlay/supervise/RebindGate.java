// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.supervise;

import dev.netmon.Significance;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Says when to react to a change: one reaction at a time, and the minimum interval from the completion of one to the
 * start of the next. Requests that come earlier are folded into one, with the highest significance, and run at the end of
 * the interval. A failed reaction does not count as done: it is wanted again, after a pause of its own. Pure and not
 * thread-safe.
 */
public final class RebindGate {

    private final long interval;
    private @Nullable Significance pending;
    private boolean running;
    private @Nullable Significance current;
    private boolean anyDone;
    private long lastDone;
    private long spacing;
    private boolean sourceEnded;
    private boolean shutdown;

    /** The interval counts from the completion of a reaction; it may be zero. */
    public RebindGate(Duration interval) {
        if (interval.isNegative()) {
            throw new IllegalArgumentException("min-interval is negative: " + interval);
        }
        this.interval = interval.toNanos();
    }

    /**
     * Asks for a reaction; {@link Significance#NONE} asks for nothing. The pause after a failure is over: the network it
     * failed on is not the one there is now.
     */
    public void want(Significance significance) {
        if (!shutdown && !sourceEnded && significance != Significance.NONE) {
            pending = pending == null ? significance : pending.max(significance);
            spacing = interval;
        }
    }

    /** Whether a reaction is wanted and none runs. */
    public boolean waiting() {
        return pending != null && !running && !shutdown;
    }

    /** When the wanted reaction may start, if it may not at once; meaningful only while {@link #waiting}. */
    public long deadline(long now) {
        return anyDone && lastDone + spacing - now > 0 ? lastDone + spacing : now;
    }

    /** Starts the wanted reaction where its time has come; null where there is none to start now. */
    public @Nullable Significance start(long now) {
        if (!waiting() || deadline(now) - now > 0) {
            return null;
        }
        running = true;
        current = pending;
        pending = null;
        return current;
    }

    /** The running reaction is done. */
    public void completed(long now) {
        finish(now, interval);
    }

    /** The running reaction failed: it is wanted again, not before the pause is over nor within the interval. */
    public void failed(long now, long pause) {
        boolean asked = pending != null;
        Significance again = finish(now, asked ? interval : Math.max(interval, pause));
        if (!shutdown) {
            pending = pending == null ? again : pending.max(again);
        }
    }

    /** No more requests come; what is wanted still runs, then {@link #over} holds. */
    public void sourceEnded() {
        sourceEnded = true;
    }

    /** Discards what is wanted; a running reaction is the last. */
    public void shutdown() {
        shutdown = true;
        pending = null;
    }

    /** Whether nothing will ever start again. */
    public boolean over() {
        return shutdown || sourceEnded && pending == null && !running;
    }

    private Significance finish(long now, long spacing) {
        if (!running || current == null) {
            throw new IllegalStateException("no reaction runs");
        }
        Significance done = current;
        running = false;
        current = null;
        anyDone = true;
        lastDone = now;
        this.spacing = spacing;
        return done;
    }
}
