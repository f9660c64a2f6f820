// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.Addresses;
import dev.netmon.underlay.peer.PathTable.Path;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PathTableTest {

    private static final long MS = 1_000_000;

    private final InetSocketAddress a = address("192.0.2.1");
    private final InetSocketAddress b = address("192.0.2.2");
    private final PathTable table = new PathTable(List.of(a, b));
    private final Path first = table.path(a);
    private final Path second = table.path(b);

    private static InetSocketAddress address(String text) {
        return new InetSocketAddress(Addresses.parse(text), 3478);
    }

    @Test
    void allArePingedUntilOneAnswersThenTheOthersEveryFiveSeconds() {
        assertEquals(List.of(first, second), table.targets(0));
        assertEquals(List.of(first, second), table.targets(MS));
        assertNull(table.best());
        table.answered(second, 20 * MS);
        assertSame(second, table.best());
        assertEquals(List.of(second), table.targets(2 * MS));
        assertEquals(List.of(second), table.targets(5000 * MS));
        assertEquals(List.of(first, second), table.targets(5001 * MS));
        assertEquals(List.of(second), table.targets(5002 * MS));
    }

    @Test
    void afterARebindAllArePingedWhateverWasPingedLatelyAndTheLastPathIsKeptUntilAPingAnswers() {
        table.targets(0);
        table.answered(first, 20 * MS);
        table.targets(MS);
        table.unconfirm();
        assertSame(first, table.best());
        assertEquals(PathState.UNCONFIRMED, first.state());
        assertEquals(List.of(first, second), table.targets(2 * MS));
        assertEquals(List.of(first, second), table.targets(3 * MS), "until one is sure");
        table.answered(second, 90 * MS);
        assertSame(second, table.best(), "a sure path, however slow, before one that is not");
        assertEquals(List.of(second), table.targets(4 * MS));
    }

    @Test
    void aReprobePingsAllOnce() {
        table.targets(0);
        table.answered(first, 20 * MS);
        table.hurry();
        assertEquals(PathState.CONFIRMED, first.state());
        assertEquals(List.of(first, second), table.targets(MS));
        assertEquals(List.of(first), table.targets(2 * MS));
    }

    @Test
    void thePathInUseIsKeptUnlessAnotherIsClearlyFaster() {
        table.answered(first, 30 * MS);
        table.answered(second, 21 * MS);
        assertSame(first, table.best(), "not below two thirds");
        table.unconfirm();
        table.answered(first, 30 * MS);
        table.answered(second, 20 * MS);
        assertSame(second, table.best(), "at two thirds");
        table.unconfirm();
        table.answered(second, 10 * MS);
        table.answered(first, 5 * MS + 1);
        assertSame(second, table.best(), "less than 5 ms are gained");
        table.unconfirm();
        table.answered(second, 10 * MS);
        table.answered(first, 5 * MS);
        assertSame(first, table.best(), "5 ms are");
    }

    @Test
    void aPathThatFallsSilentIsLeftForOneThatAnswers() {
        table.targets(0);
        table.answered(first, 10 * MS);
        table.answered(second, 9 * MS);
        table.targets(100 * MS);
        table.expire(599 * MS, 500 * MS);
        assertSame(first, table.best());
        table.expire(600 * MS, 500 * MS);
        assertEquals(PathState.SILENT, first.state());
        assertSame(second, table.best());
        table.targets(700 * MS);
        table.expire(1200 * MS, 500 * MS);
        assertNull(table.best());
        assertEquals(List.of(first, second), table.targets(1200 * MS));
        table.answered(first, 10 * MS);
        assertSame(first, table.best());
    }

    @Test
    void anAddressMoreIsPingedAtOnceAndThereIsAnEndToThem() {
        table.targets(0);
        table.answered(first, 10 * MS);
        InetSocketAddress c = address("192.0.2.3");
        assertTrue(table.add(c));
        assertFalse(table.add(c));
        assertEquals(List.of(first, table.path(c)), table.targets(MS));
        for (int i = 3; i < PathTable.MOST; i++) {
            assertTrue(table.add(address("198.51.100." + i)));
        }
        assertFalse(table.add(address("203.0.113.1")));
    }
}
