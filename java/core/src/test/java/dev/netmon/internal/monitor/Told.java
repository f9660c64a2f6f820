// SPDX-License-Identifier: Apache-2.0
package dev.netmon.internal.monitor;

import dev.netmon.LinkChange;
import dev.netmon.LinkListener;
import dev.netmon.RawEvent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/**
 * Remembers what it was told; the first call can be made to block. Whoever finds a change in {@link #changes} or a raw
 * event in {@link #raws} finds it in {@link #all} too, and {@link #thread} set.
 */
class Told implements LinkListener {

    final List<LinkChange> changes = new CopyOnWriteArrayList<>();
    final List<RawEvent> raws = new CopyOnWriteArrayList<>();
    final List<Object> all = new CopyOnWriteArrayList<>();
    final List<Integer> caughtUp = new CopyOnWriteArrayList<>();
    final CountDownLatch called = new CountDownLatch(1);
    final CountDownLatch release;
    volatile Thread thread;

    Told() {
        this(new CountDownLatch(0));
    }

    private Told(CountDownLatch release) {
        this.release = release;
    }

    /** Its first call does not return before it is released. */
    static Told blocked() {
        return new Told(new CountDownLatch(1));
    }

    private void note(Object what) {
        thread = Thread.currentThread();
        all.add(what);
    }

    private void block() {
        called.countDown();
        Patience.await(release);
    }

    @Override
    public void changed(LinkChange change) {
        note(change);
        changes.add(change);
        block();
    }

    @Override
    public void raw(RawEvent event) {
        note(event);
        raws.add(event);
        block();
    }

    @Override
    public void lagged(long missed) {
        note(missed);
        block();
    }

    @Override
    public void caughtUp() {
        caughtUp.add(all.size());
    }
}
