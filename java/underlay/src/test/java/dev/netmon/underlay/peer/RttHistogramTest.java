// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NotEmpty;

final class RttHistogramTest {

    @Property
    void quantilesAreWithinOnePartIn64(
            @ForAll @NotEmpty List<@LongRange(min = 0, max = 1L << 40) Long> values,
            @ForAll @LongRange(min = 1, max = 100) long percent) {
        RttHistogram histogram = new RttHistogram();
        values.forEach(histogram::add);
        List<Long> sorted = values.stream().sorted().toList();
        long exact = sorted.get((int) Math.max(1, Math.ceil(percent / 100.0 * sorted.size())) - 1);
        long told = histogram.quantile(percent / 100.0);
        assertTrue(Math.abs(told - exact) <= exact / 64, () -> told + " for " + exact);
        assertEquals(sorted.get(0), histogram.min());
        assertEquals(sorted.get(sorted.size() - 1), histogram.max());
    }

    @Property
    void anyNumberFits(@ForAll long value) {
        RttHistogram histogram = new RttHistogram();
        histogram.add(value);
        assertEquals(Math.max(0, value), histogram.quantile(0.5));
    }
}
