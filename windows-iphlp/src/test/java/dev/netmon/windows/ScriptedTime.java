// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows;

import dev.netmon.Interest;
import dev.netmon.LinkChange;
import dev.netmon.LinkListener;
import dev.netmon.Moment;
import dev.netmon.MonitorOptions;
import dev.netmon.spi.Inventory;
import dev.netmon.spi.LinkSource;
import dev.netmon.spi.Pipeline;
import dev.netmon.spi.SourceException;
import dev.netmon.testkit.ForwardingSource;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A source whose waits take no time: the machine moves at the times of a script, and the pipeline on top lives in the
 * script's time too. Everything else is the source's own.
 */
final class ScriptedTime extends ForwardingSource {

    private record Step(long at, Runnable move) {}

    private final Deque<Step> steps = new ArrayDeque<>();
    private long now;
    private long scripted;
    private long moving;

    ScriptedTime(LinkSource source) {
        super(source);
    }

    /** The next thing that happens, so long after the one before. */
    ScriptedTime after(Duration pause, Runnable move) {
        scripted += pause.toNanos();
        steps.add(new Step(scripted, move));
        return this;
    }

    /** Runs to the end of the script and then as long as the source is silent for. */
    List<LinkChange> changes(Duration silence) throws SourceException {
        after(silence, () -> {});
        List<LinkChange> changes = new ArrayList<>();
        Pipeline.run(this, MonitorOptions.defaults(), Interest.none(), state -> {}, new LinkListener() {
            @Override
            public void changed(LinkChange change) {
                changes.add(change);
            }
        });
        return changes;
    }

    /** The processor time of this thread without what the machine's own moves took, in nanoseconds. */
    long ownCpu() {
        return cpu() - moving;
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private Moment moment() {
        return new Moment(now, Instant.EPOCH.plusNanos(now));
    }

    @Override
    public @Nullable Moment await(long timeoutNanos) throws SourceException {
        super.await(0);
        Step next = steps.peek();
        if (next == null) {
            return null;
        }
        if (timeoutNanos != NEVER && now + timeoutNanos < next.at()) {
            now += Math.max(0, timeoutNanos);
        } else {
            now = next.at();
            long start = cpu();
            steps.remove().move().run();
            moving += cpu() - start;
        }
        return moment();
    }

    @Override
    public Inventory open() throws SourceException {
        return new Inventory(moment(), super.open().interfaces());
    }

    @Override
    public Inventory reread() throws SourceException {
        return new Inventory(moment(), super.reread().interfaces());
    }
}
