// SPDX-License-Identifier: Apache-2.0
package dev.netmon;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {

    @ParameterizedTest
    @CsvSource({
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:0db8::0001, 2001:db8::1",
        "2001:db8:0:0:0:0:2:1, 2001:db8::2:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "2001:DB8::A:B:C, 2001:db8::a:b:c",
        "0:0:0:0:0:0:0:0, ::",
        "0:0:0:0:0:0:0:1, ::1",
        "1:0:0:0:0:0:0:0, 1::",
        "0:0:1:2:3:4:5:6, ::1:2:3:4:5:6",
        "1:2:3:4:5:6:0:0, 1:2:3:4:5:6::",
        "1:0:2:0:3:0:4:0, 1:0:2:0:3:0:4:0",
        "fe80:0:0:0:200:5eff:fe00:53af, fe80::200:5eff:fe00:53af",
        "::ffff:192.0.2.1, 192.0.2.1",
        "10.0.0.1, 10.0.0.1",
        "255.255.255.255, 255.255.255.255",
        "0.0.0.0, 0.0.0.0",
    })
    void isWrittenInTheCanonicalForm(String text, String canonical) {
        assertEquals(canonical, Addresses.format(Addresses.parse(text)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "example.org",
                "1.2.3",
                "1.2.3.4.5",
                "256.1.1.1",
                "1.1.1.999",
                "010.1.1.1",
                "1.2.3.4/24",
                ":",
                ":::",
                "1:2",
                "2001:db8::1%eth0",
                "2001:db8::g",
                "1::2::3",
                " ::1",
                "1.2.3.4 ",
                "-1.2.3.4",
                "a.b.c.d"
            })
    void whatIsNoLiteralIsRefusedAndNothingIsResolved(String text) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> Addresses.parse(text));
        assertEquals("not an IP address: " + text, refused.getMessage());
    }

    @Provide
    Arbitrary<byte[]> v6() {
        // Zeros often, so that runs of them come in all lengths and places.
        return Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(2, Arbitraries.just((short) 0)),
                        net.jqwik.api.Tuple.of(1, Arbitraries.shorts()))
                .array(Short[].class)
                .ofSize(8)
                .map(groups -> {
                    byte[] bytes = new byte[16];
                    for (int i = 0; i < 8; i++) {
                        bytes[2 * i] = (byte) (groups[i] >> 8);
                        bytes[2 * i + 1] = (byte) (int) groups[i];
                    }
                    return bytes;
                });
    }

    @Property(tries = 10_000, edgeCases = EdgeCasesMode.NONE)
    void whatIsWrittenIsReadAsTheSameAddress(@ForAll("v6") byte[] bytes) throws UnknownHostException {
        InetAddress address = InetAddress.getByAddress(bytes);
        String text = Addresses.format(address);
        assertEquals(address, Addresses.parse(text));
        assertEquals(text.toLowerCase(java.util.Locale.ROOT), text);
        assertFalse(text.matches(".*(^|:)0[0-9a-f].*"), "a leading zero in " + text);
        if (address instanceof Inet6Address) {
            int longest = 0;
            for (String run : text.split("[1-9a-f][0-9a-f]*", -1)) {
                longest = Math.max(
                        longest, (int) run.chars().filter(c -> c == '0').count());
            }
            assertTrue(longest <= 1 || text.contains("::"), "a run of zeros left in " + text);
        }
    }

    @Property(tries = 10_000)
    void everyIpv4AddressComesBack(@ForAll int bits) throws UnknownHostException {
        byte[] bytes = {(byte) (bits >> 24), (byte) (bits >> 16), (byte) (bits >> 8), (byte) bits};
        InetAddress address = InetAddress.getByAddress(bytes);
        assertArrayEquals(bytes, Addresses.parse(Addresses.format(address)).getAddress());
        assertEquals(address.getHostAddress(), Addresses.format(address));
    }

    @ParameterizedTest
    @CsvSource({"::ffff:192.0.2.1"})
    void aMappedAddressThatIsStillIpv6IsWrittenWithItsDots(String text) throws UnknownHostException {
        byte[] bytes = new byte[16];
        bytes[10] = bytes[11] = (byte) 0xff;
        bytes[12] = (byte) 192;
        bytes[14] = 2;
        bytes[15] = 1;
        assertEquals(text, Addresses.format(Inet6Address.getByAddress(null, bytes, -1)));
    }

    @Test
    void anEndpointIsAddressAndPort() {
        assertEquals("192.0.2.1:53", Addresses.format(new InetSocketAddress(Addresses.parse("192.0.2.1"), 53)));
        assertEquals("[2001:db8::1]:53", Addresses.format(new InetSocketAddress(Addresses.parse("2001:db8::1"), 53)));
        assertEquals("stun.example:53", Addresses.format(InetSocketAddress.createUnresolved("stun.example", 53)));
    }
}
