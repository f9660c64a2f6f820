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

    /** A place in the queue; holds one of the three. */
    private static final class Slot {
        @Nullable
        LinkChange change;

        @Nullable
        RawEvent raw;

        long missed;
    }

    /** The thread of some listener. */
    private static final class ListenerThread extends Thread {
        ListenerThread(Runnable work) {
            super(work, "netmon-listener-" + NUMBER.incrementAndGet());
            setDaemon(true);
        }
    }

    private final LinkListener listener;
    private final Thread thread;

    /** Open until no call runs any more, or the running one is that which closes. */
    private final CountDownLatch ended = new CountDownLatch(1);

    // guarded by queue
    private final ArrayDeque<Slot> queue = new ArrayDeque<>();
    private @Nullable Slot lastChange;
    private @Nullable Slot lastMissed;
    private int changes;
    private int raws;
    private boolean idle;

    private volatile boolean closed;

    Mailbox(LinkListener listener) {
        this.listener = listener;
        this.thread = new ListenerThread(this::run);
        thread.start();
    }

    @Override
    public void raw(RawEvent event) {
        synchronized (queue) {
            if (raws < RAW_EVENTS) {
                Slot slot = new Slot();
                slot.raw = event;
                raws++;
                queue.add(slot);
                lastMissed = null;
            } else {
                if (lastMissed == null) {
                    lastMissed = new Slot();
                    queue.add(lastMissed);
                }
                lastMissed.missed++;
            }
        }
        wake();
    }

    @Override
    public void changed(LinkChange change) {
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
        }
        wake();
    }

    /**
     * Ends the calls; returns when none runs, unless the listener itself closes. Two listeners that close each other do
     * not wait for each other's closing call.
     */
    void close() {
        closed = true;
        LockSupport.unpark(thread);
        if (Thread.currentThread() == thread) {
            ended.countDown();
            return;
        }
        boolean byListener = Thread.currentThread() instanceof ListenerThread;
        boolean interrupted = false;
        while (byListener ? ended.getCount() > 0 : thread.isAlive()) {
            try {
                if (byListener) {
                    ended.await();
                } else {
                    thread.join();
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void wake() {
        boolean parked;
        synchronized (queue) {
            parked = idle;
            idle = false;
        }
        if (parked) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (!closed) {
            Slot slot = take();
            if (slot == null) {
                LockSupport.park(this);
            } else {
                deliver(slot);
            }
            Thread.interrupted(); // left behind by a listener it would end every park at once
        }
        ended.countDown();
    }

    private @Nullable Slot take() {
        synchronized (queue) {
            Slot slot = queue.poll();
            if (slot == null) {
                idle = true;
            } else if (slot.raw != null) {
                raws--;
            } else if (slot.change != null) {
                changes--;
            }
            if (slot == lastChange) {
                lastChange = null;
            }
            if (slot == lastMissed) {
                lastMissed = null;
            }
            return slot;
        }
    }

    private void deliver(Slot slot) {
        try {
            if (slot.raw != null) {
                listener.raw(slot.raw);
            } else if (slot.change != null) {
                listener.changed(slot.change);
            } else if (slot.missed > 0) {
                listener.lagged(slot.missed);
            }
        } catch (Throwable t) { // whatever a listener throws, it stays and the others are not concerned
            LOG.warn("A listener failed and is kept: {}", t.toString(), t);
        }
    }
}
