// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows;

import java.util.concurrent.TimeUnit;

/**
 * A suspend or resume as Windows told it, with both clocks read in the callback.
 *
 * @param type {@code PBT_APMSUSPEND} and the like
 * @param nanos {@link System#nanoTime}, which counts through a sleep on Windows
 * @param wallNanos the wall clock, as nanoseconds since 1970
 */
record PowerChange(int type, long nanos, long wallNanos) {

    /** Reads the clocks now. */
    static PowerChange now(int type) {
        return new PowerChange(type, System.nanoTime(), TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()));
    }
}
