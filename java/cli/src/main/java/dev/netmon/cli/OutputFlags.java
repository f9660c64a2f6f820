// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import picocli.CommandLine.Option;

/** How every command talks. */
final class OutputFlags {

    /** When to colour. */
    enum Color {
        AUTO,
        ALWAYS,
        NEVER;

        @Override
        public String toString() {
            return Labels.of(this);
        }
    }

    @Option(names = "--json", description = "One JSON object a line, flushed at once.")
    boolean json;

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            defaultValue = "auto",
            description = {
                "Colours: ${COMPLETION-CANDIDATES}. On a terminal by default;",
                "NO_COLOR, CLICOLOR_FORCE and TERM=dumb are honoured."
            })
    Color color = Color.AUTO;

    @Option(names = "--stacktrace", description = "After an error, also the stack trace.")
    boolean stacktrace;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;
}
