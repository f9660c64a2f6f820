// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that opens, replaces and closes the sockets of an underlay. It starts at once, on the network namespace
 * of whoever makes it.
 */
final class Owner {

    private static final Logger LOG = LoggerFactory.getLogger(Owner.class);

    private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
    private final ScheduledThreadPoolExecutor executor;

    Owner(String name) {
        executor = new ScheduledThreadPoolExecutor(1, work -> {
            Thread made = new Thread(work, name);
            made.setDaemon(true);
            thread.set(made);
            return made;
        });
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        executor.setRemoveOnCancelPolicy(true);
        executor.prestartCoreThread();
    }

    /** Whether the calling thread is the owner. */
    boolean calling() {
        return Thread.currentThread() == thread.get();
    }

    /** Runs it on the owner and waits, whatever interrupts; returns the fallback where the owner has ended. */
    <T> T call(Supplier<T> work, T fallback) {
        if (calling()) {
            return work.get();
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            executor.execute(() -> {
                try {
                    result.complete(work.get());
                } catch (RuntimeException | Error e) {
                    result.completeExceptionally(e); // the caller's to handle
                }
            });
        } catch (RejectedExecutionException e) {
            return fallback;
        }
        try {
            return result.join(); // an interrupt does not end it, and stays set
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Runs it on the owner some time; not at all where the owner has ended. */
    void run(Runnable work) {
        try {
            executor.execute(logged(work));
        } catch (RejectedExecutionException e) {
            LOG.trace("The underlay is closed", e);
        }
    }

    /** Runs it on the owner after a delay, unless the owner ends before; null where it has ended. */
    @Nullable
    Future<?> after(long nanos, Runnable work) {
        try {
            return executor.schedule(logged(work), nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            return null;
        }
    }

    /** Ends after what waits already; what was to run later is dropped. Again: nothing. */
    void end(Runnable last) {
        if (calling()) {
            last.run();
        } else {
            run(last);
        }
        executor.shutdown();
    }

    /** Waits for the end, whatever interrupts. */
    void join() {
        boolean interrupted = false;
        while (!executor.isTerminated()) {
            try {
                executor.awaitTermination(1, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static Runnable logged(Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (RuntimeException | Error e) {
                LOG.error("The underlay failed", e);
            }
        };
    }
}
