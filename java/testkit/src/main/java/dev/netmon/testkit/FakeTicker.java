// SPDX-License-Identifier: Apache-2.0
package dev.netmon.testkit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A clock in nanoseconds that stands still until it is moved by hand. It stands in for {@link System#nanoTime()}, whose
 * values mean nothing alone and may lie at either end of {@code long}; tests start it there to prove that times are
 * compared by subtraction.
 *
 * <p>Safe for use from several threads.
 */
public final class FakeTicker implements LongSupplier {
    private final AtomicLong nanos;

    private FakeTicker(long startNanos) {
        this.nanos = new AtomicLong(startNanos);
    }

    /** A ticker at 0. */
    public static FakeTicker atZero() {
        return new FakeTicker(0);
    }

    /** A ticker at the given {@code System.nanoTime} value. */
    public static FakeTicker at(long nanos) {
        return new FakeTicker(nanos);
    }

    /** A ticker that wraps around after {@code before} has passed. */
    public static FakeTicker wrappingAfter(Duration before) {
        return new FakeTicker(Long.MAX_VALUE - before.toNanos());
    }

    /** The time now, in nanoseconds. */
    @Override
    public long getAsLong() {
        return nanos.get();
    }

    /** Moves the clock on and returns the new time. Time does not run backwards: a negative step is refused. */
    public long advance(Duration step) {
        if (step.isNegative()) {
            throw new IllegalArgumentException("time does not run backwards: " + step);
        }
        return nanos.addAndGet(step.toNanos());
    }

    /** Moves the clock on by milliseconds and returns the new time. */
    public long advanceMillis(long millis) {
        return advance(Duration.ofMillis(millis));
    }

    /** Moves the clock on to the given time, which must not lie behind. */
    public void advanceTo(long target) {
        nanos.updateAndGet(now -> {
            if (target - now < 0) {
                throw new IllegalArgumentException("time does not run backwards: from " + now + " to " + target);
            }
            return target;
        });
    }
}
