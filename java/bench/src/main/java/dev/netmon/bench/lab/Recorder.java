// SPDX-License-Identifier: Apache-2.0
package dev.netmon.bench.lab;

import dev.netmon.Change;
import dev.netmon.Interest;
import dev.netmon.LinkChange;
import dev.netmon.LinkListener;
import dev.netmon.LinkMonitor;
import dev.netmon.Moment;
import dev.netmon.MonitorOptions;
import dev.netmon.RawEvent;
import java.time.Duration;
import java.util.Locale;

/**
 * A program that uses the library: its listener reads the clock first and keeps what came. It prints {@code ready}, and
 * everything when it is told to end. Arguments: {@code raw|settled ffm|jna}.
 */
public final class Recorder implements LinkListener {

    private static final int KEPT = 200_000;

    private final long[] at = new long[KEPT];
    private final Object[] what = new Object[KEPT];
    private final boolean wantsRaw;
    private int count;
    private long missed;

    private Recorder(boolean wantsRaw) {
        this.wantsRaw = wantsRaw;
    }

    public static void main(String[] arguments) throws Exception {
        boolean raw = arguments[0].equals("raw");
        MonitorOptions options = MonitorOptions.defaults()
                .withBackend(MonitorOptions.Backend.NATIVE)
                .withBinding(MonitorOptions.Binding.valueOf(arguments[1].toUpperCase(Locale.ROOT)));
        if (!raw) {
            options = options.withTiming(Duration.ZERO, Duration.ZERO);
        }
        Recorder recorder = new Recorder(raw);
        LinkMonitor monitor = LinkMonitor.system(options);
        monitor.watch(raw ? Interest.rawEvents() : Interest.none(), recorder);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            monitor.close();
            recorder.print();
        }));
        System.out.println("ready");
        Thread.currentThread().join();
    }

    @Override
    public void raw(RawEvent event) {
        keep(System.nanoTime(), event);
    }

    @Override
    public void changed(LinkChange change) {
        if (!wantsRaw) {
            keep(System.nanoTime(), change);
        }
    }

    @Override
    public void lagged(long missed) {
        this.missed += missed;
    }

    private void keep(long now, Object event) {
        if (count < KEPT) {
            at[count] = now;
            what[count] = event;
        }
        count++;
    }

    /** As the lines of {@code watch --json} have it. */
    private static void taken(StringBuilder text, Moment at) {
        text.append(" \"mono_ns\":").append(at.nanos()).append(',');
    }

    private void print() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(count, KEPT); i++) {
            text.append(at[i]).append(' ');
            if (what[i] instanceof RawEvent event) {
                text.append(event.kind()).append(' ').append(event.detail());
                taken(text, event.at());
            } else if (what[i] instanceof LinkChange change) {
                for (Change one : change.changes()) {
                    text.append(one.what()).append(' ').append(one.to()).append(' ');
                }
                taken(text, change.at());
            }
            text.append('\n');
        }
        text.append("messages ").append(count).append(" missed ").append(missed).append('\n');
        System.out.print(text);
        System.out.flush();
    }
}
