// SPDX-License-Identifier: Apache-2.0
package dev.netmon.wire;

import dev.netmon.MonitorOptions;
import dev.netmon.wire.RecordedInput.Call;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What a recording holds between two calls that read the clock (an open, a reread, a wait): runs of answers, each but
 * the last ended by a drain. Within a run an answer is found by its question.
 */
final class ReplayStep {

    /** A question, as answers are found by it. */
    record Question(Call call, Object about) {
        @Override
        public String toString() {
            String text = about instanceof InetAddress a ? a.getHostAddress() : about.toString();
            return RecordJson.label(call) + " " + text;
        }
    }

    /** Answers up to a drain; without one in the last run of a step. */
    private static final class Run {
        final Map<Question, Queue<RecordedInput>> answers = new HashMap<>();

        @Nullable
        RecordedInput drain;
    }

    private final List<Run> runs = new ArrayList<>();
    private int current;
    private boolean foreign;
    private @Nullable RecordedInput barrier;
    private @Nullable RecordingException broken;

    private ReplayStep() {
        runs.add(new Run());
    }

    /** Reads the rest of a step; where the recording breaks off, the step ends there. */
    static ReplayStep read(RecordingReader reader) {
        ReplayStep step = new ReplayStep();
        try {
            RecordedInput next = reader.next();
            while (next != null && step.add(next, reader.options())) {
                next = reader.next();
            }
            step.barrier = next;
        } catch (RecordingException e) {
            step.broken = e;
        }
        return step;
    }

    private boolean add(RecordedInput input, MonitorOptions options) {
        if (input instanceof RecordedInput.RouteAnswer a) {
            answer(new Question(Call.ROUTE, a.to()), a, options);
        } else if (input instanceof RecordedInput.NextHopsAnswer a) {
            answer(new Question(Call.NEXTHOPS, a.to()), a, options);
        } else if (input instanceof RecordedInput.LinkAnswer a) {
            answer(new Question(Call.LINK, a.index()), a, options);
        } else if (input instanceof RecordedInput.Drained) {
            drain(input);
        } else if (input instanceof RecordedInput.Failed f) {
            if (f.about() != null) {
                answer(new Question(f.call(), f.about()), f, options);
            } else if (f.call() == Call.DRAIN) {
                drain(f);
            } else {
                return false;
            }
        } else {
            return input instanceof RecordedInput.Frame;
        }
        return true;
    }

    private void answer(Question question, RecordedInput answer, MonitorOptions options) {
        runs.get(runs.size() - 1)
                .answers
                .computeIfAbsent(question, q -> new ArrayDeque<>())
                .add(answer);
        Object about = question.about();
        foreign |= about instanceof InetAddress && !about.equals(options.probeV4()) && !about.equals(options.probeV6());
    }

    private void drain(RecordedInput drain) {
        runs.get(runs.size() - 1).drain = drain;
        runs.add(new Run());
    }

    /** The next answer to a question; null where there is none. */
    @Nullable
    RecordedInput take(Question question) {
        Queue<RecordedInput> answers = runs.get(current).answers.get(question);
        return answers == null ? null : answers.poll();
    }

    /** The drain that ends this run; null where it is the last. */
    @Nullable
    RecordedInput drain() {
        return runs.get(current).drain;
    }

    /** Goes on behind the drain. */
    void pastDrain() {
        current++;
    }

    /** What was asked in this run and not by now; null where that is in order. */
    @Nullable
    Question leftOver() {
        if (foreign) {
            return null;
        }
        for (Map.Entry<Question, Queue<RecordedInput>> entry :
                runs.get(current).answers.entrySet()) {
            if (!entry.getValue().isEmpty()) {
                return entry.getKey();
            }
        }
        return null;
    }

    /** The input that ends the step; null where the recording ends with it. */
    @Nullable
    RecordedInput barrier() {
        return barrier;
    }

    /** Why nothing whole follows; null where something does or the recording ends. */
    @Nullable
    RecordingException broken() {
        return broken;
    }
}
