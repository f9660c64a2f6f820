// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.netcheck;

import dev.netmon.Addresses;
import dev.netmon.Family;
import dev.netmon.underlay.netcheck.DerpMap.Host;
import dev.netmon.underlay.netcheck.DerpMap.Node;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A server as it is configured: the addresses that are known, and the families its name is looked up for. */
record ConfiguredServer(String host, int port, Map<Family, InetSocketAddress> literals, List<Family> byName) {

    static ConfiguredServer of(InetSocketAddress server) {
        InetAddress address = server.getAddress();
        if (address == null) {
            return new ConfiguredServer(server.getHostString(), server.getPort(), Map.of(), List.of(Family.values()));
        }
        return new ConfiguredServer(
                server.getHostString(), server.getPort(), Map.of(Family.of(address), server), List.of());
    }

    static ConfiguredServer of(Node node) {
        Map<Family, InetSocketAddress> literals = new EnumMap<>(Family.class);
        List<Family> byName = new ArrayList<>();
        String test = node.stunTestIp();
        if (test != null) {
            InetAddress address = Addresses.parse(test);
            literals.put(Family.of(address), new InetSocketAddress(address, node.stunPort()));
            return new ConfiguredServer(node.hostName(), node.stunPort(), literals, byName);
        }
        for (Family family : Family.values()) {
            Host host = family == Family.V4 ? node.ipv4() : node.ipv6();
            if (host instanceof Host.Literal literal) {
                literals.put(family, new InetSocketAddress(Addresses.parse(literal.address()), node.stunPort()));
            } else if (host instanceof Host.Resolved) {
                byName.add(family);
            }
        }
        return new ConfiguredServer(node.hostName(), node.stunPort(), literals, byName);
    }

    boolean has(Family family) {
        return literals.containsKey(family) || byName.contains(family);
    }

    boolean needsLookUp() {
        return !byName.isEmpty();
    }

    String text() {
        return host + ":" + port;
    }
}
