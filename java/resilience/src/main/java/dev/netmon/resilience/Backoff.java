// SPDX-License-Identifier: Apache-2.0
package dev.netmon.resilience;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before the next try: a base that doubles with every failure up to a maximum, each wait shortened by a
 * random part of it so that many who failed together do not try together. Pure and not thread-safe.
 */
public final class Backoff {

    /** The share of a wait that chance may take off. */
    private static final double JITTER = 0.25;

    private final long base;
    private final long maximum;
    private final DoubleSupplier random;
    private int failures;

    /**
     * A backoff of its own pace.
     *
     * @param base the wait after the first failure, above zero
     * @param maximum no wait is longer; not below {@code base}
     * @param random from 0 inclusive to 1 exclusive
     */
    public Backoff(Duration base, Duration maximum, DoubleSupplier random) {
        if (base.isZero() || base.isNegative() || maximum.compareTo(base) < 0) {
            throw new IllegalArgumentException("backoff from " + base + " to " + maximum);
        }
        this.base = base.toNanos();
        this.maximum = maximum.toNanos();
        this.random = random;
    }

    /** From 500 ms doubling to 60 s. */
    public static Backoff standard(DoubleSupplier random) {
        return new Backoff(Duration.ofMillis(500), Duration.ofSeconds(60), random);
    }

    /** Counts a failure and returns how long to wait before the next try, in nanoseconds. */
    public long failed() {
        int doublings = Math.min(failures++, Long.numberOfLeadingZeros(base) - 2);
        long wait = Math.min(base << doublings, maximum);
        return wait - (long) (wait * JITTER * random.getAsDouble());
    }

    /** How many failures in a row were counted. */
    public int failures() {
        return failures;
    }

    /** It worked, or the world changed: the next failure counts as the first. */
    public void reset() {
        failures = 0;
    }
}
