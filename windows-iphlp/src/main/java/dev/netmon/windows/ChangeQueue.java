// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows;

import dev.netmon.ffi.MibChangeReceiver;
import dev.netmon.ffi.MibKind;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What the callbacks leave for the monitor's thread. Threads of Windows put in, without a lock and without waiting; one
 * thread takes out and waits.
 *
 * <p>Bounded: beyond {@link #MOST} keys only their number is kept, by kind. Nothing is lost by that but detail, since all a
 * notification of an interface or an address does is to have the tables read again.
 */
final class ChangeQueue implements MibChangeReceiver {

    /** How many keys are kept, and are taken in one go. */
    static final int MOST = 256;

    /** How many suspends and resumes are kept: far more than a machine goes through before the thread runs again. */
    private static final int MOST_POWER = 64;

    /** A notification; its key is null where Windows gave no row. */
    record Change(MibKind kind, int type, @Nullable ByteBuffer key) {}

    private final Queue<Change> changes = new ConcurrentLinkedQueue<>();
    private final AtomicInteger kept = new AtomicInteger();
    private final AtomicLongArray beyond = new AtomicLongArray(MibKind.values().length);
    private final Queue<PowerChange> powerChanges = new ConcurrentLinkedQueue<>();
    private final AtomicInteger powerKept = new AtomicInteger();
    private volatile boolean woken;
    private volatile @Nullable Thread waiter;

    @Override
    public void changed(MibKind kind, int type, @Nullable ByteBuffer key) {
        if (kept.getAndIncrement() < MOST) {
            changes.add(new Change(kind, type, key));
        } else {
            kept.decrementAndGet();
            beyond.incrementAndGet(kind.ordinal());
        }
        signal();
    }

    /** A suspend or resume; for the callback of the power registration. */
    void power(PowerChange change) {
        if (powerKept.getAndIncrement() < MOST_POWER) {
            powerChanges.add(change);
        } else {
            powerKept.decrementAndGet();
        }
        signal();
    }

    /** Ends the wait that runs, or the next one. */
    void wake() {
        woken = true;
        signal();
    }

    private void signal() {
        Thread waiting = waiter;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
    }

    /**
     * Waits until there is something to take, or {@link #wake} is or was called; may return early without a reason. An
     * interrupt does not end it, and is kept.
     *
     * @param nanos 0 or less looks only
     * @return whether there is a reason to go on
     */
    boolean await(long nanos) {
        // First who waits, then whether there is a reason to; signal() looks the other way round, so none slips
        // through.
        waiter = Thread.currentThread();
        boolean interrupted = false;
        try {
            if (!ready() && nanos > 0) {
                // A thread that is interrupted would not be parked.
                interrupted = Thread.interrupted();
                LockSupport.parkNanos(this, nanos);
                interrupted |= Thread.interrupted();
            }
            return ready();
        } finally {
            waiter = null;
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean ready() {
        if (woken || !changes.isEmpty() || !powerChanges.isEmpty()) {
            return true;
        }
        for (MibKind kind : MibKind.values()) {
            if (beyond.get(kind.ordinal()) != 0) {
                return true;
            }
        }
        return false;
    }

    /** Forgets calls of {@link #wake} until now. */
    void awake() {
        woken = false;
    }

    /** The next notification, or null. */
    @Nullable
    Change next() {
        Change change = changes.poll();
        if (change != null) {
            kept.decrementAndGet();
        }
        return change;
    }

    /** How many notifications of this kind came beyond those kept, since the last call. */
    long beyond(MibKind kind) {
        return beyond.getAndSet(kind.ordinal(), 0);
    }

    /** The next suspend or resume, or null. */
    @Nullable
    PowerChange nextPower() {
        PowerChange change = powerChanges.poll();
        if (change != null) {
            powerKept.decrementAndGet();
        }
        return change;
    }
}
