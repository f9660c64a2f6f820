// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.netmon.ffi.testing.HeaderAudit;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Small C programs for what a JVM cannot do to itself; they stand beside this class as resources. */
final class SmallC {
    /** The exit code of a program that the system did not let do its work. */
    static final int NOT_PERMITTED = 77;

    private SmallC() {}

    /** Compiles {@code NAME.c} into the folder; the test is skipped where there is no compiler. */
    static Path compile(Path folder, String name) throws IOException, InterruptedException {
        HeaderAudit.assumeCompiler();
        Path source = folder.resolve(name + ".c");
        try (InputStream in = SmallC.class.getResourceAsStream(name + ".c")) {
            Files.write(source, in.readAllBytes());
        }
        Path program = folder.resolve(name);
        Path log = folder.resolve(name + ".log");
        String compiler = HeaderAudit.compiler().orElseThrow();
        Process process = new ProcessBuilder(compiler, "-O1", "-o", program.toString(), source.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        int exit = process.waitFor();
        assertEquals(0, exit, Files.readString(log));
        return program;
    }
}
