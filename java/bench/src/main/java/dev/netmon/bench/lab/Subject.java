// SPDX-License-Identifier: Apache-2.0
package dev.netmon.bench.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A program under measurement in a namespace. Either every line it writes is stamped as it leaves the pipe, or it keeps
 * its own stamps and prints them when it is told to end. Both come out as lines that begin with nanoseconds.
 */
final class Subject implements AutoCloseable {

    /** A line and its moment. */
    record Line(long at, String text) {}

    private enum Stamped {
        AT_THE_PIPE,
        BY_ITSELF
    }

    private final String name;
    private final Namespace namespace;
    private final Stamped stamped;
    private final Process process;
    private final Process last;
    private final Thread reader;
    private final List<Line> lines = new ArrayList<>(); // guarded by itself
    private boolean ended; // guarded by lines

    private Subject(String name, Namespace namespace, Stamped stamped, Tools tools, List<String> command)
            throws IOException {
        this.name = name;
        this.namespace = namespace;
        this.stamped = stamped;
        List<ProcessBuilder> chain = new ArrayList<>();
        chain.add(new ProcessBuilder(namespace.inside(command)).redirectError(ProcessBuilder.Redirect.INHERIT));
        if (stamped == Stamped.AT_THE_PIPE) {
            chain.add(new ProcessBuilder(tools.path("stamp")).redirectError(ProcessBuilder.Redirect.INHERIT));
        }
        List<Process> started = ProcessBuilder.startPipeline(chain);
        process = started.get(0);
        last = started.get(started.size() - 1);
        reader = new Thread(this::read, "reader of " + name);
        reader.setDaemon(true);
        reader.start();
    }

    /** The C loop that stamps what it receives. */
    static Subject loopStamp(Tools tools, Namespace in) throws IOException {
        return new Subject("C loop, stamps only", in, Stamped.BY_ITSELF, tools, List.of(tools.path("loop"), "stamp"))
                .ready();
    }

    /** The C loop that writes lines. */
    static Subject loopLine(Tools tools, Namespace in) throws IOException {
        return new Subject("C loop, a line each", in, Stamped.AT_THE_PIPE, tools, List.of(tools.path("loop"), "line"))
                .ready();
    }

    /** The C loop that counts. */
    static Subject loopCount(Tools tools, Namespace in) throws IOException {
        return new Subject("C loop, counts only", in, Stamped.BY_ITSELF, tools, List.of(tools.path("loop"), "count"))
                .ready();
    }

    /** {@code ip monitor}. */
    static Subject ipMonitor(Tools tools, Namespace in) throws IOException {
        Subject subject = new Subject(
                "ip monitor",
                in,
                Stamped.AT_THE_PIPE,
                tools,
                List.of("ip", "-o", "monitor", "link", "address", "route", "rule"));
        Shell.pause(300); // it says nothing when it is ready
        return subject;
    }

    /** A child that uses the library and stamps in its listener. */
    static Subject listener(String name, Tools tools, Namespace in, String java, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(java));
        if (arguments[1].equals("ffm")) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of("-cp", Setup.classPath(), Recorder.class.getName()));
        command.addAll(List.of(arguments));
        return new Subject(name, in, Stamped.BY_ITSELF, tools, command).ready();
    }

    /** A {@code netmon} command. */
    static Subject netmon(String name, Tools tools, Namespace in, List<String> start, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(start);
        command.addAll(List.of(arguments));
        return new Subject(name, in, Stamped.AT_THE_PIPE, tools, command).ready();
    }

    /** Waits for its first line. */
    private Subject ready() throws IOException {
        await(line -> true, 1, 20_000);
        return this;
    }

    String name() {
        return name;
    }

    /** Whether its lines are stamped as they leave the pipe. */
    boolean lined() {
        return stamped == Stamped.AT_THE_PIPE;
    }

    /** Whether it writes a line for every event. */
    boolean perEvent() {
        return lined() && (name.contains("--raw") || !name.startsWith("watch"));
    }

    Namespace namespace() {
        return namespace;
    }

    Cpu cpu() throws IOException {
        return Cpu.of(process.pid());
    }

    /** All lines so far. */
    List<Line> lines() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    /** Forgets the lines so far. */
    void clear() {
        synchronized (lines) {
            lines.clear();
        }
    }

    /** Waits until so many lines fit; gives up silently after a time, for then the figures tell. */
    void await(Predicate<Line> fits, int count, long millis) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        synchronized (lines) {
            while (lines.stream().filter(fits).count() < count) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0 || ended) {
                    if (ended) {
                        throw new IOException(name + " has ended: " + lines);
                    }
                    return;
                }
                try {
                    lines.wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IOException("interrupted", e);
                }
            }
        }
    }

    private void read() {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(last.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                int space = line.indexOf(' ');
                boolean stamped = space > 0 && line.charAt(0) >= '0' && line.charAt(0) <= '9';
                synchronized (lines) {
                    lines.add(
                            stamped
                                    ? new Line(Long.parseLong(line.substring(0, space)), line.substring(space + 1))
                                    : new Line(0, line));
                    lines.notifyAll();
                }
            }
        } catch (IOException e) {
            // The pipe is gone, as at its end.
        }
        synchronized (lines) {
            ended = true;
            lines.notifyAll();
        }
    }

    /** Ends the program and waits for its last lines. */
    List<Line> end() {
        process.toHandle().destroy(); // Process.destroy would close the pipe the last lines come by
        Shell.waitFor(process);
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return lines();
    }

    @Override
    public void close() {
        end();
    }
}
