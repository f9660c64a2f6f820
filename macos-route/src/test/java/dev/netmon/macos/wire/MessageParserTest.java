// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos.wire;

import static dev.netmon.macos.wire.Rtsock.RTAX_BRD;
import static dev.netmon.macos.wire.Rtsock.RTAX_DST;
import static dev.netmon.macos.wire.Rtsock.RTAX_GATEWAY;
import static dev.netmon.macos.wire.Rtsock.RTAX_IFA;
import static dev.netmon.macos.wire.Rtsock.RTAX_IFP;
import static dev.netmon.macos.wire.Rtsock.RTAX_NETMASK;
import static dev.netmon.macos.wire.Rtsock.RTF_HOST;
import static dev.netmon.macos.wire.Rtsock.RTM_ADD;
import static dev.netmon.macos.wire.Rtsock.RTM_GET;
import static dev.netmon.macos.wire.Rtsock.RTM_IFINFO;
import static dev.netmon.macos.wire.Rtsock.RTM_IFINFO2;
import static dev.netmon.macos.wire.Rtsock.RTM_NEWADDR;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.Addresses;
import java.net.Inet6Address;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the vectors do not hold. */
class MessageParserTest {
    private static final String MASK_0 = "00000000";

    @ParameterizedTest
    @CsvSource({
        "00000000, 0",
        "01020000, 0",
        "0402ffff, 0",
        "05ff ffff 80 000000, 1",
        "05ff ffff ff 000000, 8",
        "0600 0000 fffe 0000, 15",
        "0702 0000 ffffff 00, 24",
        "0802 0000 fffffffe, 31",
        "0802 0000 ffffffff, 32",
        "1002 0000 ffffff00 0000000000000000, 24",
        "1002 0000 ffffffff ffffffffffffffff, 32",
        "081e 0000 ffff0000, 16"
    })
    void ipv4Masks(String mask, int length) {
        assertEquals(length, route("10.0.0.0", mask).destinationLength());
    }

    @ParameterizedTest
    @CsvSource({
        "00000000, 0",
        "08ff ffff ffffffff, 0",
        "09ff ffff ffffffff c0 000000, 2",
        "0e1e 0000 00000000 ffffffffffff 0000, 48",
        "101e 0000 00000000 ffffffffffffffff, 64",
        "181e 0000 00000000 ffffffffffffffffffffffffffffffff, 128",
        "1c1e 0000 00000000 ffffffffffffffffffffffffffffffff ffffffff, 128",
        "1cff ffff ffffffff ffffffffffffffff0000000000000000 00000000, 64"
    })
    void ipv6Masks(String mask, int length) {
        assertEquals(length, route("2001:db8::", mask).destinationLength());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0802 0000 ff00ff00", "0802 0000 fd000000", "0802 0000 00ffffff", "0802 0000 fe800000"})
    void masksWithHolesAreMalformed(String mask) {
        Malformed malformed = (Malformed) Bytes.route(RTM_ADD, 0)
                .with(RTAX_DST, Bytes.ip("10.0.0.0"))
                .with(RTAX_NETMASK, mask)
                .parse();
        assertEquals(Fault.MASK, malformed.fault());
        assertEquals(RTM_ADD, malformed.type());
        assertEquals(-1, ((RouteMessage) malformed.partial()).destinationLength());
    }

    /** Of a mask without bytes the kernel sends no bytes if it comes last. */
    @Test
    void aMaskThatIsOnlyClaimedIsZero() {
        RouteMessage route = (RouteMessage) Bytes.route(RTM_ADD, 0)
                .with(RTAX_DST, Bytes.ip("128.0.0.0"))
                .claiming(RTAX_NETMASK)
                .parse();
        assertEquals(0, route.destinationLength());
        assertFalse(route.isDefault());
    }

    @Test
    void withoutAMaskARouteLeadsToOneHost() {
        assertEquals(32, unmasked(0, "10.0.0.1").destinationLength());
        assertEquals(32, unmasked(RTF_HOST, "10.0.0.1").destinationLength());
        assertEquals(128, unmasked(RTF_HOST, "2001:db8::1").destinationLength());
        assertEquals(0, unmasked(0, "0.0.0.0").destinationLength());
        assertTrue(unmasked(0, "::").isDefault());
        assertEquals(32, unmasked(RTF_HOST, "0.0.0.0").destinationLength());
        assertFalse(unmasked(RTF_HOST, "0.0.0.0").isDefault());
    }

    private static RouteMessage unmasked(int flags, String destination) {
        return (RouteMessage) Bytes.route(RTM_ADD, flags)
                .with(RTAX_DST, Bytes.ip(destination))
                .parse();
    }

    private static RouteMessage route(String destination, String mask) {
        return (RouteMessage) Bytes.route(RTM_ADD, 0)
                .with(RTAX_DST, Bytes.ip(destination))
                .with(RTAX_NETMASK, mask)
                .parse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"001e0000", "00000000", "01000000"})
    void aDestinationWithoutBytesTakesTheGatewaysFamily(String destination) {
        Message route = Bytes.route(RTM_ADD, 0)
                .with(RTAX_DST, destination)
                .with(RTAX_GATEWAY, Bytes.ip("fe80::1"))
                .with(RTAX_NETMASK, MASK_0)
                .parse();
        assertEquals(Sockaddr.AF_INET6, ((RouteMessage) route).family());
        assertEquals(Addresses.parse("fe80::1"), ((RouteMessage) route).gateway());
    }

