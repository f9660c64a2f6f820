// SPDX-License-Identifier: Apache-2.0
package dev.netmon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.netmon.MonitorOptions.Backend;
import dev.netmon.MonitorOptions.Binding;
import dev.netmon.MonitorOptions.Eager;
import dev.netmon.MonitorOptions.Policy;
import dev.netmon.spi.ManualSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MonitorOptionsTest {

    private static final MonitorOptions DEFAULTS = MonitorOptions.defaults();

    @Test
    void theDefaultsAreThoseDocumented() {
        assertEquals(Duration.ofMillis(250), DEFAULTS.settle());
        assertEquals(Duration.ofSeconds(1), DEFAULTS.maxWait());
        assertEquals(Eager.ON, DEFAULTS.eager());
        assertEquals(Policy.SIGNIFICANT, DEFAULTS.policy());
        assertEquals(Addresses.parse("73.158.64.1"), DEFAULTS.probe(Family.V4));
        assertEquals(Addresses.parse("2601:648::1"), DEFAULTS.probe(Family.V6));
        assertEquals(Backend.AUTO, DEFAULTS.backend());
        assertEquals(Binding.AUTO, DEFAULTS.binding());
        assertEquals(Set.of(), DEFAULTS.ownTunnels());
    }

    @Test
    void anImpossibleTimingIsRefused() {
        assertEquals(
                "max-wait (100ms) is below settle (250ms)",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> DEFAULTS.withTiming(Duration.ofMillis(250), Duration.ofMillis(100)))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> DEFAULTS.withTiming(Duration.ofMillis(-1), Duration.ZERO));
        assertThrows(
                IllegalArgumentException.class,
                () -> DEFAULTS.withTiming(Duration.ZERO, Duration.ofSeconds(Long.MAX_VALUE)));
        assertThrows(
                IllegalArgumentException.class,
                () -> DEFAULTS.withTiming(Duration.ZERO, Duration.ofDays(365).plusNanos(1)));
        assertEquals(
                Duration.ofDays(365),
                DEFAULTS.withTiming(Duration.ZERO, Duration.ofDays(365)).maxWait());
        assertEquals(
                Duration.ZERO, DEFAULTS.withTiming(Duration.ZERO, Duration.ZERO).maxWait());
    }

    @Test
    void aProbeReplacesThatOfItsFamily() {
        MonitorOptions v4 = DEFAULTS.withProbe(Addresses.parse("192.0.2.1"));
        assertEquals(Addresses.parse("192.0.2.1"), v4.probe(Family.V4));
        assertEquals(DEFAULTS.probeV6(), v4.probe(Family.V6));
        MonitorOptions v6 = v4.withProbe(Addresses.parse("2001:db8::1"));
        assertEquals(Addresses.parse("192.0.2.1"), v6.probe(Family.V4));
        assertEquals(Addresses.parse("2001:db8::1"), v6.probe(Family.V6));
    }

    @Test
    void aProbeOfTheOtherFamilyIsRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new MonitorOptions(
                        Duration.ZERO,
                        Duration.ZERO,
                        Eager.ON,
                        Policy.SIGNIFICANT,
                        DEFAULTS.probeV6(),
                        DEFAULTS.probeV6(),
                        Set.of(),
                        Backend.AUTO,
                        Binding.AUTO,
                        source -> source));
        assertThrows(
                IllegalArgumentException.class,
                () -> new MonitorOptions(
                        Duration.ZERO,
                        Duration.ZERO,
                        Eager.ON,
                        Policy.SIGNIFICANT,
                        DEFAULTS.probeV4(),
                        DEFAULTS.probeV4(),
                        Set.of(),
                        Backend.AUTO,
                        Binding.AUTO,
                        source -> source));
    }

    @Test
    void eachCopyChangesOneThing() {
        MonitorOptions all = DEFAULTS.withEager(Eager.OFF)
                .withPolicy(Policy.ALWAYS)
                .withOwnTunnel("tun0")
                .withOwnTunnel("tun1")
                .withBackend(Backend.POLL)
                .withBinding(Binding.JNA)
                .withTiming(Duration.ofMillis(1), Duration.ofMillis(2));
        assertEquals(Eager.OFF, all.eager());
        assertEquals(Policy.ALWAYS, all.policy());
        assertEquals(Set.of("tun0", "tun1"), all.ownTunnels());
        assertEquals(Backend.POLL, all.backend());
        assertEquals(Binding.JNA, all.binding());
        assertEquals(Duration.ofMillis(1), all.settle());
        assertEquals(DEFAULTS.probeV4(), all.probeV4());
    }

    @Test
    void aLaterDecoratorIsOutside() {
        List<String> order = new ArrayList<>();
        MonitorOptions options = DEFAULTS.decorated(source -> {
                    order.add("inner");
                    return source;
                })
                .decorated(source -> {
                    order.add("outer");
                    return source;
                });
        ManualSource source = new ManualSource();
        assertSame(source, options.decorator().apply(source));
        assertEquals(List.of("inner", "outer"), order);
    }
}
