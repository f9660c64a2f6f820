// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay;

import static dev.netmon.underlay.RebindMode.FRESH_PORT;
import static dev.netmon.underlay.RebindMode.KEEP_PORT;
import static dev.netmon.underlay.SendFailure.PATH;
import static dev.netmon.underlay.SendFailure.SOCKET;
import static dev.netmon.underlay.SendFailure.UNKNOWN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

final class ErrorRebindsTest {

    private static final long SECOND = 1_000_000_000L;

    private final ErrorRebinds rebinds = new ErrorRebinds();

    @Test
    void aBrokenSocketAsksAtMostOnceInFiveSeconds() {
        assertEquals(KEEP_PORT, rebinds.failed(SOCKET, 7));
        assertNull(rebinds.failed(SOCKET, 7));
        assertNull(rebinds.failed(SOCKET, 7 + 5 * SECOND - 1));
        assertEquals(KEEP_PORT, rebinds.failed(SOCKET, 7 + 5 * SECOND));
    }

    @Test
    void anUnreachableNetworkNeverAsks() {
        for (int i = 0; i < 100; i++) {
            assertNull(rebinds.failed(PATH, i * SECOND));
        }
        assertFalse(rebinds.failing());
    }

    @Test
    void anUnknownFailureCountsAtTheThirdInARow() {
        assertNull(rebinds.failed(UNKNOWN, 0));
        assertNull(rebinds.failed(UNKNOWN, 1));
        assertTrue(rebinds.failing());
        assertEquals(KEEP_PORT, rebinds.failed(UNKNOWN, 2));
        assertNull(rebinds.failed(UNKNOWN, 10 * SECOND), "counted afresh");
    }

    @Test
    void aSendThatWorksBreaksTheRowOfUnknownFailures() {
        rebinds.failed(UNKNOWN, 0);
        rebinds.failed(UNKNOWN, 1);
        rebinds.sent();
        assertFalse(rebinds.failing());
        assertNull(rebinds.failed(UNKNOWN, 2));
    }

    @Test
    void aKnownFailureBreaksTheRowOfUnknownOnes() {
        rebinds.failed(UNKNOWN, 0);
        rebinds.failed(UNKNOWN, 1);
        rebinds.failed(PATH, 2);
        assertNull(rebinds.failed(UNKNOWN, 3));
    }

    @Test
    void afterThreeRebindsInARowOnOnePortTheNextTakesAnother() {
        for (int i = 0; i < 3; i++) {
            assertEquals(KEEP_PORT, rebinds.failed(SOCKET, i * 5 * SECOND));
        }
        assertEquals(FRESH_PORT, rebinds.failed(SOCKET, 15 * SECOND));
        for (int i = 4; i < 7; i++) {
            assertEquals(KEEP_PORT, rebinds.failed(SOCKET, i * 5 * SECOND));
        }
        assertEquals(FRESH_PORT, rebinds.failed(SOCKET, 35 * SECOND));
    }

    @Test
    void anotherRebindInBetweenBreaksTheRow() {
        for (int i = 0; i < 3; i++) {
            rebinds.failed(SOCKET, i * 5 * SECOND);
        }
        rebinds.replaced();
        assertEquals(KEEP_PORT, rebinds.failed(SOCKET, 15 * SECOND));
    }

    @Test
    void rebindsMoreThanAMinuteApartAreNotInARow() {
        for (int i = 0; i < 10; i++) {
            assertEquals(KEEP_PORT, rebinds.failed(SOCKET, i * 61 * SECOND));
        }
        assertEquals(KEEP_PORT, rebinds.failed(SOCKET, 9 * 61 * SECOND + 60 * SECOND), "the second of a row");
        assertEquals(KEEP_PORT, rebinds.failed(SOCKET, 9 * 61 * SECOND + 120 * SECOND));
        assertEquals(FRESH_PORT, rebinds.failed(SOCKET, 9 * 61 * SECOND + 180 * SECOND));
    }

    private record Step(SendFailure failure, long pause) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.of(SendFailure.class), Arbitraries.longs().between(0, 7 * SECOND))
                .as(Step::new)
                .list()
                .ofMaxSize(80);
    }

    @Property
    void neverTwoWithinFiveSecondsWhateverComes(@ForAll("steps") List<Step> steps, @ForAll long base) {
        ErrorRebinds any = new ErrorRebinds();
        long now = base;
        long last = 0;
        boolean asked = false;
        for (Step step : steps) {
            now += step.pause();
            if (any.failed(step.failure(), now) != null) {
                assertTrue(!asked || now - last >= 5 * SECOND);
                asked = true;
                last = now;
            }
        }
    }
}
