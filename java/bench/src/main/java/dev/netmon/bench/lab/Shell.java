// SPDX-License-Identifier: Apache-2.0
package dev.netmon.bench.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs short commands to their end. */
final class Shell {

    private Shell() {}

    /** Runs a command that must succeed; returns what it said. */
    static String run(String... command) throws IOException {
        return feed("", command);
    }

    /** Runs a command that must succeed with text on its standard input. */
    static String feed(String input, String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = waitFor(process);
        if (code != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + code + ": " + said.strip());
        }
        return said;
    }

    /** Runs a command and does not mind whether it succeeds. */
    static void attempt(String... command) {
        try {
            run(command);
        } catch (IOException e) {
            // What it would have undone is not there.
        }
    }

    static int waitFor(Process process) {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    static String[] words(List<String> first, String... more) {
        String[] all = first.toArray(new String[first.size() + more.length]);
        System.arraycopy(more, 0, all, first.size(), more.length);
        return all;
    }
}
