// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows.wire;

import static dev.netmon.ffi.WindowsConstants.AF_INET;
import static dev.netmon.ffi.WindowsConstants.AF_INET6;
import static dev.netmon.ffi.WindowsConstants.IP_DAD_STATE_DEPRECATED;
import static dev.netmon.ffi.WindowsConstants.IP_DAD_STATE_PREFERRED;
import static dev.netmon.ffi.WindowsConstants.IP_DAD_STATE_TENTATIVE;
import static dev.netmon.ffi.WindowsConstants.IP_PREFIX_ORIGIN_DHCP;
import static dev.netmon.ffi.WindowsConstants.IP_PREFIX_ORIGIN_ROUTER_ADVERTISEMENT;
import static dev.netmon.ffi.WindowsConstants.IP_PREFIX_ORIGIN_WELL_KNOWN;
import static dev.netmon.ffi.WindowsConstants.IP_SUFFIX_ORIGIN_DHCP;
import static dev.netmon.ffi.WindowsConstants.IP_SUFFIX_ORIGIN_LINK_LAYER_ADDRESS;
import static dev.netmon.ffi.WindowsConstants.IP_SUFFIX_ORIGIN_RANDOM;
import static dev.netmon.ffi.WindowsConstants.MIB_IPPROTO_LOCAL;
import static dev.netmon.ffi.WindowsConstants.MIB_IPPROTO_NETMGMT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every vector, read to the record it means. */
class VectorsTest {
    private static final long ETHERNET = 0x0006_0080_0100_0000L;
    private static final long WIFI = 0x0047_0080_0000_0000L;
    private static final long LOOPBACK = 0x0018_0000_0100_0000L;
    private static final long WINTUN = 0x0035_0080_0400_0000L;

    private static final RouteRow DEFAULT4 = new RouteRow(
            new RouteKey(ETHERNET, 12, ip("0.0.0.0"), 0, ip("192.168.1.1")), 0, MIB_IPPROTO_NETMGMT, false, 0);
    private static final RouteRow DEFAULT6 =
            new RouteRow(new RouteKey(ETHERNET, 12, ip("::"), 0, ip("fe80::1")), 256, MIB_IPPROTO_NETMGMT, false, 3);
    private static final AddressRow LEASED = new AddressRow(
            new AddressKey(new SockaddrInet(ip("192.168.1.20"), 0), ETHERNET, 12),
            IP_PREFIX_ORIGIN_DHCP,
            IP_SUFFIX_ORIGIN_DHCP,
            24,
            false,
            IP_DAD_STATE_PREFERRED);
    private static final IpInterfaceRow CONNECTED =
            new IpInterfaceRow(new InterfaceKey(AF_INET, ETHERNET, 12), 25, 1500, true);
    private static final IpInterfaceRow DISCONNECTED =
            new IpInterfaceRow(new InterfaceKey(AF_INET6, WIFI, 9), 40, 1500, false);

