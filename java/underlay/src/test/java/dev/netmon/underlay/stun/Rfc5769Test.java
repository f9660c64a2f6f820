// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.stun;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.netmon.Addresses;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The test vectors of RFC 5769. */
class Rfc5769Test {

    private static final byte[] PASSWORD = "VOkJxbRl1RmTxUk/WvJxBt".getBytes(StandardCharsets.UTF_8);

    private static final String REQUEST = "000100582112a442b7e7a701bc34d686fa87dfae"
            + "802200105354554e207465737420636c69656e74"
            + "002400046e0001ff"
            + "80290008932ff9b151263b36"
            + "000600096576746a3a68367659202020"
            + "000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2"
            + "80280004e57a3bcf";

    private static final String ANSWER_V4 = "0101003c2112a442b7e7a701bc34d686fa87dfae"
            + "8022000b7465737420766563746f7220"
            + "002000080001a147e112a643"
            + "000800142b91f599fd9e90c38c7489f92af9ba53f06be7d7"
            + "80280004c07d4c96";

    private static final String ANSWER_V6 = "010100482112a442b7e7a701bc34d686fa87dfae"
            + "8022000b7465737420766563746f7220"
            + "002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9"
            + "00080014a382954e4be67bf11784c97c8292c275bfe3ed41"
            + "80280004c8fb0b4c";

    private static final String LONG_TERM = "000100602112a44278ad3433c6ad72c029da412e"
            + "00060012e3839ee38388e383aae38383e382afe382b90000"
            + "0015001c662f2f3439396b39353464364f4c33346f4c39465354767936347341"
            + "0014000b6578616d706c652e6f726700"
            + "00080014f67024656dd64a3e02b8e0712e85c9a28ca89666";

    private static StunMessage read(String hex) {
        StunMessage message = StunMessage.read(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
        assertNotNull(message);
        return message;
    }

    @Test
    void sampleRequest() {
        StunMessage message = read(REQUEST);
        assertEquals(StunMessage.Kind.REQUEST, message.kind());
        assertEquals(new TransactionId(0xb7e7a701, 0xbc34d686fa87dfaeL), message.id());
        assertEquals("STUN test client", message.text(StunAttribute.SOFTWARE));
        assertEquals("evtj:h6vY", message.text(StunAttribute.USERNAME));
        assertEquals(0x6e0001ff, message.int32(StunAttribute.PRIORITY));
        assertEquals(0x932ff9b151263b36L, message.int64(StunAttribute.ICE_CONTROLLED));
        assertEquals(StunMessage.Proof.GOOD, message.integrity(PASSWORD));
        assertEquals(StunMessage.Proof.BAD, message.integrity("other".getBytes(StandardCharsets.UTF_8)));
        assertEquals(StunMessage.Proof.GOOD, message.fingerprint());
    }

    @Test
    void sampleIpv4Answer() {
        StunMessage message = read(ANSWER_V4);
        assertEquals(StunMessage.Kind.SUCCESS, message.kind());
        assertEquals("test vector", message.text(StunAttribute.SOFTWARE));
        assertEquals(new InetSocketAddress(Addresses.parse("192.0.2.1"), 32853), message.mapped());
        assertEquals(StunMessage.Proof.GOOD, message.integrity(PASSWORD));
        assertEquals(StunMessage.Proof.GOOD, message.fingerprint());
    }

    @Test
    void sampleIpv6Answer() {
        StunMessage message = read(ANSWER_V6);
        assertEquals(
                new InetSocketAddress(Addresses.parse("2001:db8:1234:5678:11:2233:4455:6677"), 32853),
                message.mapped());
        assertEquals(StunMessage.Proof.GOOD, message.integrity(PASSWORD));
        assertEquals(StunMessage.Proof.GOOD, message.fingerprint());
    }

    @Test
    void sampleRequestWithLongTermAuthentication() throws Exception {
        StunMessage message = read(LONG_TERM);
        String user = "\u30de\u30c8\u30ea\u30c3\u30af\u30b9";
        assertEquals(user, message.text(StunAttribute.USERNAME));
        byte[] key = MessageDigest.getInstance("MD5")
                .digest((user + ":example.org:TheMatrIX").getBytes(StandardCharsets.UTF_8));
        assertEquals(StunMessage.Proof.GOOD, message.integrity(key));
        assertEquals(StunMessage.Proof.ABSENT, message.fingerprint());
    }

    /** The vectors pad with spaces, we with zeros: the same but for that byte is what must come out. */
    @Test
    void ourWriterMakesTheSameMessagesWhereNothingIsPadded() {
        byte[] expected = HexFormat.of().parseHex(LONG_TERM);
        StunMessage message = read(LONG_TERM);
        StunWriter writer = StunWriter.request(message.id());
        for (int type : new int[] {StunAttribute.USERNAME, 0x0015, 0x0014}) {
            byte[] value = message.attribute(type);
            assertNotNull(value);
            writer.attribute(type, value);
        }
        try {
            byte[] key = MessageDigest.getInstance("MD5")
                    .digest("\u30de\u30c8\u30ea\u30c3\u30af\u30b9:example.org:TheMatrIX"
                            .getBytes(StandardCharsets.UTF_8));
            ByteBuffer written = writer.integrity(key).finish();
            byte[] bytes = new byte[written.remaining()];
            written.get(bytes);
            assertArrayEquals(expected, bytes);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
