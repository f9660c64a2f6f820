// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every datagram of a recorded session with a real kernel, each a test of its own: its messages are those its
 * {@code types} list, all of them whole, and they say what {@code linux-captured.txt}, checked against the commands of
 * {@link CaptureVectors}, says.
 */
class CapturedVectorsTest {
    private static final Pattern TYPES = Pattern.compile("types=([0-9,]+)");

    @TestFactory
    Stream<DynamicTest> datagrams() {
        List<Vector> vectors = Vector.load("linux-captured.vec");
        Map<String, String> texts = texts();
        assertEquals(94, vectors.size());
        assertEquals(94, texts.size());
        return vectors.stream()
                .map(vector -> DynamicTest.dynamicTest(vector.name(), () -> check(vector, texts.get(vector.name()))));
    }

    private static void check(Vector vector, String expected) {
        Matcher matcher = TYPES.matcher(vector.meaning());
        assertTrue(matcher.find());
        List<Integer> types =
                Arrays.stream(matcher.group(1).split(",")).map(Integer::valueOf).toList();
        List<Integer> seen = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        MessageCursor cursor = new MessageCursor().over(vector.buffer());
        while (cursor.next()) {
            seen.add(cursor.type());
            Message message = MessageParser.parse(cursor);
            texts.add(describe(message));
            if (message instanceof RouteMessage route) {
                assertEquals(route.family(), cursor.family());
                assertEquals(route.index(), RouteMessage.peekIndex(cursor));
            }
        }
        assertNull(cursor.fault());
        assertEquals(types, seen);
        assertEquals(expected, String.join(" | ", texts));
    }

    /** Operation, index and text; for an address also its lifetimes, which the text leaves out. */
    static String describe(Message message) {
        String text = MessageText.of(message);
        if (message instanceof LinkMessage link) {
            return link.operation() + " link " + link.index() + " " + text + " carrier=" + link.carrier() + " ups="
                    + link.carrierUps() + " downs=" + link.carrierDowns() + " change=0x"
                    + Integer.toHexString(link.change());
        } else if (message instanceof AddressMessage address) {
            return address.operation() + " address " + address.index() + " " + text + " preferred="
                    + address.preferredSeconds() + " valid=" + address.validSeconds();
        } else if (message instanceof RouteMessage route) {
            return route.operation() + " route " + text + " protocol=" + route.protocol();
        } else if (message instanceof RuleMessage rule) {
            return rule.operation() + " rule " + text;
        } else if (message instanceof NexthopMessage nexthop) {
            return nexthop.operation() + " nexthop " + text;
        }
        return text;
    }

    private static Map<String, String> texts() {
        try (InputStream in = CapturedVectorsTest.class.getResourceAsStream("linux-captured.txt")) {
            Map<String, String> texts = new HashMap<>();
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(line -> {
                int colon = line.indexOf(": ");
                texts.put(line.substring(0, colon), line.substring(colon + 2));
            });
            return texts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