    @Test
    void aDestinationWithoutBytesMayKeepItsFamily() {
        RouteMessage route = (RouteMessage) Bytes.route(RTM_ADD, 0)
                .with(RTAX_DST, "00020000")
                .with(RTAX_GATEWAY, Bytes.link(6))
                .with(RTAX_NETMASK, MASK_0)
                .parse();
        assertEquals(Addresses.parse("0.0.0.0"), route.destination());
        assertTrue(route.isDefault());
        assertNull(route.gateway());
        assertEquals(6, route.index());
    }

    @Test
    void theMaskOrTheSourceMayTellTheFamilyToo() {
        RouteMessage masked = (RouteMessage) Bytes.route(RTM_ADD, 0)
                .with(RTAX_DST, MASK_0)
                .with(RTAX_GATEWAY, Bytes.link(6))
                .with(RTAX_NETMASK, "0a1e0000 00000000 ffff 0000")
                .parse();
        assertEquals(Addresses.parse("::"), masked.destination());
        assertEquals(16, masked.destinationLength());
        RouteMessage sourced = (RouteMessage) Bytes.route(RTM_ADD, 0)
                .with(RTAX_DST, MASK_0)
                .with(RTAX_GATEWAY, Bytes.link(6))
                .with(RTAX_NETMASK, MASK_0)
                .with(RTAX_IFA, Bytes.ip("10.0.0.9"))
                .parse();
        assertEquals(Addresses.parse("0.0.0.0"), sourced.destination());
        assertEquals(Addresses.parse("10.0.0.9"), sourced.source());
    }

    @Test
    void aRouteOfNoFamilyAtAllIsStillARoute() {
        RouteMessage route = (RouteMessage) Bytes.route(RTM_ADD, 0x801)
                .with(RTAX_DST, MASK_0)
                .with(RTAX_GATEWAY, Bytes.link(6))
                .parse();
        assertEquals(Sockaddr.AF_UNSPEC, route.family());
        assertNull(route.destination());
        assertEquals(0, route.destinationLength());
        assertFalse(route.isDefault());
        assertEquals(6, route.index());
        assertEquals("add ? dev 6", MessageText.of(route));
    }

    @Test
    void routesAndAddressesOfOtherFamiliesAreSkipped() {
        assertEquals(
                new SkippedMessage(RTM_ADD),
                Bytes.route(RTM_ADD, 0).with(RTAX_DST, Bytes.link(6)).parse());
        assertEquals(
                new SkippedMessage(RTM_NEWADDR),
                Bytes.address(RTM_NEWADDR).with(RTAX_IFA, Bytes.link(6)).parse());
    }

