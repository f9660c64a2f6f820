// SPDX-License-Identifier: Apache-2.0
package dev.netmon.testkit;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Waits for a condition of the real world: a kernel, a daemon, another thread. The limit is generous, for it only decides
 * how long a <em>failing</em> test takes; it is no measure of anything.
 */
public final class Await {
    /** How long a condition may take on the slowest machine that runs the tests. */
    public static final Duration LIMIT = Duration.ofSeconds(30);

    /** First pause between two looks; it doubles up to {@link #PAUSE_MAX_MILLIS}. */
    private static final long PAUSE_FIRST_MILLIS = 2;

    private static final long PAUSE_MAX_MILLIS = 32;

    private Await() {}

    /**
     * Returns once the condition holds.
     *
     * @param what the condition in words, for the failure: "a lease on eth0"
     * @throws AssertionError if it does not hold within {@link #LIMIT}
     */
    public static void until(String what, BooleanSupplier condition) {
        until(what, LIMIT, condition, () -> "");
    }

    /** As {@link #until(String, BooleanSupplier)}, and a failure also tells the state it was left in. */
    public static void until(String what, BooleanSupplier condition, Supplier<?> state) {
        until(what, LIMIT, condition, state);
    }

    /** As {@link #until(String, BooleanSupplier, Supplier)} with a limit of its own. */
    public static void until(String what, Duration limit, BooleanSupplier condition, Supplier<?> state) {
        long deadline = System.nanoTime() + limit.toNanos();
        long pause = PAUSE_FIRST_MILLIS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline >= 0) {
                throw new AssertionError("not within " + limit + ": " + what + tail(state.get()));
            }
            pause(pause);
            pause = Math.min(pause * 2, PAUSE_MAX_MILLIS);
        }
    }

    /** Returns the value as soon as there is one. */
    public static <T> T value(String what, Supplier<Optional<T>> source) {
        Holder<T> holder = new Holder<>();
        until(what, () -> {
            holder.value = source.get();
            return holder.value.isPresent();
        });
        return holder.value.orElseThrow();
    }

    private static String tail(Object state) {
        String text = String.valueOf(state);
        return text.isEmpty() ? "" : "\nseen: " + text;
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting", e);
        }
    }

    private static final class Holder<T> {
        private Optional<T> value = Optional.empty();
    }
}
