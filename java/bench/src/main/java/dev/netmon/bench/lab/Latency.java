// SPDX-License-Identifier: Apache-2.0
package dev.netmon.bench.lab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long after a change began each listener knew of it: one address or one route at a time. */
final class Latency {

    private enum Event {
        ADDRESS("10.77."),
        ROUTE("10.78.");

        final String prefix;

        Event(String prefix) {
            this.prefix = prefix;
        }
    }

    /** When it was taken from the kernel, where a line says so. */
    private static final Pattern TAKEN = Pattern.compile("\"mono_ns\":(\\d+),");

    private static final Pattern KEY = Pattern.compile("10\\.7[78]\\.\\d+\\.\\d+");

    private final Lab lab;
    private final int warm;
    private final int rounds;
    private final Random random = new Random(1);
    private final Map<Subject, Map<String, Long>> sent = new HashMap<>();

    Latency(Lab lab) {
        this.lab = lab;
        this.warm = lab.setup().number("warm", 600);
        this.rounds = lab.setup().number("rounds", 400);
    }

    void run() throws IOException {
        List<Subject> subjects = new ArrayList<>();
        String groups = lab.setup().text("listeners", "stamps lines");
        try {
            if (groups.contains("stamps")) {
                subjects.add(Subject.loopStamp(lab.tools(), lab.namespace()));
                subjects.add(lab.recorder("raw", Lab.Binding.FFM));
                subjects.add(lab.recorder("raw", Lab.Binding.JNA));
                subjects.add(lab.recorder("settled", Lab.Binding.FFM));
                subjects.add(lab.recorder("settled", Lab.Binding.JNA));
            }
            if (groups.contains("lines")) {
                subjects.add(Subject.loopLine(lab.tools(), lab.namespace()));
                for (Lab.Binding binding : lab.bindings()) {
                    subjects.add(lab.watch(binding, "--raw"));
                }
                subjects.add(Subject.ipMonitor(lab.tools(), lab.namespace()));
            }
            drive(subjects);
            Map<Subject, List<Subject.Line>> lines = new HashMap<>();
            for (Subject subject : subjects) {
                Shell.pause(100);
                lines.put(subject, subject.end());
            }
            for (Event event : Event.values()) {
                print(event, subjects, lines);
            }
        } finally {
            subjects.forEach(Subject::close);
        }
    }

    private void drive(List<Subject> subjects) throws IOException {
        List<Subject> order = new ArrayList<>(subjects);
        for (int round = 0; round < warm + rounds; round++) {
            Collections.shuffle(order, random);
            for (Subject subject : order) {
                for (Event event : Event.values()) {
                    String key = event.prefix + round / 250 + "." + (1 + round % 250);
                    Namespace in = subject.namespace();
                    Trigger.Done done = event == Event.ADDRESS
                            ? lab.trigger().addAddress(in, key)
                            : lab.trigger().addRoute(in, key);
                    if (round >= warm) {
                        sent.computeIfAbsent(subject, s -> new HashMap<>()).put(key, done.sent());
                        pause();
                    }
                    if (event == Event.ADDRESS) {
                        lab.trigger().deleteAddress(in, key);
                    } else {
                        lab.trigger().deleteRoute(in, key);
                    }
                    if (round >= warm) {
                        pause(); // nobody is still busy when the next one comes
                    }
                }
            }
        }
    }

    /** Between two events: 3 to 5 ms, so that processors fall asleep and caches cool as they do in life. */
    private void pause() {
        int gap = lab.setup().number("gap-millis", 3);
        if (gap > 0) {
            Shell.pause(gap + random.nextInt(gap));
        }
    }

    private void print(Event event, List<Subject> subjects, Map<Subject, List<Subject.Line>> lines) {
        Table table = new Table(
                event.name().toLowerCase(java.util.Locale.ROOT) + " added -> known, microseconds (" + rounds
                        + " each, after " + warm + " to warm up)",
                "listener",
                "n",
                "min",
                "p50",
                "p90",
                "p99",
                "max",
                "p50 / C loop's",
                "taken from the kernel, p50");
        double stamp = Double.NaN;
        double line = Double.NaN;
        for (Subject subject : subjects) {
            Map<String, Long> began = sent.getOrDefault(subject, Map.of());
            List<Subject.Line> said = lines.getOrDefault(subject, List.of());
            Quantiles micros = micros(event, began, said, Subject.Line::at);
            Quantiles taken = micros(event, began, said, Latency::taken);
            if (micros.count() == 0) {
                continue; // a route that moves no egress settles to nothing that names it
            }
            boolean loop = subject.name().startsWith("C loop");
            boolean lined = subject.lined();
            if (loop && lined) {
                line = micros.median();
            } else if (loop) {
                stamp = micros.median();
            }
            table.row(
                    subject.name(),
                    micros.count(),
                    micros.min(),
                    micros.median(),
                    micros.at(0.9),
                    micros.p99(),
                    micros.max(),
                    micros.median() / (lined ? line : stamp),
                    taken.median());
        }
        table.print();
    }

    private static long taken(Subject.Line line) {
        Matcher taken = TAKEN.matcher(line.text());
        return taken.find() ? Long.parseLong(taken.group(1)) : Long.MIN_VALUE;
    }

    private static Quantiles micros(
            Event event, Map<String, Long> sent, List<Subject.Line> lines, ToLongFunction<Subject.Line> clock) {
        Map<String, Long> seen = new HashMap<>();
        for (Subject.Line line : lines) {
            Matcher key = KEY.matcher(line.text());
            if (key.find() && key.group().startsWith(event.prefix)) {
                Long at = sent.get(key.group());
                long then = clock.applyAsLong(line);
                if (at != null && then >= at) {
                    seen.putIfAbsent(key.group(), then - at);
                }
            }
        }
        return Quantiles.of(seen.values().stream().map(nanos -> nanos / 1e3).toList());
    }
}