    /** Trimmed bytes of a destination are zeroes. */
    @Test
    void aTrimmedDestination() {
        RouteMessage route = (RouteMessage) Bytes.route(RTM_ADD, 0)
                .with(RTAX_DST, "0602 0000 ac10 0000")
                .with(RTAX_NETMASK, "0602 0000 fff0 0000")
                .parse();
        assertEquals(Addresses.parse("172.16.0.0"), route.destination());
        assertEquals(12, route.destinationLength());
    }

    @Test
    void theInterfaceIsTheHeadersThenTheInterfaceAddresssThenTheGateways() {
        Bytes.Request all = Bytes.route(RTM_GET, 0)
                .with(RTAX_DST, Bytes.ip("10.0.0.0"))
                .with(RTAX_GATEWAY, Bytes.link(4))
                .with(RTAX_IFP, Bytes.link(5));
        assertEquals(5, ((RouteMessage) all.parse()).index());
        assertEquals(3, ((RouteMessage) all.u16(Rtsock.RTM_INDEX_AT, 3).parse()).index());
        assertEquals(
                0xfffe, ((RouteMessage) all.u16(Rtsock.RTM_INDEX_AT, 0xfffe).parse()).index());
        Bytes.Request short3 =
                Bytes.route(RTM_GET, 0).with(RTAX_DST, Bytes.ip("10.0.0.0")).with(RTAX_GATEWAY, "0312 06 00");
        assertEquals(0, ((RouteMessage) short3.parse()).index());
        Bytes.Request short4 =
                Bytes.route(RTM_GET, 0).with(RTAX_DST, Bytes.ip("10.0.0.0")).with(RTAX_GATEWAY, "0412 0600");
        assertEquals(6, ((RouteMessage) short4.parse()).index());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0702 0000 0a000001", "171e 0000 00000000 fe800000000000000000000000000001"})
    void aGatewayCutShortIsMalformed(String gateway) {
        Malformed malformed = (Malformed) Bytes.route(RTM_ADD, 0)
                .with(RTAX_DST, Bytes.ip("10.0.0.0"))
                .with(RTAX_GATEWAY, gateway)
                .parse();
        assertEquals(Fault.ADDRESS_CUT, malformed.fault());
        assertNull(((RouteMessage) malformed.partial()).gateway());
    }

    @Test
    void aGatewayMayEndWithItsAddress() {
        RouteMessage v4 = (RouteMessage) Bytes.route(RTM_ADD, 0)
                .with(RTAX_DST, Bytes.ip("10.0.0.0"))
                .with(RTAX_GATEWAY, "0802 0000 0a000001")
                .parse();
        assertEquals(Addresses.parse("10.0.0.1"), v4.gateway());
        RouteMessage v6 = (RouteMessage) Bytes.route(RTM_ADD, 0)
                .with(RTAX_DST, Bytes.ip("2001:db8::"))
                .with(RTAX_GATEWAY, "181e 0000 00000000 fe800107000000000000000000000001")
                .parse();
        assertEquals(Addresses.parse("fe80::1"), v6.gateway());
        assertEquals(0x107, v6.gatewayScope());
    }

    @ParameterizedTest
    @CsvSource({
        "fe800006000000000000000000000001, fe80::1, 6",
        "febf0006000000000000000000000001, febf::1, 6",
        "fec00006000000000000000000000001, fec0:6::1, 0",
        "fe7f0006000000000000000000000001, fe7f:6::1, 0",
        "ff010006000000000000000000000001, ff01::1, 6",
        "ff120006000000000000000000000001, ff12::1, 6",
        "ff020006000000000000000000000001, ff02::1, 6",
        "ff050006000000000000000000000001, ff05:6::1, 0",
        "20010db8000000000000000000000001, 2001:db8::1, 0",
        "0e010006000000000000000000000001, e01:6::1, 0"
    })
    void theScopeIsTakenOutOfAddressesThatHaveOne(String bytes, String address, int scope) {
        RouteMessage route = (RouteMessage) Bytes.route(RTM_ADD, 0)
                .with(RTAX_DST, Bytes.ip("2001:db8::"))
                .with(RTAX_GATEWAY, "1c1e 0000 00000000" + bytes + "00000000")
                .parse();
        assertEquals(Addresses.parse(address), route.gateway());
        assertEquals(scope, route.gatewayScope());
    }

    @Test
    void theScopeFieldGoesFirst() {
        RouteMessage route = (RouteMessage) Bytes.route(RTM_ADD, 0)
                .with(RTAX_DST, Bytes.ip("2001:db8::"))
                .with(RTAX_GATEWAY, "1c1e 0000 00000000 fe800006000000000000000000000001 07000000")
                .parse();
        assertEquals(7, route.gatewayScope());
        assertEquals(Addresses.parse("fe80::1"), route.gateway());
    }

    @Test
    void aMappedAddressStaysIpv6() {
        RouteMessage route = (RouteMessage) Bytes.route(RTM_ADD, 0)
                .with(RTAX_DST, "1c1e 0000 00000000 00000000000000000000ffff0a000001 00000000")
                .parse();
        assertInstanceOf(Inet6Address.class, route.destination());
    }

    /** Two bytes of an address follow in the message, but the next address begins at the next multiple of 4. */
    @ParameterizedTest
    @CsvSource({
        "0512 0000 00 000000, 8",
        "0612 0000 0000 0000, 8",
        "0812 0000 00000000, 8",
        "0912 0000 0000000000 000000, 12"
    })
    void addressesBeginAtMultiplesOfFour(String link, int size) {
        RouteMessage route = (RouteMessage) Bytes.route(RTM_ADD, 0)
                .with(RTAX_DST, Bytes.ip("10.0.0.0"))
                .with(RTAX_GATEWAY, link)
                .with(RTAX_NETMASK, "0602 0000 ffff")
                .parse();
        assertEquals(16, route.destinationLength());
        assertEquals(2 * size, link.replace(" ", "").length());
    }

    @Test
    void theLastAddressMayBeUnpaddedButNotCut() {
        RouteMessage whole = (RouteMessage) Bytes.route(RTM_ADD, 0)
                .with(RTAX_DST, Bytes.ip("10.0.0.0"))
                .with(RTAX_NETMASK, "0502 0000 ff")
                .claiming(RTAX_BRD)
                .parse();
        assertEquals(8, whole.destinationLength());
        Malformed cut = (Malformed) Bytes.route(RTM_ADD, 0)
                .with(RTAX_DST, Bytes.ip("10.0.0.0"))
                .with(RTAX_NETMASK, "0602 0000 ff")
                .parse();
        assertEquals(Fault.SOCKADDR_LENGTH, cut.fault());
        assertEquals(Addresses.parse("10.0.0.0"), ((RouteMessage) cut.partial()).destination());
    }

    @Test
    void aMessageThatEndsInAnAddressWithoutBytes() {
        RouteMessage route = (RouteMessage) Bytes.route(RTM_ADD, 0)
                .with(RTAX_DST, Bytes.ip("10.0.0.0"))
                .with(RTAX_GATEWAY, "00")
                .parse();
        assertNull(route.gateway());
        assertEquals(32, route.destinationLength());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 11, 20})
    void routesNeedTheirWholeHeader(int type) {
        ByteBuffer cut = DamagedBytesTest.message(type, new byte[Rtsock.SIZEOF_RT_MSGHDR - 5]);
        MessageCursor cursor = new MessageCursor().over(cut);
        assertTrue(cursor.next());
        assertEquals(new Malformed(type, Fault.MESSAGE_CUT, null), MessageParser.parse(cursor));
        RouteMessage bare = (RouteMessage) Bytes.route(type, 0).parse();
        assertEquals(type, bare.type());
        assertNull(bare.destination());
    }

