// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows.wine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.netmon.ffi.testing.OlderClasses;
import dev.netmon.ffi.testing.WindowsStandIn;
import dev.netmon.testkit.Daemon;
import dev.netmon.testkit.Host;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Wine with the Windows JVM, the shim, and the command.
 *
 * <p>There is one Wine prefix, hence one wineserver at a time. A server left from another namespace would go on
 * answering with that one's tables, so the one that runs is ended before each start.
 */
final class Wine {

    private static final List<String> PROGRAMS = List.of("wine", "wineserver", "x86_64-w64-mingw32-gcc");

    // The first start of a prefix copies a Windows folder of some hundred megabytes.
    private static final long PATIENCE_SECONDS = 300;

    private static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final Path C = Path.of("src/test/c").toAbsolutePath();
    private static final Path PREFIX = TARGET.resolve("wine-prefix");
    private static final Path OLDER = TARGET.resolve("ffm-for-21");
    private static final Path SHIM = TARGET.resolve("iphlpshim.dll");
    private static final Path STAND_IN = TARGET.resolve("standin.dll");
    private static final Path SECURITY = TARGET.resolve("wine.security");
    private static final Path LOG = TARGET.resolve("wine-setup.log");

    private static final Map<String, String> ENVIRONMENT = Map.of(
            "WINEPREFIX", PREFIX.toString(),
            "WINEDEBUG", "-all",
            // Else it asks in a window whether to fetch them.
            "WINEDLLOVERRIDES", "mscoree,mshtml=");

    private Wine() {}

    /** Makes what all tests share; skips the calling test where the programs for it are not installed. */
    static void setUp() throws IOException, InterruptedException {
        for (String program : PROGRAMS) {
            assumeTrue(
                    Arrays.stream(System.getenv("PATH").split(":"))
                            .anyMatch(folder -> Files.isExecutable(Path.of(folder, program))),
                    program + " is not installed; packages: wine, gcc-mingw-w64-x86-64");
        }
        run("x86_64-w64-mingw32-gcc", "-std=c17", "-O1", "-Wall", "-Wextra", "-Werror", "-shared", "-static-libgcc")
                .with("-o", SHIM.toString(), C.resolve("iphlpshim.c").toString())
                .with(C.resolve("iphlpshim.def").toString(), "-liphlpapi")
                .finish();
        Path source = TARGET.resolve("standin.c");
        try (InputStream in = WindowsStandIn.class.getResourceAsStream("windows-standin.c")) {
            Files.write(source, in.readAllBytes());
        }
        run("x86_64-w64-mingw32-gcc", "-O1", "-shared", "-static", "-pthread")
                .with("-o", STAND_IN.toString(), source.toString())
                .finish();
        // Java's own generator of random numbers lists the interfaces for its seed, by a function that Wine has not and
        // that ends the JVM. That of Windows comes first here, and changes places with it.
        Files.writeString(SECURITY, "security.provider.1=SunMSCAPI\nsecurity.provider.12=SUN\n");
        OlderClasses.copy("dev.netmon.ffi.ffm.FfmProvider", OLDER);
        if (!Files.exists(PREFIX.resolve("system.reg"))) {
            run("wine", "wineboot", "--init").finish();
        }
        stopServer();
    }

    /** Starts the command on a host of the laboratory. */
    static Daemon command(Host host, String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(Launcher.class.getName(), windows(SHIM.toString())));
        all.addAll(List.of(arguments));
        return java(host, all);
    }

    /** Starts the tests of a binding over the stand-in library. */
    static Daemon contract(Host host, String binding) throws IOException, InterruptedException {
        return java(
                host,
                List.of(
                        "-Dnetmon.test.windows-standin=" + windows(STAND_IN.toString()),
                        Contract.class.getName(),
                        binding));
    }

    private static Daemon java(Host host, List<String> arguments) throws IOException, InterruptedException {
        stopServer();
        List<String> command = new ArrayList<>();
        command.add("wine");
        command.add(Path.of(System.getProperty("netmon.wine.jre"), "bin", "java.exe")
                .toString());
        // Wine has no processor groups, and the JVM says so four times.
        command.addAll(List.of("-XX:-PrintWarnings", "--enable-native-access=ALL-UNNAMED"));
        command.add("-Dnetmon.test.ffm-since=21");
        command.add("-Djava.security.properties=" + windows(SECURITY.toString()));
        command.addAll(List.of("-cp", classPath()));
        command.addAll(arguments);
        return host.run(ENVIRONMENT, command.toArray(String[]::new));
    }

    /** Ends Wine, with every program that runs in it. */
    static void stopServer() throws IOException, InterruptedException {
        run("wineserver", "--kill").finishAnyhow();
        run("wineserver", "--wait").finish();
    }

    private static String classPath() {
        StringBuilder path = new StringBuilder(windows(OLDER.toString()));
        for (String element : System.getProperty("java.class.path").split(":")) {
            path.append(';').append(windows(element));
        }
        return path.toString();
    }

    /** A path as Windows has it: Wine shows the root folder as drive Z. */
    static String windows(String path) {
        return "Z:" + path.replace('/', '\\');
    }

    private static Step run(String... command) {
        return new Step(new ArrayList<>(List.of(command)));
    }

    private record Step(List<String> command) {

        Step with(String... arguments) {
            command.addAll(List.of(arguments));
            return this;
        }

        void finish() throws IOException, InterruptedException {
            assertEquals(0, finishAnyhow(), () -> command + ", see " + LOG);
        }

        int finishAnyhow() throws IOException, InterruptedException {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(LOG.toFile()));
            builder.environment().putAll(ENVIRONMENT);
            Process process = builder.start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " does not end, see " + LOG);
            }
            return process.exitValue();
        }
    }
}
