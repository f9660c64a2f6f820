// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which lines are printed; what is judged never depends on it. */
final class PrintFlags {

    @Option(names = "--all", description = "Also changes whose significance is none.")
    boolean all;

    @Option(names = "--raw", description = "Also every raw event of the operating system.")
    boolean raw;

    @Option(
            names = "--initial",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "The state at the start as the first line. On by default.")
    boolean initial = true;

    @Option(
            names = "--interface",
            paramLabel = "GLOB",
            converter = GlobConverter.class,
            description = "Print only what concerns these interfaces, by name before or after. Repeatable.")
    List<Glob> interfaces = new ArrayList<>();

    @Option(names = "--count", paramLabel = "N", description = "End after N changes have been printed.")
    @Nullable
    Integer count;

    /** How many changes to print; the largest number where there is no limit. */
    int limit() throws Failure {
        if (count == null) {
            return Integer.MAX_VALUE;
        }
        if (count < 1) {
            throw new Failure(Exit.USAGE, "--count is " + count + ": give at least 1");
        }
        return count;
    }
}
