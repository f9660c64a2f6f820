// SPDX-License-Identifier: Apache-2.0
package dev.netmon.bench.lab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a program costs while nothing happens. */
final class Idle {

    private final Lab lab;
    private final int seconds;

    Idle(Lab lab) {
        this.lab = lab;
        this.seconds = lab.setup().number("idle-seconds", 30);
    }

    void run() throws IOException {
        List<Subject> subjects = new ArrayList<>();
        try {
            subjects.add(Subject.loopCount(lab.tools(), lab.namespace()));
            for (Lab.Binding binding : lab.bindings()) {
                subjects.add(lab.watch(binding));
            }
            Shell.pause(8000);
            Map<Subject, Cpu> before = new HashMap<>();
            for (Subject subject : subjects) {
                before.put(subject, subject.cpu());
            }
            Shell.pause(seconds * 1000L);
            Table table = new Table(
                    "idle for " + seconds + " s",
                    "program",
                    "CPU ms",
                    "wake-ups of our threads",
                    "wake-ups of all threads",
                    "who");
            for (Subject subject : subjects) {
                Cpu used = subject.cpu().since(Objects.requireNonNull(before.get(subject)));
                table.row(subject.name(), used.millis(), used.ownWakeups(), used.wakeups(), used.wakers());
            }
            table.print();
        } finally {
            subjects.forEach(Subject::close);
        }
    }
}
