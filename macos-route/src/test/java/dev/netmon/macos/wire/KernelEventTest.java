// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every event of the kernel-event socket, each a test of its own: what is read from it, and how that is said. */
class KernelEventTest {
    private static final Map<String, Vector> VECTORS = Vector.load("kernel-events.vec");

    private final Map<String, Runnable> expectations = new LinkedHashMap<>();

    @TestFactory
    Stream<DynamicTest> vectors() {
        expect("link-off", new KernelEvent(2, 12, "en0"), "en0 no-carrier");
        expect("link-on", new KernelEvent(2, 13, "en12"), "en12 carrier");
        expect("flags", new KernelEvent(2, 1, "utun4319"), "utun4319 flags changed");
        expect("attached", new KernelEvent(2, 9, "bridge100"), "bridge100 attached");
        expect("address4-new", new KernelEvent(1, 1, "en0"), "en0 inet event 1");
        expect("address6-new", new KernelEvent(6, 1, "en0"), "en0 inet6 event 1");
        expect("name-full", new KernelEvent(2, 13, "abcdefghijklmnop3"), "abcdefghijklmnop3 carrier");
        expect("name-empty", new KernelEvent(2, 13, ""), "? carrier");
        expect("no-data", new KernelEvent(6, 6, ""), "? inet6 event 6");
        expect("other-vendor", new SkippedMessage(12), "message of type 12");
        expect("other-class", new SkippedMessage(12), "message of type 12");
        expect("trailing-bytes", new KernelEvent(2, 12, ""), "? no-carrier");
        stops("bad-size-small", Fault.LENGTH_TOO_SMALL);
        stops("bad-size-beyond", Fault.LENGTH_BEYOND_END);
        stops("bad-size-negative", Fault.LENGTH_BEYOND_END);
        stops("bad-header-short", Fault.HEADER_CUT);
        assertEquals(VECTORS.keySet(), expectations.keySet(), "every vector has its expectation");
        return VECTORS.values().stream()
                .map(vector -> DynamicTest.dynamicTest(
                        vector.name() + ": " + vector.meaning(),
                        () -> expectations.get(vector.name()).run()));
    }

    @Test
    void carrierIsWhatTheTwoLinkEventsTell() {
        for (int code = 0; code < 30; code++) {
            assertEquals(code == 12 || code == 13, new KernelEvent(2, code, "en0").carrier());
            assertFalse(new KernelEvent(1, code, "en0").carrier());
            assertFalse(new KernelEvent(6, code, "en0").carrier());
        }
    }

    @Test
    void otherEventsHaveAtLeastTheirNumber() {
        assertEquals("en0 detached", MessageText.of(new KernelEvent(2, 11, "en0")));
        assertEquals("en0 mac changed", MessageText.of(new KernelEvent(2, 16, "en0")));
        assertEquals("en0 mtu changed", MessageText.of(new KernelEvent(2, 3, "en0")));
        assertEquals("en0 link event 99", MessageText.of(new KernelEvent(2, 99, "en0")));
        assertEquals("en0 event 3/7", MessageText.of(new KernelEvent(3, 7, "en0")));
    }

    @Test
    void anEventIsReadFromThePositionOnAndLeavesItThere() {
        byte[] bytes = VECTORS.get("link-on").bytes();
        ByteBuffer buffer = ByteBuffer.allocate(bytes.length + 7).order(ByteOrder.LITTLE_ENDIAN);
        buffer.position(7).put(bytes).position(7);
        assertEquals(new KernelEvent(2, 13, "en12"), KernelEvent.parse(buffer));
        assertEquals(7, buffer.position());
        assertTrue(buffer.hasRemaining());
    }

    private void expect(String name, Message expected, String text) {
        expectations.put(name, () -> {
            assertEquals(expected, KernelEvent.parse(VECTORS.get(name).buffer()));
            assertEquals(text, MessageText.of(expected));
        });
    }

    private void stops(String name, Fault fault) {
        expect(name, new Malformed(0, fault, null), "message of type 0: " + fault.text());
    }
}
