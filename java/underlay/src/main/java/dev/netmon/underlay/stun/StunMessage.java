// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.stun;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A STUN binding message as it was received (RFC 8489). Immutable. Reading never throws, whatever the bytes: what is not
 * such a message is no {@code StunMessage}, and an attribute that is malformed is absent.
 */
public final class StunMessage {

    /** What a message is; the class bits of its type. */
    public enum Kind {
        REQUEST(0x0001),
        INDICATION(0x0011),
        SUCCESS(0x0101),
        ERROR(0x0111);

        private final int type;

        Kind(int type) {
            this.type = type;
        }

        int type() {
            return type;
        }
    }

    /** How a proof within the message turned out. */
    public enum Proof {
        ABSENT,
        GOOD,
        BAD
    }

    /** Bytes before the first attribute (RFC 8489 section 5). */
    static final int HEADER = 20;

    /** Bytes 4 to 7 of every message (RFC 8489 section 5). */
    static final int COOKIE = 0x2112a442;

    /** HMAC-SHA1 (RFC 8489 section 14.5). */
    static final int HMAC_BYTES = 20;

    static final int IPV4 = 1;
    static final int IPV6 = 2;

    private static final int FINGERPRINT_XOR = 0x5354554e; // "STUN"; RFC 8489 section 14.7

    private final byte[] bytes;
    private final Kind kind;
    private final TransactionId id;

    private StunMessage(byte[] bytes, Kind kind, TransactionId id) {
        this.bytes = bytes;
        this.kind = kind;
        this.id = id;
    }

    /** Whether a datagram looks like STUN of any method: two zero bits, the magic cookie, and all of its length there. */
    public static boolean looksLike(ByteBuffer datagram) {
        int at = datagram.position();
        return datagram.remaining() >= HEADER
                && (datagram.get(at) & 0xc0) == 0
                && datagram.get(at + 4) == COOKIE >>> 24
                && datagram.get(at + 5) == (COOKIE >>> 16 & 0xff)
                && datagram.get(at + 6) == (byte) (COOKIE >>> 8)
                && datagram.get(at + 7) == (byte) COOKIE
                && length(datagram, at) % 4 == 0
                && HEADER + length(datagram, at) <= datagram.remaining();
    }

    /**
     * Reads a datagram from its position to its limit; neither moves. Bytes after the message are ignored.
     *
     * @return null where it is no binding message, or its attributes run over its end
     */
    public static @Nullable StunMessage read(ByteBuffer datagram) {
        if (!looksLike(datagram)) {
            return null;
        }
        int at = datagram.position();
        byte[] bytes = new byte[HEADER + length(datagram, at)];
        datagram.duplicate().get(bytes);
        ByteBuffer message = ByteBuffer.wrap(bytes);
        int type = message.getShort(0);
        for (Kind kind : Kind.values()) {
            if (kind.type == type) {
                StunMessage read =
                        new StunMessage(bytes, kind, new TransactionId(message.getInt(8), message.getLong(12)));
                return read.wellFormed() ? read : null;
            }
        }
        return null;
    }

    private static int length(ByteBuffer datagram, int at) {
        return (datagram.get(at + 2) & 0xff) << 8 | datagram.get(at + 3) & 0xff;
    }

    public Kind kind() {
        return kind;
    }

    public TransactionId id() {
        return id;
    }

    /** The value of the first attribute of a type that stands where it counts, or null. */
    public byte @Nullable [] attribute(int type) {
        int at = find(type);
        return at < 0 ? null : Arrays.copyOfRange(bytes, at + 4, at + 4 + valueLength(at));
    }

    public boolean has(int type) {
        return find(type) >= 0;
    }

    /** An attribute of text in UTF-8, or null. */
    public @Nullable String text(int type) {
        byte[] value = attribute(type);
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }

    /** An attribute of 32 bits, or null where there is none or it has another length. */
    public @Nullable Integer int32(int type) {
        byte[] value = attribute(type);
        return value == null || value.length != 4
                ? null
                : ByteBuffer.wrap(value).getInt();
    }

    /** An attribute of 64 bits, or null where there is none or it has another length. */
    public @Nullable Long int64(int type) {
        byte[] value = attribute(type);
        return value == null || value.length != 8
                ? null
                : ByteBuffer.wrap(value).getLong();
    }

    /**
     * The address the sender of this answer saw the request come from: XOR-MAPPED-ADDRESS, else MAPPED-ADDRESS. An IPv4
     * address written as IPv6 (what servers with one socket for both do) is told as IPv4.
     */
    public @Nullable InetSocketAddress mapped() {
        for (int type : new int[] {StunAttribute.XOR_MAPPED_ADDRESS, StunAttribute.XOR_MAPPED_ADDRESS_DRAFT}) {
            byte[] value = attribute(type);
            if (value != null && value.length >= 4) {
                InetSocketAddress address = address(xor(value, id));
                if (address != null) {
                    return address;
                }
            }
        }
        byte[] value = attribute(StunAttribute.MAPPED_ADDRESS);
        return value == null ? null : address(value);
    }

