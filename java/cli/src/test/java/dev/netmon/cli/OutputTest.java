// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutputTest {

    private final List<String> writes = new ArrayList<>();

    private final Output out = new Output(
            new OutputStream() {
                @Override
                public void write(int b) {
                    writes.add(String.valueOf((char) b));
                }

                @Override
                public void write(byte[] bytes, int offset, int length) {
                    writes.add(new String(bytes, offset, length, StandardCharsets.UTF_8));
                }
            },
            Descriptors.UNKNOWN,
            new Ending());

    @Test
    void everyLineIsOneWrite() {
        out.line("a");
        out.line("b");
        assertEquals(List.of("a\n", "b\n"), writes);
    }

    @Test
    void linesThatAreGatheredAreOneWrite() {
        out.gather();
        out.line("a");
        out.line("b");
        assertEquals(List.of(), writes);
        out.release();
        assertEquals(List.of("a\nb\n"), writes);
        out.line("c");
        out.release();
        assertEquals(List.of("a\nb\n", "c\n"), writes);
    }

    @Test
    void whatDoesNotFitIsHandedOverInOrder() {
        String most = "m".repeat(32 * 1024 - 1);
        out.gather();
        out.line("a");
        out.line(most);
        out.line(most + "longer than everything that can be gathered");
        out.line("b");
        out.release();
        assertEquals(
                List.of("a\n", most + "\n", most + "longer than everything that can be gathered\n", "b\n"), writes);
    }

    @Test
    void theEndHandsOverWhatWaitsAndNothingAfterIt() {
        out.gather();
        out.line("a");
        out.finish();
        out.line("b");
        out.finish();
        assertEquals(List.of("a\n"), writes);
    }
}