    @Test
    void operations() {
        assertEquals(Operation.NEW, ((RouteMessage) Bytes.route(3, 0).parse()).operation());
        assertEquals(Operation.NEW, ((RouteMessage) Bytes.route(4, 0).parse()).operation());
        assertEquals(Operation.NEW, ((RouteMessage) Bytes.route(20, 0).parse()).operation());
        assertNull(((RouteMessage) Bytes.route(6, 0).parse()).operation());
    }

    @Test
    void onlyALookupsAnswerAnswers() {
        RouteMessage added = (RouteMessage) Bytes.route(RTM_ADD, 0)
                .s32(Rtsock.RTM_PID_AT, 7)
                .s32(Rtsock.RTM_SEQ_AT, 8)
                .parse();
        assertFalse(added.answers(7, 8));
        assertEquals(7, added.pid());
        assertEquals(8, added.sequence());
    }

    @Test
    void anAddressWithoutAMaskIsAHosts() {
        AddressMessage v4 = (AddressMessage)
                Bytes.address(RTM_NEWADDR).with(RTAX_IFA, Bytes.ip("10.0.0.9")).parse();
        assertEquals(32, v4.prefixLength());
        AddressMessage v6 = (AddressMessage) Bytes.address(RTM_NEWADDR)
                .with(RTAX_IFA, Bytes.ip("2001:db8::9"))
                .parse();
        assertEquals(128, v6.prefixLength());
    }

