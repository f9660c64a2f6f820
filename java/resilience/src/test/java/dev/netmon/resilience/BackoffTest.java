// SPDX-License-Identifier: Apache-2.0
package dev.netmon.resilience;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class BackoffTest {

    @Test
    void doublesFromHalfASecondToAMinuteWithoutChance() {
        Backoff backoff = Backoff.standard(() -> 0);
        List<Long> millis = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            millis.add(backoff.failed() / 1_000_000);
        }
        assertEquals(List.of(500L, 1000L, 2000L, 4000L, 8000L, 16000L, 32000L, 60000L, 60000L, 60000L), millis);
        assertEquals(10, backoff.failures());
    }

    @Test
    void resetStartsAfresh() {
        Backoff backoff = Backoff.standard(() -> 0);
        backoff.failed();
        backoff.failed();
        backoff.reset();
        assertEquals(Duration.ofMillis(500).toNanos(), backoff.failed());
        assertEquals(1, backoff.failures());
    }

    @Test
    void impossiblePacesAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Backoff(Duration.ZERO, Duration.ofSeconds(1), () -> 0));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1), () -> 0));
    }

    @Property
    void chanceTakesAtMostAQuarterOffAndNothingOverflows(
            @ForAll @IntRange(min = 1, max = 200) int failures,
            @ForAll @DoubleRange(min = 0, max = 1, maxIncluded = false) double chance) {
        Backoff plain = Backoff.standard(() -> 0);
        Backoff jittered = Backoff.standard(() -> chance);
        for (int i = 0; i < failures; i++) {
            long full = plain.failed();
            long wait = jittered.failed();
            assertTrue(wait <= full && wait >= full - full / 4 - 1, full + " " + wait);
        }
    }
}
