// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import dev.netmon.LinkMonitor;
import dev.netmon.Significance;
import dev.netmon.underlay.netcheck.Netcheck;
import dev.netmon.underlay.netcheck.NetcheckReport;
import dev.netmon.underlay.supervise.Reaction;
import dev.netmon.underlay.supervise.UnderlayReaction;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One netcheck after the other: at the start, every so often, after a change. A change during a netcheck starts it anew
 * in any case, for it would tell of a network that is gone. Ends the command after the first report where nothing asks
 * for another.
 */
final class NetcheckRounds implements Reaction, AutoCloseable {

    private final Netcheck netcheck;
    private final LinkMonitor monitor;
    private final UnderlayReaction sockets;
    private final Consumer<NetcheckReport> printer;
    private final Ending ending;
    private final @Nullable Duration every;
    private final Again again;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "netmon-rounds");
        thread.setDaemon(true);
        return thread;
    });

    // Guarded by this.
    private boolean measuring;
    private boolean answered;
    private long started;
    private @Nullable ScheduledFuture<?> next;
    private @Nullable Throwable failure;

    /** Whether a change starts a netcheck where none runs. */
    enum Again {
        AFTER_A_CHANGE,
        NO
    }

    NetcheckRounds(
            Netcheck netcheck,
            LinkMonitor monitor,
            UnderlayReaction sockets,
            Consumer<NetcheckReport> printer,
            Ending ending,
            @Nullable Duration every,
            Again again) {
        this.netcheck = netcheck;
        this.monitor = monitor;
        this.sockets = sockets;
        this.printer = printer;
        this.ending = ending;
        this.every = every;
        this.again = again;
    }

    /** Starts a netcheck, in place of one that runs. */
    synchronized void start() {
        if (ending.over()) {
            return;
        }
        if (next != null) {
            next.cancel(false);
            next = null;
        }
        measuring = true;
        started = System.nanoTime();
        long round = started;
        CompletableFuture<NetcheckReport> unused = netcheck.measureNow(monitor.state())
                .whenComplete((report, failed) -> {
                    if (report != null) {
                        done(report, round);
                    } else if (!(failed instanceof CancellationException)) {
                        fail(failed);
                    }
                });
    }

    /** Whether anything answered in any of them. */
    synchronized boolean answered() {
        return answered;
    }

    /** What went wrong, if something did. */
    synchronized @Nullable Throwable failure() {
        return failure;
    }

    private void done(NetcheckReport report, long round) {
        synchronized (this) {
            if (round != started || ending.over()) {
                return;
            }
            measuring = false;
            answered |= report.ipv4() || report.ipv6();
        }
        printer.accept(report); // may hang in a full pipe, without the lock
        synchronized (this) {
            if (round != started) {
                return; // a change has started another meanwhile
            }
            if (every != null) {
                long wait = every.toNanos() - (System.nanoTime() - started);
                next = timer.schedule(this::start, Math.max(0, wait), TimeUnit.NANOSECONDS);
            } else if (again == Again.NO) {
                ending.end(Ending.Cause.COMPLETE);
            }
        }
    }

    private synchronized void fail(Throwable failed) {
        failure = failed;
        ending.end(Ending.Cause.COMPLETE);
    }

    @Override
    public void rebindAndReprobe(Significance significance) throws IOException {
        sockets.rebindAndReprobe(significance);
    }

    @Override
    public synchronized void measureNow() {
        if (measuring || again == Again.AFTER_A_CHANGE) {
            start();
        }
    }

    /** A single netcheck goes on: it tells within seconds that the network is gone, and is started anew if it comes back. */
    @Override
    public void stopMeasuring() {
        if (again == Again.AFTER_A_CHANGE) {
            netcheck.cancel();
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
