// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows.wire;

import static dev.netmon.ffi.WindowsConstants.AF_INET;
import static dev.netmon.ffi.WindowsConstants.AF_INET6;
import static dev.netmon.ffi.WindowsLayouts.IP_ADDRESS_PREFIX_PREFIX_LENGTH;
import static dev.netmon.ffi.WindowsLayouts.MIB_IF_ROW2_ADMIN_STATUS;
import static dev.netmon.ffi.WindowsLayouts.MIB_IF_ROW2_ALIAS;
import static dev.netmon.ffi.WindowsLayouts.MIB_IF_ROW2_DESCRIPTION;
import static dev.netmon.ffi.WindowsLayouts.MIB_IF_ROW2_INTERFACE_AND_OPER_STATUS_FLAGS;
import static dev.netmon.ffi.WindowsLayouts.MIB_IF_ROW2_INTERFACE_INDEX;
import static dev.netmon.ffi.WindowsLayouts.MIB_IF_ROW2_INTERFACE_LUID;
import static dev.netmon.ffi.WindowsLayouts.MIB_IF_ROW2_MEDIA_CONNECT_STATE;
import static dev.netmon.ffi.WindowsLayouts.MIB_IF_ROW2_MTU;
import static dev.netmon.ffi.WindowsLayouts.MIB_IF_ROW2_OPER_STATUS;
import static dev.netmon.ffi.WindowsLayouts.MIB_IF_ROW2_PHYSICAL_ADDRESS;
import static dev.netmon.ffi.WindowsLayouts.MIB_IF_ROW2_PHYSICAL_ADDRESS_LENGTH;
import static dev.netmon.ffi.WindowsLayouts.MIB_IF_ROW2_SIZE;
import static dev.netmon.ffi.WindowsLayouts.MIB_IF_ROW2_TYPE;
import static dev.netmon.ffi.WindowsLayouts.MIB_IPFORWARD_ROW2_DESTINATION_PREFIX;
import static dev.netmon.ffi.WindowsLayouts.MIB_IPFORWARD_ROW2_METRIC;
import static dev.netmon.ffi.WindowsLayouts.MIB_IPFORWARD_ROW2_NEXT_HOP;
import static dev.netmon.ffi.WindowsLayouts.MIB_IPFORWARD_ROW2_SIZE;
import static dev.netmon.ffi.WindowsLayouts.MIB_TABLE_TABLE;
import static dev.netmon.ffi.WindowsLayouts.MIB_UNICASTIPADDRESS_ROW_ADDRESS;
import static dev.netmon.ffi.WindowsLayouts.MIB_UNICASTIPADDRESS_ROW_ON_LINK_PREFIX_LENGTH;
import static dev.netmon.ffi.WindowsLayouts.MIB_UNICASTIPADDRESS_ROW_SKIP_AS_SOURCE;
import static dev.netmon.ffi.WindowsLayouts.SOCKADDR_IN6_ADDR;
import static dev.netmon.ffi.WindowsLayouts.SOCKADDR_INET_SIZE;
import static dev.netmon.ffi.WindowsLayouts.SOCKADDR_IN_PORT;
import static dev.netmon.ffi.WindowsLayouts.SOCKADDR_IN_SIZE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.ffi.MibKind;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MibRowsTest {

    private static ByteBuffer zeros(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer interfaceBytes(String alias) {
        ByteBuffer row = zeros(MIB_IF_ROW2_SIZE);
        row.putLong(MIB_IF_ROW2_INTERFACE_LUID, 0x0047_0080_0000_0000L);
        row.putInt(MIB_IF_ROW2_INTERFACE_INDEX, 9);
        row.put(MIB_IF_ROW2_ALIAS, alias.getBytes(StandardCharsets.UTF_16LE));
        row.put(MIB_IF_ROW2_DESCRIPTION, "Wireless thing".getBytes(StandardCharsets.UTF_16LE));
        row.putInt(MIB_IF_ROW2_PHYSICAL_ADDRESS_LENGTH, 6);
        row.put(MIB_IF_ROW2_PHYSICAL_ADDRESS, new byte[] {2, 0, (byte) 0xfe, 0x10, 0, 1});
        row.putInt(MIB_IF_ROW2_MTU, 1500);
        row.putInt(MIB_IF_ROW2_TYPE, 71);
        row.put(MIB_IF_ROW2_INTERFACE_AND_OPER_STATUS_FLAGS, (byte) 0x85);
        row.putInt(MIB_IF_ROW2_OPER_STATUS, 1);
        row.putInt(MIB_IF_ROW2_ADMIN_STATUS, 2);
        row.putInt(MIB_IF_ROW2_MEDIA_CONNECT_STATE, 3);
        return row;
    }

    @Test
    void anInterfaceIsReadWhole() {
        assertEquals(
                new InterfaceRow(
                        0x0047_0080_0000_0000L,
                        9,
                        "WLAN-Verbindung ü",
                        "Wireless thing",
                        "02:00:fe:10:00:01",
                        1500,
                        71,
                        0x85,
                        1,
                        2,
                        3),
                MibRows.interfaceRow(interfaceBytes("WLAN-Verbindung ü")));
    }

    @Test
    void anAliasMayFillItsRoom() {
        String longest = "x".repeat(256);
        ByteBuffer row = interfaceBytes(longest);
        // No zero at its end either.
        row.putChar(MIB_IF_ROW2_ALIAS + 512, 'y');

        assertEquals(longest, MibRows.interfaceRow(row).alias());
    }

    @Test
    void anAliasEndsAtItsZero() {
        ByteBuffer row = interfaceBytes("Ethernet\0 2");

        assertEquals("Ethernet", MibRows.interfaceRow(row).alias());
    }

    @Test
    void anAliasMayBeEmpty() {
        assertEquals("", MibRows.interfaceRow(interfaceBytes("")).alias());
    }

    @ParameterizedTest
    @CsvSource({"0,", "1, 02", "8, 02:00:fe:10:00:01:00:00", "33,", "-1,"})
    void aMacHasTheLengthTheRowSays(int length, String mac) {
        ByteBuffer row = interfaceBytes("Ethernet");
        row.putInt(MIB_IF_ROW2_PHYSICAL_ADDRESS_LENGTH, length);

        assertEquals(mac, MibRows.interfaceRow(row).mac());
    }

    @Test
    void theLongestMacIsReadWhole() {
        ByteBuffer row = interfaceBytes("Ethernet");
        row.putInt(MIB_IF_ROW2_PHYSICAL_ADDRESS_LENGTH, 32);

        assertEquals(32 * 3 - 1, MibRows.interfaceRow(row).mac().length());
    }

    @Test
    void anMtuWithoutLimitIsPositive() {
        ByteBuffer row = interfaceBytes("Loopback");
        row.putInt(MIB_IF_ROW2_MTU, -1);

        assertEquals(4_294_967_295L, MibRows.interfaceRow(row).mtu());
    }

    @ParameterizedTest
    @CsvSource({"24, 24", "32, 32", "33, 32", "255, 32"})
    void aPrefixLengthOfAnAddressHasItsLimit(int said, int read) {
        ByteBuffer row = Vector.named("addr4-preferred").buffer();
        row.put(MIB_UNICASTIPADDRESS_ROW_ON_LINK_PREFIX_LENGTH, (byte) said);

        assertEquals(read, MibRows.addressRow(row).prefixLength());
    }

    @ParameterizedTest
    @CsvSource({"128, 128", "129, 128", "255, 128"})
    void aPrefixLengthOfAnIpv6AddressHasItsOwn(int said, int read) {
        ByteBuffer row = Vector.named("addr6-linklocal").buffer();
        row.put(MIB_UNICASTIPADDRESS_ROW_ON_LINK_PREFIX_LENGTH, (byte) said);

        assertEquals(read, MibRows.addressRow(row).prefixLength());
    }

    @Test
    void anAddressThatIsNoSourceSaysSo() {
        ByteBuffer row = Vector.named("addr4-preferred").buffer();
        row.put(MIB_UNICASTIPADDRESS_ROW_SKIP_AS_SOURCE, (byte) 1);

        assertTrue(MibRows.addressRow(row).skipAsSource());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 30, 0xffff})
    void anAddressOfAnotherFamilyIsNone(int family) {
        ByteBuffer row = Vector.named("addr4-preferred").buffer().order(ByteOrder.LITTLE_ENDIAN);
        row.putShort(MIB_UNICASTIPADDRESS_ROW_ADDRESS, (short) family);

        assertNull(MibRows.addressRow(row));
        assertNull(MibRows.addressKey(row));
    }

    @ParameterizedTest
    @CsvSource({"route-default4, 32, true", "route-default4, 33, false", "route-default6, 128, true"})
    void aPrefixOfARouteIsNotLongerThanItsAddress(String name, int length, boolean read) {
        ByteBuffer row = Vector.named(name).buffer();
        row.put(MIB_IPFORWARD_ROW2_DESTINATION_PREFIX + IP_ADDRESS_PREFIX_PREFIX_LENGTH, (byte) length);

        assertEquals(read, MibRows.routeRow(row) != null);
        assertEquals(read, MibRows.routeKey(row) != null);
    }

    @Test
    void aRouteToNoFamilyIsNone() {
        assertNull(MibRows.routeRow(zeros(MIB_IPFORWARD_ROW2_SIZE)));
    }

    @Test
    void aRouteWhoseNextHopHasNoFamilyIsOnTheLink() {
        ByteBuffer row = Vector.named("route-default4").buffer();
        row.putShort(MIB_IPFORWARD_ROW2_NEXT_HOP, (short) 0);

        assertNull(MibRows.routeRow(row).key().nextHop());
    }

    @Test
    void theLargestMetricIsPositive() {
        ByteBuffer row = Vector.named("route-default4").buffer();
        row.putInt(MIB_IPFORWARD_ROW2_METRIC, -1);

        assertEquals(4_294_967_295L, MibRows.routeRow(row).metric());
    }

    @Test
    void anIpv4MappedAddressStaysIpv6() throws UnknownHostException {
        ByteBuffer row = Vector.named("addr6-deprecated").buffer();
        byte[] mapped = new byte[16];
        mapped[10] = mapped[11] = (byte) 0xff;
        row.put(SOCKADDR_IN6_ADDR, mapped);

        InetAddress address = MibRows.addressRow(row).key().address().address();
        assertInstanceOf(Inet6Address.class, address);
        assertEquals(128, MibRows.addressRow(row).key().address().bits());
    }

    @Test
    void paddingDoesNotCount() {
        ByteBuffer one = Vector.named("addr4-preferred").buffer();
        ByteBuffer other = Vector.named("addr4-preferred").buffer();
        // The rest of the union, what follows a byte, the lifetimes, the time it was made.
        for (int at : new int[] {2, 3, 8, 15, 27, 28, 31, 52, 56, 62, 63, 72}) {
            other.put(at, (byte) 0xa5);
        }
        assertEquals(MibRows.addressRow(one), MibRows.addressRow(other));

        ByteBuffer route = Vector.named("route-onlink4").buffer();
        for (int at : new int[] {14, 20, 39, 41, 43, 46, 52, 71, 73, 75, 76, 80, 96}) {
            route.put(at, (byte) 0xa5);
        }
        assertEquals(MibRows.routeRow(Vector.named("route-onlink4").buffer()), MibRows.routeRow(route));
    }

    @Test
    void aDifferenceInAnyFieldCounts() {
        for (int at : new int[] {4, 32, 40, 44, 48, 60, 61, 64}) {
            ByteBuffer other = Vector.named("addr4-preferred").buffer();
            other.put(at, (byte) (other.get(at) ^ 1));
            assertFalse(
                    MibRows.addressRow(Vector.named("addr4-preferred").buffer()).equals(MibRows.addressRow(other)),
                    "byte " + at);
        }
    }

    @Test
    void aTableEndsWhereItsBytesEnd() {
        byte[] bytes = Vector.named("table-routes").bytes();
        ByteBuffer claimsMore = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        claimsMore.putInt(0, -1);

        Rows<RouteRow> rows = MibRows.routes(claimsMore);

        assertEquals(3, rows.rows().size());
        assertEquals(4_294_967_295L - 3, rows.unread());
    }

    @Test
    void aTableHasNoMoreRowsThanItSays() {
        ByteBuffer claimsLess = Vector.named("table-routes").buffer().order(ByteOrder.LITTLE_ENDIAN);
        claimsLess.putInt(0, 2);

        Rows<RouteRow> rows = MibRows.routes(claimsLess);

        assertEquals(2, rows.rows().size());
        assertEquals(0, rows.unread());
    }

    @Test
    void aRowCutShortIsNotRead() {
        byte[] bytes = Vector.named("table-routes").bytes();

        Rows<RouteRow> rows = MibRows.routes(ByteBuffer.wrap(bytes, 0, bytes.length - 1));

        assertEquals(2, rows.rows().size());
        assertEquals(1, rows.unread());
    }

    @Test
    void aRowThatCannotBeReadDoesNotHideTheNext() {
        ByteBuffer table = Vector.named("table-addrs").buffer();
        table.putShort(MIB_TABLE_TABLE, (short) 0x7777);

        Rows<AddressRow> rows = MibRows.addresses(table);

        assertEquals(1, rows.rows().size());
        assertEquals(64, rows.rows().get(0).prefixLength());
        assertEquals(1, rows.unread());
    }

    @Test
    void aTableOfInterfacesHasItsOwnStride() {
        ByteBuffer table = zeros(MIB_TABLE_TABLE + 2 * MIB_IF_ROW2_SIZE);
        table.putInt(0, 2);
        table.put(MIB_TABLE_TABLE, interfaceBytes("one").array());
        table.put(MIB_TABLE_TABLE + MIB_IF_ROW2_SIZE, interfaceBytes("two").array());

        assertEquals(
                List.of("one", "two"),
                MibRows.interfaces(table).rows().stream()
                        .map(InterfaceRow::alias)
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void aTableWithoutACountIsEmpty(int bytes) {
        assertEquals(Rows.none(), MibRows.routes(zeros(bytes)));
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 7, 8})
    void aTableOfNothingButACountHasUnreadRows(int bytes) {
        ByteBuffer table = zeros(bytes);
        table.putInt(0, 7);

        assertEquals(new Rows<>(List.of(), 7), MibRows.ipInterfaces(table));
    }

    @Test
    void buffersAreReadFromTheirPositionAndLeftThere() {
        byte[] row = Vector.named("route-default4").bytes();
        ByteBuffer shifted = ByteBuffer.allocate(row.length + 5);
        shifted.position(5).put(row).position(5);
        shifted.order(ByteOrder.BIG_ENDIAN);

        assertEquals(MibRows.routeRow(ByteBuffer.wrap(row)), MibRows.routeRow(shifted));
        assertEquals(5, shifted.position());
        assertEquals(ByteOrder.BIG_ENDIAN, shifted.order());

        byte[] table = Vector.named("table-addrs").bytes();
        ByteBuffer behind = ByteBuffer.allocate(table.length + 3);
        behind.position(3).put(table).position(3);
        assertEquals(MibRows.addresses(ByteBuffer.wrap(table)), MibRows.addresses(behind));
        assertEquals(3, behind.position());
    }

    @Test
    void oneByteLessIsNoRow() {
        assertNull(MibRows.interfaceRow(zeros(MIB_IF_ROW2_SIZE - 1)));
        assertNotNull(MibRows.interfaceRow(zeros(MIB_IF_ROW2_SIZE)));
        for (Vector vector : Vector.all()) {
            byte[] bytes = vector.bytes();
            ByteBuffer cut = ByteBuffer.wrap(bytes, 0, bytes.length - 1);
            switch (vector.name().substring(0, 4)) {
                case "rout" -> assertNull(MibRows.routeRow(cut), vector.name());
                case "addr" -> assertNull(MibRows.addressRow(cut), vector.name());
                case "ipif" -> assertNull(MibRows.ipInterfaceRow(cut), vector.name());
                default -> {}
            }
        }
    }

    @Test
    void keysAreReadFromTheBytesANotificationCarries() {
        byte[] ip = Vector.named("ipif-callback-key-only").bytes();
        byte[] address = Vector.named("addr6-linklocal").bytes();
        byte[] route = Vector.named("route-default6").bytes();

        assertEquals(
                new InterfaceKey(AF_INET, 0x0006_0080_0100_0000L, 12),
                MibRows.interfaceKey(ByteBuffer.wrap(ip, 0, MibKind.IP_INTERFACE.keyBytes())));
        assertEquals(
                MibRows.addressRow(ByteBuffer.wrap(address)).key(),
                MibRows.addressKey(ByteBuffer.wrap(address, 0, MibKind.UNICAST_ADDRESS.keyBytes())));
        assertEquals(
                MibRows.routeRow(ByteBuffer.wrap(route)).key(),
                MibRows.routeKey(ByteBuffer.wrap(route, 0, MibKind.ROUTE.keyBytes())));
        assertNull(MibRows.interfaceKey(ByteBuffer.wrap(ip, 0, MibKind.IP_INTERFACE.keyBytes() - 1)));
        assertNull(MibRows.addressKey(ByteBuffer.wrap(address, 0, MibKind.UNICAST_ADDRESS.keyBytes() - 1)));
        assertNull(MibRows.routeKey(ByteBuffer.wrap(route, 0, MibKind.ROUTE.keyBytes() - 1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.7", "2001:db8::7"})
    void anAddressIsReadAsItWasWritten(String literal) throws UnknownHostException {
        InetAddress address = InetAddress.getByName(literal);
        ByteBuffer room = ByteBuffer.allocate(2 + SOCKADDR_INET_SIZE);
        for (int i = 0; i < room.capacity(); i++) {
            room.put(i, (byte) 0xa5);
        }
        room.position(2);

        SockaddrInet.write(address, room);

        assertEquals(2, room.position());
        assertEquals(new SockaddrInet(address, 0), SockaddrInet.read(room));
        assertEquals(literal.contains(":") ? AF_INET6 : AF_INET, room.get(2));
        assertEquals(0, room.get(2 + SOCKADDR_IN_PORT), "the port");
        assertEquals((byte) 0xa5, room.get(1), "before it");
        // What an IPv4 address does not use is zero as well.
        assertEquals(0, literal.contains(":") ? 0 : room.get(2 + SOCKADDR_IN_SIZE));
    }

    @Test
    void anAddressCutShortIsNone() {
        ByteBuffer room = ByteBuffer.allocate(SOCKADDR_INET_SIZE - 1);
        room.put(0, (byte) AF_INET);

        assertNull(SockaddrInet.read(room));
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, 0, 192.0.2.1, true",
        "0.0.0.0, 1, 127.255.255.255, true",
        "0.0.0.0, 1, 128.0.0.0, false",
        "192.168.1.0, 24, 192.168.1.255, true",
        "192.168.1.0, 24, 192.168.0.255, false",
        "192.168.1.7, 32, 192.168.1.7, true",
        "192.168.1.7, 32, 192.168.1.6, false",
        "10.0.0.0, 9, 10.127.0.1, true",
        "10.0.0.0, 9, 10.128.0.1, false",
        "::, 0, 2001:db8::1, true",
        "::, 0, 192.0.2.1, false",
        "2001:db8::, 33, 2001:db8:7fff::1, true",
        "2001:db8::, 33, 2001:db8:8000::1, false"
    })
    void aRouteCoversWhatItsPrefixCovers(String prefix, int length, String destination, boolean covered)
            throws UnknownHostException {
        RouteKey key = new RouteKey(0, 1, InetAddress.getByName(prefix), length, null);

        assertEquals(covered, key.covers(InetAddress.getByName(destination)));
    }

    @Test
    void routesAreWrittenForPeople() {
        assertEquals(
                "0.0.0.0/0 via 192.168.1.1 index 12",
                RowText.of(MibRows.routeKey(Vector.named("route-default4").buffer())));
        assertEquals(
                "192.168.1.0/24 on-link index 12",
                RowText.of(MibRows.routeKey(Vector.named("route-onlink4").buffer())));
    }

    @ParameterizedTest
    @CsvSource({"0, changed", "1, added", "2, deleted", "3, initial", "4, notification 4", "-1, notification -1"})
    void typesAreWrittenForPeople(int type, String text) {
        assertEquals(text, RowText.ofType(type));
    }
}
