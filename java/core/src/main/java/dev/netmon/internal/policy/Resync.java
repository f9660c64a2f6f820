// SPDX-License-Identifier: Apache-2.0
package dev.netmon.internal.policy;

/**
 * Says when to read everything again after events were lost: at once, but not twice within {@link #SPACING}, so that a
 * small buffer in a storm is not spent on dumps. Pure and not thread-safe.
 */
public final class Resync {

    /** The least time between two re-reads: 200 ms in nanoseconds. */
    public static final long SPACING = 200_000_000;

    private boolean needed;
    private boolean everRead;
    private long lastRead;
    private long deadline;

    /** Events were lost. */
    public void lost(long now) {
        if (!needed) {
            needed = true;
            deadline = everRead && now - lastRead < SPACING ? lastRead + SPACING : now;
        }
    }

    /** Whether what is known may be wrong until it is read again. */
    public boolean needed() {
        return needed;
    }

    /** When to read; meaningful only while {@link #needed}. */
    public long deadline() {
        return deadline;
    }

    /** Whether to read now. */
    public boolean due(long now) {
        return needed && now - deadline >= 0;
    }

    /** Everything was read. */
    public void read(long now) {
        needed = false;
        everRead = true;
        lastRead = now;
    }
}
