// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command as a process of its own, with pipes for its streams. */
final class Program implements AutoCloseable {

    /** Far longer than anything takes; only a failing test waits for it. */
    private static final long PATIENCE_SECONDS = 60;

    /** How long it may live, so that a test that waits for a line it does not write fails, and does not hang. */
    private static final long LIFE_SECONDS = 300;

    /**
     * What starts a program with an interrupt that is not ignored, whatever the build was started by: a script's
     * background job hands an ignored one down, and a JVM leaves it so. Empty where the system has no such tool.
     */
    private static final List<String> INTERRUPTIBLE = interruptible("env", "--default-signal=INT");

    private final Process process;
    private final BufferedReader out;
    private final StringBuilder errors = new StringBuilder();
    private final Thread errorReader;

    private Program(Process process) {
        this.process = process;
        this.out = reader(process.getInputStream());
        process.onExit().orTimeout(LIFE_SECONDS, TimeUnit.SECONDS).whenComplete((ended, late) -> {
            if (late != null) {
                process.destroyForcibly();
            }
        });
        this.errorReader = new Thread(this::readErrors, "stderr");
        errorReader.setDaemon(true);
        errorReader.start();
    }

    /**
     * Starts it.
     *
     * @param wrapper what is run instead, with the command as its arguments; may be empty
     */
    static Program start(List<String> wrapper, String... arguments) {
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(INTERRUPTIBLE);
        command.addAll(command(arguments));
        try {
            return new Program(new ProcessBuilder(command)
                    .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                    .start());
        } catch (IOException e) {
            return fail("cannot start " + command, e);
        }
    }

    private static List<String> interruptible(String... tool) {
        List<String> tried = new ArrayList<>(List.of(tool));
        tried.add("true");
        return runs(tried.toArray(String[]::new)) ? List.of(tool) : List.of();
    }

    /** Whether a program is there and ends well. */
    static boolean runs(String... command) {
        try {
            return new ProcessBuilder(command).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The command line that starts it. */
    static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (option.startsWith("--enable-native-access")) {
                command.add(option);
            }
        }
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.netmon.cli.Main"));
        command.addAll(List.of(arguments));
        return command;
    }

    /** The next line of standard output; null at its end. */
    String line() {
        try {
            return out.readLine();
        } catch (IOException e) {
            return fail(errors(), e);
        }
    }

    /** Reads on until a line contains a text. */
    String line(String part) {
        for (String line = line(); line != null; line = line()) {
            if (line.contains(part)) {
                return line;
            }
        }
        return fail("it ended without a line with " + part + "; it said " + errors());
    }

    /** All lines to the end. */
    List<String> rest() {
        List<String> lines = new ArrayList<>();
        for (String line = line(); line != null; line = line()) {
            lines.add(line);
        }
        return lines;
    }

    /** Stops reading, as {@code head -1} does. */
    void closePipe() {
        try {
            process.getInputStream().close();
        } catch (IOException e) {
            fail(e);
        }
    }

    void signal(String name) {
        try {
            int code = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            // A process that has ended takes no signal, which this JVM may hear of later.
            if (code != 0 && !process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                fail("kill -" + name + " answered " + code);
            }
        } catch (IOException | InterruptedException e) {
            fail(e);
        }
    }

    int exitCode() {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                fail("it does not end; it said " + errors());
            }
            errorReader.join();
        } catch (InterruptedException e) {
            fail(e);
        }
        return process.exitValue();
    }

    String errors() {
        synchronized (errors) {
            return errors.toString();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private void readErrors() {
        try (BufferedReader reader = reader(process.getErrorStream())) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                synchronized (errors) {
                    errors.append(line).append('\n');
                }
            }
        } catch (IOException e) {
            // It is gone.
        }
    }

    private static BufferedReader reader(InputStream stream) {
        return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    }
}
