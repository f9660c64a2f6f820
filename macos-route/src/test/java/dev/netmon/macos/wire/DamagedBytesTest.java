// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Bytes cut short, with bits flipped, or made of anything: the parser ends, throws nothing, and can tell the tale. */
class DamagedBytesTest {
    private static final List<Vector> VECTORS = Stream.of("macos.vec", "kernel-events.vec")
            .flatMap(file -> Vector.load(file).values().stream())
            .toList();

    /** Every length there is, in a buffer that ends there: reading on would throw. */
    @TestFactory
    Stream<DynamicTest> cutAnywhere() {
        return each(vector -> {
            byte[] bytes = vector.bytes();
            for (int length = 0; length <= bytes.length; length++) {
                readAll(ByteBuffer.wrap(bytes, 0, length).slice());
            }
        });
    }

    /** Every length there is, with the message's own length set to it, so that its inside is cut. */
    @TestFactory
    Stream<DynamicTest> cutInside() {
        return each(vector -> {
            byte[] bytes = vector.bytes();
            for (int length = Rtsock.COMMON_HEADER; length <= bytes.length; length++) {
                ByteBuffer cut = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
                cut.put(bytes, 0, length).flip();
                cut.putShort(0, (short) length);
                readAll(cut);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> anyBitFlipped() {
        return each(vector -> {
            byte[] bytes = vector.bytes();
            for (int bit = 0; bit < bytes.length * 8; bit++) {
                bytes[bit / 8] ^= (byte) (1 << bit % 8);
                readAll(ByteBuffer.wrap(bytes));
                bytes[bit / 8] ^= (byte) (1 << bit % 8);
            }
        });
    }

    /** What stands behind the end of the bytes read must not change what is read. */
    @TestFactory
    Stream<DynamicTest> nothingIsReadBehindTheEnd() {
        return each(vector -> {
            byte[] bytes = vector.bytes();
            for (int length = 0; length <= bytes.length; length++) {
                assertEquals(readAll(around(bytes, length, (byte) 0)), readAll(around(bytes, length, (byte) 0xff)));
            }
        });
    }

    private static ByteBuffer around(byte[] bytes, int length, byte fill) {
        ByteBuffer buffer = ByteBuffer.allocate(length + 64);
        for (int at = 0; at < buffer.capacity(); at++) {
            buffer.put(at, fill);
        }
        buffer.put(0, bytes, 0, length);
        return buffer.limit(length);
    }

    @Property(tries = 10_000)
    void bitsFlipped(
            @ForAll("vectors") Vector vector,
            @ForAll @Size(min = 2, max = 12) List<@IntRange(max = 8191) Integer> bits) {
        byte[] bytes = vector.bytes();
        for (int bit : bits) {
            // Most damage goes where the lengths and bits are: around the end of the header.
            int at = bit / 8 % (bit % 3 == 0 ? bytes.length : Math.min(bytes.length, 128));
            bytes[at] ^= (byte) (1 << bit % 8);
        }
        readAll(ByteBuffer.wrap(bytes));
    }

    @Property(tries = 10_000)
    void anything(@ForAll @Size(max = 256) byte[] bytes, @ForAll("types") int type) {
        readAll(message(type, bytes));
    }

    @Provide
    Arbitrary<Vector> vectors() {
        return Arbitraries.of(VECTORS);
    }

    @Provide
    Arbitrary<Integer> types() {
        return Arbitraries.of(1, 2, 3, 4, 7, 12, 13, 14, 15, 18, 19, 20);
    }

    private static Stream<DynamicTest> each(Consumer<Vector> test) {
        return VECTORS.stream().map(vector -> DynamicTest.dynamicTest(vector.name(), () -> test.accept(vector)));
    }

    /** A message of this type with a good length and version, and these bytes behind them. */
    static ByteBuffer message(int type, byte[] rest) {
        ByteBuffer buffer =
                ByteBuffer.allocate(Rtsock.COMMON_HEADER + rest.length).order(ByteOrder.LITTLE_ENDIAN);
        return buffer.putShort((short) buffer.capacity())
                .put((byte) Rtsock.RTM_VERSION)
                .put((byte) type)
                .put(rest)
                .flip();
    }

    /** Reads every message in every way there is, and says what was in them. */
    static String readAll(ByteBuffer bytes) {
        ByteBuffer buffer = bytes.order(ByteOrder.LITTLE_ENDIAN);
        StringBuilder all = new StringBuilder();
        MessageCursor cursor = new MessageCursor().over(buffer);
        int messages = 0;
        while (cursor.next()) {
            messages++;
            assertTrue(cursor.length() >= Rtsock.COMMON_HEADER);
            all.append(Bearing.of(cursor));
            tell(all, MessageParser.parse(cursor));
        }
        assertTrue(messages <= buffer.limit() / Rtsock.COMMON_HEADER);
        assertEquals(cursor.fault() == null, cursor.malformed() == 0);
        all.append(cursor.fault());
        tell(all, KernelEvent.parse(buffer));
        return all.toString();
    }

    private static void tell(StringBuilder all, Message message) {
        all.append(message).append(MessageText.of(message));
        if (message instanceof Malformed malformed && malformed.partial() != null) {
            assertNotNull(MessageText.of(malformed.partial()));
        }
    }
}
