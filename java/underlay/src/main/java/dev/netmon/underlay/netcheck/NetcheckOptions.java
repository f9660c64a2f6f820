// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.netcheck;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a netcheck may contact: the servers named and the map, nothing else. Immutable.
 *
 * @param servers STUN servers of any kind; host names may be unresolved, they are looked up for every report
 * @param map regions with relays; null for none
 * @param historyKept how long latencies count as recent
 */
public record NetcheckOptions(
        List<InetSocketAddress> servers, @Nullable DerpMap map, Duration historyKept) {

    private static final Duration HISTORY = Duration.ofMinutes(5);

    public NetcheckOptions {
        servers = List.copyOf(servers);
    }

    /** These servers alone. */
    public static NetcheckOptions servers(List<InetSocketAddress> servers) {
        return new NetcheckOptions(servers, null, HISTORY);
    }

    /** The servers of a map. */
    public static NetcheckOptions map(DerpMap map) {
        return new NetcheckOptions(List.of(), map, HISTORY);
    }

    /** These options and these servers. */
    public NetcheckOptions withServers(List<InetSocketAddress> servers) {
        return new NetcheckOptions(servers, map, historyKept);
    }

    /** These options and this map. */
    public NetcheckOptions withMap(DerpMap map) {
        return new NetcheckOptions(servers, map, historyKept);
    }

    /** Whether there is nothing to contact. */
    public boolean empty() {
        return servers.isEmpty() && (map == null || map.regions().isEmpty());
    }
}
