// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import dev.netmon.Addresses;
import dev.netmon.LinkChange;
import dev.netmon.Moment;
import dev.netmon.Significance;
import dev.netmon.underlay.RebindResult;
import dev.netmon.underlay.peer.PingSummary;
import dev.netmon.underlay.peer.Pong;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Lines for people: all that happens, and at most one answer a second, for more of them nobody reads. */
final class HumanPing implements PingLines {

    /** So that a ping every second shows all its answers, late ones too: 700 ms in nanoseconds. */
    private static final long ANSWER_PAUSE = 700_000_000L;

    private static final double NANOS_PER_MILLI = 1e6;
    private static final double MICROS_PER_MILLI = 1e3;

    private final Output out;
    private final Palette palette;
    private final HumanLines lines;
    private final Ending ending;
    // Written by the session's thread only.
    private boolean anyAnswer;
    private long lastPrinted;
    private @Nullable InetSocketAddress seen;
    private @Nullable InetSocketAddress local;

    HumanPing(Output out, Palette palette, HumanLines lines, Ending ending) {
        this.out = out;
        this.palette = palette;
        this.lines = lines;
        this.ending = ending;
    }

    @Override
    public void changed(LinkChange change) {
        if (change.significance() != Significance.NONE) {
            lines.change(change);
        }
    }

    @Override
    public void answered(Pong pong) {
        InetSocketAddress now = pong.seen();
        InetSocketAddress from = pong.local();
        boolean news = now != null && !now.equals(seen) || from != null && !from.equals(local);
        boolean due = !anyAnswer || pong.at().nanos() - lastPrinted >= ANSWER_PAUSE;
        if (!news && !due) {
            return;
        }
        anyAnswer = true;
        lastPrinted = pong.at().nanos();
        StringBuilder line = lines.start(pong.at(), palette.good(HumanLines.pad("answer")));
        line.append("seq ").append(pong.seq());
        line.append("  ").append(millis(pong.rttNanos(), 2)).append(" ms");
        line.append("  from ").append(Addresses.format(pong.remote()));
        line.append("  local ").append(from == null ? "unknown" : Addresses.format(from));
        line.append("  public ").append(now == null ? "unknown" : Addresses.format(now));
        if (seen != null && now != null && !now.equals(seen)) {
            line.append(" (was ").append(Addresses.format(seen)).append(')');
        }
        seen = now == null ? seen : now;
        local = from == null ? local : from;
        out.line(line);
    }

    @Override
    public void silent(Moment at, Moment since, long first) {
        StringBuilder line = lines.start(at, palette.bad(HumanLines.pad("silent")));
        if (anyAnswer) {
            line.append("no answer for ")
                    .append(millis(at.nanos() - since.nanos(), 0))
                    .append(" ms, from seq ")
                    .append(first);
        } else {
            line.append("no answer yet");
        }
        out.line(line);
    }

    @Override
    public void back(Moment at, Duration gap, long unanswered) {
        StringBuilder line = lines.start(at, palette.good(HumanLines.pad("back")));
        line.append("after ")
                .append(millis(gap.toNanos(), 1))
                .append(" ms, ")
                .append(unanswered)
                .append(" unanswered");
        out.line(line);
    }

    @Override
    public void lost(Moment at, long first, long last, long count, Duration gap) {
        StringBuilder line = lines.start(at, palette.bad(HumanLines.pad("lost")));
        line.append(count).append(" of seq ").append(first).append('-').append(last);
        line.append(", ").append(millis(gap.toNanos(), 1)).append(" ms between answers");
        out.line(line);
    }

    @Override
    public void refused(Moment at, int code, String reason) {
        StringBuilder line = lines.start(at, palette.bad(HumanLines.pad("refused")));
        line.append("the peer answers ").append(code).append(' ').append(reason);
        if (code == 401) {
            line.append(": look at --ufrag and --pwd");
        }
        out.line(line);
    }

    @Override
    public void rebound(Moment at, RebindResult result) {
        String word = HumanLines.pad("socket");
        StringBuilder line = lines.start(at, result.replaced() ? palette.good(word) : palette.bad(word));
        InetSocketAddress old = result.old();
        InetSocketAddress now = result.now();
        line.append(result.family().label()).append(' ');
        line.append(old == null ? "none" : Addresses.format(old));
        line.append(" -> ").append(now == null ? "none" : Addresses.format(now));
        line.append("  ").append(result.outcome().label().replace('_', ' '));
        line.append(" in ").append(millis(result.duration().toNanos(), 1)).append(" ms");
        switch (result.cause()) {
            case ASKED -> {}
            case SEND_ERROR -> line.append(", for sending failed");
            case RETRY -> line.append(", again");
        }
        out.line(line);
    }

    @Override
    public void finished() {
        ending.end(Ending.Cause.COMPLETE);
    }

    @Override
    public void summary(Moment at, PingSummary summary) {
        StringBuilder line = lines.start(at, HumanLines.pad("summary"));
        line.append(summary.sent()).append(" sent, ");
        line.append(summary.received()).append(" answered, ");
        line.append(summary.lost()).append(" lost, ");
        line.append(summary.rebinds()).append(summary.rebinds() == 1 ? " rebind" : " rebinds");
        Duration gap = summary.longestGap();
        if (gap != null) {
            line.append(", longest gap ").append(millis(gap.toNanos(), 1)).append(" ms");
        }
        PingSummary.Rtt rtt = summary.rtt();
        if (rtt != null) {
            line.append(", round trip min ").append(fromMicros(rtt.min()));
            line.append(" p50 ").append(fromMicros(rtt.p50()));
            line.append(" p95 ").append(fromMicros(rtt.p95()));
            line.append(" max ").append(fromMicros(rtt.max())).append(" ms");
        }
        out.line(line);
    }

    private static String millis(long nanos, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", nanos / NANOS_PER_MILLI);
    }

    private static String fromMicros(long micros) {
        return String.format(Locale.ROOT, "%.2f", micros / MICROS_PER_MILLI);
    }
}
