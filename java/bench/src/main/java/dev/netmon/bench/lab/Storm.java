// SPDX-License-Identifier: Apache-2.0
package dev.netmon.bench.lab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A storm of route messages: what arrived, what it cost, and how fast it went. */
final class Storm {

    private static final int MESSAGES = 40_000;

    private static final Pattern RAW_EVENTS = Pattern.compile("\"raw_events\":(\\d+)");
    private static final Pattern SUM = Pattern.compile("messages (\\d+) overflows (\\d+)");

    /** One storm as one program saw it. */
    private record Seen(double cpu, double compilers, long received, long gaps, double perSecond) {}

    private final Lab lab;
    private final int storms;
    private final Random random = new Random(3);

    Storm(Lab lab) {
        this.lab = lab;
        this.storms = lab.setup().number("storms", 5);
    }

    void run() throws IOException {
        List<Subject> subjects = new ArrayList<>();
        try {
            subjects.add(Subject.loopCount(lab.tools(), lab.namespace()));
            subjects.add(Subject.loopLine(lab.tools(), lab.namespace()));
            for (Lab.Binding binding : lab.bindings()) {
                subjects.add(lab.watch(binding, "--all"));
                subjects.add(lab.watch(binding, "--raw"));
            }
            subjects.add(Subject.ipMonitor(lab.tools(), lab.namespace()));
            Shell.pause(3000);
            storms(subjects, 500, "half a second");
            storms(subjects, 0, "no time, as fast as the kernel takes them");
            for (Subject subject : subjects) {
                subject.clear();
                Matcher sum = SUM.matcher(String.valueOf(subject.end()));
                if (sum.find()) {
                    System.out.println();
                    System.out.println(subject.name() + ": " + sum.group() + " in " + 2 * storms + " storms");
                }
            }
        } finally {
            subjects.forEach(Subject::close);
        }
    }

    private void storms(List<Subject> subjects, int millis, String over) throws IOException {
        Map<Subject, List<Seen>> all = new HashMap<>();
        List<Subject> order = new ArrayList<>(subjects);
        for (int i = 0; i < storms; i++) {
            Collections.shuffle(order, random);
            for (Subject subject : order) {
                all.computeIfAbsent(subject, s -> new ArrayList<>()).add(storm(subject, millis));
            }
        }
        Table table = new Table(
                MESSAGES + " route messages in " + over + " (first storm of a process, then the median of "
                        + (storms - 1) + ")",
                "program",
                "received, least of all",
                "gaps told",
                "CPU ms first",
                "of it compiling",
                "CPU ms later",
                "later / C loop's",
                "events/s later");
        double count = Double.NaN;
        double line = Double.NaN;
        for (Subject subject : subjects) {
            List<Seen> seen = all.getOrDefault(subject, List.of());
            List<Seen> later = seen.subList(1, seen.size());
            double cpu = Quantiles.of(later.stream().map(Seen::cpu).toList()).median();
            boolean loop = subject.name().startsWith("C loop");
            boolean raw = subject.perEvent();
            if (loop && raw) {
                line = cpu;
            } else if (loop) {
                count = cpu;
            }
            long received = seen.stream().mapToLong(Seen::received).min().orElse(0);
            table.row(
                    subject.name(),
                    received < 0 ? "see below" : received,
                    seen.stream().mapToLong(Seen::gaps).sum(),
                    seen.get(0).cpu(),
                    seen.get(0).compilers(),
                    cpu,
                    cpu / (raw ? line : count),
                    Quantiles.of(later.stream().map(Seen::perSecond).toList()).median());
        }
        table.print();
    }

    private Seen storm(Subject subject, int millis) throws IOException {
        subject.clear();
        Cpu before = subject.cpu();
        Trigger.Done done = lab.trigger().storm(subject.namespace(), MESSAGES, millis);
        settle(subject);
        Cpu used = subject.cpu().since(before);
        List<Subject.Line> lines = subject.lines();
        long received = received(subject, lines);
        double perSecond = Double.NaN;
        if (subject.perEvent()) {
            long last = lines.stream()
                    .filter(Storm::isRoute)
                    .mapToLong(Subject.Line::at)
                    .max()
                    .orElse(0);
            perSecond = received * 1e9 / (last - done.sent());
        }
        long gaps = lines.stream().filter(Storm::isGap).count();
        return new Seen(used.millis(), used.compilerMillis(), received, gaps, perSecond);
    }

    /** Waits until it says no more: the burst has settled, and everything is through the pipe. */
    private static void settle(Subject subject) {
        int before = -1;
        for (int i = 0; i < 30 && (i < 5 || before != subject.lines().size()); i++) {
            before = subject.lines().size();
            Shell.pause(400);
        }
    }

    /** The route messages that arrived; -1 where the program tells only at its end. */
    private static long received(Subject subject, List<Subject.Line> lines) {
        if (subject.perEvent()) {
            return lines.stream().filter(Storm::isRoute).count();
        }
        long events = lines.isEmpty() ? -1 : 0;
        for (Subject.Line line : lines) {
            Matcher raw = RAW_EVENTS.matcher(line.text());
            if (raw.find() && line.text().contains("\"eager\":false")) {
                events += Long.parseLong(raw.group(1));
            }
        }
        return events;
    }

    private static boolean isRoute(Subject.Line line) {
        String text = line.text();
        return text.contains("\"kind\":\"route\"")
                || text.contains("\"type\":24")
                || text.contains("\"type\":25")
                || text.contains("10.128.");
    }

    private static boolean isGap(Subject.Line line) {
        String text = line.text();
        return text.contains("\"kind\":\"overflow\"")
                || text.contains("overflow_resync")
                || text.contains("\"code\":\"lagged\"");
    }
}
