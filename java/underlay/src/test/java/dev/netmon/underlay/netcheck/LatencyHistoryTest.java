// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.netcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.netmon.Addresses;
import dev.netmon.EgressPath;
import dev.netmon.Family;
import dev.netmon.Moment;
import dev.netmon.NetworkState;
import dev.netmon.underlay.netcheck.LatencyHistory.Network;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LatencyHistoryTest {

    private static final long KEPT = 1_000;

    private final LatencyHistory history = new LatencyHistory(Duration.ofNanos(KEPT));

    private static EgressPath path(int index, String name, String source, @Nullable String gateway) {
        return new EgressPath(
                Family.V4,
                index,
                name,
                Addresses.parse(source),
                gateway == null ? null : Addresses.parse(gateway),
                null);
    }

    private static Network network(@Nullable EgressPath v4, @Nullable EgressPath v6) {
        return Network.of(new NetworkState(new Moment(0, Instant.EPOCH), List.of(), v4, v6));
    }

    @Test
    void theBestOfEachRegionIsKeptForItsTime() {
        history.add(0, Map.of(1, 30L, 2, 50L));
        history.add(KEPT, Map.of(1, 40L));
        assertEquals(Map.of(1, 30L, 2, 50L), history.best(KEPT));
        assertEquals(Map.of(1, 40L), history.best(KEPT + 1));
        assertEquals(Map.of(), history.best(2 * KEPT + 1));
    }

    @Test
    void anotherPathOrGatewayDropsIt() {
        EgressPath home = path(2, "eth0", "10.0.0.2", "10.0.0.1");
        List<Network> others = List.of(
                network(path(3, "eth0", "10.0.0.2", "10.0.0.1"), null),
                network(path(2, "eth0", "10.0.0.3", "10.0.0.1"), null),
                network(path(2, "eth0", "10.0.0.2", "10.0.0.9"), null),
                network(path(2, "eth0", "10.0.0.2", null), null),
                network(home, path(2, "eth0", "2001:db8::2", "fe80::1")),
                network(null, null));
        for (Network other : others) {
            history.enter(network(home, null));
            history.add(0, Map.of(1, 5L));
            history.enter(network(path(2, "renamed", "10.0.0.2", "10.0.0.1"), null));
            assertEquals(Map.of(1, 5L), history.best(0), "a rename is no other network");
            history.enter(other);
            assertEquals(Map.of(), history.best(0), other.toString());
            assertNotEquals(network(home, null), other);
        }
    }

    @Test
    void whereNobodyLooksItIsAlwaysTheSameNetwork() {
        history.enter(Network.of(null));
        history.add(0, Map.of(1, 5L));
        history.enter(Network.of(null));
        assertEquals(Map.of(1, 5L), history.best(0));
    }

    @Property
    void itIsTheMinimumOverTheWindowWhereverTheClockStarts(
            @ForAll @Size(max = 20) List<@IntRange(min = 0, max = 700) Integer> steps, @ForAll boolean nearTheEnd) {
        long start = nearTheEnd ? Long.MAX_VALUE - 2_000 : -1_500;
        LatencyHistory here = new LatencyHistory(Duration.ofNanos(KEPT));
        long now = start;
        Map<Integer, Long> expected = new HashMap<>();
        for (int i = 0; i < steps.size(); i++) {
            now += steps.get(i);
            here.add(now, Map.of(i % 3, (long) steps.get(i)));
        }
        long at = start;
        for (int i = 0; i < steps.size(); i++) {
            at += steps.get(i);
            if (now - at <= KEPT) {
                expected.merge(i % 3, (long) steps.get(i), Math::min);
            }
        }
        assertEquals(expected, here.best(now));
    }
}
