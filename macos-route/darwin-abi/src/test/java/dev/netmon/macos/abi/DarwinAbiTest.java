// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos.abi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.ffi.testing.CrossCompiler;
import dev.netmon.ffi.testing.HeaderAudit;
import dev.netmon.ffi.testing.OlderClasses;
import dev.netmon.ffi.testing.StandIn;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tests over the stand-in pass on an aarch64 JVM whose linker calls as on a Mac. */
class DarwinAbiTest {

    private static final String QEMU = "qemu-aarch64-static";
    private static final Path C_LIBRARY = Path.of("/usr/aarch64-linux-gnu");
    private static final long MINUTES = 15;

    @TempDir
    Path folder;

    @BeforeEach
    void assumeTools() {
        HeaderAudit.assumeCompiler();
        Assumptions.assumeTrue(CrossCompiler.named(), "-D" + CrossCompiler.FOLDER + "=FOLDER names no compiler");
        Assumptions.assumeTrue(qemu().isPresent(), QEMU + " is missing: install qemu-user-static");
        Assumptions.assumeTrue(Files.exists(C_LIBRARY.resolve("lib/libc.so.6")), "install libc6-arm64-cross");
    }

    @Test
    void theBindingKeepsItsContract() throws Exception {
        Path ffm = older(Path.of(System.getProperty("netmon.ffm.tests")), "ffm-tests");
        List<String> output = run(ffm, "dev.netmon.ffi.ffm.FfmDarwinLibraryTest");
        assertTrue(output.get(output.size() - 1).contains("skipped 0"), () -> String.join("\n", output));
    }

    /** The tests of the backend that need no other binding. */
    @Test
    void theBackendKeepsItsContract() throws Exception {
        Path tests = Path.of(System.getProperty("netmon.macos.tests"));
        List<String> classes;
        try (Stream<Path> files = Files.list(tests.resolve("dev/netmon/macos"))) {
            classes = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("Test.class") && !name.startsWith("Jna"))
                    .map(name -> "dev.netmon.macos." + name.substring(0, name.length() - ".class".length()))
                    .sorted()
                    .toList();
        }
        List<String> output = run(tests, classes.toArray(String[]::new));
        assertTrue(output.get(output.size() - 1).contains("failed 0"), () -> String.join("\n", output));
    }

    private List<String> run(Path tests, String... classes) throws IOException, InterruptedException {
        CrossCompiler compiler = CrossCompiler.of("aarch64-linux-gnu");
        String standIn = String.join(" ", compiler.command()) + " -DAPPLE_VARIADIC -fno-sanitize=undefined";
        List<String> command = new ArrayList<>(List.of(
                qemu().orElseThrow().toString(),
                "-L",
                C_LIBRARY.toString(),
                System.getProperty("netmon.aarch64.jre") + "/bin/java",
                "-Xint",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-Djdk.internal.foreign.CABI=MAC_OS_AARCH_64",
                // Its helper program is of the other CPU, and the system would have to know how to start it.
                "-Djdk.lang.Process.launchMechanism=FORK",
                "-D" + StandIn.COMPILER + "=" + standIn,
                "-cp",
                older() + File.pathSeparator + tests + File.pathSeparator + System.getProperty("java.class.path"),
                RunTests.class.getName()));
        command.addAll(List.of(classes));
        Path output = folder.resolve("output");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(compiler.environment());
        // The JVM announces these on standard error.
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().remove("JDK_JAVA_OPTIONS");
        Process child = builder.start();
        if (!child.waitFor(MINUTES, TimeUnit.MINUTES)) {
            child.destroyForcibly();
            throw new AssertionError("it does not end: " + Files.readString(output));
        }
        List<String> lines = Files.readAllLines(output);
        assertEquals(0, child.exitValue(), () -> String.join("\n", lines));
        System.out.println(lines.get(lines.size() - 1));
        return lines;
    }

    /** The FFM binding for Java 21. */
    private String older() throws IOException {
        for (String element : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path classes = Path.of(element);
            if (Files.exists(classes.resolve("dev/netmon/ffi/ffm"))) {
                return older(classes, "ffm").toString();
            }
        }
        throw new IllegalStateException("the binding is not on the class path as a folder: run the phase test");
    }

    private Path older(Path classes, String name) throws IOException {
        Path copies = folder.resolve(name);
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = copies.resolve(classes.relativize(file));
                Files.createDirectories(copy.getParent());
                boolean isClass = file.toString().endsWith(".class");
                Files.write(copy, isClass ? OlderClasses.older(file) : Files.readAllBytes(file));
            }
        }
        return copies;
    }

    private static Stream<Path> path() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .filter(element -> !element.isEmpty())
                .map(Path::of);
    }

    private static Optional<Path> qemu() {
        return path().map(element -> element.resolve(QEMU))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
