// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.netcheck;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The course of one netcheck in time: what is to be sent when, how long to wait for the rest, and when it is over. Pure
 * and not thread-safe; times are nanoseconds, compared by subtraction.
 *
 * <p>All probes start as soon as their address is known and are sent again after 100 and 300 ms. Once an answer is in,
 * the others get max(500 ms, 5 x the slowest answer so far) from their own start: a dead server does not hold up the
 * report, and one lost datagram is not a missing answer. In a process that has not done this before, whoever answered is
 * asked once more, for the first answer took the time of loading our own code, too. Without any answer UDP is given up after 3 s. What works without
 * UDP (HTTPS, the look for a captive portal) starts 200 ms after the first probe, only if no answer came. Nothing lasts
 * longer than 5 s.
 */
final class Sweep {

    /** From a probe's start; the first is the start itself. */
    private static final long[] TRANSMISSIONS = {0, millis(100), millis(300)};

    private static final long MIN_WINDOW = millis(500);
    private static final long WINDOW_RTTS = 5;
    private static final long CONFIRMATION_GRACE = millis(20);
    private static final long FALLBACK_DELAY = millis(200);
    private static final long UDP_LIMIT = millis(3_000);
    private static final long HARD_LIMIT = millis(5_000);

    /** How far something that works without UDP has come. */
    private enum Fallback {
        NONE,
        WAITING,
        RUNNING,
        /** Some of it gave a result; the rest is waited for until UDP is given up, not until the hard limit. */
        PARTLY,
        DONE
    }

    private enum State {
        UNRESOLVED,
        ASKED,
        /** It answered, and is asked once more. */
        CONFIRMING,
        ANSWERED,
        GONE
    }

    private static final class Probe {
        State state = State.UNRESOLVED;
        long start;
        int transmissions;
        int failures;
        long best = Long.MAX_VALUE;
        boolean confirmationDue;
        long confirmUntil;

        /** Nothing could be sent, ever. */
        boolean mute() {
            return transmissions > 0 && failures == transmissions;
        }
    }

    /** Whether the code has run before, so that latencies are the network's alone. */
    enum Code {
        COLD,
        WARM
    }

    private final long start;
    private final Code code;
    private final List<Probe> probes = new ArrayList<>();
    private Fallback fallback;
    private boolean asked;
    private long firstAsked;
    private boolean answered;

    private Sweep(long now, Code code, Fallback fallback) {
        this.start = now;
        this.code = code;
        this.firstAsked = now;
        this.fallback = fallback;
    }

    /** Begins a check that has something to do without UDP. */
    static Sweep withFallback(long now, Code code) {
        return new Sweep(now, code, Fallback.WAITING);
    }

    /** Begins a check of UDP alone. */
    static Sweep udpOnly(long now, Code code) {
        return new Sweep(now, code, Fallback.NONE);
    }

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /** Adds a probe whose address is not known yet; returns its number, from 0. */
    int add() {
        probes.add(new Probe());
        return probes.size() - 1;
    }

    /** The address of a probe is known: it is asked from now on. */
    void resolved(int probe, long now) {
        Probe it = probes.get(probe);
        if (it.state == State.UNRESOLVED) {
            it.state = State.ASKED;
            it.start = now;
            if (!asked) {
                asked = true;
                firstAsked = now;
            }
        }
    }

    /** There is nothing to ask, and never will be. */
    void gone(int probe) {
        Probe it = probes.get(probe);
        if (it.state == State.UNRESOLVED) {
            it.state = State.GONE;
        }
    }

    /** The probes to be sent now; each of them counts as sent. */
    List<Integer> due(long now) {
        List<Integer> due = new ArrayList<>();
        for (int i = 0; i < probes.size(); i++) {
            Probe it = probes.get(i);
            if (it.state == State.ASKED
                    && it.transmissions < TRANSMISSIONS.length
                    && now - it.start >= TRANSMISSIONS[it.transmissions]) {
                it.transmissions++;
                due.add(i);
            } else if (it.confirmationDue) {
                it.confirmationDue = false;
                due.add(i);
            }
        }
        return due;
    }

