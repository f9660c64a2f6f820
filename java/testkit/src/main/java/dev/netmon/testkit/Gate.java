// SPDX-License-Identifier: Apache-2.0
package dev.netmon.testkit;

import dev.netmon.spi.EventSink;
import dev.netmon.spi.LinkSource;
import dev.netmon.spi.SourceException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Keeps the readers of any number of monitors from reading while it is shut, as a machine that is out of breath does. */
public final class Gate {
    private final ReadWriteLock lock = new ReentrantReadWriteLock(true);

    /** An open gate. */
    public Gate() {}

    /** Runs the action while nobody reads. */
    public void whileShut(Runnable action) {
        lock.writeLock().lock();
        try {
            action.run();
        } finally {
            lock.writeLock().unlock();
        }
    }

    @SuppressWarnings("LockNotBeforeTry") // it guards nothing: having passed is all
    private void pass() {
        lock.readLock().lock();
        lock.readLock().unlock();
    }

    /** The same source behind this gate. */
    public LinkSource before(LinkSource source) {
        return new ForwardingSource(source) {
            @Override
            public int drain(EventSink sink) throws SourceException {
                pass();
                return super.drain(sink);
            }
        };
    }
}
