// SPDX-License-Identifier: Apache-2.0
package dev.netmon.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs one command to its end. Output goes through files, not pipes: a command that leaves a process behind in the
 * background would hold a pipe open for ever.
 */
final class Shell {
    /** Longest time a command may take; a hanging one fails the test instead of the build. */
    private static final long LIMIT_SECONDS = 300;

    /** What a command left: its exit code and both outputs. */
    record Result(int exit, String out, String err) {}

    private Shell() {}

    static boolean works(String... command) {
        try {
            return run(List.of(command), Map.of()).exit == 0;
        } catch (LabException e) {
            return false;
        }
    }

    /** Returns standard output, or fails with what the command said on standard error. */
    static String out(List<String> command, Map<String, String> env) {
        Result result = run(command, env);
        if (result.exit != 0) {
            throw new LabException("exit " + result.exit + " of " + command.get(command.size() - 1) + "\n"
                    + result.err.strip() + (result.out.isBlank() ? "" : "\n" + result.out.strip()));
        }
        return result.out;
    }

    static Result run(List<String> command, Map<String, String> env) {
        Path out = null;
        Path err = null;
        try {
            out = Files.createTempFile("netlab", ".out");
            err = Files.createTempFile("netlab", ".err");
            Process process = builder(command, env)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new LabException("still running after " + LIMIT_SECONDS + " s: " + command);
            }
            return new Result(process.exitValue(), text(out), text(err));
        } catch (IOException e) {
            throw new LabException("cannot run " + command + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted in " + command, e);
        } finally {
            delete(out);
            delete(err);
        }
    }

    /** A process without input that finds the programs of an administrator also when an ordinary user runs the tests. */
    static ProcessBuilder builder(List<String> command, Map<String, String> env) {
        List<String> found = new ArrayList<>(command);
        found.set(0, Tool.find(command.get(0)).map(Path::toString).orElse(command.get(0)));
        ProcessBuilder builder = new ProcessBuilder(found)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().put("PATH", Tool.searchPath());
        builder.environment().putAll(env);
        return builder;
    }

    static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    static void delete(@Nullable Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            file.toFile().deleteOnExit();
        }
    }
}
