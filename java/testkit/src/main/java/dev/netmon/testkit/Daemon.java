// SPDX-License-Identifier: Apache-2.0
package dev.netmon.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A program that runs inside a {@link Host}. It and the processes it started end with {@link #close()}, at the latest with
 * its host. Both its outputs go to one file, kept for whoever has to find out why a test failed.
 */
public final class Daemon implements AutoCloseable {
    /** Time a program has to end politely (withdraw its routes, say goodbye) before it is killed. */
    private static final long GRACE_SECONDS = 5;

    private final String name;
    private final Process process;
    private final Path log;

    Daemon(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /** The process id. */
    public long pid() {
        return process.pid();
    }

    /** Whether it still runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** All it has written so far, on either output. */
    public String output() {
        try {
            return Shell.text(log);
        } catch (IOException e) {
            throw new LabException("cannot read " + log, e);
        }
    }

    /** Waits until it has written something the pattern finds. Fails early if the program ends without. */
    public Daemon awaitOutput(String regex) {
        Pattern pattern = Pattern.compile(regex);
        Await.until(
                name + " writes " + regex,
                () -> {
                    boolean alive = isAlive();
                    boolean found = pattern.matcher(output()).find();
                    if (!found && !alive) {
                        throw new LabException(name + " ended without writing " + regex + "\n" + output());
                    }
                    return found;
                },
                this::output);
        return this;
    }

    /** Waits for it to end by itself and returns its exit code. */
    public int awaitEnd() {
        Await.until(name + " ends", () -> !isAlive(), this::output);
        return process.exitValue();
    }

    /** Sends it a signal by name, as in {@code HUP} or {@code USR1}. */
    public void signal(String signal) {
        Shell.out(List.of("kill", "-" + signal, Long.toString(pid())), Map.of());
    }

    /** Asks it to end (SIGTERM) and kills it, and what it started, if it does not. */
    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        if (!ended()) {
            process.destroyForcibly();
            ended();
        }
        children.forEach(ProcessHandle::destroyForcibly);
    }

    /** Kills it without a chance to tidy up, as a crash would. */
    public void kill() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        ended();
    }

    private boolean ended() {
        try {
            return process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