    private static final Map<String, Object> EXPECTED = Map.ofEntries(
            Map.entry("route-default4", DEFAULT4),
            Map.entry(
                    "route-onlink4",
                    new RouteRow(
                            new RouteKey(ETHERNET, 12, ip("192.168.1.0"), 24, null), 256, MIB_IPPROTO_LOCAL, false, 0)),
            Map.entry("route-default6", DEFAULT6),
            Map.entry(
                    "route-loopback",
                    new RouteRow(new RouteKey(LOOPBACK, 1, ip("127.0.0.0"), 8, null), 331, MIB_IPPROTO_LOCAL, true, 0)),
            Map.entry(
                    "route-wintun",
                    new RouteRow(new RouteKey(WINTUN, 30, ip("0.0.0.0"), 1, null), 5, MIB_IPPROTO_NETMGMT, false, 0)),
            Map.entry("addr4-preferred", LEASED),
            Map.entry(
                    "addr4-tentative",
                    new AddressRow(
                            LEASED.key(),
                            IP_PREFIX_ORIGIN_DHCP,
                            IP_SUFFIX_ORIGIN_DHCP,
                            24,
                            false,
                            IP_DAD_STATE_TENTATIVE)),
            Map.entry(
                    "addr4-apipa",
                    new AddressRow(
                            new AddressKey(new SockaddrInet(ip("169.254.7.9"), 0), ETHERNET, 12),
                            IP_PREFIX_ORIGIN_WELL_KNOWN,
                            IP_SUFFIX_ORIGIN_LINK_LAYER_ADDRESS,
                            16,
                            false,
                            IP_DAD_STATE_PREFERRED)),
            Map.entry(
                    "addr6-linklocal",
                    new AddressRow(
                            new AddressKey(new SockaddrInet(ip("fe80::a1"), 12), ETHERNET, 12),
                            IP_PREFIX_ORIGIN_WELL_KNOWN,
                            IP_SUFFIX_ORIGIN_LINK_LAYER_ADDRESS,
                            64,
                            false,
                            IP_DAD_STATE_PREFERRED)),
            Map.entry(
                    "addr6-deprecated",
                    new AddressRow(
                            new AddressKey(new SockaddrInet(ip("2001:db8::9"), 0), WIFI, 9),
                            IP_PREFIX_ORIGIN_ROUTER_ADVERTISEMENT,
                            IP_SUFFIX_ORIGIN_RANDOM,
                            64,
                            false,
                            IP_DAD_STATE_DEPRECATED)),
            Map.entry("ipif-connected", CONNECTED),
            Map.entry("ipif-disconnected", DISCONNECTED),
            Map.entry("ipif-callback-key-only", new IpInterfaceRow(CONNECTED.key(), 0, 0, false)),
            Map.entry("ipif-callback-luid-zero", new IpInterfaceRow(new InterfaceKey(AF_INET, 0, 12), 0, 0, false)),
            Map.entry(
                    "table-routes",
                    new Rows<>(
                            List.of(
                                    DEFAULT4,
                                    new RouteRow(
                                            new RouteKey(WIFI, 9, ip("0.0.0.0"), 0, ip("10.0.0.1")),
                                            0,
                                            MIB_IPPROTO_NETMGMT,
                                            false,
                                            0),
                                    new RouteRow(DEFAULT6.key(), 256, MIB_IPPROTO_NETMGMT, false, 0)),
                            0)),
            Map.entry(
                    "table-addrs",
                    new Rows<>(
                            List.of(
                                    LEASED,
                                    new AddressRow(
                                            new AddressKey(new SockaddrInet(ip("fe80::a1"), 12), ETHERNET, 12),
                                            IP_PREFIX_ORIGIN_DHCP,
                                            IP_SUFFIX_ORIGIN_DHCP,
                                            64,
                                            false,
                                            IP_DAD_STATE_PREFERRED)),
                            0)),
            Map.entry(
                    "table-ipifs",
                    new Rows<>(
                            List.of(CONNECTED, new IpInterfaceRow(new InterfaceKey(AF_INET, WIFI, 9), 40, 1500, false)),
                            0)),
            Map.entry("table-empty", Rows.none()));

    private static Function<Vector, Object> reader(String name) {
        return switch (name) {
            case "table-routes" -> vector -> MibRows.routes(vector.buffer());
            case "table-addrs" -> vector -> MibRows.addresses(vector.buffer());
            case "table-ipifs" -> vector -> MibRows.ipInterfaces(vector.buffer());
            case "table-empty" -> vector -> MibRows.interfaces(vector.buffer());
            default ->
                switch (name.substring(0, 4)) {
                    case "rout" -> vector -> MibRows.routeRow(vector.buffer());
                    case "addr" -> vector -> MibRows.addressRow(vector.buffer());
                    case "ipif" -> vector -> MibRows.ipInterfaceRow(vector.buffer());
                    default -> throw new AssertionError("nobody reads " + name);
                };
        };
    }

    private static Stream<Vector> vectors() {
        return Vector.all().stream();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void means(Vector vector) {
        assertEquals(EXPECTED.get(vector.name()), reader(vector.name()).apply(vector), vector.meaning());
    }

    @Test
    void noVectorIsMissing() {
        TreeSet<String> there = new TreeSet<>();
        vectors().forEach(vector -> there.add(vector.name()));
        assertEquals(new TreeSet<>(EXPECTED.keySet()), there);
    }

    private static InetAddress ip(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
