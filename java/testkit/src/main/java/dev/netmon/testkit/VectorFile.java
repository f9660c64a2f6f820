// SPDX-License-Identifier: Apache-2.0
package dev.netmon.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Bytes of a real system, as the tests of a backend read them: {@code FILE.vec} with a block each of {@code @ name},
 * {@code ? what it is} and lines of 32 hex bytes, and {@code FILE.txt} with what the parser makes of each, to be read and
 * corrected by hand. Not thread-safe.
 */
public final class VectorFile {
    private static final int BYTES_A_LINE = 32;

    private final List<String> vectors = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();

    /** An empty file of the system that runs this. */
    public VectorFile() {
        vectors.add("# captured on " + System.getProperty("os.name") + " " + System.getProperty("os.version") + " ("
                + System.getProperty("os.arch") + ")");
        vectors.add("");
    }

    /** How many there are. */
    public int size() {
        return texts.size();
    }

    /**
     * Adds one.
     *
     * @param step what was done when it came; its name, with a number before it
     * @param meaning what it is, as {@code key=value; key=value}
     * @param bytes between position and limit, which do not move
     * @param text what the parser makes of it
     */
    public void add(String step, String meaning, ByteBuffer bytes, String text) {
        String name = String.format("%03d-%s", size(), step);
        vectors.add("@ " + name);
        vectors.add("? step=" + step + "; " + meaning);
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(bytes.position(), copy);
        for (int at = 0; at < copy.length; at += BYTES_A_LINE) {
            vectors.add(HexFormat.ofDelimiter(" ").formatHex(copy, at, Math.min(copy.length, at + BYTES_A_LINE)));
        }
        vectors.add("");
        texts.add(name + ": " + text);
    }

    /** Writes {@code FILE.vec} and {@code FILE.txt}. */
    public void write(String file) throws IOException {
        write(Path.of(file + ".vec"), vectors);
        write(Path.of(file + ".txt"), texts);
    }

    private static void write(Path path, List<String> lines) throws IOException {
        Files.write(path, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
