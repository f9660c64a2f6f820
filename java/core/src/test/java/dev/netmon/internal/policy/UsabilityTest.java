// SPDX-License-Identifier: Apache-2.0
package dev.netmon.internal.policy;

import static dev.netmon.internal.policy.Facts.ETH0;
import static dev.netmon.internal.policy.Facts.ip;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.netmon.CarrierCounters;
import dev.netmon.EgressPath;
import dev.netmon.EgressPath.Unusable;
import dev.netmon.Family;
import dev.netmon.Link;
import dev.netmon.LinkAddress;
import dev.netmon.LinkAddress.Flag;
import dev.netmon.NetInterface;
import dev.netmon.spi.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UsabilityTest {

    private static final Route V4 = new Route(ETH0, ip("10.1.0.2"), ip("10.1.0.1"));
    private static final Route V6 = new Route(ETH0, ip("2001:db8:1::2"), ip("fe80::1"));

    private static Link link(boolean up, boolean carrier) {
        return new Link(ETH0, "eth0", up, carrier, false, 1500, null, CarrierCounters.UNKNOWN, 0);
    }

    private static NetInterface with(LinkAddress... addresses) {
        return new NetInterface(link(true, true), List.of(addresses));
    }

    private static LinkAddress address(String text, Flag... flags) {
        return new LinkAddress(ip(text), 64, Set.of(flags));
    }

    private static @Nullable Unusable why(Route route, @Nullable Link link, NetInterface folded) {
        Family family = route.gateway() != null ? Family.of(route.gateway()) : Family.of(route.source());
        EgressPath path = Usability.path(family, route, link, folded);
        assertNotNull(path);
        assertEquals(path.whyUnusable() == null, path.usable());
        return path.whyUnusable();
    }

    private static @Nullable Unusable why(Route route, NetInterface folded) {
        return why(route, link(true, true), folded);
    }

    @Test
    void withoutARouteThereIsNoPath() {
        assertNull(Usability.path(Family.V4, null, null, null));
    }

    @Test
    void aPathCarriesWhatTheSystemAnswered() {
        EgressPath expected = new EgressPath(Family.V4, ETH0, "eth0", ip("10.1.0.2"), ip("10.1.0.1"), null);
        assertEquals(expected, Usability.path(Family.V4, V4, link(true, true), null));
        assertEquals(expected, Usability.path(Family.V4, V4, link(true, true), with(address("10.1.0.2"))));
    }

    @Test
    void aLinkThatIsGoneIsNamedAsItWasKnownElseByItsIndex() {
        assertEquals("eth0", Usability.path(Family.V4, V4, null, with()).interfaceName());
        assertEquals("if2", Usability.path(Family.V4, V4, null, null).interfaceName());
        Link renamed = new Link(ETH0, "wan0", true, true, false, 1500, null, CarrierCounters.UNKNOWN, 0);
        assertEquals("wan0", Usability.path(Family.V4, V4, renamed, with()).interfaceName(), "the fresh name");
    }

    @Test
    void theLinkHasToBeUpWithCarrier() {
        assertNull(why(V4, with()));
        assertEquals(Unusable.LINK_DOWN, why(V4, link(false, false), with()));
        assertEquals(Unusable.LINK_DOWN, why(V4, link(false, true), with()));
        assertEquals(Unusable.LINK_DOWN, why(V4, null, with()));
        assertEquals(Unusable.NO_CARRIER, why(V4, link(true, false), with()));
    }

    @Test
    void thereHasToBeASource() {
        assertEquals(Unusable.NO_SOURCE, why(new Route(ETH0, null, ip("10.1.0.1")), with()));
        assertEquals(Unusable.NO_SOURCE, why(new Route(ETH0, ip("0.0.0.0"), ip("10.1.0.1")), with()));
        assertEquals(Unusable.NO_SOURCE, why(new Route(ETH0, ip("::"), ip("fe80::1")), with()));
    }

    @Test
    void aLinkLocalIpv6SourceIsNeverUsable() {
        assertEquals(Unusable.LINK_LOCAL_SOURCE, why(new Route(ETH0, ip("fe80::2"), ip("fe80::1")), with()));
        assertEquals(Unusable.LINK_LOCAL_SOURCE, why(new Route(ETH0, ip("fe80::2"), null), with()));
    }

    @Test
    void aLinkLocalIpv4SourceIsUsableWhereTheRouteHasAGateway() {
        assertNull(why(new Route(ETH0, ip("169.254.7.2"), ip("169.254.7.1")), with()));
        assertEquals(Unusable.LINK_LOCAL_SOURCE, why(new Route(ETH0, ip("169.254.7.2"), null), with()));
    }

    @Test
    void whileDetectionRunsASourceBorrowedFromAnotherInterfaceIsNotUsable() {
        Route borrowed = new Route(ETH0, ip("2001:db8:2::2"), ip("fe80::1"));
        assertEquals(Unusable.ADDRESS_TENTATIVE, why(borrowed, with(address("2001:db8:1::2", Flag.TENTATIVE))));
        assertNull(why(borrowed, with(address("2001:db8:1::2"))), "unnumbered on purpose");
        assertNull(why(borrowed, with()), "unnumbered");
    }

    @Test
    void whileDetectionRunsALinkLocalSourceIsSaidToWaitForIt() {
        Route local = new Route(ETH0, ip("fe80::2"), ip("fe80::1"));
        assertEquals(
                Unusable.ADDRESS_TENTATIVE,
                why(local, with(address("fe80::2"), address("2001:db8:1::2", Flag.TENTATIVE))));
    }

    @Test
    void aSourceOfItsOwnIsUsableWhileAnotherAddressIsTentative() {
        assertNull(why(V6, with(address("2001:db8:1::2"), address("2001:db8:1::3", Flag.TENTATIVE))));
        assertNull(why(V6, with(address("2001:db8:1::3", Flag.TENTATIVE), address("2001:db8:1::2"))));
    }

    @Test
    void aFailedOrOptimisticDetectionHoldsNothingUp() {
        Route borrowed = new Route(ETH0, ip("2001:db8:2::2"), ip("fe80::1"));
        assertNull(why(borrowed, with(address("2001:db8:1::2", Flag.TENTATIVE, Flag.DAD_FAILED))));
        assertNull(why(borrowed, with(address("2001:db8:1::2", Flag.TENTATIVE, Flag.OPTIMISTIC))));
        Route local = new Route(ETH0, ip("fe80::2"), ip("fe80::1"));
        assertEquals(
                Unusable.LINK_LOCAL_SOURCE,
                why(local, with(address("fe80::2"), address("2001:db8:1::2", Flag.TENTATIVE, Flag.DAD_FAILED))));
    }

    @Test
    void onlyAGlobalAddressOfTheSameFamilyCounts() {
        Route borrowed = new Route(ETH0, ip("2001:db8:2::2"), ip("fe80::1"));
        assertNull(why(borrowed, with(address("fe80::2", Flag.TENTATIVE))), "link-local");
        assertNull(why(borrowed, with(address("10.1.0.2", Flag.TENTATIVE))), "the other family");
        Route v4 = new Route(ETH0, ip("10.9.0.2"), ip("10.1.0.1"));
        assertNull(why(v4, with(address("2001:db8:1::2", Flag.TENTATIVE))), "the other family");
    }

    @Test
    void aSourceOnTheLoopbackIsUsable() {
        List<LinkAddress> none = new ArrayList<>();
        assertNull(why(new Route(ETH0, ip("192.0.2.77"), null), new NetInterface(link(true, true), none)));
    }
}
