// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.supervise;

import dev.netmon.Significance;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What to do next: the {@link RebindGate}, and over it the rule that nothing starts while no packet can leave. What a
 * change asked for meanwhile is kept until one can. What a person or a program asked for waits too, but not for ever, and
 * looks around by itself where the monitor only polls. Pure and not thread-safe.
 */
final class Schedule {

    /** 100 ms in nanoseconds, doubling: how often a wait looks around where no event ends it. */
    private static final long FIRST_LOOK = 100_000_000;

    /** What to do next. */
    sealed interface Step {
        /** Start this reaction, then report {@link #completed} or {@link #failed}. */
        record Run(Significance significance) implements Step {}

        /** Nothing before this time, unless something is reported. */
        record Until(long deadline) implements Step {}

        /** Look whether a packet can leave, and report {@link #looked}. */
        record Look() implements Step {}

        /** Nothing until something is reported. */
        record Idle() implements Step {}

        /** Nothing any more. */
        record Over() implements Step {}
    }

    private final RebindGate gate;
    private final long patience;
    private final Looking looking;
    private boolean usable;
    private @Nullable Significance owed;
    private boolean impatient;
    private boolean runsAnyway;
    private boolean sourceEnded;
    private boolean waits;
    private long waitEnd;
    private long look;
    private long lookPause;

    /** Who finds out that a packet can leave. */
    enum Looking {
        /** The monitor tells. */
        NO,
        /** The monitor polls too seldom. */
        YES
    }

    /** The last says whether a packet of any family can leave, as it is at the start. */
    Schedule(Duration minInterval, Duration patience, Looking looking, boolean usable) {
        this.gate = new RebindGate(minInterval);
        this.patience = patience.toNanos();
        this.looking = looking;
        this.usable = usable;
    }

    /** The network changed. */
    void changed(Significance significance, boolean usableNow) {
        usable = usableNow;
        if (significance != Significance.NONE) {
            owed = owed == null ? significance : owed.max(significance);
        }
        settle();
    }

    /** Somebody wants a reaction, whatever the network does; true where that has to wait for a network. */
    boolean requested(Significance significance, long now) {
        gate.want(significance);
        if (usable || impatient || waits || sourceEnded || gate.over()) {
            return false;
        }
        waits = true;
        waitEnd = now + patience;
        lookPause = FIRST_LOOK;
        look = now + lookPause;
        return true;
    }

    /** What a {@link Step.Look} found. */
    void looked(boolean usableNow, long now) {
        usable = usableNow;
        lookPause *= 2;
        look = now + lookPause;
        settle();
    }

    /** What to do now. */
    Step next(long now) {
        if (gate.over()) {
            return new Step.Over();
        }
        if (!gate.waiting()) {
            return new Step.Idle();
        }
        if (!usable && !impatient) {
            if (!waits) {
                return new Step.Idle();
            }
            if (waitEnd - now > 0) {
                return waiting(now);
            }
            impatient = true;
        }
        Significance start = gate.start(now);
        if (start == null) {
            return new Step.Until(gate.deadline(now));
        }
        runsAnyway = impatient;
        impatient = false;
        waits = false;
        return new Step.Run(start);
    }

    /** The reaction worked. */
    void completed(long now) {
        gate.completed(now);
        impatient = sourceEnded;
    }

    /** The reaction failed and is wanted again after the pause; one that ran without a network does not wait for it. */
    void failed(long now, long pause) {
        gate.failed(now, pause);
        impatient = runsAnyway || sourceEnded;
    }

    /** Nothing is reported any more; what is wanted still runs. */
    void sourceEnded() {
        if (owed != null) {
            gate.want(owed);
            owed = null;
        }
        gate.sourceEnded();
        sourceEnded = true;
        impatient = true;
    }

    /** Nothing starts any more. */
    void shutdown() {
        gate.shutdown();
    }

    private Step waiting(long now) {
        if (looking == Looking.NO) {
            return new Step.Until(waitEnd);
        }
        if (look - now <= 0) {
            return new Step.Look();
        }
        return new Step.Until(look - waitEnd < 0 ? look : waitEnd);
    }

    private void settle() {
        if (usable && owed != null) {
            gate.want(owed);
            owed = null;
        }
    }
}
