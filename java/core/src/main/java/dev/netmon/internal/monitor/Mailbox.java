// SPDX-License-Identifier: Apache-2.0
package dev.netmon.internal.monitor;

import dev.netmon.LinkChange;
import dev.netmon.LinkListener;
import dev.netmon.RawEvent;
import dev.netmon.internal.engine.Audience;
import java.util.ArrayDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls one listener on a thread of its own, in order. While the listener is busy, changes queue up and from
 * {@link #CHANGES} on are merged into the last one; raw events beyond {@link #RAW_EVENTS} are dropped and counted. The
 * monitor's thread only ever appends.
 */
final class Mailbox implements Audience {

    /** Changes kept apart before they are merged. */
    static final int CHANGES = 64;

    /** Raw events kept: a storm of 40,000 route messages fits. */
    static final int RAW_EVENTS = 1 << 16;

    private static final Logger LOG = LoggerFactory.getLogger(Mailbox.class);
    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** Raw events taken from the queue at once, so that a storm does not fight over its lock. */
    private static final int AT_ONCE = 64;

    /** A place in the queue that is not a raw event's: holds a change or a count. */
    private static final class Slot {
        @Nullable
        LinkChange change;

        long missed;
    }

    /** Guards {@link ListenerThread#waitsFor} of all. */
    private static final Object WAITS = new Object();

    /** The thread of some listener. */
    private static final class ListenerThread extends Thread {

        /** The listener whose running call it waits for. */
        private @Nullable ListenerThread waitsFor;

        ListenerThread(Runnable work) {
            super(work, "netmon-listener-" + NUMBER.incrementAndGet());
            setDaemon(true);
        }
    }

    private final LinkListener listener;
    private final ListenerThread thread;

    /** Open until no call runs any more, or the running one is that which closes. */
    private final CountDownLatch ended = new CountDownLatch(1);

    // guarded by queue
    private final ArrayDeque<Object> queue = new ArrayDeque<>();
    private @Nullable Slot lastChange;
    private @Nullable Slot lastMissed;
    private int changes;
    private int raws;
    private boolean idle;

    // of the listener's thread
    private final @Nullable Object[] taken = new @Nullable Object[AT_ONCE];
    private boolean owesCatchUp;

    private volatile boolean closed;

    Mailbox(LinkListener listener) {
        this.listener = listener;
        this.thread = new ListenerThread(this::run);
        thread.start();
    }

    @Override
    public void raw(RawEvent event) {
        boolean parked;
        synchronized (queue) {
            if (raws < RAW_EVENTS) {
                raws++;
                queue.add(event);
                lastMissed = null;
            } else {
                if (lastMissed == null) {
                    lastMissed = new Slot();
                    queue.add(lastMissed);
                }
                lastMissed.missed++;
            }
            parked = rouse();
        }
        wake(parked);
    }

    @Override
    public void changed(LinkChange change) {
        boolean parked;
        synchronized (queue) {
            Slot slot = new Slot();
            slot.change = change;
            if (changes >= CHANGES && lastChange != null && lastChange.change != null) {
                // The merged change takes the place of the newer one, behind the raw events that led to it.
                slot.change = LinkChange.merge(lastChange.change, change);
                queue.removeLastOccurrence(lastChange); // a listener that blocks for ever must not fill the memory
            } else {
                changes++;
            }
            lastChange = slot;
            queue.add(slot);
            parked = rouse();
        }
        wake(parked);
    }

    /**
     * Ends the calls; returns when none runs, unless the listener itself closes. Of listeners that close each other one
     * does not wait: the other's running call waits for its own.
     */
    void close() {
        closed = true;
        LockSupport.unpark(thread);
        if (Thread.currentThread() == thread) {
            ended.countDown();
        } else if (!(Thread.currentThread() instanceof ListenerThread listener)) {
            uninterruptibly(thread::join);
        } else if (mayWait(listener)) {
            uninterruptibly(ended::await);
            stopsWaiting(listener);
        }
    }

    /** Notes that a listener waits for this one; false where this one waits for it, itself or by others. */
    private boolean mayWait(ListenerThread listener) {
        synchronized (WAITS) {
            for (ListenerThread other = thread; other != null; other = other.waitsFor) {
                if (other == listener) {
                    return false;
                }
            }
            listener.waitsFor = thread;
            return true;
        }
    }

    private static void stopsWaiting(ListenerThread listener) {
        synchronized (WAITS) {
            listener.waitsFor = null;
        }
    }

    private interface Wait {
        void run() throws InterruptedException;
    }

    /** Waits to the end, and leaves an interrupt to its owner. */
    private static void uninterruptibly(Wait wait) {
        boolean interrupted = false;
        boolean over = false;
        while (!over) {
            try {
                wait.run();
                over = true;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the thread waits; from now on it counts as awake. Under the queue's lock. */
    private boolean rouse() {
        boolean parked = idle;
        idle = false;
        return parked;
    }

    private void wake(boolean parked) {
        if (parked) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (!closed) {
            int count = take();
            for (int i = 0; i < count && !closed; i++) {
                deliver(taken[i]);
                taken[i] = null;
                Thread.interrupted(); // left behind by a listener it would end the next call's waits
            }
            if (count == 0 && owesCatchUp) {
                owesCatchUp = false;
                deliver(null);
            } else if (count == 0) {
                LockSupport.park(this);
            }
            Thread.interrupted(); // or every park at once
        }
        ended.countDown();
    }

    /** Takes some raw events, or one of the others; returns how many. */
    private int take() {
        synchronized (queue) {
            int count = 0;
            Object head = queue.peek();
            while (head instanceof RawEvent && count < AT_ONCE) {
                taken[count++] = queue.poll();
                head = queue.peek();
            }
            raws -= count;
            if (count == 0 && head instanceof Slot slot) {
                taken[count++] = queue.poll();
                changes -= slot.change == null ? 0 : 1;
                lastChange = slot == lastChange ? null : lastChange;
                lastMissed = slot == lastMissed ? null : lastMissed;
            }
            idle = count == 0;
            owesCatchUp |= count > 0;
            return count;
        }
    }

    private void deliver(@Nullable Object what) {
        try {
            if (what instanceof RawEvent raw) {
                listener.raw(raw);
            } else if (what instanceof Slot slot && slot.change != null) {
                listener.changed(slot.change);
            } else if (what instanceof Slot slot) {
                listener.lagged(slot.missed);
            } else {
                listener.caughtUp();
            }
        } catch (Throwable t) { // whatever a listener throws, it stays and the others are not concerned
            LOG.warn("A listener failed and is kept: {}", t.toString(), t);
        }
    }
}
