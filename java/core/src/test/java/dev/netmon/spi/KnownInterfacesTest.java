// SPDX-License-Identifier: Apache-2.0
package dev.netmon.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.Addresses;
import dev.netmon.CarrierCounters;
import dev.netmon.Link;
import dev.netmon.LinkAddress;
import dev.netmon.NetInterface;
import dev.netmon.RawEvent.Op;
import dev.netmon.spi.KnownInterfaces.Claims;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KnownInterfacesTest {
    private static final LinkAddress A = address("10.0.0.1", Set.of());
    private static final LinkAddress B = address("10.0.0.2", Set.of());
    private static final LinkAddress B_TENTATIVE = address("10.0.0.2", Set.of(LinkAddress.Flag.TENTATIVE));

    private final KnownInterfaces known = new KnownInterfaces();

    private static LinkAddress address(String text, Set<LinkAddress.Flag> flags) {
        return new LinkAddress(Addresses.parse(text), 24, flags);
    }

    private static Link link(int index, boolean carrier) {
        return new Link(index, "en" + index, true, carrier, false, 1500, null, CarrierCounters.UNKNOWN, 0);
    }

    private static NetInterface one(int index, LinkAddress... addresses) {
        return new NetInterface(link(index, true), List.of(addresses));
    }

    private List<OsEvent> update(List<NetInterface> now) {
        List<OsEvent> events = new ArrayList<>();
        known.update(now, Claims.NONE, events::add);
        return events;
    }

    @Test
    void nothingIsDifferent() {
        known.reset(List.of(one(4, A)));
        assertTrue(known.same(List.of(one(4, A))));
        assertEquals(List.of(), update(List.of(one(4, A))));
    }

    @Test
    void theOrderOfATableIsNoDifference() {
        known.reset(List.of(one(4, A), one(5)));
        assertTrue(known.same(List.of(one(5), one(4, A))));
        assertFalse(known.same(List.of(one(5))));
        assertFalse(known.same(List.of(one(5), one(4, B))));
    }

    @Test
    void theLinkComesBeforeItsAddresses() {
        assertEquals(
                List.of(
                        new OsEvent.LinkEvent(Op.NEW, link(4, true)),
                        new OsEvent.AddressEvent(Op.NEW, 4, A),
                        new OsEvent.AddressEvent(Op.NEW, 4, B)),
                update(List.of(one(4, A, B))));
    }

    @Test
    void aLinkGoesWithAllItHas() {
        known.reset(List.of(one(4, A)));
        assertEquals(List.of(new OsEvent.LinkEvent(Op.DEL, link(4, true))), update(List.of()));
    }

    @Test
    void anotherFlagIsNoOtherAddress() {
        known.reset(List.of(one(4, B_TENTATIVE)));
        assertEquals(List.of(new OsEvent.AddressEvent(Op.NEW, 4, B)), update(List.of(one(4, B))));
    }
}
