// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.Addresses;
import java.net.Inet6Address;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What neither the generated nor the captured datagrams hold. */
class MessageParserTest {

    @Test
    void aMappedAddressStaysIpv6() {
        AddressMessage address = (AddressMessage)
                parse(20, 0, "0a 80 80 00 03000000" + attribute(1, "00000000000000000000ffff0a000001"));
        assertInstanceOf(Inet6Address.class, address.address());
        assertEquals("::ffff:10.0.0.1/128 scope global flags permanent", MessageText.of(address));
    }

    @Test
    void anIpv6PeerMakesLocalTheOwnAddress() {
        String peer = "20010db8000000000000000000000002";
        String own = "20010db8000000000000000000000001";
        AddressMessage address =
                (AddressMessage) parse(20, 0, "0a 80 80 00 03000000" + attribute(1, peer) + attribute(2, own));
        assertEquals(Addresses.parse("2001:db8::1"), address.address());
        assertEquals(Addresses.parse("2001:db8::2"), address.peer());
        assertEquals("2001:db8::1 peer 2001:db8::2/128 scope global flags permanent", MessageText.of(address));
    }

    @Test
    void anOptimisticAddressIsNotHeldBack() {
        String address = attribute(1, "20010db8000000000000000000000001");
        assertTrue(((AddressMessage) parse(20, 0, "0a 40 40 00 03000000" + address)).tentative());
        assertFalse(((AddressMessage) parse(20, 0, "0a 40 44 00 03000000" + address)).tentative());
    }

    @Test
    void anAddressWithoutAddressIsMalformed() {
        assertEquals(new Malformed(20, Fault.ADDRESS_MISSING, null), parse(20, 0, "02 18 80 00 03000000"));
    }

    @Test
    void prefixesLongerThanTheirFamilyAreMalformed() {
        String v4 = attribute(1, "0a000001");
        assertEquals(new Malformed(20, Fault.PREFIX_LENGTH, null), parse(20, 0, "02 21 80 00 03000000" + v4));
        assertEquals(new Malformed(24, Fault.PREFIX_LENGTH, null), parse(24, 0, "0a 81 00 00 fe 03 00 01 00000000"));
        assertEquals(new Malformed(32, Fault.PREFIX_LENGTH, null), parse(32, 0, "02 00 21 00 fe 00 00 01 00000000"));
    }

    @Test
    void familiesWithoutAddressesAreSkipped() {
        assertEquals(new SkippedMessage(20), parse(20, 0, "07 18 80 00 03000000"));
        assertEquals(new SkippedMessage(24), parse(24, 0, "1c 14 00 00 fe 03 00 01 00000000"));
        assertEquals(new SkippedMessage(32), parse(32, 0, "80 00 00 00 fe 00 00 01 00000000"));
    }

    @Test
    void aNexthopGroup() {
        NexthopMessage nexthop = (NexthopMessage) parse(
                104,
                0,
                "00 00 03 00 00000000" + attribute(1, "0a000000")
                        + attribute(2, "0100000000000000" + "0200000003000000"));
        assertEquals(List.of(new NexthopMessage.Member(1, 1), new NexthopMessage.Member(2, 4)), nexthop.group());
        assertEquals("id 10 group 1,1/2,4", MessageText.of(nexthop));
    }

    @Test
    void aCutNexthopGroupIsMalformed() {
        Malformed malformed = (Malformed) parse(104, 0, "00 00 03 00 00000000" + attribute(2, "010000000000000002"));
        assertEquals(Fault.VALUE_CUT, malformed.fault());
    }

    @Test
    void aBlackholeNexthop() {
        NexthopMessage nexthop =
                (NexthopMessage) parse(104, 0, "02 00 03 00 00000000" + attribute(1, "07000000") + attribute(4, ""));
        assertTrue(nexthop.blackhole());
        assertEquals("id 7 blackhole", MessageText.of(nexthop));
    }

    @Test
    void aRuleWithEverything() {
        RuleMessage rule = (RuleMessage) parse(
                32,
                0,
                "02 08 18 00 fe 00 00 01 02000000" + attribute(1, "0b000000") + attribute(2, "0a000100")
                        + attribute(3, "6574683000") + attribute(17, "6574683100") + attribute(6, "0a000000"));
        assertEquals("pref 10 not from 10.0.1.0/24 to 11.0.0.0/8 iif eth0 oif eth1 lookup main", MessageText.of(rule));
    }

    @Test
    void ruleActions() {
        assertEquals("pref 0 from all blackhole", MessageText.of(parse(32, 0, "02 00 00 00 00 00 00 06 00000000")));
        assertEquals("pref 0 from all goto", MessageText.of(parse(32, 0, "02 00 00 00 00 00 00 02 00000000")));
        assertEquals("pref 0 from all action 9", MessageText.of(parse(32, 0, "02 00 00 00 00 00 00 09 00000000")));
    }

    @Test
    void aCutNumberIsMalformedAndKeepsWhatWasRead() {
        Malformed malformed = (Malformed) parse(
                16, 0, "00 00 0100 03000000 43100100 00000000" + attribute(3, "6574683000") + attribute(4, "dc05"));
        assertEquals(Fault.VALUE_CUT, malformed.fault());
        assertEquals("eth0", ((LinkMessage) malformed.partial()).name());
        assertEquals("message of type 16: attribute value cut short", MessageText.of(malformed));
    }

