// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows;

import static dev.netmon.ffi.WindowsConstants.PBT_APMRESUMEAUTOMATIC;
import static dev.netmon.ffi.WindowsConstants.PBT_APMRESUMESUSPEND;
import static dev.netmon.ffi.WindowsConstants.PBT_APMSUSPEND;

import org.jspecify.annotations.Nullable;

/**
 * Tells how long the machine slept, from what was told before and after. Windows tells a resume once by itself, and once
 * more where a person is there; the second one is no second sleep. Pure; not thread-safe.
 */
final class SleepLog {

    /** There was no sleep. */
    static final long AWAKE = 0;

    /** There was one of unknown length, in nanoseconds: told as the shortest there is, for none at all means nothing. */
    static final long UNKNOWN = 1;

    private @Nullable PowerChange suspended;

    /**
     * Takes note of a change.
     *
     * @return the length of the sleep it ends, in nanoseconds, {@link #UNKNOWN}, or {@link #AWAKE}
     */
    long slept(PowerChange change) {
        PowerChange before = suspended;
        switch (change.type()) {
            case PBT_APMSUSPEND -> {
                // Told twice, the first one is nearer to when the network was last seen.
                if (before == null) {
                    suspended = change;
                }
                return AWAKE;
            }
            case PBT_APMRESUMEAUTOMATIC, PBT_APMRESUMESUSPEND -> {
                suspended = null;
                if (before != null) {
                    // In a virtual machine one of the clocks may have stood still; a clock set back counts for nothing.
                    return Math.max(
                            UNKNOWN,
                            Math.max(change.nanos() - before.nanos(), change.wallNanos() - before.wallNanos()));
                }
                // When a battery runs out nothing announces the sleep.
                return change.type() == PBT_APMRESUMEAUTOMATIC ? UNKNOWN : AWAKE;
            }
            default -> {
                return AWAKE;
            }
        }
    }
}
