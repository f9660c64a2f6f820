// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.testing;

import dev.netmon.ffi.BindingChoice;
import dev.netmon.ffi.BindingUnavailableException;
import dev.netmon.ffi.Bindings;
import dev.netmon.ffi.Bound;
import dev.netmon.ffi.LinuxLibrary;
import dev.netmon.ffi.NamespaceCalls;
import dev.netmon.ffi.WindowsLibrary;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Asks a fresh JVM of the running version which bindings it offers. */
public final class ChildJvm {

    private final List<String> flags = new ArrayList<>();
    private final Set<String> classPath = new LinkedHashSet<>();
    private final Map<String, String> environment = new HashMap<>();

    /** A JVM with these flags; netmon's interfaces are on its class path, no binding is. */
    public ChildJvm(String... flags) {
        this.flags.addAll(List.of(flags));
        with(Bindings.class);
        with(ChildJvm.class);
    }

    /** Puts the jar or folder that a class comes from on the class path. */
    public ChildJvm with(Class<?> type) {
        try {
            classPath.add(Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
        return this;
    }

    /** Sets a variable of the child's environment. */
    public ChildJvm environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /**
     * What {@link Bindings#linux}, or {@link Bindings#windows} where the flags name that system, answers to each choice in turn, and what the JVM itself prints: a line
     * {@code CHOICE BINDING NOTE} or {@code CHOICE - REASON} each, everything else as it comes.
     */
    public List<String> ask(BindingChoice... choices) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(flags);
        command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath), ChildJvm.class.getName()));
        for (BindingChoice choice : choices) {
            command.add(choice.name());
        }
        Path output = Files.createTempFile("child-jvm", ".txt");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            // The JVM announces these on standard error.
            builder.environment().remove("JAVA_TOOL_OPTIONS");
            builder.environment().remove("JDK_JAVA_OPTIONS");
            builder.environment().putAll(environment);
            Process child = builder.start();
            if (!child.waitFor(60, TimeUnit.SECONDS)) {
                child.destroyForcibly();
                throw new AssertionError("the child does not end: " + Files.readString(output));
            }
            return Files.readAllLines(output);
        } finally {
            Files.delete(output);
        }
    }

    /** The child's side. */
    public static void main(String[] choices) {
        for (String choice : choices) {
            System.out.println(choice + " " + answer(BindingChoice.valueOf(choice)));
        }
    }

    private static String answer(BindingChoice choice) {
        try {
            if (System.getProperty("os.name").startsWith("Windows")) {
                Bound<WindowsLibrary> windows = Bindings.windows(choice);
                return windows.binding() + " " + windows.notChosen();
            }
            Bound<LinuxLibrary> linux = Bindings.linux(choice);
            NamespaceCalls namespaces = Bindings.namespaces(choice);
            if (namespaces.gettid() <= 0) {
                return "- gettid";
            }
            return linux.binding() + " " + linux.notChosen();
        } catch (BindingUnavailableException e) {
            return "- " + e.getMessage();
        }
    }
}
