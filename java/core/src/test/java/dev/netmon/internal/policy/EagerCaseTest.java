// SPDX-License-Identifier: Apache-2.0
package dev.netmon.internal.policy;

import static dev.netmon.internal.policy.Facts.ETH0;
import static dev.netmon.internal.policy.Facts.ETH1;
import static dev.netmon.internal.policy.Facts.TUN;
import static dev.netmon.internal.policy.Facts.ip;
import static dev.netmon.internal.policy.Facts.link;
import static dev.netmon.internal.policy.Facts.look;
import static dev.netmon.internal.policy.Facts.noCarrier;
import static dev.netmon.internal.policy.Facts.path;
import static dev.netmon.internal.policy.Facts.v4;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.EgressPath;
import dev.netmon.EgressPath.Unusable;
import dev.netmon.Family;
import dev.netmon.Link;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EagerCaseTest {

    private static final EgressPath V4_ETH0 = v4(ETH0, "10.1.0.2", "10.1.0.1");
    private static final EgressPath V4_ETH1 = v4(ETH1, "10.2.0.2", "10.2.0.1");
    private static final EgressPath V6_ETH0 = v4(ETH0, "2001:db8:1::2", "fe80::1");
    private static final EgressPath V6_ETH1 = v4(ETH1, "2001:db8:2::2", "fe80::1");

    private final Map<Family, Told> told = new EnumMap<>(Family.class);
    private final Map<Family, Look> looks = new EnumMap<>(Family.class);
    private final Set<String> ownTunnels = new HashSet<>();
    private final Set<String> removed = new HashSet<>();
    private @Nullable Link toldLink = link(ETH0);

    EagerCaseTest() {
        told(null, null);
        found(null, null);
    }

    private void told(@Nullable EgressPath v4, @Nullable EgressPath v6) {
        told.put(Family.V4, Told.nothing().next(look(v4), false));
        told.put(Family.V6, Told.nothing().next(look(v6), false));
    }

    private void found(@Nullable EgressPath v4, @Nullable EgressPath v6) {
        looks.put(Family.V4, new Look(v4, v4 == null ? null : link(v4.index()), toldLink, null));
        looks.put(Family.V6, new Look(v6, v6 == null ? null : link(v6.index()), toldLink, null));
    }

    private boolean tellable() {
        return EagerCase.tellable(
                told, looks, ownTunnels, (address, index) -> removed.contains(address.getHostAddress() + "%" + index));
    }

    private void removed(String address, int index) {
        removed.add(ip(address).getHostAddress() + "%" + index);
    }

    private static EgressPath dead(EgressPath p) {
        return new EgressPath(p.family(), p.index(), p.interfaceName(), p.source(), p.gateway(), Unusable.NO_CARRIER);
    }

    @Test
    void aHostWithoutAnyUsablePathThatGetsOneIsTold() {
        found(V4_ETH0, null);
        assertTrue(tellable());
        told(dead(V4_ETH0), null);
        assertTrue(tellable());
        found(null, V6_ETH1);
        assertTrue(tellable());
    }

    @Test
    void aHostThatStaysOfflineIsNot() {
        assertFalse(tellable());
        told(dead(V4_ETH0), null);
        found(dead(V4_ETH1), null);
        assertFalse(tellable());
    }

    @Test
    void aMoveToAnotherInterfaceIsTold() {
        told(V4_ETH0, null);
        found(V4_ETH1, null);
        assertTrue(tellable());
    }

    @Test
    void onlyTheIndexOfTheInterfaceCounts() {
        told(V4_ETH0, null);
        found(new EgressPath(Family.V4, ETH0, "wan0", ip("10.1.0.9"), ip("10.1.0.254"), null), null);
        assertFalse(tellable(), "renamed, another source, another gateway");
        found(new EgressPath(Family.V4, ETH1, "eth0", ip("10.1.0.2"), ip("10.1.0.1"), null), null);
        assertTrue(tellable(), "the same name on another link");
    }

    @Test
    void aLossWaitsForTheSettle() {
        told(V4_ETH0, null);
        assertFalse(tellable());
        found(dead(V4_ETH0), null);
        assertFalse(tellable());
    }

    @Test
    void aMoveToAnUnusablePathWaits() {
        told(V4_ETH0, null);
        found(dead(V4_ETH1), null);
        assertFalse(tellable());
    }

    @Test
    void aFamilyGainedBesideAUsableOneWaits() {
        told(V4_ETH0, null);
        found(V4_ETH0, V6_ETH0);
        assertFalse(tellable());
        told(V4_ETH0, dead(V6_ETH0));
        assertFalse(tellable());
    }

    @Test
    void aFamilyThatIsStillOnItsOldInterfaceDoesNotHoldTheOtherUp() {
        told(V4_ETH0, V6_ETH0);
        found(V4_ETH1, V6_ETH0);
        assertTrue(tellable());
        found(V4_ETH1, dead(V6_ETH0));
        assertTrue(tellable());
    }

    @Test
    void aFamilyThatMovedButIsNotUsableYetHoldsTheOtherUp() {
        told(V4_ETH0, V6_ETH0);
        found(V4_ETH1, dead(V6_ETH1));
        assertFalse(tellable());
        found(dead(V4_ETH1), V6_ETH1);
        assertFalse(tellable());
        found(V4_ETH1, V6_ETH1);
        assertTrue(tellable());
    }

    @Test
    void aFamilyWithoutAnyPathDoesNotHoldTheOtherUp() {
        told(V4_ETH0, V6_ETH0);
        found(V4_ETH1, null);
        assertTrue(tellable());
        found(null, V6_ETH1);
        assertTrue(tellable());
    }

    @Test
    void aFamilyToldAsUnusableThatMovedDoesNotCount() {
        told(V4_ETH0, dead(V6_ETH0));
        found(V4_ETH0, V6_ETH1);
        assertFalse(tellable());
        found(V4_ETH1, dead(V6_ETH1));
        assertTrue(tellable());
    }

    @Test
    void somebodyAtWorkOnTheToldLinkHoldsItUp() {
        told(V4_ETH0, null);
        removed("10.1.0.2", ETH0);
        found(V4_ETH1, null);
        assertFalse(tellable());
    }

    @Test
    void atWorkOnTheLinkOfOneFamilyHoldsBothUp() {
        told(V4_ETH0, V6_ETH0);
        removed("2001:db8:1::2", ETH0);
        found(V4_ETH1, V6_ETH1);
        assertFalse(tellable());
    }

    @Test
    void anAddressThatWentWithTheCarrierOrTheLinkIsNobodyAtWork() {
        told(V4_ETH0, null);
        removed("10.1.0.2", ETH0);
        toldLink = noCarrier(ETH0);
        found(V4_ETH1, null);
        assertTrue(tellable());
        toldLink = null;
        found(V4_ETH1, null);
        assertTrue(tellable());
    }

    @Test
    void theSameAddressRemovedFromAnotherInterfaceIsNobodyAtWork() {
        told(V4_ETH0, null);
        removed("10.1.0.2", ETH1);
        found(V4_ETH1, null);
        assertTrue(tellable());
    }

    @Test
    void anotherAddressRemovedFromTheToldLinkIsNobodyAtWork() {
        told(V4_ETH0, null);
        removed("10.1.0.77", ETH0);
        found(V4_ETH1, null);
        assertTrue(tellable());
    }

    @Test
    void aMoveIntoOrOutOfAnOwnTunnelIsJudgedAgainstTheLastOtherPath() {
        ownTunnels.add("tun0");
        EgressPath tunnel = path(TUN, "10.8.0.2", null, null);
        told(V4_ETH0, null);
        found(tunnel, null);
        assertFalse(tellable(), "into it");
        told.put(Family.V4, told.get(Family.V4).next(look(tunnel), true));
        found(V4_ETH0, null);
        assertFalse(tellable(), "back to where it was");
        found(V4_ETH1, null);
        assertTrue(tellable(), "out of it by another way");
    }

    @Test
    void anOwnTunnelBringsNoHostOnline() {
        ownTunnels.add("tun0");
        found(path(TUN, "10.8.0.2", null, null), null);
        assertFalse(tellable());
    }
}
