// SPDX-License-Identifier: Apache-2.0
package dev.netmon.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VectorFileTest {

    @Test
    void aBlockEachWithLinesOfThirtyTwoBytes(@TempDir Path folder) throws Exception {
        ByteBuffer bytes = ByteBuffer.allocate(40);
        for (int i = 0; i < 40; i++) {
            bytes.put((byte) (i + 0xe0));
        }
        bytes.position(7);
        VectorFile file = new VectorFile();
        file.add("address", "of=route", bytes, "a text");
        file.add("nothing", "of=event", ByteBuffer.allocate(0), "empty");
        assertEquals(33, bytes.remaining(), "the buffer is as it was");
        file.write(folder.resolve("some").toString());

        List<String> lines = Files.readAllLines(folder.resolve("some.vec"));
        assertTrue(lines.get(0).startsWith("# captured on " + System.getProperty("os.name")), lines.get(0));
        assertEquals(
                List.of(
                        "",
                        "@ 000-address",
                        "? step=address; of=route",
                        "e7 e8 e9 ea eb ec ed ee ef f0 f1 f2 f3 f4 f5 f6 f7 f8 f9 fa fb fc fd fe ff 00 01 02 03 04 05 06",
                        "07",
                        "",
                        "@ 001-nothing",
                        "? step=nothing; of=event",
                        ""),
                lines.subList(1, lines.size()));
        assertEquals(
                List.of("000-address: a text", "001-nothing: empty"), Files.readAllLines(folder.resolve("some.txt")));
    }
}
