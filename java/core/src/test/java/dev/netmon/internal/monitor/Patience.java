// SPDX-License-Identifier: Apache-2.0
package dev.netmon.internal.monitor;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what has to come; gives up only where a test would hang. */
final class Patience {

    private static final long SECONDS = 60;

    /** Between two looks at a condition: 200 us in nanoseconds. */
    private static final long GLANCE = 200_000;

    private Patience() {}

    static void await(CountDownLatch latch) {
        boolean interrupted = false;
        try {
            assertTrue(latch.await(SECONDS, TimeUnit.SECONDS), "did not come");
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    static void until(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(SECONDS), what);
            LockSupport.parkNanos(GLANCE);
        }
    }

    static void join(Thread thread) {
        until("the thread ends", () -> !thread.isAlive());
    }
}
