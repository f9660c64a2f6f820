// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows.wire;

import dev.netmon.testkit.VectorReader;
import java.nio.ByteBuffer;
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
        return VectorReader.read(Vector.class, "windows.vec", Vector::new);
    }

    @Override
    public String toString() {
        return name;
    }
}
