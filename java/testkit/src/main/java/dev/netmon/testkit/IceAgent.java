// SPDX-License-Identifier: Apache-2.0
package dev.netmon.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A real ICE agent as a peer: a small Go program on pion/ice, under {@code src/main/go/iceagent}, built when a test first
 * wants it.
 */
public final class IceAgent {

    private static final String SOURCE = "java/testkit/src/main/go/iceagent";
    private static final long BUILD_MINUTES = 5;

    private IceAgent() {}

    /** The built program; ends the calling test as skipped, and says why, where it cannot be built. */
    public static String assumeBuilt() {
        LabSupport.assume(Tool.GO);
        String problem = Built.PROBLEM;
        Assumptions.assumeTrue(problem.isEmpty(), () -> "not tested here: the ICE agent cannot be built: " + problem);
        return Built.PROGRAM.toString();
    }

    private static final class Built {
        private static final Path PROGRAM = Path.of("target", "iceagent").toAbsolutePath();
        private static final String PROBLEM = build();

        private static String build() {
            Path source = source(Path.of("").toAbsolutePath());
            if (source == null) {
                return SOURCE + " is not above " + Path.of("").toAbsolutePath();
            }
            Path log = PROGRAM.resolveSibling("iceagent.log");
            try {
                Files.createDirectories(PROGRAM.getParent());
                Process go = new ProcessBuilder(List.of(Tool.GO.path(), "build", "-o", PROGRAM.toString(), "."))
                        .directory(source.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
                if (!go.waitFor(BUILD_MINUTES, TimeUnit.MINUTES)) {
                    go.destroyForcibly();
                    return "go does not end, see " + log;
                }
                return go.exitValue() == 0 ? "" : Shell.text(log).strip();
            } catch (IOException e) {
                return e.toString();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return e.toString();
            }
        }

        private static @Nullable Path source(Path from) {
            for (Path folder = from; folder != null; folder = folder.getParent()) {
                Path source = folder.resolve(SOURCE);
                if (Files.isDirectory(source)) {
                    return source;
                }
            }
            return null;
        }
    }
}
