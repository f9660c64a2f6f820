// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux.wire;

import dev.netmon.testkit.VectorReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * One datagram out of a {@code .vec} file: a block of {@code @ name}, {@code ? what it means}, and lines of hex bytes.
 *
 * @param name its name, unique in the file
 * @param meaning what a right parser concludes
 * @param hex the datagram, little endian, without blanks
 */
record Vector(String name, String meaning, String hex) {

    byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    /** The datagram in a direct buffer, as the kernel's come. */
    ByteBuffer buffer() {
        byte[] bytes = bytes();
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length).order(ByteOrder.LITTLE_ENDIAN);
        return buffer.put(bytes).flip();
    }

    List<Message> messages() {
        List<Message> messages = new ArrayList<>();
        MessageCursor cursor = new MessageCursor().over(buffer());
        while (cursor.next()) {
            messages.add(MessageParser.parse(cursor));
        }
        return messages;
    }

    static List<Vector> load(String resource) {
        return VectorReader.read(Vector.class, resource, Vector::new);
    }

    @Override
    public String toString() {
        return name;
    }
}
