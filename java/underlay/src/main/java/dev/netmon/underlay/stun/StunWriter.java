// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.stun;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes one binding message: attributes in the order of the calls, {@link #integrity} after what it protects,
 * {@link #fingerprint} last. For one thread and one message.
 */
public final class StunWriter {

    private static final int INITIAL_BYTES = 128; // an ICE check with its credentials fits
    private static final int MAX_LENGTH = 0xfffc; // of the attributes: 16 bits, a multiple of 4

    private final TransactionId id;
    private ByteBuffer out = ByteBuffer.allocate(INITIAL_BYTES);
    private boolean fingerprinted;

    private StunWriter(StunMessage.Kind kind, TransactionId id) {
        this.id = id;
        out.putShort((short) kind.type()).putShort((short) 0).putInt(StunMessage.COOKIE);
        out.putInt(id.high()).putLong(id.low());
    }

    /** Starts a binding request. */
    public static StunWriter request(TransactionId id) {
        return new StunWriter(StunMessage.Kind.REQUEST, id);
    }

    /** Starts an indication, which nobody answers. */
    public static StunWriter indication(TransactionId id) {
        return new StunWriter(StunMessage.Kind.INDICATION, id);
    }

    /** Starts the answer to a request with this id. */
    public static StunWriter success(TransactionId id) {
        return new StunWriter(StunMessage.Kind.SUCCESS, id);
    }

    /**
     * Starts an error answer.
     *
     * @param code 300 to 699
     */
    public static StunWriter error(TransactionId id, int code, String reason) {
        if (code < 300 || code > 699) {
            throw new IllegalArgumentException("STUN error code " + code + " is not within 300 to 699");
        }
        byte[] phrase = reason.getBytes(StandardCharsets.UTF_8);
        byte[] value = Arrays.copyOf(new byte[] {0, 0, (byte) (code / 100), (byte) (code % 100)}, 4 + phrase.length);
        System.arraycopy(phrase, 0, value, 4, phrase.length);
        return new StunWriter(StunMessage.Kind.ERROR, id).attribute(StunAttribute.ERROR_CODE, value);
    }

    /** Adds an attribute; it is padded with zeros to a multiple of 4 bytes. */
    public StunWriter attribute(int type, byte[] value) {
        if (fingerprinted) {
            throw new IllegalStateException("FINGERPRINT must be last");
        }
        int padded = value.length + 3 & ~3;
        if (out.position() - StunMessage.HEADER + 4 + padded > MAX_LENGTH) {
            throw new IllegalArgumentException("a STUN message holds " + MAX_LENGTH + " bytes of attributes at most");
        }
        ensure(4 + padded);
        out.putShort((short) type).putShort((short) value.length).put(value);
        for (int i = value.length; i < padded; i++) {
            out.put((byte) 0);
        }
        return this;
    }

    /** Adds an attribute of text in UTF-8, as USERNAME and SOFTWARE are. */
    public StunWriter text(int type, String value) {
        return attribute(type, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds an attribute of 32 bits, as PRIORITY is. */
    public StunWriter int32(int type, int value) {
        return attribute(type, ByteBuffer.allocate(4).putInt(value).array());
    }

    /** Adds an attribute of 64 bits, as the tie-breaker of an ICE role is. */
    public StunWriter int64(int type, long value) {
        return attribute(type, ByteBuffer.allocate(8).putLong(value).array());
    }

    /** Adds XOR-MAPPED-ADDRESS. */
    public StunWriter xorMapped(InetSocketAddress address) {
        return attribute(StunAttribute.XOR_MAPPED_ADDRESS, StunMessage.xor(address(address), id));
    }

    /** Adds MAPPED-ADDRESS, for old peers. */
    public StunWriter mapped(InetSocketAddress address) {
        return attribute(StunAttribute.MAPPED_ADDRESS, address(address));
    }

    /** Protects all that was added before (RFC 8489 section 14.5; the key is the password of ICE, in UTF-8). */
    public StunWriter integrity(byte[] key) {
        int at = out.position();
        attribute(StunAttribute.MESSAGE_INTEGRITY, new byte[StunMessage.HMAC_BYTES]);
        byte[] mac = StunMessage.hmac(out.array(), at, key);
        out.position(at + 4);
        out.put(mac);
        return this;
    }

    /** Ends the message with its checksum (RFC 8489 section 14.7). */
    public StunWriter fingerprint() {
        int at = out.position();
        int32(StunAttribute.FINGERPRINT, 0);
        out.putInt(at + 4, StunMessage.checksum(out.array(), at));
        fingerprinted = true;
        return this;
    }

    /** The message, from position 0 to its limit. */
    public ByteBuffer finish() {
        out.putShort(2, (short) (out.position() - StunMessage.HEADER));
        ByteBuffer message = out.duplicate();
        message.flip();
        return message;
    }

    private static byte[] address(InetSocketAddress address) {
        InetAddress host = address.getAddress();
        if (host == null) {
            throw new IllegalArgumentException("unresolved: " + address);
        }
        byte[] bytes = host.getAddress();
        ByteBuffer value = ByteBuffer.allocate(4 + bytes.length);
        value.putShort((short) (bytes.length == 4 ? StunMessage.IPV4 : StunMessage.IPV6));
        return value.putShort((short) address.getPort()).put(bytes).array();
    }

    private void ensure(int more) {
        if (out.remaining() < more) {
            out = ByteBuffer.allocate(Math.max(2 * out.capacity(), out.position() + more))
                    .put(out.flip());
        }
    }
}
