// SPDX-License-Identifier: Apache-2.0
package dev.netmon.wire;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the packets of a pcapng stream, in any byte order, with any number of sections and interfaces; blocks of other
 * kinds are skipped. Lengths are bounded before anything is allocated. Not for more than one thread.
 */
final class PcapngReader {

    /**
     * One packet.
     *
     * @param time to the resolution of its interface
     * @param data what was captured of it, in the byte order of its section
     */
    record Packet(int linkType, Instant time, ByteBuffer data) {}

    /** The stream is no pcapng, or not from its first byte. */
    static final class NotPcapng extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /** The stream ends within a block. */
    static final class Cut extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /** A block says what cannot be. */
    static final class Damaged extends Exception {

        private static final long serialVersionUID = 1L;

        Damaged(String message) {
            super(message);
        }
    }

    private record Interface(int linkType, int resolution) {}

    private static final int MAX_INTERFACES = 1 << 16;
    private static final int RESOLUTION_MICROS = 6; // where an interface names none
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final InputStream in;
    private final List<Interface> interfaces = new ArrayList<>();
    private ByteOrder order = ByteOrder.nativeOrder();
    private long offset;
    private boolean started;

    PcapngReader(InputStream in) {
        this.in = in;
    }

    /** Where the next block begins, in bytes. */
    long offset() {
        return offset;
    }

    /** The next packet, or null at the end. */
    @Nullable
    Packet next() throws IOException, NotPcapng, Cut, Damaged {
        while (true) {
            byte[] head = in.readNBytes(8);
            if (head.length == 0 && started) {
                return null;
            }
            ByteBuffer header = ByteBuffer.wrap(head).order(order);
            if (!started
                    && (head.length < 4 || header.getInt(0) != Pcapng.SECTION_HEADER)) { // reads the same both ways
                throw new NotPcapng();
            }
            if (head.length < 8) {
                throw new Cut();
            }
            boolean section = header.getInt(0) == Pcapng.SECTION_HEADER;
            byte[] magic = section ? section(in.readNBytes(4)) : new byte[0];
            int type = header.getInt(0);
            int length = header.order(order).getInt(4);
            if (length < Pcapng.BLOCK_OVERHEAD + magic.length || length % 4 != 0 || length > Pcapng.MAX_BLOCK) {
                throw new Damaged("a block of " + Integer.toUnsignedString(length) + " bytes");
            }
            int rest = length - head.length - magic.length;
            byte[] body = in.readNBytes(rest);
            if (body.length < rest) {
                throw new Cut();
            }
            ByteBuffer block = ByteBuffer.wrap(body).order(order);
            if (block.getInt(rest - 4) != length) {
                throw new Damaged("a block with two lengths");
            }
            block.limit(rest - 4);
            started = true;
            Packet packet = null;
            if (section) {
                interfaces.clear();
            } else if (type == Pcapng.INTERFACE_DESCRIPTION) {
                describe(block);
            } else if (type == Pcapng.ENHANCED_PACKET) {
                packet = packet(block);
            }
            offset += length;
            if (packet != null) {
                return packet;
            }
        }
    }

    private byte[] section(byte[] magic) throws NotPcapng, Cut, Damaged {
        if (magic.length < 4) {
            throw new Cut();
        }
        if (ByteBuffer.wrap(magic).order(ByteOrder.LITTLE_ENDIAN).getInt() == Pcapng.BYTE_ORDER_MAGIC) {
            order = ByteOrder.LITTLE_ENDIAN;
        } else if (ByteBuffer.wrap(magic).order(ByteOrder.BIG_ENDIAN).getInt() == Pcapng.BYTE_ORDER_MAGIC) {
            order = ByteOrder.BIG_ENDIAN;
        } else if (started) {
            throw new Damaged("a section without a byte order");
        } else {
            throw new NotPcapng();
        }
        return magic;
    }

    private void describe(ByteBuffer block) throws Damaged {
        if (block.remaining() < 8 || interfaces.size() == MAX_INTERFACES) {
            throw new Damaged("an interface that cannot be");
        }
        int linkType = block.getShort() & 0xffff;
        block.position(8);
        int resolution = RESOLUTION_MICROS;
        while (block.remaining() >= 4) {
            int code = block.getShort() & 0xffff;
            int length = block.getShort() & 0xffff;
            if (code == Pcapng.OPTION_END) {
                break;
            }
            if (Pcapng.padded(length) > block.remaining()) {
                throw new Damaged("an option longer than its block");
            }
            if (code == Pcapng.OPTION_INTERFACE_RESOLUTION && length == 1) {
                resolution = block.get(block.position());
            }
            block.position(block.position() + Pcapng.padded(length));
        }
        interfaces.add(new Interface(linkType, resolution));
    }

    private Packet packet(ByteBuffer block) throws Damaged {
        if (block.remaining() < Pcapng.PACKET_HEADER) {
            throw new Damaged("a packet without a header");
        }
        int id = block.getInt();
        if (id < 0 || id >= interfaces.size()) {
            throw new Damaged("a packet of an unknown interface");
        }
        long units = (long) block.getInt() << 32 | block.getInt() & 0xffff_ffffL;
        int captured = block.getInt();
        block.getInt();
        if (captured < 0 || captured > block.remaining()) {
            throw new Damaged("a packet longer than its block");
        }
        Interface from = interfaces.get(id);
        ByteBuffer data = block.slice().limit(captured).slice().order(block.order());
        return new Packet(from.linkType(), time(units, from.resolution()), data);
    }

    /** Turns a count of units into a time; what no clock would say becomes the beginning of 1970. */
    private static Instant time(long units, int resolution) {
        int exponent = resolution & 0x7f;
        boolean binary = (resolution & 0x80) != 0;
        if (binary ? exponent > 32 : exponent > 9) {
            return Instant.EPOCH;
        }
        long perSecond = binary ? 1L << exponent : Math.round(Math.pow(10, exponent));
        long second = Long.divideUnsigned(units, perSecond);
        if (second < 0 || second > Instant.MAX.getEpochSecond()) {
            return Instant.EPOCH;
        }
        // Below 2^32 units a second: the product stays below 2^62.
        return Instant.ofEpochSecond(second, Long.remainderUnsigned(units, perSecond) * NANOS_PER_SECOND / perSecond);
    }
}
