// SPDX-License-Identifier: Apache-2.0
package dev.netmon.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class Rfc3339Test {

    private static final DateTimeFormatter JDK =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final Rfc3339 times = new Rfc3339();

    @Test
    void alwaysSixDigits() {
        assertEquals("1970-01-01T00:00:00.000000Z", times.format(Instant.EPOCH));
        assertEquals("2024-02-29T12:34:56.100000Z", times.format(Instant.parse("2024-02-29T12:34:56.1Z")));
        assertEquals("1969-12-31T23:59:59.999999Z", times.format(Instant.ofEpochSecond(-1, 999_999_999)));
    }

    @Test
    void aYearBeyondTheFormatDoesNotSpoilTheNextTime() {
        assertEquals(Instant.MAX.toString(), times.format(Instant.MAX));
        assertEquals("1970-01-01T00:00:00.000000Z", times.format(Instant.EPOCH));
    }

    @Property(tries = 2000)
    void agreesWithTheJdk(
            @ForAll @LongRange(min = -62167219200L, max = 253402300799L) long second,
            @ForAll @IntRange(max = 999_999_999) int nano) {
        Instant time = Instant.ofEpochSecond(second, nano);
        assertEquals(JDK.format(time), times.format(time));
        assertEquals(JDK.format(time), times.format(time));
    }
}
