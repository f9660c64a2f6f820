// SPDX-License-Identifier: Apache-2.0
package dev.netmon.bench.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class QuantilesTest {

    @Test
    void aQuantileIsAValueThatWasMeasured() {
        Quantiles of100 =
                Quantiles.of(IntStream.rangeClosed(1, 100).mapToDouble(i -> i).toArray());
        assertEquals(1, of100.min());
        assertEquals(50, of100.median());
        assertEquals(90, of100.at(0.9));
        assertEquals(99, of100.p99());
        assertEquals(100, of100.max());
    }

    @Test
    void ofFewValuesTheHighQuantilesAreTheGreatest() {
        Quantiles of3 = Quantiles.of(List.of(30, 10, 20));
        assertEquals(20, of3.median());
        assertEquals(30, of3.p99());
        assertEquals(3, of3.count());
    }

    @Test
    void withoutValuesThereIsNoFigure() {
        assertTrue(Double.isNaN(Quantiles.of().median()));
        assertEquals("-", Quantiles.figure(Quantiles.of().p99()));
    }

    @Test
    void figuresShowThreeDigitsThatMeanSomething() {
        assertEquals("1235", Quantiles.figure(1234.5678));
        assertEquals("12.3", Quantiles.figure(12.34));
        assertEquals("1.23", Quantiles.figure(1.234));
        assertEquals("1", Quantiles.figure(1.0));
        assertEquals("-", Quantiles.figure(1 / 0.0));
    }
}
