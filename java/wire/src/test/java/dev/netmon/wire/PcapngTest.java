// SPDX-License-Identifier: Apache-2.0
package dev.netmon.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.netmon.wire.PcapngReader.Packet;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PcapngTest {

    private static final Instant TIME = Instant.parse("2026-11-25T12:00:00.123456789Z");

    /** Puts blocks together by hand, as another program would. */
    private static final class Blocks {

        final ByteBuffer all = ByteBuffer.allocate(4096);

        Blocks(ByteOrder order) {
            all.order(order);
        }

        Blocks block(int type, ByteBuffer body) {
            int length = 12 + body.rewind().remaining();
            all.putInt(type).putInt(length).put(body).putInt(length);
            return this;
        }

        Blocks section() {
            return block(0x0a0d0d0a, body(16).putInt(0x1a2b3c4d).putInt(1).putLong(-1));
        }

        Blocks description(int linkType, byte... options) {
            ByteBuffer body = body(8 + options.length).putShort((short) linkType);
            return block(1, body.putShort((short) 0).putInt(0).put(options));
        }

        Blocks packet(int id, long units, byte[] data) {
            ByteBuffer body = body(20 + (data.length + 3) / 4 * 4);
            body.putInt(id).putInt((int) (units >>> 32)).putInt((int) units);
            return block(6, body.putInt(data.length).putInt(data.length).put(data));
        }

        private ByteBuffer body(int length) {
            return ByteBuffer.allocate(length).order(all.order());
        }

        PcapngReader reader() {
            return new PcapngReader(new ByteArrayInputStream(all.array(), 0, all.position()));
        }
    }

    private static byte[] bytes(Packet packet) {
        byte[] bytes = new byte[packet.data().remaining()];
        packet.data().duplicate().get(bytes);
        return bytes;
    }

    @Test
    void aDatagramStandsBehindItsCookedHeader() throws Exception {
        ByteBuffer out = ByteBuffer.allocate(1024);
        PcapngWriter writer = new PcapngWriter(out::put);
        writer.header();
        writer.frame(TIME, ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5}, 1, 4));
        writer.record(TIME, new byte[] {'{', '}'}, 0, 2);
        PcapngReader reader = new PcapngReader(new ByteArrayInputStream(out.array(), 0, out.position()));

        Packet frame = reader.next();
        assertNotNull(frame);
        assertEquals(253, frame.linkType());
        assertEquals(TIME, frame.time());
        byte[] cooked = {0, 0, 0x03, 0x38, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 3, 4, 5};
        assertArrayEquals(cooked, bytes(frame));

        Packet record = reader.next();
        assertNotNull(record);
        assertEquals(147, record.linkType());
        assertArrayEquals(new byte[] {'{', '}'}, bytes(record));
        assertNull(reader.next());
        assertEquals(0, out.position() % 4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"LITTLE_ENDIAN", "BIG_ENDIAN"})
    void eitherByteOrderOtherInterfacesAndUnknownBlocks(String name) throws Exception {
        ByteOrder order = name.startsWith("L") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        long micros = 1_795_608_000_123_456L;
        PcapngReader reader = new Blocks(order)
                .section()
                .block(0x0bad, ByteBuffer.allocate(8))
                .description(147)
                .description(
                        1,
                        order == ByteOrder.BIG_ENDIAN
                                ? new byte[] {0, 9, 0, 1, 6, 0, 0, 0}
                                : new byte[] {9, 0, 1, 0, 6, 0, 0, 0})
                .packet(0, micros, new byte[] {7})
                .section() // a second one, of another program
                .description(253)
                .packet(0, 0, new byte[] {8, 9})
                .reader();
        Packet first = reader.next();
        assertNotNull(first);
        assertEquals(147, first.linkType());
        assertEquals(Instant.ofEpochSecond(1_795_608_000L, 123_456_000), first.time());
        assertArrayEquals(new byte[] {7}, bytes(first));
        Packet second = reader.next();
        assertNotNull(second);
        assertEquals(253, second.linkType());
        assertEquals(order, second.data().order());
        assertNull(reader.next());
    }

    @Test
    void lengthsThatCannotBeAreDamage() throws Exception {
        Blocks blocks = new Blocks(ByteOrder.BIG_ENDIAN).section();
        blocks.all.putInt(6).putInt(Integer.MAX_VALUE & ~3).putInt(0);
        assertThrows(PcapngReader.Damaged.class, blocks.reader()::next);

        Blocks unknown = new Blocks(ByteOrder.BIG_ENDIAN).section().packet(3, 0, new byte[4]);
        assertThrows(PcapngReader.Damaged.class, unknown.reader()::next);

        Blocks twice = new Blocks(ByteOrder.LITTLE_ENDIAN).section().description(147);
        twice.all.putInt(twice.all.position() - 4, 24);
        assertThrows(PcapngReader.Damaged.class, twice.reader()::next);

        Blocks long4 =
                new Blocks(ByteOrder.LITTLE_ENDIAN).section().description(147).packet(0, 0, new byte[4]);
        long4.all.putInt(long4.all.position() - 16, 5); // captured
        assertThrows(PcapngReader.Damaged.class, long4.reader()::next);
    }

    @Test
    void theOldFormatIsNoPcapng() {
        ByteBuffer pcap = ByteBuffer.allocate(24).putInt(0xa1b2c3d4);
        PcapngReader reader = new PcapngReader(new ByteArrayInputStream(pcap.array()));
        assertThrows(PcapngReader.NotPcapng.class, reader::next);
    }
}
