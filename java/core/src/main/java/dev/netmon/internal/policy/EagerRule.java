// SPDX-License-Identifier: Apache-2.0
package dev.netmon.internal.policy;

import org.jspecify.annotations.Nullable;

/**
 * Says when to ask for the egress while a burst is open, and when an answer has held long enough to be told before the
 * burst settles. Pure and not thread-safe.
 *
 * <p>Asked at the first event, and again when events come, at most every {@link #ASK_SPACING}; an event inside that time
 * arms one more ask at its end. Any different answer starts its age anew. An answer worth telling is asked once more
 * when it is {@link #HOLD} old, and told if it is still the same: tools change a network in steps (wg-quick moves IPv6
 * 15-18 ms before IPv4, NetworkManager goes 30 ms through another uplink), and a step is not told.
 *
 * @param <A> what is asked for, compared by {@code equals}
 */
public final class EagerRule<A> {

    /** How long an answer must hold: 30 ms in nanoseconds. */
    public static final long HOLD = 30_000_000;

    /** The least time between two asks that events cause: 10 ms in nanoseconds. */
    public static final long ASK_SPACING = 10_000_000;

    private boolean armed;
    private long askAt;
    private boolean asked;
    private long lastAsk;
    private @Nullable A held;
    private long heldSince;
    private boolean heldTold;

    /** Something came in. */
    public void event(long now) {
        arm(asked && now - lastAsk < ASK_SPACING ? lastAsk + ASK_SPACING : now);
    }

    /** Whether an ask is armed at all. */
    public boolean armed() {
        return armed;
    }

    /** When to ask; meaningful only while {@link #armed}. */
    public long deadline() {
        return askAt;
    }

    /** Whether to ask now. */
    public boolean due(long now) {
        return armed && now - askAt >= 0;
    }

    /**
     * Takes the answer to an ask.
     *
     * @param tellable whether it may be told before the burst settles, as things stand
     * @return whether to tell it now
     */
    public boolean answered(long now, A answer, boolean tellable) {
        armed = false;
        asked = true;
        lastAsk = now;
        if (!answer.equals(held)) {
            held = answer;
            heldSince = now;
            heldTold = false;
        }
        if (!tellable || heldTold) {
            return false;
        }
        if (now - heldSince >= HOLD) {
            heldTold = true;
            return true;
        }
        arm(heldSince + HOLD);
        return false;
    }

    /** The burst is over, or nothing is to be told for now: forgets every answer and ask. */
    public void reset() {
        armed = false;
        asked = false;
        held = null;
        heldTold = false;
    }

    private void arm(long at) {
        if (!armed || at - askAt < 0) {
            armed = true;
            askAt = at;
        }
    }
}
