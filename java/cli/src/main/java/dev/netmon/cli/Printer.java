// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import dev.netmon.BackendInfo;
import dev.netmon.LinkChange;
import dev.netmon.LinkListener;
import dev.netmon.Moment;
import dev.netmon.NetworkState;
import dev.netmon.RawEvent;
import dev.netmon.Significance;
import org.jspecify.annotations.Nullable;

/**
 * Prints what a watch or a replay finds, and ends the command after as many changes as were asked for. Nothing is
 * printed before {@link #begin}: calls from the monitor's thread wait for it.
 */
final class Printer implements LinkListener {

    private final Lines lines;
    private final PrintFlags flags;
    private final int limit;
    private final Ending ending;
    // Guarded by this.
    private int printed;
    private @Nullable ChangeFilter filter;

    Printer(Lines lines, PrintFlags flags, Ending ending) throws Failure {
        this.lines = lines;
        this.flags = flags;
        this.limit = flags.limit();
        this.ending = ending;
    }

    /** The state from which the changes count. */
    synchronized void begin(NetworkState initial, BackendInfo backend) {
        filter = new ChangeFilter(flags.interfaces, initial);
        if (flags.initial) {
            lines.snapshot(initial, backend);
        }
        notifyAll();
    }

    @Override
    public synchronized void changed(LinkChange change) {
        boolean wanted = filter().accepts(change); // always: it follows the states
        if (ending.over() || !wanted || !flags.all && change.significance() == Significance.NONE) {
            return;
        }
        lines.change(change);
        if (++printed >= limit) {
            ending.end(Ending.Cause.COMPLETE);
        }
    }

    @Override
    public synchronized void raw(RawEvent event) {
        if (filter().accepts(event) && !ending.over() && flags.raw) {
            lines.raw(event);
        }
    }

    @Override
    public synchronized void lagged(long missed) {
        filter();
        if (!ending.over()) {
            lines.lagged(Moment.now(), missed);
        }
    }

    /** Whether as many changes have been printed as were asked for. */
    synchronized boolean complete() {
        return flags.count == null || printed >= limit;
    }

    private ChangeFilter filter() {
        while (filter == null) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }
        return filter;
    }
}
