// SPDX-License-Identifier: Apache-2.0
package dev.netmon.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Reads {@code .vec} files: blocks of {@code @ name}, {@code ? what it means} and lines of hex bytes; {@code #} begins a
 * comment line.
 */
public final class VectorReader {
    private VectorReader() {}

    /** Makes a test's vector of a block. */
    @FunctionalInterface
    public interface Maker<V> {
        /**
         * A vector.
         *
         * @param name unique in the file
         * @param meaning what a right parser concludes
         * @param hex the bytes, without blanks
         */
        V make(String name, String meaning, String hex);
    }

    /** The blocks of a file that stands beside a class, in their order. */
    public static <V> List<V> read(Class<?> beside, String resource, Maker<V> maker) {
        List<V> vectors = new ArrayList<>();
        String name = "";
        String meaning = "";
        StringBuilder hex = new StringBuilder();
        try (InputStream in = Objects.requireNonNull(beside.getResourceAsStream(resource), resource);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("@ ")) {
                    if (!name.isEmpty()) {
                        vectors.add(maker.make(name, meaning, hex.toString()));
                    }
                    name = line.substring(2);
                    hex.setLength(0);
                } else if (line.startsWith("? ")) {
                    meaning = line.substring(2);
                } else if (!line.startsWith("#")) {
                    hex.append(line.replace(" ", ""));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        vectors.add(maker.make(name, meaning, hex.toString()));
        return vectors;
    }
}
