// SPDX-License-Identifier: Apache-2.0
package dev.netmon.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;

/** Captured datagrams by name, in direct buffers as the kernel's come. */
final class Datagrams {

    private Datagrams() {}

    static ByteBuffer named(String name) throws IOException {
        StringBuilder hex = new StringBuilder();
        try (InputStream in = Objects.requireNonNull(Datagrams.class.getResourceAsStream("datagrams.vec"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            boolean wanted = false;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("@ ")) {
                    wanted = line.substring(2).equals(name);
                } else if (wanted) {
                    hex.append(line.replace(" ", ""));
                }
            }
        }
        byte[] bytes = HexFormat.of().parseHex(hex);
        return ByteBuffer.allocateDirect(bytes.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(bytes)
                .flip();
    }
}
