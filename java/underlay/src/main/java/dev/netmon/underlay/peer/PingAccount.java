// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.peer;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts pings, answers, losses and gaps, and says when answers stop and when they come again. A ping is given up after
 * half a second, or four round trips where that is longer; a later answer still counts. Pure and not thread-safe; times
 * are nanoseconds of one clock.
 */
final class PingAccount {

    /** A ping is not given up before: 500 ms in nanoseconds. */
    private static final long LEAST_LIMIT = 500_000_000L;

    private static final int ROUND_TRIPS = 4;

    /** What there is to tell. */
    sealed interface News {

        /** Nothing answers any more, or yet. */
        record Silent(long since, long first) implements News {}

        /** Answers come again. */
        record Back(long gap, long unanswered) implements News {}

        /** Some were lost between others that were answered. */
        record Lost(long first, long last, long count, long gap) implements News {}
    }

    /** One ping, however many datagrams it takes. */
    static final class Ping {

        private final long seq;
        private final long sent;
        private boolean answered;
        private long answeredAt;
        private boolean lost;

        private Ping(long seq, long sent) {
            this.seq = seq;
            this.sent = sent;
        }

        long seq() {
            return seq;
        }
    }

    private final Deque<Ping> open = new ArrayDeque<>();
    private final RttHistogram rtts = new RttHistogram();
    private final long start;
    private long sent;
    private long received;
    private long lost;
    private long lastRtt;
    private boolean anyAnswer;
    private long lastAnswer;
    private long lastAnsweredSeq;
    private boolean anyGap;
    private long longestGap;
    private boolean silent;

    // What was settled, in the order of sending.
    private long settledAnswer;
    private long toldUpTo;
    private @Nullable Ping firstOfRun;
    private long lastOfRun;
    private long run;

    PingAccount(long now) {
        this.start = now;
        this.lastAnswer = now;
        this.settledAnswer = now;
    }

    /** One is being sent. */
    Ping sent(long now) {
        Ping ping = new Ping(++sent, now);
        open.addLast(ping);
        return ping;
    }

    /** An answer came; false where this ping was answered before. */
    boolean answered(Ping ping, long now, long rttNanos, List<News> news) {
        if (ping.answered) {
            return false;
        }
        ping.answered = true;
        ping.answeredAt = now;
        received++;
        if (ping.lost) {
            lost--;
        }
        lastRtt = rttNanos;
        rtts.add(rttNanos / 1_000);
        long gap = Math.max(0, now - lastAnswer);
        if (silent) {
            silent = false;
            toldUpTo = ping.seq;
            news.add(new News.Back(gap, Math.max(0, ping.seq - lastAnsweredSeq - 1)));
        }
        if (anyAnswer) {
            anyGap = true;
            longestGap = Math.max(longestGap, gap);
        }
        anyAnswer = true;
        lastAnswer = lastAnswer + gap;
        lastAnsweredSeq = Math.max(lastAnsweredSeq, ping.seq);
        settle(now, news);
        return true;
    }

    /** Time has passed. */
    void expire(long now, List<News> news) {
        settle(now, news);
    }

    /** When {@link #expire} has something to do, if no answer comes; null where nothing is open. */
    @Nullable
    Long nextExpiry() {
        Ping head = open.peekFirst();
        return head == null ? null : head.sent + limit();
    }

    /** How long an answer is waited for, in nanoseconds. */
    long limit() {
        return Math.max(LEAST_LIMIT, ROUND_TRIPS * lastRtt);
    }

    /** How many were given up while none was ever answered. */
    long unheard() {
        return anyAnswer ? 0 : lost;
    }

    /** Whether every ping is answered or given up. */
    boolean settled() {
        return open.isEmpty();
    }

    /** No more answers come: what is open is lost. */
    void close() {
        for (Ping ping = open.pollFirst(); ping != null; ping = open.pollFirst()) {
            if (!ping.answered) {
                lost++;
            }
        }
    }

    PingSummary summary(long rebinds) {
        PingSummary.Rtt rtt = rtts.isEmpty()
                ? null
                : new PingSummary.Rtt(rtts.min(), rtts.quantile(0.5), rtts.quantile(0.95), rtts.max());
        return new PingSummary(sent, received, lost, anyGap ? Duration.ofNanos(longestGap) : null, rebinds, rtt);
    }

    private void settle(long now, List<News> news) {
        for (Ping ping = open.peekFirst(); ping != null; ping = open.peekFirst()) {
            if (ping.answered) {
                endRun(ping, news);
            } else if (now - ping.sent >= limit()) {
                giveUp(ping, news);
            } else {
                return;
            }
            open.removeFirst();
        }
    }

    private void giveUp(Ping ping, List<News> news) {
        ping.lost = true;
        lost++;
        if (lastAnsweredSeq < ping.seq && !silent) {
            silent = true;
            news.add(new News.Silent(anyAnswer ? lastAnswer : start, ping.seq));
        }
        if (firstOfRun == null) {
            firstOfRun = ping;
        }
        lastOfRun = ping.seq;
        run++;
    }

    private void endRun(Ping answered, List<News> news) {
        Ping first = firstOfRun;
        if (first != null && first.seq >= toldUpTo) {
            news.add(new News.Lost(first.seq, lastOfRun, run, Math.max(0, answered.answeredAt - settledAnswer)));
        }
        firstOfRun = null;
        run = 0;
        settledAnswer = answered.answeredAt;
    }
}
