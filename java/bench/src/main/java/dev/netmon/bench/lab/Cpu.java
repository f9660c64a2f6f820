// SPDX-License-Identifier: Apache-2.0
package dev.netmon.bench.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What a process has used so far, thread by thread. */
final class Cpu {

    /**
     * One thread.
     *
     * @param nanos on a processor, user and system, from {@code schedstat}
     * @param wakeups how often it went to sleep by itself: {@code voluntary_ctxt_switches}
     */
    record Use(String name, long nanos, long wakeups) {}

    private final Map<Long, Use> threads = new TreeMap<>();

    private Cpu() {}

    static Cpu of(long pid) throws IOException {
        Cpu cpu = new Cpu();
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
            for (Path task : tasks.toList()) {
                try {
                    cpu.threads.put(Long.valueOf(task.getFileName().toString()), use(task));
                } catch (NoSuchFileException e) {
                    // The thread has ended meanwhile.
                }
            }
        }
        return cpu;
    }

    private static Use use(Path task) throws IOException {
        String name = Files.readString(task.resolve("comm")).strip();
        long nanos = Long.parseLong(Files.readString(task.resolve("schedstat")).split(" ", -1)[0]);
        long wakeups = 0;
        for (String line : Files.readAllLines(task.resolve("status"))) {
            if (line.startsWith("voluntary_ctxt_switches:")) {
                wakeups = Long.parseLong(line.substring(line.indexOf(':') + 1).strip());
            }
        }
        return new Use(name, nanos, wakeups);
    }

    /** What was used since an earlier look; a thread that has ended since is left out. */
    Cpu since(Cpu before) {
        Cpu difference = new Cpu();
        threads.forEach((id, now) -> {
            Use was = before.threads.getOrDefault(id, new Use(now.name(), 0, 0));
            difference.threads.put(id, new Use(now.name(), now.nanos() - was.nanos(), now.wakeups() - was.wakeups()));
        });
        return difference;
    }

    double millis() {
        return threads.values().stream().mapToLong(Use::nanos).sum() / 1e6;
    }

    /** Of the threads that the compilers of the JVM own. */
    double compilerMillis() {
        return threads.values().stream()
                        .filter(use ->
                                use.name().startsWith("C1 ") || use.name().startsWith("C2 "))
                        .mapToLong(Use::nanos)
                        .sum()
                / 1e6;
    }

    long wakeups() {
        return threads.values().stream().mapToLong(Use::wakeups).sum();
    }

    /** Of the threads that netmon starts and the one that runs its main method. */
    long ownWakeups() {
        return threads.values().stream()
                .filter(use -> own(use.name()))
                .mapToLong(Use::wakeups)
                .sum();
    }

    /** Who woke, in words. */
    String wakers() {
        StringBuilder words = new StringBuilder();
        for (Use use : threads.values()) {
            if (use.wakeups() > 0) {
                words.append(words.length() == 0 ? "" : ", ")
                        .append(use.name())
                        .append(' ')
                        .append(use.wakeups());
            }
        }
        return words.length() == 0 ? "nobody" : words.toString();
    }

    private static boolean own(String name) {
        return name.startsWith("netmon") || name.startsWith("java") || name.startsWith("main");
    }
}
