// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import dev.netmon.wire.JsonLines;
import java.io.IOException;
import java.io.UncheckedIOException;

/** JSON lines on an {@link Output}, which does not throw. */
final class JsonPrinter {
    private final JsonLines lines;

    JsonPrinter(Output out) {
        lines = new JsonLines(out);
    }

    /** One of the lines there are. */
    @FunctionalInterface
    interface Line {
        void writeTo(JsonLines lines) throws IOException;
    }

    void print(Line line) {
        try {
            line.writeTo(lines);
        } catch (IOException e) {
            throw new UncheckedIOException("an Output does not throw", e);
        }
    }
}
