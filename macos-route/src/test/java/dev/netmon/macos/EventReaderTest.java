// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos;

import static dev.netmon.macos.DarwinHost.ip;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.CarrierCounters;
import dev.netmon.Family;
import dev.netmon.RawEvent.Kind;
import dev.netmon.RawEvent.Op;
import dev.netmon.spi.LinkSource.Detail;
import dev.netmon.spi.OsEvent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventReaderTest {
    private final CarrierLog carrier = new CarrierLog();
    private final EventReader reader = new EventReader(carrier);
    private final List<OsEvent> events = new ArrayList<>();
    private Touched touched = new Touched();

    private static ByteBuffer buffer(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    }

    private boolean message(byte[] bytes, Detail detail) {
        touched = new Touched();
        events.clear();
        return reader.message(buffer(bytes), detail, touched, events::add);
    }

    private boolean event(byte[] bytes) {
        touched = new Touched();
        events.clear();
        return reader.kernelEvent(buffer(bytes), Detail.HINTS, touched, events::add);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0.0.0.0/0, NEW, V4",
        "2, 0.0.0.0/0, DEL, V4",
        "3, 10.0.0.0/8, NEW, V4",
        "1, ::/0, NEW, V6",
        "2, 2001:db8::/32, DEL, V6"
    })
    void aRouteIsAHint(int type, String network, Op op, Family family) {
        byte[] route = Darwin.route(type, 4, 0x843, DarwinHost.CONFIGD, network, null);
        assertTrue(message(route, Detail.HINTS));
        assertEquals(List.of(new OsEvent.Hint(Kind.ROUTE, op, family, 4, null)), events);
        assertFalse(touched.any());
        assertTrue(message(route, Detail.FULL));
        assertNotNull(((OsEvent.Hint) events.get(0)).detail());
    }

    @Test
    void anInterfaceOrAnAddressIsAReasonToLook() {
        assertTrue(message(Darwin.ifinfo(4, 1, 1500), Detail.HINTS));
        assertTrue(touched.any());
        assertTrue(message(Darwin.address(Darwin.DELADDR, 4, "en0", ip("fe80::1"), 64), Detail.HINTS));
        assertTrue(touched.any());
        assertEquals(List.of(), events);
    }

    @Test
    void aMissIsNeither() {
        assertFalse(message(Darwin.miss(ip("2001:db8::1")), Detail.FULL));
        assertFalse(touched.any());
        assertEquals(List.of(), events);
        assertEquals(1, reader.ignored());
        assertEquals(0, reader.malformed());
    }

    @ParameterizedTest
    @CsvSource({
        "2, 1, true",
        "2, 3, true",
        "2, 9, true",
        "2, 11, true",
        "2, 12, true",
        "2, 13, true",
        "2, 16, true",
        "2, 7, false",
        "2, 20, false",
        "2, 26, false",
        "1, 1, true",
        "1, 2, true",
        "1, 3, true",
        "1, 6, false",
        "6, 1, true",
        "6, 3, true",
        "6, 4, true",
        "6, 5, true",
        "6, 6, true",
        "6, 9, false",
        "3, 1, false"
    })
    void kernelEventsMatterByWhatIsKnownOfThem(int subclass, int code, boolean matters) {
        assertEquals(matters, event(Darwin.kernelEvent(subclass, code, "en0")));
        assertEquals(matters, touched.any());
        assertEquals(matters ? 0 : 1, reader.ignored());
        assertEquals(subclass == 6 && code == 6 ? 1 : 0, events.size());
    }

    @Test
    void carrierIsCountedByName() {
        event(Darwin.kernelEvent(2, 12, "bridge100"));
        event(Darwin.kernelEvent(2, 13, "bridge100"));
        assertEquals(new CarrierCounters(2, 1), carrier.of("bridge100"));
        assertEquals(new CarrierCounters(0, 0), carrier.of("bridge10"));
    }

    @Property(tries = 5000)
    void anyBytesAreReadOrCounted(@ForAll @Size(max = 250) byte[] bytes, @ForAll Detail detail) {
        List<OsEvent> heard = new ArrayList<>();
        reader.message(buffer(bytes), detail, new Touched(), heard::add);
        reader.kernelEvent(buffer(bytes), detail, new Touched(), heard::add);
        assertTrue(heard.size() <= 2);
    }

    @Property(tries = 5000)
    void damagedMessagesAreReadOrCounted(
            @ForAll("whole") byte[] whole, @ForAll @IntRange(max = 2047) int bit, @ForAll Detail detail) {
        byte[] damaged = whole.clone();
        damaged[bit / 8 % damaged.length] ^= (byte) (1 << bit % 8);
        List<OsEvent> heard = new ArrayList<>();
        reader.message(buffer(damaged), detail, new Touched(), heard::add);
        reader.kernelEvent(buffer(damaged), detail, new Touched(), heard::add);
        heard.forEach(one -> assertFalse(one.toString().isEmpty()));
    }

    @Provide
    Arbitrary<byte[]> whole() {
        return Arbitraries.of(
                Darwin.route(Darwin.ADD, 4, 0x843, 0, "10.0.0.0/8", ip("192.168.1.1")),
                Darwin.route(Darwin.DELETE, 4, 0x843, 0, "::/0", ip("fe80::1")),
                Darwin.address(Darwin.NEWADDR, 4, "en0", ip("2001:db8::1"), 64),
                Darwin.ifinfo(4, 0x8043, 1500),
                Darwin.kernelEvent(2, 12, "en0"));
    }
}
