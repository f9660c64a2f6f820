// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows.wire;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.ffi.WindowsLayouts;
import java.nio.ByteBuffer;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Rows and tables cut short, with bits flipped, or made of anything: nothing is thrown, and nothing is made up. */
class DamagedBytesTest {
    private static final List<Vector> VECTORS = Vector.all();

    @Property(tries = 5_000)
    void cutShort(@ForAll("vectors") Vector vector, @ForAll @IntRange(max = 400) int length) {
        byte[] bytes = vector.bytes();
        readAll(ByteBuffer.wrap(bytes, 0, Math.min(length, bytes.length)).slice());
    }

    @Property(tries = 5_000)
    void bitsFlipped(
            @ForAll("vectors") Vector vector,
            @ForAll @Size(min = 1, max = 12) List<@IntRange(max = 3199) Integer> bits) {
        byte[] bytes = vector.bytes();
        for (int bit : bits) {
            bytes[bit / Byte.SIZE % bytes.length] ^= (byte) (1 << bit % Byte.SIZE);
        }
        readAll(ByteBuffer.wrap(bytes));
    }

    @Property(tries = 5_000)
    void anything(@ForAll @Size(max = 1500) byte[] bytes) {
        readAll(ByteBuffer.wrap(bytes));
    }

    @Provide
    Arbitrary<Vector> vectors() {
        return Arbitraries.of(VECTORS);
    }

    /** Reads the bytes as everything they could be. */
    static void readAll(ByteBuffer bytes) {
        check(MibRows.interfaces(bytes), bytes, WindowsLayouts.MIB_IF_ROW2_SIZE);
        check(MibRows.addresses(bytes), bytes, WindowsLayouts.MIB_UNICASTIPADDRESS_ROW_SIZE);
        check(MibRows.routes(bytes), bytes, WindowsLayouts.MIB_IPFORWARD_ROW2_SIZE);
        check(MibRows.ipInterfaces(bytes), bytes, WindowsLayouts.MIB_IPINTERFACE_ROW_SIZE);
        MibRows.interfaceKey(bytes);
        MibRows.addressKey(bytes);
        RouteKey route = MibRows.routeKey(bytes);
        if (route != null) {
            assertNotNull(RowText.of(route));
            assertTrue(route.covers(route.prefix()));
        }
        InterfaceRow link = MibRows.interfaceRow(bytes);
        if (link != null) {
            assertTrue(link.alias().length() <= 256 && link.description().length() <= 256);
        }
        AddressRow address = MibRows.addressRow(bytes);
        if (address != null) {
            assertTrue(address.prefixLength() <= address.key().address().bits());
        }
        MibRows.routeRow(bytes);
        MibRows.ipInterfaceRow(bytes);
        SockaddrInet.read(bytes);
    }

    private static void check(Rows<?> rows, ByteBuffer bytes, int size) {
        assertTrue((long) rows.rows().size() * size <= bytes.remaining());
        assertTrue(rows.unread() >= 0);
    }
}
