// SPDX-License-Identifier: Apache-2.0
package dev.netmon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.EgressPath.Unusable;
import dev.netmon.spi.Check;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DiagnosisTest {

    private static final MonitorOptions OPTIONS = MonitorOptions.defaults()
            .withProbe(Addresses.parse("192.0.2.77"))
            .withProbe(Addresses.parse("2001:db8::77"));

    @Test
    void aUsablePathIsDescribed() {
        Check check = Diagnosis.probe(Family.V4, OPTIONS, state(path(null), null));
        assertEquals(Check.good("probe_v4", "192.0.2.77 leaves by eth0 from 10.1.0.2 via 10.1.0.1"), check);
    }

    @ParameterizedTest
    @EnumSource
    void everyReasonForADeadPathHasAFix(Unusable why) {
        Check check = Diagnosis.probe(Family.V4, OPTIONS, state(path(why), null));
        assertFalse(check.ok());
        assertTrue(check.detail().endsWith(why.label()), check.detail());
        assertNotNull(check.fix());
        assertTrue(check.fix().contains("eth0"), check.fix());
    }

    @Test
    void anAddressWithoutARouteToTheProbeIsAClosedNetwork() {
        Check check = Diagnosis.probe(Family.V4, OPTIONS, state(null, null, eth0("10.1.0.2", true)));
        assertFalse(check.ok());
        assertTrue(check.detail().contains("no route to 192.0.2.77 although eth0 has 10.1.0.2/24"), check.detail());
        assertTrue(String.valueOf(check.fix()).contains("--probe"), check.fix());
    }

    @Test
    void anAddressThatCannotBeUsedIsNone() {
        for (NetInterface one : List.of(eth0("10.1.0.2", false), eth0("169.254.3.4", true), eth0("127.0.0.1", true))) {
            Check check = Diagnosis.probe(Family.V4, OPTIONS, state(null, null, one));
            assertFalse(check.ok());
            assertTrue(check.detail().contains("no address of this family"), check.detail());
        }
    }

    @Test
    void aFamilyThatIsNotInUseIsNoFault() {
        Check check = Diagnosis.probe(Family.V6, OPTIONS, state(path(null), null, eth0("10.1.0.2", true)));
        assertTrue(check.ok());
        assertTrue(check.detail().contains("2001:db8::77"), check.detail());
        assertNull(check.fix());
    }

    @Test
    void itNeverFailsAndNamesEveryPart() {
        for (MonitorOptions.Backend backend : MonitorOptions.Backend.values()) {
            List<String> names = Diagnosis.of(OPTIONS.withBackend(backend)).stream()
                    .map(Check::name)
                    .toList();
            assertTrue(names.containsAll(List.of("java", "backend")), names.toString());
        }
    }

    @Test
    void pollingForWantOfBetterIsAFaultAndAnotherBindingIsNone() {
        assertEquals(Check.good("backend", "poll"), Diagnosis.backend(new BackendInfo("poll", null, null)));
        Check fallback = Diagnosis.backend(new BackendInfo("poll", null, "EAFNOSUPPORT; allow AF_NETLINK"));
        assertFalse(fallback.ok());
        assertEquals("EAFNOSUPPORT; allow AF_NETLINK", fallback.fix());
        Check jna = Diagnosis.backend(new BackendInfo("linux-netlink", "jna", "ffm: native access is denied"));
        assertEquals(Check.good("backend", "linux-netlink through jna (ffm: native access is denied)"), jna);
    }

    private static EgressPath path(@Nullable Unusable why) {
        return new EgressPath(Family.V4, 2, "eth0", Addresses.parse("10.1.0.2"), Addresses.parse("10.1.0.1"), why);
    }

    private static NetInterface eth0(String address, boolean carrier) {
        return new NetInterface(
                new Link(2, "eth0", true, carrier, false, 1500, null, CarrierCounters.UNKNOWN, 0),
                List.of(new LinkAddress(Addresses.parse(address), 24, Set.of())));
    }

    private static NetworkState state(@Nullable EgressPath v4, @Nullable EgressPath v6, NetInterface... all) {
        return new NetworkState(new Moment(0, Instant.EPOCH), List.of(all), v4, v6);
    }
}
