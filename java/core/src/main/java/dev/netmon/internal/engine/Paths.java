// SPDX-License-Identifier: Apache-2.0
package dev.netmon.internal.engine;

import dev.netmon.EgressPath;
import dev.netmon.Family;
import dev.netmon.Link;
import dev.netmon.NetInterface;
import dev.netmon.internal.policy.Look;
import dev.netmon.internal.policy.Told;
import dev.netmon.internal.policy.Usability;
import dev.netmon.spi.LinkSource;
import dev.netmon.spi.NextHop;
import dev.netmon.spi.Route;
import dev.netmon.spi.SourceException;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks the system where packets leave. The links of the paths told and found are read afresh each time, since their
 * messages are held back for up to a second; what is read is folded like an event.
 */
final class Paths {

    /** Whether the live next hops of each route are asked too. */
    enum Hops {
        ASK,
        SKIP
    }

    private final LinkSource source;
    private final LinkTable table;
    private final Burst burst;

    Paths(LinkSource source, LinkTable table, Burst burst) {
        this.source = source;
        this.table = table;
        this.burst = burst;
    }

    /** Looks at every destination that was told before. */
    <K> Map<K, Look> look(Map<K, InetAddress> destinations, Map<K, Told> told, Hops hops) throws SourceException {
        Map<Integer, @Nullable Link> links = new HashMap<>();
        Map<K, Look> looks = new LinkedHashMap<>();
        for (Map.Entry<K, InetAddress> entry : destinations.entrySet()) {
            InetAddress destination = entry.getValue();
            Route route = source.route(destination);
            EgressPath before = Objects.requireNonNull(told.get(entry.getKey())).judged();
            Link toldLink = before == null ? null : fresh(before.index(), links);
            Link link = route == null ? null : fresh(route.index(), links);
            NetInterface folded = route == null ? null : table.get(route.index());
            EgressPath path = Usability.path(Family.of(destination), route, link, folded);
            Set<NextHop> live = hops == Hops.SKIP ? null : route == null ? Set.of() : source.nextHops(destination);
            looks.put(entry.getKey(), new Look(path, link, toldLink, live));
        }
        return looks;
    }

    private @Nullable Link fresh(int index, Map<Integer, @Nullable Link> links) throws SourceException {
        if (links.containsKey(index)) {
            return links.get(index);
        }
        Link link = source.link(index);
        links.put(index, link);
        NetInterface folded = table.get(index);
        if (link != null && folded != null && !link.equals(folded.link())) {
            burst.touch(index, folded);
            table.put(link);
        }
        return link;
    }
}
