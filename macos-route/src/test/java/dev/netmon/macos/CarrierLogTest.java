// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.netmon.CarrierCounters;
import org.junit.jupiter.api.Test;

class CarrierLogTest {
    private final CarrierLog log = new CarrierLog();

    @Test
    void eachLinkHasACountOfItsOwn() {
        log.lost("en0");
        log.back("en0");
        log.lost("en1");
        assertEquals(new CarrierCounters(2, 1), log.of("en0"));
        assertEquals(new CarrierCounters(1, 1), log.of("en1"));
        assertEquals(new CarrierCounters(0, 0), log.of("lo0"));
    }

    @Test
    void aGapCountsForEveryLink() {
        log.lost("en0");
        log.gap();
        assertEquals(new CarrierCounters(2, 1), log.of("en0"));
        assertEquals(new CarrierCounters(1, 0), log.of("en1"));
    }

    @Test
    void whereNobodyTellsNothingIsKnown() {
        log.heard(false);
        log.lost("en0");
        assertEquals(CarrierCounters.UNKNOWN, log.of("en0"));
        log.heard(true);
        assertEquals(new CarrierCounters(1, 1), log.of("en0"));
    }
}
