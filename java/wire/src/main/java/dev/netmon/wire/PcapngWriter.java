// SPDX-License-Identifier: Apache-2.0
package dev.netmon.wire;

import static dev.netmon.wire.Pcapng.padded;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Builds pcapng blocks in the byte order of this machine, which is also that of the datagrams; one section with the
 * interfaces {@link #FRAMES} and {@link #RECORDS}. Pure: the bytes go to a {@link Sink}.
 */
final class PcapngWriter {

    static final int FRAMES = 0;
    static final int RECORDS = 1;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final byte RESOLUTION_NANOS = 9; // 10^-9 s

    /** Takes the bytes of whole blocks; the buffer is valid during the call only. */
    @FunctionalInterface
    interface Sink {
        void block(ByteBuffer block);
    }

    private final Sink sink;
    private ByteBuffer buffer = allocate(4096);

    PcapngWriter(Sink sink) {
        this.sink = sink;
    }

    private static ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
    }

    /** Writes the section header and both interfaces, in one block for the sink. */
    void header() {
        buffer.clear();
        int start = begin(Pcapng.SECTION_HEADER);
        buffer.putInt(Pcapng.BYTE_ORDER_MAGIC).putShort((short) 1).putShort((short) 0); // version 1.0
        buffer.putLong(-1); // the section's length is not known
        option(Pcapng.OPTION_SECTION_APPLICATION, "netmon");
        endOptions(start);
        description(Pcapng.LINKTYPE_NETLINK, "netlink");
        description(Pcapng.LINKTYPE_USER0, "netmon");
        deliver();
    }

    private void description(int linkType, String name) {
        int start = begin(Pcapng.INTERFACE_DESCRIPTION);
        buffer.putShort((short) linkType).putShort((short) 0).putInt(0); // no limit to a packet
        option(Pcapng.OPTION_INTERFACE_NAME, name);
        buffer.putShort((short) Pcapng.OPTION_INTERFACE_RESOLUTION).putShort((short) 1);
        buffer.put(RESOLUTION_NANOS).put((byte) 0).putShort((short) 0);
        endOptions(start);
    }

    /** Writes a netlink datagram; what would be too long for readers is cut, and its length told. */
    void frame(Instant time, ByteBuffer datagram) {
        int length = datagram.remaining() + Pcapng.COOKED_HEADER;
        int captured = Math.min(length, Pcapng.MAX_PACKET);
        int start = beginPacket(FRAMES, time, captured, length);
        buffer.order(ByteOrder.BIG_ENDIAN);
        buffer.putShort((short) 0).putShort((short) Pcapng.ARPHRD_NETLINK);
        buffer.putLong(0).putShort((short) 0).putShort((short) Pcapng.NETLINK_ROUTE);
        buffer.order(ByteOrder.nativeOrder());
        buffer.put(datagram.slice().limit(captured - Pcapng.COOKED_HEADER));
        endPacket(start, captured);
    }

    /**
     * Writes a record.
     *
     * @throws IllegalArgumentException where it is too long for readers
     */
    void record(Instant time, byte[] bytes, int offset, int length) {
        if (length > Pcapng.MAX_PACKET) {
            throw new IllegalArgumentException("a record of " + length + " bytes is too long");
        }
        int start = beginPacket(RECORDS, time, length, length);
        buffer.put(bytes, offset, length);
        endPacket(start, length);
    }

    private int beginPacket(int interfaceId, Instant time, int captured, int length) {
        int needed = Pcapng.BLOCK_OVERHEAD + Pcapng.PACKET_HEADER + padded(captured);
        if (buffer.capacity() < needed) {
            buffer = allocate(Math.max(needed, 2 * buffer.capacity()));
        }
        buffer.clear();
        int start = begin(Pcapng.ENHANCED_PACKET);
        long nanos = nanos(time);
        buffer.putInt(interfaceId).putInt((int) (nanos >>> 32)).putInt((int) nanos);
        buffer.putInt(captured).putInt(length);
        return start;
    }

    /** Since 1970, unsigned; a clock before that is 0. */
    private static long nanos(Instant time) {
        long seconds = time.getEpochSecond();
        return seconds < 0 ? 0 : seconds * NANOS_PER_SECOND + time.getNano();
    }

    private void endPacket(int start, int captured) {
        pad(captured);
        end(start);
        deliver();
    }

    private void option(int code, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        buffer.putShort((short) code).putShort((short) bytes.length).put(bytes);
        pad(bytes.length);
    }

    private void endOptions(int start) {
        buffer.putShort((short) Pcapng.OPTION_END).putShort((short) 0);
        end(start);
    }

    private void pad(int length) {
        for (int i = length; i < padded(length); i++) {
            buffer.put((byte) 0);
        }
    }

    private int begin(int type) {
        int start = buffer.position();
        buffer.putInt(type).putInt(0);
        return start;
    }

    private void end(int start) {
        int length = buffer.position() + 4 - start;
        buffer.putInt(length).putInt(start + 4, length);
    }

    private void deliver() {
        sink.block(buffer.flip());
    }
}