    /** The last transmission did not leave the host. */
    void failed(int probe) {
        probes.get(probe).failures++;
    }

    /** An answer came. */
    void answered(int probe, long rtt, long now) {
        Probe it = probes.get(probe);
        if (code == Code.COLD && it.state == State.ASKED) {
            it.state = State.CONFIRMING;
            it.confirmationDue = true;
            it.confirmUntil = now + rtt + CONFIRMATION_GRACE;
        } else {
            it.state = State.ANSWERED;
        }
        it.best = Math.min(it.best, rtt);
        answered = true;
    }

    /** Whether any answer came. */
    boolean anyAnswer() {
        return answered;
    }

    /** Whether to start what works without UDP now; then it counts as started. */
    boolean startFallback(long now) {
        if (fallback == Fallback.WAITING && !answered && now - firstAsked >= FALLBACK_DELAY) {
            fallback = Fallback.RUNNING;
            return true;
        }
        return false;
    }

    /** Some of what works without UDP gave a result. */
    void fallbackAnswered() {
        if (fallback == Fallback.RUNNING) {
            fallback = Fallback.PARTLY;
        }
    }

    /** All that was started without UDP has ended. */
    void fallbackDone() {
        fallback = Fallback.DONE;
    }

    /** Whether the report is due. */
    boolean over(long now) {
        if (now - start >= HARD_LIMIT) {
            return true;
        }
        if (answered) {
            return probes.stream().allMatch(it -> settled(it, now));
        }
        boolean givenUp = now - firstAsked >= UDP_LIMIT;
        return (givenUp || probes.stream().allMatch(Sweep::hopeless))
                && (fallback == Fallback.NONE || fallback == Fallback.DONE || fallback == Fallback.PARTLY && givenUp);
    }

    /** When to look again, if nothing happens before; not before now. */
    long deadline(long now) {
        long wait = HARD_LIMIT - (now - start);
        for (Probe it : probes) {
            if (it.state == State.ASKED) {
                if (it.transmissions < TRANSMISSIONS.length) {
                    wait = Math.min(wait, TRANSMISSIONS[it.transmissions] - (now - it.start));
                }
            }
            if (it.state == State.CONFIRMING) {
                wait = Math.min(wait, it.confirmationDue ? 0 : Math.max(0, it.confirmUntil - now));
            } else if (answered && !settled(it, now)) {
                wait = Math.min(wait, window() - (now - since(it)));
            }
        }
        if (!answered) {
            if (fallback == Fallback.WAITING) {
                wait = Math.min(wait, FALLBACK_DELAY - (now - firstAsked));
            }
            long untilGivenUp = UDP_LIMIT - (now - firstAsked);
            if (untilGivenUp > 0) {
                wait = Math.min(wait, untilGivenUp);
            }
        }
        return now + Math.max(0, wait);
    }

    private long window() {
        long slowest = 0;
        for (Probe it : probes) {
            if (it.best != Long.MAX_VALUE) {
                slowest = Math.max(slowest, it.best);
            }
        }
        return Math.max(MIN_WINDOW, WINDOW_RTTS * slowest);
    }

    /** Once there is an answer: whether this one is not waited for any more. */
    private boolean settled(Probe it, long now) {
        return switch (it.state) {
            case ANSWERED, GONE -> true;
            case CONFIRMING -> now - it.confirmUntil >= 0;
            case ASKED -> it.mute() || now - since(it) >= window();
            case UNRESOLVED -> now - since(it) >= window();
        };
    }

    private long since(Probe it) {
        return it.state == State.UNRESOLVED ? firstAsked : it.start;
    }

    /** While there is no answer: whether none can come. */
    private static boolean hopeless(Probe it) {
        return it.state == State.GONE || it.mute() && it.transmissions == TRANSMISSIONS.length;
    }
}
