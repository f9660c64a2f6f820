// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.Addresses;
import dev.netmon.Family;
import dev.netmon.underlay.UnderlayOptions.PortFallback;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class UnderlayOptionsTest {

    @Test
    void theDefaultsAreBothFamiliesAnyPortAndWildcards() {
        UnderlayOptions options = UnderlayOptions.defaults();
        assertEquals(Set.of(Family.V4, Family.V6), options.families());
        assertEquals(0, options.port());
        assertEquals(PortFallback.EPHEMERAL, options.fallback());
        assertNull(options.address(Family.V4));
    }

    @Test
    void impossibleOptionsAreRefusedBeforeAnySocket() {
        UnderlayOptions options = UnderlayOptions.defaults();
        assertThrows(IllegalArgumentException.class, () -> options.withPort(-1));
        assertThrows(IllegalArgumentException.class, () -> options.withPort(65_536));
        assertThrows(
                IllegalArgumentException.class,
                () -> new UnderlayOptions(
                        EnumSet.noneOf(Family.class), 0, Map.of(), PortFallback.EPHEMERAL, EgressPolicy.any()));
        UnderlayOptions v6 = options.withFamilies(Family.V6);
        assertThrows(IllegalArgumentException.class, () -> v6.withAddress(Addresses.parse("127.0.0.1")));
        assertThrows(
                IllegalArgumentException.class,
                () -> new UnderlayOptions(
                        Set.of(Family.V4),
                        0,
                        Map.of(Family.V4, Addresses.parse("::1")),
                        PortFallback.EPHEMERAL,
                        EgressPolicy.any()));
    }

    @Test
    void anEgressPolicyOfDestinationsLetsNoOtherPass() {
        InetSocketAddress allowed = new InetSocketAddress(Addresses.parse("192.0.2.1"), 3478);
        EgressPolicy policy = EgressPolicy.only(List.of(allowed));
        assertTrue(policy.allows(new InetSocketAddress(Addresses.parse("192.0.2.1"), 3478)));
        assertFalse(policy.allows(new InetSocketAddress(Addresses.parse("192.0.2.1"), 3479)));
        assertFalse(policy.allows(new InetSocketAddress(Addresses.parse("192.0.2.2"), 3478)));
    }
}
