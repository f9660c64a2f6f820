// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.Addresses;
import dev.netmon.CarrierCounters;
import dev.netmon.Family;
import dev.netmon.Link;
import dev.netmon.LinkAddress;
import dev.netmon.RawEvent.Kind;
import dev.netmon.RawEvent.Op;
import dev.netmon.spi.LinkSource.Detail;
import dev.netmon.spi.OsEvent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** What becomes of the kernel's messages, in events. */
class EventReaderTest {
    private static final String COUNTERS = attribute(35, "02000000") + attribute(48, "01000000");

    private final EventReader reader = new EventReader();

    @Test
    void aLinkIsAFact() {
        OsEvent.LinkEvent event = (OsEvent.LinkEvent) only(link(0, 0x11143, "00000000", COUNTERS), Detail.HINTS);
        assertEquals(Op.NEW, event.op());
        assertEquals(
                new Link(3, "eth0", true, true, false, 1500, "02:00:5e:10:00:01", new CarrierCounters(2, 1), 0x1102),
                event.link(),
                "flags that have a field of their own or follow carrier are left out");
    }

    @Test
    void bridgePortsAndWirelessNoiseAreFiltered() {
        OsEvent.Filtered bridge = (OsEvent.Filtered) only(link(7, 0x11043, "00000000", ""), Detail.HINTS);
        assertEquals(Kind.LINK, bridge.kind());
        assertEquals(3, bridge.index());
        assertTrue(bridge.detail().startsWith("eth0 bridge port"), bridge.detail());
        assertInstanceOf(
                OsEvent.Filtered.class, only(link(0, 0x11043, "00000000", attribute(11, "00000000")), Detail.HINTS));
        assertInstanceOf(
                OsEvent.LinkEvent.class,
                only(link(0, 0x11043, "01000000", attribute(11, "00000000")), Detail.HINTS),
                "a flag changed");
    }

    @Test
    void anAddressIsAFactWithWhatLimitsItsUse() {
        String address = attribute(1, "20010db8000000000000000000000001");
        OsEvent.AddressEvent event = (OsEvent.AddressEvent)
                only(message(20, "0a40000003000000" + address + attribute(8, "41000000")), Detail.HINTS);
        assertEquals(3, event.index());
        assertEquals(
                new LinkAddress(
                        Addresses.parse("2001:db8::1"),
                        64,
                        Set.of(LinkAddress.Flag.TENTATIVE, LinkAddress.Flag.TEMPORARY)),
                event.address());
        assertEquals(Set.of(LinkAddress.Flag.OPTIMISTIC), flags("0a", address, "44000000"));
        assertEquals(Set.of(LinkAddress.Flag.TENTATIVE, LinkAddress.Flag.DAD_FAILED), flags("0a", address, "c8000000"));
        assertEquals(Set.of(LinkAddress.Flag.DEPRECATED), flags("0a", address, "20000000"));
        assertEquals(Set.of(), flags("02", attribute(2, "0a000001"), "81000000"), "secondary is not temporary");
    }

    private Set<LinkAddress.Flag> flags(String family, String address, String flags) {
        byte[] datagram = message(20, family + "20000003000000" + address + attribute(8, flags));
        return ((OsEvent.AddressEvent) only(datagram, Detail.HINTS)).address().flags();
    }

    @Test
    void routesRulesAndNexthopsAreHints() {
        String route = "02000000fe030001" + "00000000" + attribute(5, "0a010001") + attribute(4, "03000000");
        assertEquals(new OsEvent.Hint(Kind.ROUTE, Op.NEW, Family.V4, 3, null), only(message(24, route), Detail.HINTS));
        assertEquals(
                new OsEvent.Hint(Kind.ROUTE, Op.DEL, Family.V4, 3, "default via 10.1.0.1 dev 3 table main"),
                only(message(25, route), Detail.FULL));
        String rule = "0a000000fe000001" + "00000000" + attribute(6, "64000000");
        assertEquals(new OsEvent.Hint(Kind.RULE, Op.NEW, Family.V6, 0, null), only(message(32, rule), Detail.HINTS));
        assertEquals(
                new OsEvent.Hint(Kind.RULE, Op.DEL, Family.V6, 0, "pref 100 from all lookup main"),
                only(message(33, rule), Detail.FULL));
        String nexthop = "0200030000000000" + attribute(1, "07000000") + attribute(5, "03000000");
        assertEquals(
                new OsEvent.Hint(Kind.NEXTHOP, Op.NEW, Family.V4, 0, null), only(message(104, nexthop), Detail.HINTS));
        assertEquals(
                new OsEvent.Hint(Kind.NEXTHOP, Op.DEL, Family.V4, 3, "id 7 dev 3"),
                only(message(105, nexthop), Detail.FULL));
        assertNull(((OsEvent.Hint) only(message(104, "0000030000000000"), Detail.HINTS)).family(), "a group");
    }

