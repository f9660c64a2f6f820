// SPDX-License-Identifier: Apache-2.0
package dev.netmon.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AwaitTest {

    @Test
    void looksAgainUntilItHolds() {
        AtomicInteger looks = new AtomicInteger();

        Await.until("the third look", () -> looks.incrementAndGet() == 3);

        assertEquals(3, looks.get());
    }

    @Test
    void returnsTheValueOnceThereIsOne() {
        AtomicInteger looks = new AtomicInteger();

        String value = Await.value(
                "the second look", () -> looks.incrementAndGet() == 2 ? Optional.of("found") : Optional.empty());

        assertEquals("found", value);
    }

    @Test
    void aFailureNamesWhatWasAwaitedAndWhatWasSeen() {
        AssertionError failure = assertThrows(
                AssertionError.class,
                () -> Await.until("a lease", Duration.ofMillis(1), () -> false, () -> "only discovers"));

        assertTrue(failure.getMessage().contains("a lease"), failure.getMessage());
        assertTrue(failure.getMessage().contains("only discovers"), failure.getMessage());
    }
}