    /** The code of an error answer, 300 to 699, or 0. */
    public int errorCode() {
        byte[] value = attribute(StunAttribute.ERROR_CODE);
        if (value == null || value.length < 4) {
            return 0;
        }
        int hundreds = value[2] & 7;
        int rest = value[3] & 0xff;
        return hundreds < 3 || hundreds > 6 || rest > 99 ? 0 : 100 * hundreds + rest;
    }

    /** Whether the checksum that ends the message is right. */
    public Proof fingerprint() {
        int at = find(StunAttribute.FINGERPRINT);
        if (at < 0) {
            return Proof.ABSENT;
        }
        return valueLength(at) == 4 && ByteBuffer.wrap(bytes).getInt(at + 4) == checksum(bytes, at)
                ? Proof.GOOD
                : Proof.BAD;
    }

    /** Whether the message was written by somebody who knows the key. Takes the same time wherever the bytes differ. */
    public Proof integrity(byte[] key) {
        int at = find(StunAttribute.MESSAGE_INTEGRITY);
        if (at < 0) {
            return Proof.ABSENT;
        }
        if (valueLength(at) != HMAC_BYTES) {
            return Proof.BAD;
        }
        byte[] told = Arrays.copyOfRange(bytes, at + 4, at + 4 + HMAC_BYTES);
        return MessageDigest.isEqual(told, hmac(bytes, at, key)) ? Proof.GOOD : Proof.BAD;
    }

    /** Whether the attributes fill the message exactly. */
    private boolean wellFormed() {
        int at = HEADER;
        while (at + 4 <= bytes.length) {
            at = next(at);
        }
        return at == bytes.length;
    }

    /** After MESSAGE-INTEGRITY nothing but FINGERPRINT counts, after FINGERPRINT nothing (RFC 8489 section 14.5, 14.7). */
    private int find(int type) {
        boolean sealed = false;
        for (int at = HEADER; at < bytes.length; at = next(at)) {
            int here = type(at);
            if (here == type && (!sealed || here == StunAttribute.FINGERPRINT)) {
                return at;
            }
            if (here == StunAttribute.FINGERPRINT) {
                return -1;
            }
            sealed |= here == StunAttribute.MESSAGE_INTEGRITY;
        }
        return -1;
    }

    private int next(int at) {
        return at + 4 + (valueLength(at) + 3 & ~3);
    }

    private int type(int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }

    private int valueLength(int at) {
        return (bytes[at + 2] & 0xff) << 8 | bytes[at + 3] & 0xff;
    }

    /** The address of a (X-ORed back) MAPPED-ADDRESS value. */
    private static @Nullable InetSocketAddress address(byte[] value) {
        int size = value.length - 4;
        if (size != 4 && size != 16 || value[1] != (size == 4 ? IPV4 : IPV6)) {
            return null;
        }
        int port = (value[2] & 0xff) << 8 | value[3] & 0xff;
        try {
            // Makes an IPv4 address of a v4-mapped one.
            return new InetSocketAddress(InetAddress.getByAddress(Arrays.copyOfRange(value, 4, value.length)), port);
        } catch (UnknownHostException e) {
            return null;
        }
    }

    /** Its own inverse: port and address with the cookie and, for IPv6, the transaction id (RFC 8489 section 14.2). */
    static byte[] xor(byte[] value, TransactionId id) {
        byte[] mask = ByteBuffer.allocate(20)
                .putShort((short) 0)
                .putShort((short) (COOKIE >>> 16))
                .putInt(COOKIE)
                .putInt(id.high())
                .putLong(id.low())
                .array();
        byte[] result = value.clone();
        for (int i = 0; i < Math.min(mask.length, result.length); i++) {
            result[i] ^= mask[i];
        }
        return result;
    }

    /** Of the message up to an attribute, with the length field saying that this attribute is the last. */
    static byte[] hmac(byte[] message, int at, byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            // An empty key is not a SecretKeySpec; HMAC fills keys up with zeros, so one zero byte is the same key.
            mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, "HmacSHA1"));
            mac.update(message, 0, 2);
            int length = at + 4 + HMAC_BYTES - HEADER;
            mac.update(new byte[] {(byte) (length >> 8), (byte) length});
            mac.update(message, 4, at - 4);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA1", e);
        }
    }

    /** Of the message up to FINGERPRINT, with the length field saying that it is the last attribute. */
    static int checksum(byte[] message, int at) {
        CRC32 crc = new CRC32();
        crc.update(message, 0, 2);
        int length = at + 8 - HEADER;
        crc.update(length >> 8 & 0xff);
        crc.update(length & 0xff);
        crc.update(message, 4, at - 4);
        return (int) crc.getValue() ^ FINGERPRINT_XOR;
    }
}
