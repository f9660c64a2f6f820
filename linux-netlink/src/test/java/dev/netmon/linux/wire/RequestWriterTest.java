// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.Addresses;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Requests as bytes, and read back by the parser as the message the kernel would make of them. */
class RequestWriterTest {
    private final ByteBuffer buffer = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
    private final RequestWriter writer = new RequestWriter(buffer);

    @Test
    void aDumpOfLinksSkipsStatistics() {
        writer.dumpLinks(0x01020304);
        bytes("28000000 1200 0103 04030201 00000000 00000000000000000000000000000000 0800 1d00 08000000");
    }

    @Test
    void oneLinkByIndex() {
        writer.link(5, 3);
        bytes("28000000 1200 0100 05000000 00000000 00000000 03000000 00000000 00000000 0800 1d00 08000000");
        LinkMessage link = (LinkMessage) reply(Rtnetlink.RTM_NEWLINK);
        assertEquals(3, link.index());
    }

    @Test
    void dumpsCarryTheWholeStructSoThatStrictCheckingTakesThem() {
        writer.dumpAddresses(1).dumpRoutes(2).dumpRules(3).dumpNexthops(4);
        bytes("18000000 1600 0103 01000000 00000000 0000000000000000"
                + "1c000000 1a00 0103 02000000 00000000 000000000000000000000000"
                + "1c000000 2200 0103 03000000 00000000 000000000000000000000000"
                + "18000000 6a00 0103 04000000 00000000 0000000000000000");
    }

    @Test
    void aLookUpIsARouteWithFullPrefix() {
        writer.lookUp(9, Addresses.parse("73.158.64.1"));
        bytes("24000000 1a00 0100 09000000 00000000 02200000 00000000 00000000 0800 0100 499e4001");
        RouteMessage route = (RouteMessage) reply(Rtnetlink.RTM_NEWROUTE);
        assertEquals(Addresses.parse("73.158.64.1"), route.destination());
        assertEquals(32, route.destinationLength());
    }

    @Test
    void aMatchAsksForTheRouteItself() {
        writer.lookUpMatch(9, Addresses.parse("2601:648::1"));
        bytes("30000000 1a00 0100 09000000 00000000 0a800000 00000000 00200000 1400 0100"
                + "26010648000000000000000000000001");
        RouteMessage route = (RouteMessage) reply(Rtnetlink.RTM_NEWROUTE);
        assertEquals(Rtnetlink.RTM_F_FIB_MATCH, route.flags());
        assertEquals(128, route.destinationLength());
    }

    @Test
    void severalInOneDatagramEachWithItsNumber() {
        writer.lookUp(1, Addresses.parse("73.158.64.1"))
                .lookUp(2, Addresses.parse("2601:648::1"))
                .link(3, 2);
        MessageCursor cursor = new MessageCursor().over(buffer.flip());
        for (int sequence = 1; sequence <= 3; sequence++) {
            assertTrue(cursor.next());
            assertEquals(sequence, cursor.sequence());
            assertEquals(0, cursor.portId());
            assertEquals(Netlink.NLM_F_REQUEST, cursor.flags());
            assertTrue(cursor.length() <= RequestWriter.MAX_REQUEST);
        }
        assertFalse(cursor.next());
        assertNull(cursor.fault());
    }

    @Property
    void anyDestinationComesBack(@ForAll @Size(16) byte[] address, @ForAll int sequence) throws Exception {
        for (int length : new int[] {4, 16}) {
            byte[] bytes = Arrays.copyOf(address, length);
            buffer.clear();
            writer.lookUp(
                    sequence,
                    length == 4
                            ? java.net.InetAddress.getByAddress(bytes)
                            : java.net.Inet6Address.getByAddress(null, bytes, -1));
            assertArrayEquals(
                    bytes,
                    ((RouteMessage) reply(Rtnetlink.RTM_NEWROUTE)).destination().getAddress());
        }
    }

    private void bytes(String hex) {
        byte[] expected = HexFormat.of().parseHex(hex.replace(" ", ""));
        assertEquals(
                HexFormat.of().formatHex(expected),
                HexFormat.of().formatHex(Arrays.copyOf(buffer.array(), buffer.position())));
    }

    /** The first request with its type changed into the answer's. */
    private Message reply(int type) {
        ByteBuffer copy = buffer.duplicate().order(buffer.order()).flip();
        copy.putShort(Netlink.NLMSG_TYPE_AT, (short) type);
        MessageCursor cursor = new MessageCursor().over(copy);
        assertTrue(cursor.next());
        return MessageParser.parse(cursor);
    }
}
