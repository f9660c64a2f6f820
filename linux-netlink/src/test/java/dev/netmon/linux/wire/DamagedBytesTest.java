// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux.wire;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Datagrams cut short, with bits flipped, or made of anything: the parser ends, throws nothing, and can tell the tale. */
class DamagedBytesTest {
    private static final List<Vector> VECTORS = Stream.of("linux.vec", "linux-captured.vec")
            .flatMap(file -> Vector.load(file).stream())
            .toList();

    @Property(tries = 10_000)
    void cutShort(@ForAll("vectors") Vector vector, @ForAll @IntRange(max = 2048) int length) {
        byte[] bytes = vector.bytes();
        readAll(ByteBuffer.wrap(bytes, 0, Math.min(length, bytes.length)).slice());
    }

    @Property(tries = 10_000)
    void bitsFlipped(
            @ForAll("vectors") Vector vector,
            @ForAll @Size(min = 1, max = 12) List<@IntRange(max = 16383) Integer> bits) {
        byte[] bytes = vector.bytes().clone();
        for (int bit : bits) {
            // Most damage goes where the lengths and counts are: into the first 128 bytes.
            int at = bit / 8 % (bit % 3 == 0 ? bytes.length : Math.min(bytes.length, 128));
            bytes[at] ^= (byte) (1 << bit % 8);
        }
        readAll(ByteBuffer.wrap(bytes));
    }

    @Property(tries = 10_000)
    void anything(@ForAll @Size(max = 256) byte[] bytes, @ForAll("types") int type) {
        ByteBuffer buffer = ByteBuffer.allocate(16 + bytes.length).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(buffer.capacity())
                .putShort((short) type)
                .putShort((short) 0)
                .putLong(0)
                .put(bytes)
                .flip();
        readAll(buffer);
    }

    @Provide
    Arbitrary<Vector> vectors() {
        return Arbitraries.of(VECTORS);
    }

    @Provide
    Arbitrary<Integer> types() {
        return Arbitraries.of(1, 2, 3, 4, 16, 17, 20, 21, 24, 25, 32, 33, 104, 105);
    }

    /** Reads every message in every way there is. */
    static void readAll(ByteBuffer bytes) {
        ByteBuffer datagram = bytes.order(ByteOrder.LITTLE_ENDIAN);
        MessageCursor cursor = new MessageCursor().over(datagram);
        int messages = 0;
        while (cursor.next()) {
            messages++;
            assertTrue(cursor.length() >= Netlink.SIZEOF_NLMSGHDR);
            assertTrue(cursor.family() >= -1);
            RouteMessage.peekIndex(cursor);
            Message message = MessageParser.parse(cursor);
            assertNotNull(MessageText.of(message));
            if (message instanceof Malformed malformed && malformed.partial() != null) {
                assertNotNull(MessageText.of(malformed.partial()));
            }
        }
        assertTrue(messages <= datagram.limit() / Netlink.SIZEOF_NLMSGHDR);
        assertTrue((cursor.fault() == null) == (cursor.malformed() == 0));
    }
}
