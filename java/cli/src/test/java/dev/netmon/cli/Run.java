// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.netmon.LinkMonitor;
import dev.netmon.spi.LinkSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** One run of the command in this JVM: its streams are read by the test, its network is made by hand. */
final class Run {

    /** Far longer than anything takes; only a failing test waits for it. */
    private static final long PATIENCE_SECONDS = 30;

    final Ending ending = new Ending();
    final Map<String, String> environment = new HashMap<>();
    private final Lines lines = new Lines();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private final CompletableFuture<Exit> exit = new CompletableFuture<>();
    private Shell.Opener opener = LinkMonitor::system;
    private OutputStream stdout = lines;

    /** Opens its monitors over this source. */
    static Run over(LinkSource source) {
        Run run = new Run();
        run.opener = options -> LinkMonitor.over(source, options);
        return run;
    }

    static Run opening(Shell.Opener opener) {
        Run run = new Run();
        run.opener = opener;
        return run;
    }

    Run writingTo(OutputStream stream) {
        stdout = stream;
        return this;
    }

    /** Runs until done. */
    Run run(String... args) {
        return start(args).finish();
    }

    Run start(String... args) {
        Shell shell = new Shell(
                new Output(stdout, Descriptors.UNKNOWN, ending),
                new PrintStream(errors, true, StandardCharsets.UTF_8),
                ending,
                environment::get,
                ZoneOffset.UTC,
                Descriptors.UNKNOWN,
                opener);
        Thread thread = new Thread(
                () -> {
                    try {
                        exit.complete(Main.run(args, shell));
                    } catch (Throwable t) {
                        exit.completeExceptionally(t);
                    }
                },
                "command");
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    Run finish() {
        exit();
        return this;
    }

    Exit exit() {
        try {
            return exit.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            return fail("the command did not end well, it printed " + lines.all() + " and said " + errors(), e);
        }
    }

    List<String> lines() {
        return lines.all();
    }

    /** Waits for the first line that contains a text. */
    String line(String part) {
        return lines.await(line -> line.contains(part), part);
    }

    String errors() {
        return withPlainLineEnds(errors.toString(StandardCharsets.UTF_8));
    }

    /** What was said on standard error, which must be one line. */
    String error() {
        String text = errors();
        assertTrue(text.endsWith("\n") && text.indexOf('\n') == text.length() - 1, "one line: " + text);
        return text.stripTrailing();
    }

    /** Help and talk have the line ends of the system. */
    private static String withPlainLineEnds(String text) {
        return text.replace("\r\n", "\n");
    }

    /** Collects whole lines and checks that each comes in one write. */
    private static final class Lines extends OutputStream {

        private final List<String> lines = new ArrayList<>();

        @Override
        public void write(int b) throws IOException {
            throw new IOException("a line is written at once");
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
            String text = withPlainLineEnds(new String(bytes, offset, length, StandardCharsets.UTF_8));
            if (!text.endsWith("\n")) {
                throw new IOException("not a whole line: " + text);
            }
            lines.addAll(List.of(text.substring(0, text.length() - 1).split("\n", -1)));
            notifyAll();
        }

        synchronized List<String> all() {
            return List.copyOf(lines);
        }

        synchronized String await(Predicate<String> wanted, String description) {
            long deadline =
                    System.nanoTime() + Duration.ofSeconds(PATIENCE_SECONDS).toNanos();
            while (true) {
                for (String line : lines) {
                    if (wanted.test(line)) {
                        return line;
                    }
                }
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    return fail("no line with " + description + " in " + lines);
                }
                try {
                    wait(left);
                } catch (InterruptedException e) {
                    return fail(e);
                }
            }
        }
    }
}
