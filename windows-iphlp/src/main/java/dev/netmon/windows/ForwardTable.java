// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows;

import static dev.netmon.ffi.WindowsConstants.AF_INET;
import static dev.netmon.ffi.WindowsConstants.AF_INET6;
import static dev.netmon.ffi.WindowsConstants.IP_DAD_STATE_DEPRECATED;
import static dev.netmon.ffi.WindowsConstants.IP_DAD_STATE_PREFERRED;

import dev.netmon.spi.NextHop;
import dev.netmon.windows.wire.AddressRow;
import dev.netmon.windows.wire.CommonPrefix;
import dev.netmon.windows.wire.InterfaceRow;
import dev.netmon.windows.wire.IpInterfaceRow;
import dev.netmon.windows.wire.RouteKey;
import dev.netmon.windows.wire.RouteRow;
import dev.netmon.windows.wire.SockaddrInet;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a packet would leave, by the tables: the longest prefix, then the smallest sum of the metrics of route and
 * interface, over links that are connected. For systems that do not answer the question themselves, and for the next hops,
 * about which there is no question to ask. Pure and immutable.
 */
final class ForwardTable {

    /** Where nothing tells it, a metric adds nothing: then the routes alone decide. */
    private static final long NO_METRIC = 0;

    private record Side(int family, int index) {}

    private final List<RouteRow> routes;
    private final Map<Side, Long> metrics = new HashMap<>();
    private final Map<Integer, InterfaceRow> links = new HashMap<>();

    ForwardTable(List<RouteRow> routes, List<IpInterfaceRow> ipInterfaces, List<InterfaceRow> links) {
        this.routes = List.copyOf(routes);
        ipInterfaces.forEach(
                row -> metrics.put(new Side(row.key().family(), row.key().index()), row.metric()));
        links.stream().filter(Facts::counts).forEach(row -> this.links.put(row.index(), row));
    }

    /**
     * The route to a destination, or null. One over a link that is connected comes before any that is not: Windows does
     * not choose those, and where they are all there is, they say which link is dead.
     */
    @Nullable
    RouteRow best(InetAddress destination) {
        return routes.stream()
                .filter(row -> row.key().covers(destination))
                .min(Comparator.comparing((RouteRow row) -> !alive(row))
                        .thenComparingInt(row -> -row.key().prefixLength())
                        .thenComparingLong(this::cost)
                        .thenComparingInt(row -> row.key().index()))
                .orElse(null);
    }

    /** The hops of the routes that are as good as this one, over links that are connected. */
    Set<NextHop> hops(RouteRow best) {
        Set<NextHop> hops = new LinkedHashSet<>();
        for (RouteRow row : routes) {
            if (samePrefix(row.key(), best.key()) && cost(row) == cost(best) && alive(row)) {
                hops.add(new NextHop(row.key().index(), row.key().nextHop()));
            }
        }
        return Set.copyOf(hops);
    }

    /**
     * The source a packet would have on the route's link: one that is valid, chosen for global traffic before one that is
     * link-local, preferred before deprecated, temporary before lasting, nearest to where the packet goes (RFC 6724
     * section 5, as far as the tables tell). Null where there is none.
     */
    static @Nullable SockaddrInet source(RouteRow route, InetAddress destination, List<AddressRow> addresses) {
        InetAddress nextHop = route.key().nextHop();
        // An IPv4 host with several networks on a link takes the one its gateway is in.
        byte[] near = (nextHop == null || destination instanceof Inet6Address ? destination : nextHop).getAddress();
        return addresses.stream()
                .filter(row -> row.key().index() == route.key().index())
                .filter(row -> row.key().address().bits() == near.length * Byte.SIZE)
                .filter(row -> !row.skipAsSource())
                .filter(row -> row.dadState() == IP_DAD_STATE_PREFERRED || row.dadState() == IP_DAD_STATE_DEPRECATED)
                .min(Comparator.comparing((AddressRow row) ->
                                row.key().address().address().isLinkLocalAddress())
                        .thenComparing(row -> row.dadState() == IP_DAD_STATE_DEPRECATED)
                        .thenComparing(row -> !Facts.temporary(row))
                        .thenComparingInt(row -> -CommonPrefix.bits(
                                near, row.key().address().address().getAddress())))
                .map(row -> row.key().address())
                .orElse(null);
    }

    private boolean alive(RouteRow row) {
        InterfaceRow link = links.get(row.key().index());
        return link != null && Facts.up(link) && Facts.carrier(link);
    }

    private long cost(RouteRow row) {
        int family = row.key().prefix() instanceof Inet6Address ? AF_INET6 : AF_INET;
        return row.metric() + metrics.getOrDefault(new Side(family, row.key().index()), NO_METRIC);
    }

    private static boolean samePrefix(RouteKey one, RouteKey other) {
        return one.prefixLength() == other.prefixLength() && one.prefix().equals(other.prefix());
    }
}
