// SPDX-License-Identifier: Apache-2.0
package dev.netmon.bench.lab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

/** The default route moves: when does {@code watch} say so on its standard output, and how often? */
final class Eager {

    /** How long to leave a host alone so that the last burst has long settled. */
    private static final int QUIET_MILLIS = 1600;

    /** The same for "idle". */
    private static final int IDLE_MILLIS = 2600;

    private static final int STORM_MESSAGES = 40_000;
    private static final int STORM_MILLIS = 500;

    private enum Before {
        NOTHING("idle for 2.5 s", 0),
        EVENT_10("another event 10 ms before", 10),
        EVENT_300("another event 300 ms before", 300),
        EVENT_900("another event 900 ms before", 900),
        STORM("in the middle of a route storm", 0);

        final String words;
        final int millis;

        Before(String words, int millis) {
            this.words = words;
            this.millis = millis;
        }
    }

    private final Lab lab;
    private final int moves;
    private final int processes;
    private final Random random = new Random(2);
    private final Set<Namespace> routed = new HashSet<>();
    private final Map<Subject, Boolean> onB = new HashMap<>();

    Eager(Lab lab) {
        this.lab = lab;
        this.moves = lab.setup().number("moves", 15);
        this.processes = lab.setup().number("processes", 5);
    }

    void run() throws IOException {
        fresh();
        moves();
    }

    /** The first change of a process comes out of code that never ran before. */
    private void fresh() throws IOException {
        Table table = new Table(
                "the first change of a fresh process, its default route moving 2 s after its start, milliseconds",
                "command",
                "processes",
                "told",
                "min",
                "p50",
                "max");
        Map<Lab.Binding, List<Double>> millis = new HashMap<>();
        Map<Lab.Binding, Namespace> hosts = new HashMap<>();
        for (int i = 0; i < processes; i++) {
            for (Lab.Binding binding : lab.bindings()) {
                if (!hosts.containsKey(binding)) {
                    hosts.put(binding, lab.namespace());
                }
                Namespace in = Objects.requireNonNull(hosts.get(binding));
                try (Subject watch = lab.watch(in, binding)) {
                    Shell.pause(2000);
                    long sent = lab.trigger().moveDefault(in, i % 2 == 0).sent();
                    watch.await(Eager::isRebind, 1, 2000);
                    watch.lines().stream()
                            .filter(Eager::isRebind)
                            .findFirst()
                            .ifPresent(line -> millis.computeIfAbsent(binding, b -> new ArrayList<>())
                                    .add((line.at() - sent) / 1e6));
                }
            }
        }
        for (Lab.Binding binding : lab.bindings()) {
            Quantiles all = Quantiles.of(millis.getOrDefault(binding, List.of()));
            table.row(lab.watchName(binding), processes, all.count(), all.min(), all.median(), all.max());
        }
        table.print();
    }

    private static boolean isRebind(Subject.Line line) {
        return line.text().contains("\"significance\":\"rebind\"");
    }

    private void moves() throws IOException {
        List<Subject> subjects = new ArrayList<>();
        try {
            for (Lab.Binding binding : lab.bindings()) {
                subjects.add(lab.watch(binding));
            }
            List<Subject> order = new ArrayList<>(subjects);
            Map<Subject, Map<Before, List<Trigger.Done>>> sent = new HashMap<>();
            for (Before before : Before.values()) {
                for (int i = 0; i < moves; i++) {
                    Collections.shuffle(order, random);
                    Shell.pause(before == Before.NOTHING ? IDLE_MILLIS : QUIET_MILLIS);
                    for (Subject subject : order) {
                        sent.computeIfAbsent(subject, s -> new HashMap<>())
                                .computeIfAbsent(before, b -> new ArrayList<>())
                                .add(move(subject, before));
                    }
                }
            }
            Shell.pause(QUIET_MILLIS);
            print(subjects, sent);
        } finally {
            subjects.forEach(Subject::close);
        }
    }

    private Trigger.Done move(Subject subject, Before before) throws IOException {
        Namespace in = subject.namespace();
        boolean toB = !onB.getOrDefault(subject, false);
        onB.put(subject, toB);
        if (before == Before.STORM) {
            Trigger.Done moved = Objects.requireNonNull(lab.trigger()
                    .stormWithMove(in, STORM_MESSAGES, STORM_MILLIS, toB)
                    .moved());
            Shell.pause(400); // until its own burst is over
            return moved;
        }
        if (before.millis > 0) {
            // One message, of a route that matters to nobody.
            if (routed.add(in)) {
                lab.trigger().addRoute(in, "10.79.0.1");
            } else {
                routed.remove(in);
                lab.trigger().deleteRoute(in, "10.79.0.1");
            }
            Shell.pause(before.millis);
        }
        Trigger.Done sent = lab.trigger().moveDefault(in, toB);
        Shell.pause(80); // until it is told, so that nobody else's move is in the way
        return sent;
    }

    private void print(List<Subject> subjects, Map<Subject, Map<Before, List<Trigger.Done>>> sent) {
        Table table = new Table(
                "default route moves -> rebind on standard output, milliseconds",
                "command",
                "before the move",
                "moves",
                "told",
                "eagerly",
                "p50",
                "p90",
                "p99",
                "max",
                "kernel busy",
                "p99 of the others",
                "rebinds beyond one each");
        for (Subject subject : subjects) {
            List<Subject.Line> rebinds =
                    subject.lines().stream().filter(Eager::isRebind).toList();
            List<Double> quietUnheld = new ArrayList<>();
            long quietHeld = 0;
            long quietEager = 0;
            List<Double> quiet = new ArrayList<>();
            for (Before before : Before.values()) {
                List<Double> millis = new ArrayList<>();
                List<Double> unheld = new ArrayList<>();
                long held = 0;
                long more = 0;
                long eager = 0;
                for (Trigger.Done move : sent.getOrDefault(subject, Map.of()).getOrDefault(before, List.of())) {
                    long at = move.sent();
                    long until = at + 1_400_000_000L;
                    List<Subject.Line> told = rebinds.stream()
                            .filter(r -> r.at() > at && r.at() < until)
                            .toList();
                    held += move.held() ? 1 : 0;
                    if (!told.isEmpty()) {
                        if (!move.held()) {
                            unheld.add((told.get(0).at() - at) / 1e6);
                        }
                        millis.add((told.get(0).at() - at) / 1e6);
                        eager += told.get(0).text().contains("\"eager\":true") ? 1 : 0;
                        more += told.size() - 1;
                    }
                }
                if (before != Before.STORM) {
                    quiet.addAll(millis);
                    quietUnheld.addAll(unheld);
                    quietHeld += held;
                    quietEager += eager;
                }
                row(table, subject, before.words, moves, Quantiles.of(millis), eager, held, Quantiles.of(unheld), more);
                if (before == Before.EVENT_900) {
                    row(
                            table,
                            subject,
                            "all of these",
                            4 * moves,
                            Quantiles.of(quiet),
                            quietEager,
                            quietHeld,
                            Quantiles.of(quietUnheld),
                            "");
                }
            }
        }
        table.print();
    }

    private static void row(
            Table table,
            Subject subject,
            String words,
            int moves,
            Quantiles millis,
            long eager,
            long held,
            Quantiles unheld,
            Object more) {
        table.row(
                subject.name(),
                words,
                moves,
                millis.count(),
                eager,
                millis.median(),
                millis.at(0.9),
                millis.p99(),
                millis.max(),
                held,
                unheld.p99(),
                more);
    }
}
