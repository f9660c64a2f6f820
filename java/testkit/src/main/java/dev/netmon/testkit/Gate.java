// SPDX-License-Identifier: Apache-2.0
package dev.netmon.testkit;

import dev.netmon.BackendInfo;
import dev.netmon.Link;
import dev.netmon.Moment;
import dev.netmon.spi.EventSink;
import dev.netmon.spi.FrameTap;
import dev.netmon.spi.Inventory;
import dev.netmon.spi.LinkSource;
import dev.netmon.spi.NextHop;
import dev.netmon.spi.Route;
import dev.netmon.spi.SourceException;
import java.net.InetAddress;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

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
        return new LinkSource() {
            @Override
            public BackendInfo info() {
                return source.info();
            }

            @Override
            public Inventory open() throws SourceException {
                return source.open();
            }

            @Override
            public @Nullable Moment await(long timeoutNanos) throws SourceException {
                return source.await(timeoutNanos);
            }

            @Override
            public int drain(EventSink sink) throws SourceException {
                pass();
                return source.drain(sink);
            }

            @Override
            public void wakeup() {
                source.wakeup();
            }

            @Override
            public Inventory reread() throws SourceException {
                return source.reread();
            }

            @Override
            public @Nullable Route route(InetAddress destination) throws SourceException {
                return source.route(destination);
            }

            @Override
            public Set<NextHop> nextHops(InetAddress destination) throws SourceException {
                return source.nextHops(destination);
            }

            @Override
            public @Nullable Link link(int index) throws SourceException {
                return source.link(index);
            }

            @Override
            public void detail(Detail detail) {
                source.detail(detail);
            }

            @Override
            public void tap(FrameTap tap) {
                source.tap(tap);
            }

            @Override
            public void close() {
                source.close();
            }
        };
    }
}