    @Test
    void anAddressWithoutAddressIsMalformed() {
        Malformed missing = new Malformed(RTM_NEWADDR, Fault.ADDRESS_MISSING, null);
        assertEquals(missing, Bytes.address(RTM_NEWADDR).parse());
        assertEquals(missing, Bytes.address(RTM_NEWADDR).claiming(RTAX_IFA).parse());
        assertEquals(
                missing, Bytes.address(RTM_NEWADDR).with(RTAX_IFA, "001e0000").parse());
        assertEquals(
                new Malformed(RTM_NEWADDR, Fault.ADDRESS_CUT, null),
                Bytes.address(RTM_NEWADDR).with(RTAX_IFA, "06020000 0a00 0000").parse());
        assertEquals(
                new Malformed(RTM_NEWADDR, Fault.SOCKADDR_LENGTH, null),
                Bytes.address(RTM_NEWADDR).with(RTAX_IFA, "10020000 0a000009").parse());
        assertEquals(
                new Malformed(0xd, Fault.MESSAGE_CUT, null),
                parse(DamagedBytesTest.message(0xd, new byte[NetIf.SIZEOF_IFA_MSGHDR - 5])));
    }

    @Test
    void aBrokenBroadcastLeavesTheAddress() {
        Malformed malformed = (Malformed) Bytes.address(RTM_NEWADDR)
                .with(RTAX_IFA, Bytes.ip("10.0.0.9"))
                .with(RTAX_BRD, "06020000 0aff")
                .parse();
        assertEquals(Fault.ADDRESS_CUT, malformed.fault());
        assertEquals(Addresses.parse("10.0.0.9"), ((AddressMessage) malformed.partial()).address());
    }

