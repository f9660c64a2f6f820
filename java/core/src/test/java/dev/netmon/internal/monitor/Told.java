// SPDX-License-Identifier: Apache-2.0
package dev.netmon.internal.monitor;

import dev.netmon.LinkChange;
import dev.netmon.LinkListener;
import dev.netmon.RawEvent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** Remembers what it was told; the first call can be made to block. */
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

    private void call(Object what) {
        all.add(what);
        thread = Thread.currentThread();
        called.countDown();
        Patience.await(release);
    }

    @Override
    public void changed(LinkChange change) {
        changes.add(change);
        call(change);
    }

    @Override
    public void raw(RawEvent event) {
        raws.add(event);
        call(event);
    }

    @Override
    public void lagged(long missed) {
        call(missed);
    }

    @Override
    public void caughtUp() {
        caughtUp.add(all.size());
    }
}
