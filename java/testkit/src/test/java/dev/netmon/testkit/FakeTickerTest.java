// SPDX-License-Identifier: Apache-2.0
package dev.netmon.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FakeTickerTest {

    @Test
    void standsStillUntilItIsMoved() {
        FakeTicker ticker = FakeTicker.at(17);

        assertEquals(17, ticker.getAsLong());
        assertEquals(17, ticker.getAsLong());
        assertEquals(2_000_017, ticker.advanceMillis(2));
        assertEquals(2_000_018, ticker.advance(Duration.ofNanos(1)));
        assertEquals(2_000_018, ticker.getAsLong());
    }

    @Test
    void wrapsAroundAsNanoTimeMay() {
        FakeTicker ticker = FakeTicker.wrappingAfter(Duration.ofMillis(1));
        long before = ticker.getAsLong();

        long after = ticker.advanceMillis(3);

        assertTrue(after < before);
        assertEquals(3_000_000, after - before);
        ticker.advanceTo(after + 5);
        assertEquals(3_000_005, ticker.getAsLong() - before);
    }

    @Test
    void doesNotRunBackwards() {
        FakeTicker ticker = FakeTicker.atZero();

        assertThrows(IllegalArgumentException.class, () -> ticker.advance(Duration.ofNanos(-1)));
        assertThrows(IllegalArgumentException.class, () -> ticker.advanceTo(-1));
        assertEquals(0, ticker.getAsLong());
    }
}