    @ParameterizedTest
    @CsvSource({
        "14120600 06030600 656e30 02005e100001 000000, en0, 02:00:5e:10:00:01",
        "11120600 06030600 656e30 02005e100001 000000, en0, 02:00:5e:10:00:01",
        "0b120600 06030000 656e30 00, en0,",
        "0e120600 06000600 02005e100001 0000,, 02:00:5e:10:00:01",
        "14120600 06000800 02005e1000010203 00000000,, 02:00:5e:10:00:01:02:03",
        "1c120600 06001400 000102030405060708090a0b0c0d0e0f10111213,, 00:01:02:03:04:05:06:07:08:09:0a:0b:0c:0d:0e:0f:10:11:12:13",
        "14120600 06030600 656e30 000000000000 000000, en0,",
        "14120600 06030400 656e30 0a000001 0000000000, en0,",
        "08120600 06000000,,",
        "07120600 06030600 656e30 02005e100001,,",
        "14020600 06030600 656e30 02005e100001 000000,,"
    })
    void namesAndHardwareAddresses(String sockaddr, String name, String mac) {
        LinkMessage link =
                (LinkMessage) Bytes.link(RTM_IFINFO, 1).with(RTAX_IFP, sockaddr).parse();
        assertEquals(name, link.name());
        assertEquals(mac, link.mac());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10120600 06030600 656e30 02005e1000", // one byte short
                "14120600 06ff0600 656e30 02005e100001 000000",
                "14120600 0603ff00 656e30 02005e100001 000000",
                "08120600 06010000"
            })
    void namesAndHardwareAddressesThatDoNotFitAreMalformed(String sockaddr) {
        Malformed malformed =
                (Malformed) Bytes.link(RTM_IFINFO2, 1).with(RTAX_IFP, sockaddr).parse();
        assertEquals(Fault.LINK_ADDRESS, malformed.fault());
        assertNull(((LinkMessage) malformed.partial()).name());
    }

    @Test
    void interfacesNeedTheirWholeHeader() {
        assertEquals(
                new Malformed(RTM_IFINFO2, Fault.MESSAGE_CUT, null),
                parse(DamagedBytesTest.message(RTM_IFINFO2, new byte[NetIf.SIZEOF_IF_MSGHDR2 - 5])));
        assertInstanceOf(LinkMessage.class, Bytes.link(RTM_IFINFO, 0).parse());
        assertInstanceOf(LinkMessage.class, Bytes.link(RTM_IFINFO2, 0).parse());
    }

    @Test
    void numbersOfAnInterfaceAreUnsigned() {
        LinkMessage link = (LinkMessage) Bytes.link(RTM_IFINFO, NetIf.IFF_LOOPBACK)
                .u16(NetIf.IFM_INDEX_AT, 0xffff)
                .s32(NetIf.IFM_DATA_AT, 0xff)
                .s32(NetIf.IFM_DATA_AT + NetIf.IFI_MTU_AT, -1)
                .s32(NetIf.IFM_DATA_AT + NetIf.IFI_BAUDRATE_AT, -2)
                .parse();
        assertEquals(
                new LinkMessage(RTM_IFINFO, 0xffff, null, 8, NetIf.IFT_CELLULAR, null, 0xffffffffL, 0xfffffffeL), link);
        assertTrue(link.loopback());
        assertFalse(link.running());
    }

    @Test
    void captureAndMulticastFlagsPass() {
        LinkMessage link = (LinkMessage) Bytes.link(RTM_IFINFO, -1).parse();
        assertEquals(~0x700, link.lastingFlags());
    }

    @Test
    void aCursorGoesOverPartOfABuffer() {
        byte[] two = Vector.load("macos.vec").get("bad-type-unknown").bytes();
        ByteBuffer buffer = ByteBuffer.allocate(two.length + 20).order(ByteOrder.LITTLE_ENDIAN);
        buffer.put(10, two);
        MessageCursor cursor = new MessageCursor().over(buffer, 10, two.length);
        assertTrue(cursor.next());
        assertEquals(0x7f, cursor.type());
        assertEquals(128, cursor.length());
        assertEquals(5, cursor.version());
        assertTrue(cursor.next());
        assertEquals(6, ((RouteMessage) MessageParser.parse(cursor)).index());
        assertFalse(cursor.next());
        assertNull(cursor.fault());
        assertEquals(0, buffer.position());
        assertSame(cursor, cursor.over(buffer.position(10).limit(10 + 3)));
        assertFalse(cursor.next());
        assertEquals(Fault.HEADER_CUT, cursor.fault());
        assertEquals(1, cursor.malformed());
        cursor.over(buffer, 10, 0);
        assertNull(cursor.fault());
        assertFalse(cursor.next());
        assertNull(cursor.fault());
        assertEquals(1, cursor.malformed());
    }

    @Test
    void aCursorOverNothing() {
        MessageCursor cursor = new MessageCursor();
        assertFalse(cursor.next());
        assertNull(cursor.fault());
        assertThrows(IndexOutOfBoundsException.class, () -> cursor.over(ByteBuffer.allocate(4), 1, 4));
    }

    @Test
    void theSmallestMessageIsItsStart() {
        assertEquals(new SkippedMessage(0x7f), parse(DamagedBytesTest.message(0x7f, new byte[0])));
    }

    private static Message parse(ByteBuffer message) {
        MessageCursor cursor = new MessageCursor().over(message);
        assertTrue(cursor.next());
        return MessageParser.parse(cursor);
    }
}
