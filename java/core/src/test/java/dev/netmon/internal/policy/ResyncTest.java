// SPDX-License-Identifier: Apache-2.0
package dev.netmon.internal.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ResyncTest {

    private final Resync resync = new Resync();

    @Test
    void nothingIsReadBeforeAnythingIsLost() {
        assertFalse(resync.needed());
        assertFalse(resync.due(Long.MAX_VALUE));
    }

    @Test
    void theFirstLossIsReadAtOnce() {
        resync.lost(Long.MIN_VALUE + 5);
        assertTrue(resync.needed());
        assertEquals(Long.MIN_VALUE + 5, resync.deadline());
        assertTrue(resync.due(Long.MIN_VALUE + 5));
        resync.read(Long.MIN_VALUE + 9);
        assertFalse(resync.needed());
        assertFalse(resync.due(Long.MIN_VALUE + 9 + Resync.SPACING));
    }

    @Test
    void aSecondLossSoonAfterIsReadWhenTheSpacingIsOver() {
        resync.lost(0);
        resync.read(10);
        resync.lost(10 + Resync.SPACING - 1);
        assertEquals(10 + Resync.SPACING, resync.deadline());
        assertFalse(resync.due(10 + Resync.SPACING - 1));
        assertTrue(resync.due(10 + Resync.SPACING));
    }

    @Test
    void moreLossesDoNotMoveTheRead() {
        resync.lost(0);
        resync.read(0);
        resync.lost(1);
        resync.lost(Resync.SPACING + 50);
        assertEquals(Resync.SPACING, resync.deadline());
    }

    @Property
    void noLossWaitsLongerThanTheSpacingAndNoTwoReadsAreCloser(
            @ForAll long base, @ForAll @LongRange(min = 0, max = 1_000_000_000) long pause) {
        resync.lost(base);
        resync.read(base);
        long lost = base + pause;
        resync.lost(lost);
        assertTrue(resync.deadline() - lost <= Resync.SPACING);
        assertTrue(resync.deadline() - lost >= 0);
        assertTrue(resync.deadline() - base >= Math.min(pause, Resync.SPACING));
        assertTrue(resync.deadline() - base >= Resync.SPACING);
    }
}
