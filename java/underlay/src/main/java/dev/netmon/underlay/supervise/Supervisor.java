// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.supervise;

import dev.netmon.BackendUnavailableException;
import dev.netmon.LinkChange;
import dev.netmon.LinkMonitor;
import dev.netmon.MonitorOptions;
import dev.netmon.Significance;
import dev.netmon.Watch;
import dev.netmon.resilience.Backoff;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns the changes a {@link LinkMonitor} tells into reactions: one at a time, at least a second from the completion of
 * one to the start of the next, none while no packet can leave, failed ones again. A program that makes no supervisor pays
 * nothing; one that does pays one thread, which sleeps while nothing happens.
 *
 * <p>All methods may be called from any thread.
 */
public final class Supervisor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** The monitor that looks around now and then only. */
    private static final String POLLING = "poll";

    /** The monitor that never tells anything: nobody knows that nothing could leave. */
    private static final String NONE = "none";

    private final LinkMonitor monitor;
    private final boolean ownsMonitor;
    private final Reaction reaction;
    private final Duration patience;
    private final BooleanSupplier look;
    private final Watch watch;
    private final Thread thread;
    private final List<SupervisorListener> listeners = new CopyOnWriteArrayList<>();
    private final Backoff backoff =
            Backoff.standard(() -> ThreadLocalRandom.current().nextDouble()); // guarded by lock

    /** Guards what follows; never held while reaction or listeners are called. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition news = lock.newCondition();
    private final Schedule schedule;
    private boolean outdated;
    private boolean announceWait;
    private boolean closing;

    private Supervisor(
            LinkMonitor monitor,
            boolean ownsMonitor,
            Reaction reaction,
            SupervisorOptions options,
            BooleanSupplier look) {
        this.monitor = monitor;
        this.ownsMonitor = ownsMonitor;
        this.reaction = reaction;
        this.patience = options.patience();
        this.look = look;
        String backend = monitor.backend().name();
        lock.lock(); // a change that comes at once waits until it can be scheduled
        try {
            this.watch = monitor.watch(options.interest(), this::changed);
            this.schedule = new Schedule(
                    options.minInterval(),
                    options.patience(),
                    backend.equals(POLLING) ? Schedule.Looking.YES : Schedule.Looking.NO,
                    backend.equals(NONE) || watch.initial().online());
        } finally {
            lock.unlock();
        }
        this.thread = new Thread(this::run, "netmon-supervisor-" + NUMBER.incrementAndGet());
        thread.setDaemon(true);
    }

    /**
     * Supervises by a monitor of the caller's, who closes it after the supervisor.
     *
     * @throws IllegalStateException where the monitor is closed
     */
    public static Supervisor over(LinkMonitor monitor, Reaction reaction, SupervisorOptions options) {
        return over(monitor, reaction, options, EgressLook::usable);
    }

    static Supervisor over(LinkMonitor monitor, Reaction reaction, SupervisorOptions options, BooleanSupplier look) {
        return started(new Supervisor(monitor, false, reaction, options, look));
    }

    /**
     * Supervises by a monitor of its own: native, else polling. One that fails later is started again and again; the
     * program runs on meanwhile.
     *
     * @throws BackendUnavailableException where the options demand a backend or binding that cannot run; nothing has
     *     been started then
     */
    public static Supervisor system(MonitorOptions monitoring, Reaction reaction, SupervisorOptions options)
            throws BackendUnavailableException {
        LinkMonitor monitor = LinkMonitor.system(monitoring);
        try {
            return started(new Supervisor(monitor, true, reaction, options, EgressLook::usable));
        } catch (RuntimeException e) {
            monitor.close();
            throw e;
        }
    }

    private static Supervisor started(Supervisor supervisor) {
        supervisor.thread.start();
        return supervisor;
    }

    /**
     * Asks for a reaction as a change would: at the start of a program, or because a person wants one. Where no packet
     * can leave it waits for the network, up to the patience of the options, and runs then in any case.
     */
    public void request(Significance significance) {
        lock.lock();
        try {
            announceWait |= schedule.requested(significance, System.nanoTime());
            news.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Adds a listener; closing what is returned removes it. */
    public AutoCloseable watch(SupervisorListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** The monitor it listens to. */
    public LinkMonitor monitor() {
        return monitor;
    }

    /** Takes no further changes and requests; what is wanted already still runs, then the thread ends. Does not wait. */
    public void finish() {
        watch.close();
        lock.lock();
        try {
            schedule.sourceEnded();
            news.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends it: what waits is discarded, a running reaction is waited for, and when this returns nothing is called any
     * more. Called by a reaction or a listener, that call is the last. Idempotent.
     */
    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            schedule.shutdown();
            news.signal();
        } finally {
            lock.unlock();
        }
        watch.close();
        if (ownsMonitor) {
            monitor.close();
        }
        join();
    }

    private void changed(LinkChange change) {
        lock.lock();
        try {
            if (change.significance() != Significance.NONE) {
                outdated = true;
                backoff.reset();
            }
            schedule.changed(change.significance(), change.state().online());
            news.signal();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        boolean goesOn = true;
        while (goesOn) {
            goesOn = step();
        }
        stopMeasuring();
    }

    /** One thing to do, or one wait; false at the end. */
    @SuppressWarnings("WaitNotInLoop") // the loop is the caller, and looks again after every wait
    private boolean step() {
        Schedule.Step step;
        boolean measuresOldNetwork;
        boolean waits;
        lock.lock();
        try {
            measuresOldNetwork = outdated;
            outdated = false;
            waits = announceWait;
            announceWait = false;
            step = schedule.next(System.nanoTime());
            if (!measuresOldNetwork && !waits) {
                if (step instanceof Schedule.Step.Idle) {
                    news.await();
                } else if (step instanceof Schedule.Step.Until until) {
                    news.awaitNanos(until.deadline() - System.nanoTime());
                }
            }
        } catch (InterruptedException e) {
            return true; // an interrupt ends one wait, no more: close() is how this thread ends
        } finally {
            lock.unlock();
        }
        if (measuresOldNetwork) {
            stopMeasuring();
        }
        if (waits) {
            tell(listener -> listener.waiting(patience));
        }
        if (step instanceof Schedule.Step.Run run) {
            react(run.significance());
        } else if (step instanceof Schedule.Step.Look) {
            lookAround();
        }
        return !(step instanceof Schedule.Step.Over);
    }

    private void react(Significance significance) {
        tell(listener -> listener.started(significance));
        // The class of a first event costs a tenth of a second, which a program without a recording need not lose here.
        ReactionEvent event = FlightRecorder.isInitialized() ? new ReactionEvent() : null;
        if (event != null) {
            event.begin();
        }
        long start = System.nanoTime();
        Throwable failure = attempt(significance);
        if (event != null) {
            event.end();
            event.commit(significance, failure);
        }
        if (failure == null) {
            completed(significance, Duration.ofNanos(System.nanoTime() - start));
        } else {
            failed(significance, failure);
        }
    }

    private @Nullable Throwable attempt(Significance significance) {
        try {
            reaction.rebindAndReprobe(significance);
            return null;
        } catch (Exception | Error e) {
            return e; // whatever it is: the next change must find the thread alive
        }
    }

    private void completed(Significance significance, Duration took) {
        boolean measures;
        lock.lock();
        try {
            schedule.completed(System.nanoTime());
            backoff.reset();
            measures = !closing;
        } finally {
            lock.unlock();
        }
        tell(listener -> listener.completed(significance, took));
        if (measures) {
            try {
                reaction.measureNow();
            } catch (RuntimeException | Error e) {
                LOG.warn("The measurement could not be started", e);
            }
        }
    }

    private void failed(Significance significance, Throwable failure) {
        long pause;
        lock.lock();
        try {
            pause = backoff.failed();
            schedule.failed(System.nanoTime(), pause);
        } finally {
            lock.unlock();
        }
        LOG.warn("The reaction to a {} failed and is tried again: {}", significance.label(), failure.toString());
        LOG.debug("The failure", failure);
        tell(listener -> listener.failed(significance, failure, Duration.ofNanos(pause)));
    }

    private void lookAround() {
        boolean usable = look.getAsBoolean();
        lock.lock();
        try {
            schedule.looked(usable, System.nanoTime());
        } finally {
            lock.unlock();
        }
    }

    private void stopMeasuring() {
        try {
            reaction.stopMeasuring();
        } catch (RuntimeException | Error e) {
            LOG.warn("The measurement could not be stopped", e);
        }
    }

    private void tell(Consumer<SupervisorListener> what) {
        for (SupervisorListener listener : listeners) {
            try {
                what.accept(listener);
            } catch (RuntimeException | Error e) {
                LOG.warn("{} failed", listener, e);
            }
        }
    }

    private void join() {
        boolean interrupted = false;
        while (thread.isAlive() && Thread.currentThread() != thread) {
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
}