    @Test
    void onlyRealHardwareAddressesAreMacs() {
        assertNull(link(attribute(1, "0a000001")).mac(), "a tunnel's is an IP address");
        assertNull(link(attribute(1, "000000000000")).mac(), "the loopback's is none");
        assertEquals("02:00:5e:10:00:01", link(attribute(1, "02005e100001")).mac());
        assertEquals(
                "02:00:5e:10:00:01:00:02",
                link(attribute(1, "02005e1000010002")).mac());
    }

    @Test
    void aBrokenNestedAttributeIsToldOfTheLink() {
        Malformed malformed =
                (Malformed) parse(16, 0, "00 00 0100 03000000 43100100 00000000" + attribute(18, "ff000100"));
        assertEquals(Fault.ATTRIBUTE_LENGTH, malformed.fault());
    }

    @Test
    void theLinkInWords() {
        LinkMessage link = link(attribute(3, "6574683000")
                + attribute(4, "dc050000")
                + attribute(16, "06")
                + attribute(10, "05000000"));
        assertEquals("eth0 up carrier running mtu 1500 state up master 5", MessageText.of(link));
    }

    @Test
    void answersInWords() {
        assertEquals("error errno 19", MessageText.of(new ErrorMessage(19, 1, null)));
        assertEquals("done errno 22 (no)", MessageText.of(new DoneMessage(22, 1, "no")));
        assertEquals("overrun", MessageText.of(new OverrunMessage()));
        assertEquals("message of type 28", MessageText.of(new SkippedMessage(28)));
    }

    @Test
    void aBareDoneIsAGoodEnd() {
        assertEquals(new DoneMessage(0, 0, null), parse(3, 0, ""));
    }

    @Test
    void anEchoedRequestLongerThanTheAnswerIsMalformed() {
        Malformed malformed = (Malformed) parse(2, 0x200, "eaffffff" + "ffffffff 1600 0103 05000000 00000000");
        assertEquals(new Malformed(2, Fault.LENGTH_BEYOND_END, new ErrorMessage(22, 0, null)), malformed);
    }

    @Test
    void twoHopsOneOfThemThroughAnotherFamily() {
        RouteMessage route = (RouteMessage) parse(
                24,
                0,
                "02 00 00 00 fe 03 00 01 00000000"
                        + attribute(
                                9,
                                "2000 00 00 03000000" + "1600 1200 0a00" + "fe800000000000000000000000000001" + "0000"
                                        + "0800 10 01 04000000"));
        assertEquals(
                "default table main nexthop via fe80::1 dev 3 weight 1 nexthop dev 4 weight 2 linkdown",
                MessageText.of(route));
        assertEquals(1, route.liveHops().size());
    }

    @Test
    void aViaOfAnUnknownFamilyIsNoGateway() {
        RouteMessage route =
                (RouteMessage) parse(24, 0, "02 00 00 00 fe 03 00 01 00000000" + attribute(18, "11000102"));
        assertNull(route.gateway());
    }

    @Test
    void aShortIndexIsNotPeeked() {
        MessageCursor cursor = cursor(24, 0, "02 00 00 00 fe 03 00 01 00000000" + attribute(4, "0300"));
        assertEquals(0, RouteMessage.peekIndex(cursor));
        assertEquals(0, RouteMessage.peekIndex(cursor(24, 0, "02 00")));
    }

    @Test
    void trailingBytesAreTold() {
        ByteBuffer datagram = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        datagram.putInt(0, 16).putShort(4, (short) 1);
        MessageCursor cursor = new MessageCursor().over(datagram);
        assertTrue(cursor.next());
        assertFalse(cursor.next());
        assertEquals(Fault.HEADER_CUT, cursor.fault());
        assertFalse(cursor.over(datagram, 0, 0).next());
        assertNull(cursor.fault(), "an empty datagram is fine");
        assertEquals(1, cursor.malformed(), "counted over all datagrams");
    }

    private static LinkMessage link(String attributes) {
        return (LinkMessage) parse(16, 0, "00 00 0100 03000000 43100100 00000000" + attributes);
    }

    private static String attribute(int type, String hex) {
        String value = hex.replace(" ", "");
        int length = 4 + value.length() / 2;
        String padding = "00".repeat((4 - length % 4) % 4);
        return String.format("%02x%02x%02x%02x", length & 0xff, length >> 8, type & 0xff, type >> 8) + value + padding;
    }

    private static Message parse(int type, int flags, String hex) {
        return MessageParser.parse(cursor(type, flags, hex));
    }

    private static MessageCursor cursor(int type, int flags, String hex) {
        byte[] payload = HexFormat.of().parseHex(hex.replace(" ", ""));
        ByteBuffer datagram = ByteBuffer.allocate(16 + payload.length).order(ByteOrder.LITTLE_ENDIAN);
        datagram.putInt(16 + payload.length)
                .putShort((short) type)
                .putShort((short) flags)
                .putLong(0)
                .put(payload);
        MessageCursor cursor = new MessageCursor().over(datagram.flip());
        assertTrue(cursor.next());
        return cursor;
    }
}