    @Test
    void anUnreadableLinkOrAddressMeansThatEverythingIsReadAgain() {
        OsEvent.Overflow link = (OsEvent.Overflow) only(message(16, "0000000000000000"), Detail.HINTS);
        assertEquals("unreadable message of type 16: payload cut short", link.detail());
        assertInstanceOf(OsEvent.Overflow.class, only(message(16, "00000100030000004310010000000000"), Detail.HINTS));
        assertInstanceOf(OsEvent.Overflow.class, only(message(4, ""), Detail.HINTS));
        assertInstanceOf(OsEvent.Overflow.class, only(new byte[20], Detail.HINTS));
        assertEquals(3, reader.malformed());
    }

    @Test
    void anUnreadableRouteIsAHintAllTheSame() {
        assertEquals(new OsEvent.Hint(Kind.ROUTE, Op.NEW, Family.V4, 0, null), only(message(24, "0200"), Detail.HINTS));
        OsEvent.Hint full = (OsEvent.Hint) only(message(24, "0200"), Detail.FULL);
        assertEquals("message of type 24: payload cut short", full.detail());
    }

    @Test
    void otherMessagesSayNothing() {
        assertEquals(List.of(), read(message(1, ""), Detail.FULL));
        assertEquals(List.of(), read(message(28, "020000000300000002000001"), Detail.FULL));
        assertEquals(0, reader.malformed());
    }

    @Test
    void severalMessagesKeepTheirOrder() {
        byte[] route = message(24, "02000000fe03000100000000");
        byte[] rule = message(32, "0a000000fe00000100000000");
        byte[] both = new byte[route.length + rule.length];
        System.arraycopy(route, 0, both, 0, route.length);
        System.arraycopy(rule, 0, both, route.length, rule.length);
        List<OsEvent> events = read(both, Detail.HINTS);
        assertEquals(Kind.ROUTE, ((OsEvent.Hint) events.get(0)).kind());
        assertEquals(Kind.RULE, ((OsEvent.Hint) events.get(1)).kind());
        assertFalse(events.size() > 2);
    }

    @Property(tries = 10_000)
    void anyBytesMakeEventsOrNone(
            @ForAll @Size(max = 200) byte[] payload, @ForAll("types") int type, @ForAll Detail detail) {
        List<OsEvent> events = read(message(type, HexFormat.of().formatHex(payload)), detail);
        assertTrue(events.size() <= 1, events::toString);
    }

    @Property(tries = 10_000)
    void damagedMessagesMakeEventsOrNone(
            @ForAll("whole") byte[] whole, @ForAll @IntRange(max = 2047) int bit, @ForAll Detail detail) {
        byte[] damaged = whole.clone();
        damaged[bit / 8 % damaged.length] ^= (byte) (1 << bit % 8);
        for (OsEvent event : read(damaged, detail)) {
            assertFalse(event.toString().isEmpty());
        }
    }

    @Provide
    Arbitrary<Integer> types() {
        return Arbitraries.of(4, 16, 17, 20, 21, 24, 25, 32, 33, 104, 105);
    }

    @Provide
    Arbitrary<byte[]> whole() {
        return Arbitraries.of(
                link(0, 0x11143, "00000000", COUNTERS),
                message(20, "0a40000003000000" + attribute(1, "20010db8000000000000000000000001")),
                message(20, "02188000" + "03000000" + attribute(2, "0a000001") + attribute(8, "80000000")),
                message(24, "02000000fe030001" + "00000000" + attribute(5, "0a010001") + attribute(4, "03000000")),
                message(32, "0a000000fe000001" + "00000000" + attribute(6, "64000000")),
                message(104, "0200030000000000" + attribute(1, "07000000") + attribute(5, "03000000")));
    }

    private OsEvent only(byte[] datagram, Detail detail) {
        List<OsEvent> events = read(datagram, detail);
        assertEquals(1, events.size(), events::toString);
        return events.get(0);
    }

    private List<OsEvent> read(byte[] datagram, Detail detail) {
        List<OsEvent> events = new ArrayList<>();
        reader.read(ByteBuffer.wrap(datagram).order(ByteOrder.LITTLE_ENDIAN), detail, events::add);
        return events;
    }

    private static byte[] link(int family, int flags, String change, String more) {
        String fixed = String.format("%02x00010003000000%08x%s", family, Integer.reverseBytes(flags), change);
        return message(
                16,
                fixed + attribute(3, "6574683000") + attribute(4, "dc050000") + attribute(1, "02005e100001") + more);
    }

    private static String attribute(int type, String hex) {
        int length = 4 + hex.length() / 2;
        return String.format("%02x%02x%02x%02x", length & 0xff, length >> 8, type & 0xff, type >> 8)
                + hex
                + "00".repeat((4 - length % 4) % 4);
    }

    private static byte[] message(int type, String payload) {
        byte[] bytes = HexFormat.of().parseHex(payload);
        return ByteBuffer.allocate(16 + bytes.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(16 + bytes.length)
                .putShort((short) type)
                .putShort((short) 0)
                .putLong(0)
                .put(bytes)
                .array();
    }
}
