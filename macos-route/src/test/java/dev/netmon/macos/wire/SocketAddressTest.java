// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.netmon.Addresses;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Socket addresses that stand alone, as bytes and back. */
class SocketAddressTest {

    @ParameterizedTest
    @CsvSource({
        "73.158.64.1, 9, 10020009 499e4001 0000000000000000",
        "10.0.0.1, 65534, 1002fffe 0a000001 0000000000000000",
        "2601:648::1, 9, 1c1e0009 00000000 26010648000000000000000000000001 00000000",
        "fe80::1, 0, 1c1e0000 00000000 fe800000000000000000000000000001 00000000"
    })
    void bytes(String address, int port, String hex) {
        assertEquals(hex.replace(" ", ""), HexFormat.of().formatHex(write(Addresses.parse(address), port)));
        assertEquals(Addresses.parse(address), SocketAddress.read(buffer(hex)));
    }

    @Test
    void theScopeIsWrittenAndNotRead() throws Exception {
        InetAddress scoped =
                Inet6Address.getByAddress(null, Addresses.parse("fe80::1").getAddress(), 0x0601);
        byte[] bytes = write(scoped, 0);
        assertArrayEquals(new byte[] {1, 6, 0, 0}, Arrays.copyOfRange(bytes, 24, 28));
        assertEquals(0, ((Inet6Address) SocketAddress.read(ByteBuffer.wrap(bytes))).getScopeId());
    }

    @Test
    void anEmbeddedScopeIsTakenOut() {
        assertEquals(
                Addresses.parse("fe80::1"),
                SocketAddress.read(buffer("1c1e0000 00000000 fe800006000000000000000000000001 00000000")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // nothing
                "10", // no family
                "00020000 0a000001", // no length
                "10020000 0a000001", // cut
                "07020000 0a0000", // too short for an address
                "10120000 0a000001 0000000000000000", // not an IP address
                "1c1e0000 00000000 26010648000000000000000000000001" // cut
            })
    void whatIsNoAddressIsNone(String hex) {
        assertNull(SocketAddress.read(buffer(hex)));
    }

    @Test
    void itIsReadFromThePositionOnAndLeavesItThere() {
        ByteBuffer bytes = buffer("ffff 10020009 499e4001 0000000000000000 ffff")
                .position(2)
                .limit(18);
        assertEquals(Addresses.parse("73.158.64.1"), SocketAddress.read(bytes));
        assertEquals(2, bytes.position());
        assertNull(SocketAddress.read(bytes.limit(17)));
    }

    @Property
    void anyAddressComesBack(@ForAll @Size(16) byte[] address, @ForAll @IntRange(max = 65535) int port)
            throws Exception {
        if (address[0] == (byte) 0xfe || address[0] == (byte) 0xff) {
            // In a scoped address the kernel keeps the interface where these bytes stand.
            address[2] = 0;
            address[3] = 0;
        }
        InetAddress v6 = Inet6Address.getByAddress(null, address, -1);
        assertEquals(v6, SocketAddress.read(ByteBuffer.wrap(write(v6, port))));
        assertInstanceOf(Inet6Address.class, SocketAddress.read(ByteBuffer.wrap(write(v6, port))));
        InetAddress v4 = InetAddress.getByAddress(Arrays.copyOf(address, 4));
        assertEquals(v4, SocketAddress.read(ByteBuffer.wrap(write(v4, port))));
    }

    private static byte[] write(InetAddress address, int port) {
        ByteBuffer buffer = ByteBuffer.allocate(SocketAddress.MAX_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        SocketAddress.write(buffer, address, port);
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private static ByteBuffer buffer(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", ""))).order(ByteOrder.LITTLE_ENDIAN);
    }
}
