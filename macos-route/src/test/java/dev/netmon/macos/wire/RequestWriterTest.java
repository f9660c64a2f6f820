// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.Addresses;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Requests as bytes, and read back by the parser. */
class RequestWriterTest {
    private static final String ZEROES = "00".repeat(68);

    private final ByteBuffer buffer = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
    private final RequestWriter writer = new RequestWriter(buffer);

    @Test
    void anIpv4Destination() {
        writer.lookUp(9, Addresses.parse("73.158.64.1"));
        bytes("6c00 05 04 0000 0000 00000000 31000000 00000000 09000000" + ZEROES
                + "10 02 0000 499e4001 0000000000000000");
        assertNull(route().gateway());
        assertEquals(Addresses.parse("73.158.64.1"), route().destination());
        assertEquals(32, route().destinationLength());
    }

    @Test
    void anIpv6Destination() {
        writer.lookUp(0x01020304, Addresses.parse("2601:648::1"));
        bytes("7800 05 04 0000 0000 00000000 31000000 00000000 04030201" + ZEROES
                + "1c 1e 0000 00000000 26010648000000000000000000000001 00000000");
        assertEquals(Addresses.parse("2601:648::1"), route().destination());
        assertEquals(128, route().destinationLength());
        assertEquals(RequestWriter.MAX_REQUEST, buffer.position());
    }

    @Test
    void aLinkLocalDestinationKeepsItsInterface() throws Exception {
        byte[] address = Addresses.parse("fe80::1").getAddress();
        writer.lookUp(1, Inet6Address.getByAddress(null, address, 6));
        assertEquals(6, buffer.getInt(Rtsock.SIZEOF_RT_MSGHDR + Sockaddr.SIN6_SCOPE_ID_AT));
        assertEquals(Addresses.parse("fe80::1"), route().destination());
    }

    @Test
    void anotherIsWrittenBehindTheFirst() {
        writer.lookUp(1, Addresses.parse("73.158.64.1")).lookUp(2, Addresses.parse("2601:648::1"));
        MessageCursor cursor = new MessageCursor().over(buffer.flip());
        for (int sequence = 1; sequence <= 2; sequence++) {
            assertTrue(cursor.next());
            RouteMessage request = (RouteMessage) MessageParser.parse(cursor);
            assertTrue(request.answers(0, sequence));
            assertEquals(0, request.flags());
            assertEquals(0, request.errno());
        }
        assertFalse(cursor.next());
        assertNull(cursor.fault());
    }

    @Test
    void whatWasInTheBufferIsOverwritten() {
        Arrays.fill(buffer.array(), (byte) 0xff);
        writer.lookUp(9, Addresses.parse("73.158.64.1"));
        bytes("6c00 05 04 0000 0000 00000000 31000000 00000000 09000000" + ZEROES
                + "10 02 0000 499e4001 0000000000000000");
    }

    @Test
    void aBufferTooSmallIsTheCallersMistake() {
        RequestWriter small = new RequestWriter(ByteBuffer.allocate(RequestWriter.MAX_REQUEST - 1));
        assertThrows(BufferOverflowException.class, () -> small.lookUp(1, Addresses.parse("2601:648::1")));
    }

    @Property
    void anyDestinationComesBack(@ForAll @Size(16) byte[] address, @ForAll int sequence) throws Exception {
        for (int length : new int[] {4, 16}) {
            byte[] bytes = Arrays.copyOf(address, length);
            if (length == 16 && (bytes[0] == (byte) 0xfe || bytes[0] == (byte) 0xff)) {
                // In a scoped address the kernel keeps the interface where these bytes stand.
                bytes[2] = 0;
                bytes[3] = 0;
            }
            buffer.clear();
            writer.lookUp(
                    sequence,
                    length == 4 ? InetAddress.getByAddress(bytes) : Inet6Address.getByAddress(null, bytes, -1));
            RouteMessage route = route();
            assertArrayEquals(bytes, route.destination().getAddress());
            assertTrue(route.answers(0, sequence));
            if (!route.destination().isAnyLocalAddress()) {
                assertEquals(length * 8, route.destinationLength());
            }
        }
    }

    private void bytes(String hex) {
        byte[] expected = HexFormat.of().parseHex(hex.replace(" ", ""));
        assertEquals(
                HexFormat.of().formatHex(expected),
                HexFormat.of().formatHex(Arrays.copyOf(buffer.array(), buffer.position())));
    }

    private RouteMessage route() {
        MessageCursor cursor = new MessageCursor()
                .over(buffer.duplicate().order(buffer.order()).flip());
        assertTrue(cursor.next());
        return (RouteMessage) MessageParser.parse(cursor);
    }
}
