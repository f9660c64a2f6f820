// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The end of a command: whoever wants it first says why, and the main thread waits for it. Thread-safe. */
final class Ending {

    /** Why a command ends. */
    enum Cause {
        /** What was asked for has come. */
        COMPLETE,
        /** A signal. */
        INTERRUPTED,
        /** Nobody reads any more. */
        CLOSED_PIPE,
        /** The output cannot be written. */
        UNWRITABLE,
        /** The time is over. */
        TIMEOUT
    }

    private final AtomicReference<@Nullable Cause> cause = new AtomicReference<>();
    private final AtomicReference<@Nullable Runnable> whenEnded = new AtomicReference<>();
    private final CountDownLatch ended = new CountDownLatch(1);

    void end(Cause why) {
        if (cause.compareAndSet(null, why)) {
            ended.countDown();
            Runnable then = whenEnded.getAndSet(null);
            if (then != null) {
                then.run();
            }
        }
    }

    /** Runs something when it ends, on the thread that ends it; at once where it has. One at a time. */
    void whenEnded(Runnable then) {
        whenEnded.set(then);
        if (over() && whenEnded.compareAndSet(then, null)) {
            then.run();
        }
    }

    /** Why it ended, or null while it has not. */
    @Nullable
    Cause cause() {
        return cause.get();
    }

    boolean over() {
        return cause.get() != null;
    }

    /** Waits for the end; no limit is for ever. */
    Cause await(@Nullable Duration limit) {
        try {
            if (limit == null) {
                ended.await();
            } else if (!ended.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                end(Cause.TIMEOUT);
            }
        } catch (InterruptedException e) {
            end(Cause.INTERRUPTED);
            Thread.currentThread().interrupt();
        }
        Cause why = cause.get();
        return why == null ? Cause.TIMEOUT : why;
    }
}
