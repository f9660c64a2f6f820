// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows;

import static dev.netmon.ffi.WindowsConstants.AF_INET;
import static dev.netmon.ffi.WindowsConstants.AF_INET6;
import static dev.netmon.windows.StandInWindows.ip;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.netmon.spi.NextHop;
import dev.netmon.windows.wire.AddressKey;
import dev.netmon.windows.wire.AddressRow;
import dev.netmon.windows.wire.InterfaceKey;
import dev.netmon.windows.wire.InterfaceRow;
import dev.netmon.windows.wire.IpInterfaceRow;
import dev.netmon.windows.wire.RouteKey;
import dev.netmon.windows.wire.RouteRow;
import dev.netmon.windows.wire.SockaddrInet;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForwardTableTest {
    private static final InetAddress WORLD = ip("73.158.64.1");
    private static final int PREFERRED = 4;
    private static final int DEPRECATED = 3;

    private static RouteRow route(String prefix, int length, int index, String nextHop, long metric) {
        InetAddress hop = nextHop == null ? null : ip(nextHop);
        return new RouteRow(new RouteKey(0, index, ip(prefix), length, hop), metric, 3, false, 0);
    }

    private static InterfaceRow link(int index, int operStatus, int media) {
        return new InterfaceRow(index, index, "if" + index, "", null, 1500, 6, 1, operStatus, 1, media);
    }

    private static IpInterfaceRow metric(int family, int index, long metric) {
        return new IpInterfaceRow(new InterfaceKey(family, 0, index), metric, 1500, true);
    }

    private static ForwardTable table(RouteRow... routes) {
        return new ForwardTable(
                List.of(routes),
                List.of(metric(AF_INET, 1, 10), metric(AF_INET, 2, 20), metric(AF_INET6, 1, 1000)),
                List.of(link(1, 1, 1), link(2, 1, 1), link(3, 2, 2), link(4, 1, 2)));
    }

    private static int best(RouteRow... routes) {
        RouteRow best = table(routes).best(WORLD);
        return best == null ? 0 : best.key().index();
    }

    @Test
    void theLongestPrefixWinsWhateverItsMetric() {
        assertEquals(2, best(route("0.0.0.0", 0, 1, "10.0.0.1", 0), route("0.0.0.0", 1, 2, null, 9000)));
    }

    @Test
    void theSmallestSumOfMetricsWins() {
        assertEquals(1, best(route("0.0.0.0", 0, 1, null, 9), route("0.0.0.0", 0, 2, null, 0)));
        assertEquals(2, best(route("0.0.0.0", 0, 1, null, 11), route("0.0.0.0", 0, 2, null, 0)));
    }

    @Test
    void aSumMayBeLargerThanAnInt() {
        assertEquals(2, best(route("0.0.0.0", 0, 1, null, 4_294_967_295L), route("0.0.0.0", 0, 2, null, 7)));
    }

    @Test
    void metricsAreOfTheirFamily() {
        ForwardTable table = table(route("::", 0, 1, "fe80::1", 0), route("::", 0, 2, "fe80::2", 500));

        assertEquals(2, table.best(ip("2601:648::1")).key().index());
    }

    @Test
    void equalRoutesGoToTheLowestIndex() {
        assertEquals(1, best(route("0.0.0.0", 0, 2, null, 0), route("0.0.0.0", 0, 1, null, 10)));
    }

    @ParameterizedTest
    @CsvSource({"3, 1", "4, 1", "99, 1", "2, 2"})
    void aLinkThatIsNotConnectedIsNotChosen(int index, int chosen) {
        assertEquals(chosen, best(route("0.0.0.0", 0, 1, null, 50), route("0.0.0.0", 1, index, null, 0)));
    }

    @Test
    void whereAllLinksAreDeadTheBestOfThemIsShown() {
        assertEquals(3, best(route("0.0.0.0", 0, 4, null, 50), route("0.0.0.0", 0, 3, null, 0)));
    }

    @Test
    void nothingCoversADestinationOutside() {
        assertNull(table(route("10.0.0.0", 8, 1, null, 0)).best(WORLD));
        assertNull(table().best(WORLD));
        assertNull(table(route("::", 0, 1, null, 0)).best(WORLD));
    }

    @Test
    void hopsAreThoseOfEqualRoutesOverLiveLinks() {
        RouteRow best = route("0.0.0.0", 0, 1, "10.0.0.1", 10);
        ForwardTable table = table(
                best,
                route("0.0.0.0", 0, 2, "10.2.0.1", 0),
                route("0.0.0.0", 0, 1, "10.0.0.9", 11),
                route("0.0.0.0", 1, 1, "10.0.0.8", 10),
                route("128.0.0.0", 0, 1, "10.0.0.7", 10),
                route("0.0.0.0", 0, 4, "10.4.0.1", 20));

        assertEquals(Set.of(new NextHop(1, ip("10.0.0.1")), new NextHop(2, ip("10.2.0.1"))), table.hops(best));
    }

    private static AddressRow address(String address, int index, int dad) {
        return new AddressRow(new AddressKey(new SockaddrInet(ip(address), 0), 0, index), 1, 1, 24, false, dad);
    }

    private static AddressRow temporary(String address, int dad) {
        return new AddressRow(new AddressKey(new SockaddrInet(ip(address), 0), 0, 1), 4, 5, 64, false, dad);
    }

    private static InetAddress source(RouteRow route, String destination, AddressRow... addresses) {
        SockaddrInet source = ForwardTable.source(route, ip(destination), List.of(addresses));
        return source == null ? null : source.address();
    }

    private static final RouteRow BY_GATEWAY = route("0.0.0.0", 0, 1, "10.2.0.1", 0);
    private static final RouteRow DEFAULT6 = route("::", 0, 1, "fe80::1", 0);

    @Test
    void theSourceIsInTheNetworkOfTheGateway() {
        assertEquals(
                ip("10.2.0.7"),
                source(
                        BY_GATEWAY,
                        "73.158.64.1",
                        address("73.158.0.1", 1, PREFERRED),
                        address("10.2.0.7", 1, PREFERRED)));
    }

    @Test
    void onTheLinkItIsNearTheDestination() {
        assertEquals(
                ip("73.158.0.1"),
                source(
                        route("73.0.0.0", 8, 1, null, 0),
                        "73.158.64.1",
                        address("10.2.0.7", 1, PREFERRED),
                        address("73.158.0.1", 1, PREFERRED)));
    }

    @Test
    void theSourceIsOfTheLinkAndOfTheFamily() {
        assertNull(source(
                BY_GATEWAY, "73.158.64.1", address("10.2.0.7", 2, PREFERRED), address("2001:db8::1", 1, PREFERRED)));
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "2"})
    void anAddressThatIsNotValidIsNoSource(int dad) {
        assertNull(source(BY_GATEWAY, "73.158.64.1", address("10.2.0.7", 1, dad)));
    }

    @Test
    void deprecatedOnlyWhereThereIsNoOther() {
        assertEquals(
                ip("10.2.0.8"),
                source(
                        BY_GATEWAY,
                        "73.158.64.1",
                        address("10.2.0.1", 1, DEPRECATED),
                        address("10.2.0.8", 1, PREFERRED)));
        assertEquals(ip("10.2.0.1"), source(BY_GATEWAY, "73.158.64.1", address("10.2.0.1", 1, DEPRECATED)));
    }

    @Test
    void whatIsNotForTrafficIsNotTaken() {
        AddressRow skipped =
                new AddressRow(new AddressKey(new SockaddrInet(ip("10.2.0.7"), 0), 0, 1), 1, 1, 24, true, PREFERRED);

        assertNull(source(BY_GATEWAY, "73.158.64.1", skipped));
    }

    @Test
    void linkLocalComesLast() {
        assertEquals(
                ip("2001:db8::1"),
                source(
                        DEFAULT6,
                        "2601:648::1",
                        address("fe80::1", 1, PREFERRED),
                        address("2001:db8::1", 1, DEPRECATED)));
    }

    @Test
    void temporaryComesBeforeLasting() {
        assertEquals(
                ip("2001:db8::77"),
                source(
                        DEFAULT6,
                        "2601:648::1",
                        address("2001:db8::1", 1, PREFERRED),
                        temporary("2001:db8::77", PREFERRED),
                        temporary("2001:db8::78", DEPRECATED)));
    }
}
