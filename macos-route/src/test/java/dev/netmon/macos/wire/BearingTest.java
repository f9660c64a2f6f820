// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos.wire;

import static dev.netmon.macos.wire.Rtsock.RTAX_DST;
import static dev.netmon.macos.wire.Rtsock.RTF_DONE;
import static dev.netmon.macos.wire.Rtsock.RTF_HOST;
import static dev.netmon.macos.wire.Rtsock.RTF_LLINFO;
import static dev.netmon.macos.wire.Rtsock.RTF_LOCAL;
import static dev.netmon.macos.wire.Rtsock.RTF_UP;
import static dev.netmon.macos.wire.Rtsock.RTF_WASCLONED;
import static dev.netmon.macos.wire.Rtsock.RTM_ADD;
import static dev.netmon.macos.wire.Rtsock.RTM_CHANGE;
import static dev.netmon.macos.wire.Rtsock.RTM_DELETE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which messages are a reason to look, and why the others are not. */
class BearingTest {
    private static final int DONE = RTF_UP | RTF_DONE;

    @ParameterizedTest
    @ValueSource(ints = {RTM_ADD, RTM_DELETE, RTM_CHANGE})
    void theKernelNeedNotSayDone(int type) {
        assertEquals(Bearing.HINT, Bytes.route(type, RTF_UP).bearing());
        assertEquals(Bearing.HINT, Bytes.route(type, DONE).bearing());
        assertEquals(
                Bearing.HINT, Bytes.route(type, DONE).s32(Rtsock.RTM_PID_AT, 7).bearing());
        assertEquals(
                Bearing.UNCONFIRMED,
                Bytes.route(type, RTF_UP).s32(Rtsock.RTM_PID_AT, 7).bearing());
        assertEquals(
                Bearing.FAILED,
                Bytes.route(type, DONE).s32(Rtsock.RTM_ERRNO_AT, 1).bearing());
    }

    /** The word behind the error counts uses, and says nothing. */
    @Test
    void aUsedRouteDidNotFail() {
        assertEquals(
                Bearing.HINT,
                Bytes.route(RTM_ADD, DONE).s32(Rtsock.RTM_ERRNO_AT + 4, 17).bearing());
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, HINT",
        "10.0.0.0, HINT",
        "169.253.0.0, HINT",
        "169.254.0.0, LINK_LOCAL",
        "169.254.7.9, LINK_LOCAL",
        "169.255.0.0, HINT",
        "223.255.255.255, HINT",
        "224.0.0.251, MULTICAST",
        "239.255.255.250, MULTICAST",
        "240.0.0.0, HINT",
        "255.255.255.255, HINT",
        "::, HINT",
        "::1, HINT",
        "2001:db8::1, HINT",
        "fd00::, HINT",
        "fe7f::1, HINT",
        "fe80::, LINK_LOCAL",
        "febf::1, LINK_LOCAL",
        "fec0::1, HINT",
        "feff::1, HINT",
        "ff02::fb, MULTICAST"
    })
    void destinations(String destination, Bearing expected) {
        assertEquals(
                expected,
                Bytes.route(RTM_ADD, DONE).with(RTAX_DST, Bytes.ip(destination)).bearing());
    }

    /** Bytes that are not the destination's own do not decide. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "00", // the family is not there
                "0002 0000 a9fe0000", // no length
                "0502 0000 a9fe0000", // the second byte is not its own
                "091e 0000 00000000 fe80 0000", // the same of IPv6
                "1c1e 0000 00000000 fe", // the message ends
                "1012 0000 a9fe0000 0000000000000000" // not an IP address
            })
    void destinationsThatCannotBeRead(String hex) {
        assertEquals(
                Bearing.HINT, Bytes.route(RTM_ADD, DONE).with(RTAX_DST, hex).bearing());
    }

    @Test
    void trimmedDestinationsWithTwoBytesCan() {
        assertEquals(
                Bearing.LINK_LOCAL,
                Bytes.route(RTM_ADD, DONE).with(RTAX_DST, "0602 0000 a9fe").bearing());
        assertEquals(
                Bearing.LINK_LOCAL,
                Bytes.route(RTM_ADD, DONE)
                        .with(RTAX_DST, "0a1e 0000 00000000 fe80")
                        .bearing());
    }

    /** Without its bit the first address is another one: here a gateway on the link. */
    @Test
    void aGatewayIsNoDestination() {
        assertEquals(
                Bearing.HINT,
                Bytes.route(RTM_ADD, DONE)
                        .with(Rtsock.RTAX_GATEWAY, Bytes.ip("fe80::1"))
                        .bearing());
    }

    @Test
    void cachesAndNeighbours() {
        assertEquals(Bearing.CACHE, Bytes.route(RTM_ADD, DONE | RTF_WASCLONED).bearing());
        assertEquals(
                Bearing.CACHE,
                Bytes.route(RTM_DELETE, DONE | RTF_WASCLONED | RTF_HOST | RTF_LLINFO)
                        .bearing());
        assertEquals(
                Bearing.NEIGHBOUR,
                Bytes.route(RTM_ADD, DONE | RTF_HOST | RTF_LLINFO).bearing());
        assertEquals(Bearing.HINT, Bytes.route(RTM_ADD, DONE | RTF_LLINFO).bearing());
        assertEquals(Bearing.HINT, Bytes.route(RTM_ADD, DONE | RTF_HOST).bearing());
        assertEquals(
                Bearing.HINT,
                Bytes.route(RTM_ADD, DONE | RTF_HOST | RTF_LLINFO | RTF_LOCAL).bearing());
    }

    @Test
    void onlyKnownTypesMatter() {
        Set<Integer> matter = new HashSet<>();
        for (int type = 0; type < 256; type++) {
            ByteBuffer message = DamagedBytesTest.message(type, new byte[200]);
            MessageCursor cursor = new MessageCursor().over(message);
            cursor.next();
            if (Bearing.of(cursor).matters()) {
                matter.add(type);
            }
        }
        assertEquals(Set.of(1, 2, 3, 0xc, 0xd, 0xe), matter);
    }

    @ParameterizedTest
    @CsvSource({"1, 92", "2, 92", "3, 92", "12, 20", "13, 20", "14, 112"})
    void aMessageNeedsItsWholeHeader(int type, int header) {
        assertEquals(Bearing.UNREADABLE, ofSize(type, header - 1));
        assertEquals(type < 12 ? Bearing.HINT : Bearing.FACT, ofSize(type, header));
    }

    private static Bearing ofSize(int type, int size) {
        MessageCursor cursor =
                new MessageCursor().over(DamagedBytesTest.message(type, new byte[size - Rtsock.COMMON_HEADER]));
        cursor.next();
        return Bearing.of(cursor);
    }

    @Test
    void eachSaysWhatItIs() {
        Set<String> texts = new HashSet<>();
        for (Bearing bearing : Bearing.values()) {
            texts.add(bearing.text());
        }
        assertEquals(Bearing.values().length, texts.size());
        assertEquals(EnumSet.of(Bearing.FACT, Bearing.HINT), matter());
        assertEquals("a lookup without a route", Bearing.MISS.text());
    }

    private static Set<Bearing> matter() {
        Set<Bearing> matter = EnumSet.allOf(Bearing.class);
        matter.removeIf(bearing -> !bearing.matters());
        return matter;
    }
}
