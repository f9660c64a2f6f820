// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows;

import dev.netmon.BackendInfo;
import dev.netmon.Interest;
import dev.netmon.Link;
import dev.netmon.LinkChange;
import dev.netmon.LinkListener;
import dev.netmon.Moment;
import dev.netmon.MonitorOptions;
import dev.netmon.spi.EventSink;
import dev.netmon.spi.Inventory;
import dev.netmon.spi.LinkSource;
import dev.netmon.spi.NextHop;
import dev.netmon.spi.Pipeline;
import dev.netmon.spi.Route;
import dev.netmon.spi.SourceException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A source whose waits take no time: the machine moves at the times of a script, and the pipeline on top lives in the
 * script's time too. Everything else is the source's own.
 */
final class ScriptedTime implements LinkSource {

    private record Step(long at, Runnable move) {}

    private final LinkSource source;
    private final Deque<Step> steps = new ArrayDeque<>();
    private long now;
    private long scripted;
    private long moving;

    ScriptedTime(LinkSource source) {
        this.source = source;
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
        source.await(0);
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
        return new Inventory(moment(), source.open().interfaces());
    }

    @Override
    public Inventory reread() throws SourceException {
        return new Inventory(moment(), source.reread().interfaces());
    }

    @Override
    public BackendInfo info() {
        return source.info();
    }

    @Override
    public int drain(EventSink sink) throws SourceException {
        return source.drain(sink);
    }

    @Override
    public void wakeup() {
        source.wakeup();
    }

    @Override
    public @Nullable Route route(InetAddress destination) throws SourceException {
        return source.route(destination);
    }

    @Override
    public Set<NextHop> nextHops(InetAddress destination) throws SourceException {
        return source.nextHops(destination);
    }

    @Override
    public @Nullable Link link(int index) throws SourceException {
        return source.link(index);
    }

    @Override
    public void detail(Detail detail) {
        source.detail(detail);
    }

    @Override
    public void close() {
        source.close();
    }
}
