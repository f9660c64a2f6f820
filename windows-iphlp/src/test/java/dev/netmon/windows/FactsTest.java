// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows;

import static dev.netmon.windows.StandInWindows.ip;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.netmon.Link;
import dev.netmon.LinkAddress;
import dev.netmon.spi.Route;
import dev.netmon.windows.wire.AddressKey;
import dev.netmon.windows.wire.AddressRow;
import dev.netmon.windows.wire.InterfaceRow;
import dev.netmon.windows.wire.RouteKey;
import dev.netmon.windows.wire.RouteRow;
import dev.netmon.windows.wire.SockaddrInet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FactsTest {

    private static InterfaceRow row(int flags, int oper, int admin, int media) {
        return new InterfaceRow(7, 12, "Ethernet", "Card", null, 4_294_967_295L, 6, flags, oper, admin, media);
    }

    private static Link link(InterfaceRow row) {
        return Facts.link(row, new CarrierLog());
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, true, true",
        "1, 1, 2, true, false",
        "1, 1, 0, true, true",
        "1, 2, 0, true, false",
        "1, 2, 1, true, false",
        "1, 2, 2, true, false", // a pulled cable
        "1, 5, 1, true, false", // the switch wants a log-in
        "2, 2, 1, false, false",
        "2, 6, 2, false, false", // switched off
        "3, 7, 2, false, false"
    })
    void upIsTheAdminStatusAndCarrierWhatIsBelow(int admin, int oper, int media, boolean up, boolean carrier) {
        Link link = link(row(1, oper, admin, media));

        assertEquals(up, link.up());
        assertEquals(carrier, link.carrier());
    }

    @Test
    void aLinkWithoutLimitHasTheLargestMtu() {
        assertEquals(Integer.MAX_VALUE, link(row(1, 1, 1, 1)).mtu());
    }

    @Test
    void flagsAreComparedButForCarrierToldTwice() {
        assertEquals(link(row(1, 1, 1, 1)), link(row(17, 1, 1, 1)));
        assertNotEquals(link(row(1, 1, 1, 1)), link(row(9, 1, 1, 1)));
        assertNotEquals(link(row(1, 1, 1, 1)), link(row(1, 1, 2, 1)));
    }

    @ParameterizedTest
    @CsvSource({"Ethernet, Card, Ethernet", "'', Card, Card", "'', '', interface 12"})
    void everyLinkHasAName(String alias, String description, String name) {
        InterfaceRow row = new InterfaceRow(7, 12, alias, description, null, 1500, 6, 1, 1, 1, 1);

        assertEquals(name, link(row).name());
    }

    @ParameterizedTest
    @CsvSource({"12, 0, true", "12, 1, true", "12, 2, false", "12, 3, false", "0, 1, false", "-1, 1, false"})
    void filtersAndNumberlessRowsDoNotCount(int index, int flags, boolean counts) {
        assertEquals(counts, Facts.counts(new InterfaceRow(7, index, "Ethernet", "", null, 1500, 6, flags, 1, 1, 1)));
    }

    private static AddressRow address(String address, int prefixOrigin, int suffixOrigin, int dad) {
        return new AddressRow(
                new AddressKey(new SockaddrInet(ip(address), 0), 0, 12), prefixOrigin, suffixOrigin, 24, false, dad);
    }

    @ParameterizedTest
    @CsvSource({"0, [DAD_FAILED]", "1, [TENTATIVE]", "2, [DAD_FAILED]", "3, [DEPRECATED]", "4, []", "5, []"})
    void theStateOfDetectionIsAFlag(int dad, String flags) {
        assertEquals(
                flags, Facts.address(address("192.0.2.1", 3, 3, dad)).flags().toString());
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8::1, 4, 5, true",
        "2001:db8::1, 4, 4, false",
        "2001:db8::1, 1, 5, false",
        "192.0.2.1, 4, 5, false"
    })
    void aRandomAddressOfAnAdvertisedNetworkIsTemporary(String address, int prefix, int suffix, boolean temporary) {
        assertEquals(
                temporary, Facts.address(address(address, prefix, suffix, 4)).has(LinkAddress.Flag.TEMPORARY));
    }

    private static RouteRow route(int index, boolean loopback) {
        return new RouteRow(new RouteKey(0, index, ip("0.0.0.0"), 0, ip("192.0.2.1")), 0, 3, loopback, 0);
    }

    @Test
    void aRouteToTheHostItselfIsNone() {
        assertNull(Facts.route(route(12, true), new SockaddrInet(ip("192.0.2.2"), 0)));
        assertNull(Facts.route(route(0, false), new SockaddrInet(ip("192.0.2.2"), 0)));
    }

    @Test
    void aSourceThatIsNoneIsNull() {
        assertEquals(new Route(12, null, ip("192.0.2.1")), Facts.route(route(12, false), null));
        assertEquals(
                new Route(12, null, ip("192.0.2.1")),
                Facts.route(route(12, false), new SockaddrInet(ip("0.0.0.0"), 0)));
        assertEquals(
                new Route(12, ip("192.0.2.2"), ip("192.0.2.1")),
                Facts.route(route(12, false), new SockaddrInet(ip("192.0.2.2"), 0)));
    }
}
