// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows.wire;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * One row or table out of {@code windows.vec}: a block of {@code @ name}, {@code ? what it means}, and lines of hex bytes.
 *
 * @param name its name, unique in the file; up to the first dash what it is
 * @param meaning what a right parser concludes
 */
record Vector(String name, String meaning, String hex) {

    ByteBuffer buffer() {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    }

    byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    static Vector named(String name) {
        return all().stream()
                .filter(vector -> vector.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no vector " + name));
    }

    static List<Vector> all() {
        List<Vector> vectors = new ArrayList<>();
        try (InputStream in = Vector.class.getResourceAsStream("windows.vec");
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            String name = "";
            String meaning = "";
            StringBuilder hex = new StringBuilder();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty() && !name.isEmpty()) {
                    vectors.add(new Vector(name, meaning, hex.toString()));
                    name = "";
                    hex.setLength(0);
                } else if (line.startsWith("@ ")) {
                    name = line.substring(2);
                } else if (line.startsWith("? ")) {
                    meaning = line.substring(2);
                } else if (!line.startsWith("#")) {
                    hex.append(line.replace(" ", ""));
                }
            }
            if (!name.isEmpty()) {
                vectors.add(new Vector(name, meaning, hex.toString()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return vectors;
    }

    @Override
    public String toString() {
        return name;
    }
}
