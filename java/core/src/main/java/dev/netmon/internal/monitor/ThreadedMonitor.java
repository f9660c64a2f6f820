// SPDX-License-Identifier: Apache-2.0
package dev.netmon.internal.monitor;

import dev.netmon.BackendInfo;
import dev.netmon.Interest;
import dev.netmon.LinkListener;
import dev.netmon.LinkMonitor;
import dev.netmon.Moment;
import dev.netmon.MonitorOptions;
import dev.netmon.NetworkState;
import dev.netmon.Watch;
import dev.netmon.internal.engine.Engine;
import dev.netmon.internal.engine.Seat;
import dev.netmon.spi.LinkSource;
import dev.netmon.spi.SourceException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A monitor with one thread that owns source and engine. Other threads hand it requests and wake it; nothing else is
 * shared but the last state. A source that dies is opened again after a pause, and the gap is judged.
 */
final class ThreadedMonitor implements LinkMonitor {

    private static final Logger LOG = LoggerFactory.getLogger(ThreadedMonitor.class);
    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** The pause before a dead source is opened again: 1 s in nanoseconds. */
    private static final long RESTART_PAUSE = 1_000_000_000;

    private final LinkSource source;
    private final Engine engine;
    private final BackendInfo info;
    private final Thread thread;

    /** Guards what follows; never held while the source, the engine or a listener is called. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition changed = lock.newCondition();
    private final Queue<Request> requests = new ArrayDeque<>();
    private final List<Mailbox> mailboxes = new ArrayList<>();
    private boolean started;
    private boolean closing;
    private boolean ended;

    private record Request(Runnable work, CompletableFuture<Void> done) {}

    /**
     * Opens the source on the calling thread, whose network namespace it then belongs to.
     */
    ThreadedMonitor(LinkSource source, MonitorOptions options) throws SourceException {
        this.source = source;
        this.info = source.info();
        this.engine = new Engine(source, options);
        try {
            engine.open();
        } catch (SourceException | RuntimeException | Error e) {
            source.close();
            throw e;
        }
        this.thread = new Thread(this::run, "netmon-monitor-" + NUMBER.incrementAndGet());
        thread.setDaemon(true);
        engine.add(Interest.none(), new FlightRecorder());
    }

    @Override
    public NetworkState state() {
        lock.lock();
        try {
            start();
        } finally {
            lock.unlock();
        }
        return engine.state();
    }

    @Override
    public BackendInfo backend() {
        return info;
    }

    @Override
    public Watch watch(Interest interest, LinkListener listener) {
        Mailbox mailbox = new Mailbox(listener);
        Registration registration = new Registration(mailbox);
        lock.lock();
        try {
            mailboxes.add(mailbox);
        } finally {
            lock.unlock();
        }
        try {
            perform(() -> {
                registration.initial = engine.state();
                registration.seat = engine.add(interest, mailbox);
            });
        } catch (IllegalStateException e) {
            forget(mailbox);
            throw e;
        }
        return registration;
    }

    @Override
    public void close() {
        boolean idle;
        lock.lock();
        try {
            idle = !started && !closing;
            closing = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (idle) {
            source.close();
        }
        source.wakeup();
        join();
        List<Mailbox> all;
        lock.lock();
        try {
            all = List.copyOf(mailboxes); // kept: whoever else closes waits for the running calls as well
        } finally {
            lock.unlock();
        }
        all.forEach(Mailbox::close);
    }

    /**
     * The thread starts when somebody first listens or looks, and serves the first listener before the first event: what
     * happens between the opening and then waits in the source, and nothing is told to nobody.
     */
    private void start() {
        if (!started && !closing) {
            started = true;
            thread.start();
        }
    }

    /** Runs something on the monitor's thread and waits for it. */
    private void perform(Runnable work) {
        Request request = new Request(work, new CompletableFuture<>());
        lock.lock();
        try {
            if (closing || ended) {
                throw new IllegalStateException("the monitor is closed");
            }
            requests.add(request);
            changed.signalAll();
            start();
        } finally {
            lock.unlock();
        }
        source.wakeup();
        try {
            request.done().join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause();
            throw new IllegalStateException(cause == null ? null : cause.getMessage(), e);
        }
    }

    private void forget(Mailbox mailbox) {
        lock.lock();
        try {
            mailboxes.remove(mailbox);
        } finally {
            lock.unlock();
        }
        mailbox.close();
    }

    private void run() {
        try {
            while (!isClosing()) {
                if (!step()) {
                    break;
                }
            }
        } finally {
            end();
            source.close();
        }
    }

    /** One wait and what follows from it; false where the source has ended. */
    private boolean step() {
        try {
            serveRequests();
            Moment moment = source.await(engine.timeoutNanos());
            if (isClosing()) {
                return false;
            }
            if (moment == null) {
                engine.finish();
            } else {
                engine.advance(moment);
            }
            return moment != null;
        } catch (SourceException | RuntimeException e) {
            LOG.warn("The {} backend failed and is restarted: {}", info.name(), e.getMessage());
            LOG.debug("The failure", e);
            return restart();
        }
    }

    private boolean restart() {
        while (pause()) {
            try {
                engine.reopen();
                return true;
            } catch (SourceException | RuntimeException e) {
                LOG.debug("The {} backend cannot be opened yet", info.name(), e);
            }
        }
        return false;
    }

    /** Waits before a restart while serving requests; false where the monitor closes. */
    private boolean pause() {
        long deadline = System.nanoTime() + RESTART_PAUSE;
        for (long left = RESTART_PAUSE; left > 0; left = deadline - System.nanoTime()) {
            serveRequests();
            lock.lock();
            try {
                if (closing) {
                    return false;
                }
                if (requests.isEmpty()) {
                    changed.awaitNanos(left);
                }
            } catch (InterruptedException e) {
                // Nobody interrupts this thread on purpose; close() is how it ends.
            } finally {
                lock.unlock();
            }
        }
        return true;
    }

    private void serveRequests() {
        for (Request request = next(); request != null; request = next()) {
            try {
                request.work().run();
                request.done().complete(null);
            } catch (RuntimeException | Error e) {
                request.done().completeExceptionally(e); // the caller's to handle; nobody else is concerned
            }
        }
    }

    private @Nullable Request next() {
        lock.lock();
        try {
            return requests.poll();
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosing() {
        lock.lock();
        try {
            return closing;
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        lock.lock();
        try {
            ended = true;
            requests.forEach(r -> r.done().completeExceptionally(new IllegalStateException("the monitor is closed")));
            requests.clear();
        } finally {
            lock.unlock();
        }
    }

    private void join() {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                TimeUnit.SECONDS.timedJoin(thread, 1);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** A listener's registration. */
    private final class Registration implements Watch {

        private final Mailbox mailbox;
        private NetworkState initial = engine.state();
        private @Nullable Seat seat;

        Registration(Mailbox mailbox) {
            this.mailbox = mailbox;
        }

        @Override
        public NetworkState initial() {
            return initial;
        }

        @Override
        public void close() {
            Seat mine = seat;
            if (mine != null) {
                try {
                    perform(() -> engine.remove(mine));
                } catch (IllegalStateException e) {
                    // The monitor is closed: nothing is told any more.
                }
            }
            forget(mailbox);
        }
    }
}
