// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.stun;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.Addresses;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class StunMessageTest {

    private static final TransactionId ID = new TransactionId(0x01020304, 0x05060708090a0b0cL);
    private static final byte[] KEY = "key".getBytes(StandardCharsets.UTF_8);

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static StunMessage read(ByteBuffer buffer) {
        StunMessage message = StunMessage.read(buffer);
        assertNotNull(message);
        return message;
    }

    @Test
    void theFormForDerpServersIsSoftwareFirstFingerprintLastAnd40Bytes() {
        byte[] request = bytes(RequestForm.DERP.request(ID));
        assertEquals(40, request.length);
        byte[] start = {0, 1, 0, 20, 0x21, 0x12, (byte) 0xa4, 0x42, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
        assertArrayEquals(start, Arrays.copyOf(request, 20));
        assertArrayEquals(new byte[] {(byte) 0x80, 0x22, 0, 8}, Arrays.copyOfRange(request, 20, 24));
        assertEquals("tailnode", new String(request, 24, 8, StandardCharsets.US_ASCII));
        assertArrayEquals(new byte[] {(byte) 0x80, 0x28, 0, 4}, Arrays.copyOfRange(request, 32, 36));
        assertEquals(StunMessage.Proof.GOOD, read(RequestForm.DERP.request(ID)).fingerprint());
    }

    @Test
    void theBytesBeforeTheBuffersPositionAndAfterTheMessageDoNotMatter() {
        byte[] request = bytes(RequestForm.PLAIN.request(ID));
        byte[] padded = new byte[request.length + 7];
        Arrays.fill(padded, (byte) 0xff);
        System.arraycopy(request, 0, padded, 3, request.length);
        ByteBuffer buffer = ByteBuffer.wrap(padded).position(3);
        assertEquals(ID, read(buffer).id());
        assertEquals(3, buffer.position());
        assertEquals(StunMessage.Proof.GOOD, read(buffer).fingerprint());
    }

    @Test
    void aVFourMappedAddressIsToldAsIpv4() throws UnknownHostException {
        byte[] value = new byte[20];
        value[1] = 2;
        value[2] = 0x12;
        value[3] = 0x34;
        value[14] = (byte) 0xff;
        value[15] = (byte) 0xff;
        value[16] = (byte) 203;
        value[19] = 7;
        StunMessage message = read(StunWriter.success(ID)
                .attribute(StunAttribute.XOR_MAPPED_ADDRESS, StunMessage.xor(value, ID))
                .finish());
        assertEquals(new InetSocketAddress(InetAddress.getByName("203.0.0.7"), 0x1234), message.mapped());
    }

    @Test
    void mappedAddressServesWhereTheXoredOneIsMissingOrBroken() {
        InetSocketAddress old = new InetSocketAddress(Addresses.parse("198.51.100.1"), 99);
        InetSocketAddress modern = new InetSocketAddress(Addresses.parse("198.51.100.2"), 98);
        assertEquals(old, read(StunWriter.success(ID).mapped(old).finish()).mapped());
        assertEquals(
                modern,
                read(StunWriter.success(ID).mapped(old).xorMapped(modern).finish())
                        .mapped());
        assertEquals(
                old,
                read(StunWriter.success(ID)
                                .attribute(StunAttribute.XOR_MAPPED_ADDRESS, new byte[] {0, 1, 2})
                                .mapped(old)
                                .finish())
                        .mapped());
        assertEquals(
                modern,
                read(StunWriter.success(ID)
                                .attribute(
                                        0x8020,
                                        Objects.requireNonNull(read(StunWriter.success(ID)
                                                        .xorMapped(modern)
                                                        .finish())
                                                .attribute(StunAttribute.XOR_MAPPED_ADDRESS)))
                                .finish())
                        .mapped());
        assertNull(read(StunWriter.success(ID).finish()).mapped());
    }

    @Test
    void afterMessageIntegrityOnlyFingerprintCounts() {
        StunMessage message = read(StunWriter.request(ID)
                .text(StunAttribute.USERNAME, "a:b")
                .integrity(KEY)
                .int32(StunAttribute.PRIORITY, 1)
                .fingerprint()
                .finish());
        assertNull(message.int32(StunAttribute.PRIORITY));
        assertEquals("a:b", message.text(StunAttribute.USERNAME));
        assertEquals(StunMessage.Proof.GOOD, message.integrity(KEY));
        assertEquals(StunMessage.Proof.GOOD, message.fingerprint());
        assertThrows(
                IllegalStateException.class,
                () -> StunWriter.request(ID).fingerprint().int32(StunAttribute.PRIORITY, 1));
    }

    @Test
    void errorsHaveACode() {
        StunMessage message = read(StunWriter.error(ID, 487, "Role Conflict").finish());
        assertEquals(StunMessage.Kind.ERROR, message.kind());
        assertEquals(487, message.errorCode());
        assertEquals(0, read(StunWriter.success(ID).finish()).errorCode());
        assertThrows(IllegalArgumentException.class, () -> StunWriter.error(ID, 200, ""));
    }

    @Test
    void anAttributeOfTheWrongLengthIsAbsentOrBad() {
        StunMessage message = read(StunWriter.request(ID)
                .attribute(StunAttribute.PRIORITY, new byte[5])
                .attribute(StunAttribute.ICE_CONTROLLING, new byte[4])
                .attribute(StunAttribute.FINGERPRINT, new byte[8])
                .finish());
        assertNull(message.int32(StunAttribute.PRIORITY));
        assertNull(message.int64(StunAttribute.ICE_CONTROLLING));
        assertEquals(StunMessage.Proof.BAD, message.fingerprint());
        assertEquals(StunMessage.Proof.ABSENT, message.integrity(KEY));
    }

    @Test
    void otherTrafficIsNoStun() {
        for (byte[] other : List.of(
                new byte[0], new byte[20], new byte[1400], "hello, I am data".getBytes(StandardCharsets.UTF_8))) {
            assertNull(StunMessage.read(ByteBuffer.wrap(other)));
        }
        byte[] allocate = bytes(RequestForm.PLAIN.request(ID));
        allocate[1] = 3; // TURN
        assertNull(StunMessage.read(ByteBuffer.wrap(allocate)));
        assertTrue(StunMessage.looksLike(ByteBuffer.wrap(allocate)));
    }

    @Provide
    Arbitrary<InetSocketAddress> addresses() {
        Arbitrary<byte[]> v4 = Arbitraries.bytes().array(byte[].class).ofSize(4);
        Arbitrary<byte[]> v6 = Arbitraries.bytes().array(byte[].class).ofSize(16);
        return Combinators.combine(
                        Arbitraries.oneOf(v4, v6), Arbitraries.integers().between(0, 65_535))
                .as((bytes, port) -> {
                    try {
                        return new InetSocketAddress(InetAddress.getByAddress(bytes), port);
                    } catch (UnknownHostException e) {
                        throw new AssertionError(e);
                    }
                });
    }

    @Property
    void everyAddressComesBack(
            @ForAll("addresses") InetSocketAddress address,
            @ForAll int high,
            @ForAll long low,
            @ForAll byte[] software) {
        TransactionId id = new TransactionId(high, low);
        StunMessage message = read(StunWriter.success(id)
                .attribute(StunAttribute.SOFTWARE, software)
                .xorMapped(address)
                .integrity(KEY)
                .fingerprint()
                .finish());
        assertEquals(id, message.id());
        assertEquals(address, message.mapped());
        assertArrayEquals(software, message.attribute(StunAttribute.SOFTWARE));
        assertEquals(StunMessage.Proof.GOOD, message.integrity(KEY));
        assertEquals(StunMessage.Proof.GOOD, message.fingerprint());
    }

    @Property
    void aTruncatedMessageIsNone(@ForAll("addresses") InetSocketAddress address, @ForAll("fractions") double part) {
        byte[] whole =
                bytes(StunWriter.success(ID).xorMapped(address).fingerprint().finish());
        int length = (int) (part * whole.length);
        assertNull(StunMessage.read(ByteBuffer.wrap(whole, 0, length)));
    }

    @Provide
    Arbitrary<Double> fractions() {
        return Arbitraries.doubles().between(0, true, 1, false);
    }

    @Property
    void aFlippedBitIsNeverTakenForTheMessage(
            @ForAll("addresses") InetSocketAddress address, @ForAll("fractions") double part) {
        byte[] whole = bytes(StunWriter.success(ID)
                .xorMapped(address)
                .integrity(KEY)
                .fingerprint()
                .finish());
        int bit = (int) (part * whole.length * 8);
        whole[bit / 8] ^= (byte) (1 << bit % 8);
        StunMessage message = StunMessage.read(ByteBuffer.wrap(whole));
        if (message != null) {
            touch(message);
            assertTrue(message.fingerprint() != StunMessage.Proof.GOOD, "fingerprint of bit " + bit);
            boolean inFingerprint = bit / 8 >= whole.length - 8;
            assertEquals(
                    inFingerprint,
                    message.integrity(KEY) == StunMessage.Proof.GOOD,
                    "only the fingerprint itself is unprotected");
        }
    }

    @Property
    void noBytesMakeItThrow(@ForAll byte[] tail, @ForAll short type, @ForAll short length) {
        ByteBuffer datagram = ByteBuffer.allocate(20 + tail.length)
                .putShort(type)
                .putShort(length)
                .putInt(StunMessage.COOKIE)
                .putInt(1)
                .putLong(2)
                .put(tail)
                .flip();
        StunMessage message = StunMessage.read(datagram);
        if (message != null) {
            touch(message);
        }
        datagram.putShort(0, (short) 0x0101).putShort(2, (short) (tail.length & ~3));
        message = StunMessage.read(datagram);
        if (message != null) {
            touch(message);
        }
    }

    /** Asks a message everything there is to ask. */
    static void touch(StunMessage message) {
        message.mapped();
        message.errorCode();
        message.fingerprint();
        message.integrity(KEY);
        message.integrity(new byte[0]);
        message.text(StunAttribute.SOFTWARE);
        message.int32(StunAttribute.PRIORITY);
        message.int64(StunAttribute.ICE_CONTROLLED);
        message.has(StunAttribute.USE_CANDIDATE);
    }
}
