// SPDX-License-Identifier: Apache-2.0
package dev.netmon.testkit;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.opentest4j.TestAbortedException;

/**
 * One test class, run in a child JVM that is root in a user namespace of its own. The child writes what became of each
 * test to a file, by the test's unique id, which is the same here and there.
 */
final class ChildRun {
    /** Longest time a class may take; beyond it something hangs. */
    private static final long LIMIT_MINUTES = 20;

    private static final int PASSED = 0;
    private static final int ABORTED = 1;
    private static final int FAILED = 2;

    private record Outcome(int kind, String text) {}

    private final Map<String, Outcome> outcomes;
    private final String output;

    private ChildRun(Map<String, Outcome> outcomes, String output) {
        this.outcomes = outcomes;
        this.output = output;
    }

    /** What to throw for this test here: nothing, that it was skipped there, or how it failed there. */
    Optional<Throwable> outcome(String uniqueId) {
        Outcome outcome = outcomes.get(uniqueId);
        if (outcome == null) {
            return Optional.of(new AssertionError("the child JVM did not run this test\n" + output));
        }
        return switch (outcome.kind) {
            case PASSED -> Optional.empty();
            case ABORTED -> Optional.of(new TestAbortedException(outcome.text));
            default -> Optional.of(new AssertionError("in the child JVM: " + outcome.text));
        };
    }

    static ChildRun of(Class<?> testClass) {
        try {
            Path results = Files.createTempFile("netlab", ".results");
            Path log = Files.createTempFile("netlab", ".log");
            try {
                Process child = Shell.builder(command(testClass, results), Map.of())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
                if (!child.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
                    child.descendants().forEach(ProcessHandle::destroyForcibly);
                    child.destroyForcibly();
                }
                return new ChildRun(read(results), Shell.text(log));
            } finally {
                Shell.delete(results);
                Shell.delete(log);
            }
        } catch (IOException | URISyntaxException e) {
            throw new LabException("cannot run " + testClass.getName() + " in a child JVM", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", e);
        }
    }

    private static List<String> command(Class<?> testClass, Path results) throws URISyntaxException {
        List<String> command = new ArrayList<>();
        // /run is where ip keeps its namespaces by name; the child's own hides the machine's. A JVM decides at its
        // start
        // whether there is IPv6, and an interface that is up decides that.
        command.addAll(List.of("unshare", "-Urnm", "--kill-child", "sh", "-ec"));
        command.add("mount -t tmpfs tmpfs /run; ip link set lo up; exec \"$@\"");
        command.add("sh");
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String argument : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (argument.startsWith("-X") || argument.startsWith("--enable-native-access")) {
                command.add(argument);
            }
        }
        for (String key : System.getProperties().stringPropertyNames()) {
            if (key.startsWith("netmon.") || key.startsWith("junit.") || key.startsWith("org.slf4j.")) {
                command.add("-D" + key + "=" + System.getProperty(key));
            }
        }
        command.add("-D" + LabSupport.CHILD_PROPERTY + "=true");
        command.add("-cp");
        command.add(classPath(testClass));
        command.add(ChildRun.class.getName());
        command.add(testClass.getName());
        command.add(results.toString());
        return command;
    }

    private static String classPath(Class<?> testClass) throws URISyntaxException {
        Set<String> entries = new LinkedHashSet<>();
        for (Class<?> type : List.of(testClass, ChildRun.class)) {
            entries.add(Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString());
        }
        for (String key : List.of("java.class.path", "jdk.module.path")) {
            String path = System.getProperty(key, "");
            if (!path.isEmpty()) {
                entries.addAll(List.of(path.split(File.pathSeparator)));
            }
        }
        return String.join(File.pathSeparator, entries);
    }

    private static Map<String, Outcome> read(Path results) throws IOException {
        Map<String, Outcome> outcomes = new HashMap<>();
        try (DataInputStream in = new DataInputStream(Files.newInputStream(results))) {
            while (true) {
                String id = text(in);
                outcomes.put(id, new Outcome(in.readInt(), text(in)));
            }
        } catch (EOFException end) {
            // A child that died has written the tests it finished.
            return outcomes;
        }
    }

    private static String text(DataInputStream in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The child: runs the class named first and writes the outcomes to the file named second. */
    public static void main(String[] args) throws IOException {
        try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(Path.of(args[1])))) {
            LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                    .selectors(DiscoverySelectors.selectClass(args[0]))
                    .build();
            LauncherFactory.create().execute(request, new Writer(out));
        }
        // A test may have left a thread that is no daemon.
        System.exit(0);
    }

    private static final class Writer implements TestExecutionListener {
        private final DataOutputStream out;

        Writer(DataOutputStream out) {
            this.out = out;
        }

        @Override
        public void executionSkipped(TestIdentifier test, String reason) {
            write(test, ABORTED, reason);
        }

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (!test.isTest()) {
                return;
            }
            Throwable thrown = result.getThrowable().orElse(null);
            switch (result.getStatus()) {
                case SUCCESSFUL -> write(test, PASSED, "");
                case ABORTED -> write(test, ABORTED, thrown == null ? "" : String.valueOf(thrown.getMessage()));
                case FAILED -> write(test, FAILED, thrown == null ? "" : trace(thrown));
            }
        }

        private synchronized void write(TestIdentifier test, int kind, String text) {
            try {
                write(test.getUniqueId());
                out.writeInt(kind);
                write(text);
                out.flush();
            } catch (IOException e) {
                throw new LabException("cannot write the outcome of " + test.getDisplayName(), e);
            }
        }

        private void write(String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            out.writeInt(bytes.length);
            out.write(bytes);
        }

        private static String trace(Throwable thrown) {
            StringWriter text = new StringWriter();
            thrown.printStackTrace(new PrintWriter(text));
            return text.toString();
        }
    }
}
