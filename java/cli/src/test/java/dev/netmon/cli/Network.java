// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import dev.netmon.Addresses;
import dev.netmon.CarrierCounters;
import dev.netmon.Family;
import dev.netmon.Link;
import dev.netmon.LinkAddress;
import dev.netmon.MonitorOptions;
import dev.netmon.spi.ManualSource;
import dev.netmon.spi.Route;
import java.util.Set;

/** A host with eth0 (10.1.0.2) and eth1 (10.2.0.2), IPv4 by eth0, told by hand. */
final class Network {

    static final int ETH0 = 2;
    static final int ETH1 = 3;

    final ManualSource source = new ManualSource();

    Network() {
        source.put(link(ETH0, "eth0", true));
        source.put(ETH0, address("10.1.0.2", 24));
        source.put(link(ETH1, "eth1", true));
        source.put(ETH1, address("10.2.0.2", 24));
        leaveByEth0();
    }

    void leaveByEth0() {
        route(new Route(ETH0, Addresses.parse("10.1.0.2"), Addresses.parse("10.1.0.1")));
    }

    void leaveByEth1() {
        route(new Route(ETH1, Addresses.parse("10.2.0.2"), Addresses.parse("10.2.0.1")));
    }

    void gateway(String gateway) {
        route(new Route(ETH0, Addresses.parse("10.1.0.2"), Addresses.parse(gateway)));
    }

    void leaveNowhere() {
        source.route(MonitorOptions.defaults().probe(Family.V4), null);
    }

    void mtu(int index, String name, int mtu) {
        source.put(new Link(index, name, true, true, false, mtu, null, CarrierCounters.UNKNOWN, 0));
    }

    void rename(int index, String name) {
        source.put(link(index, name, true));
    }

    static Link link(int index, String name, boolean carrier) {
        return new Link(index, name, true, carrier, false, 1500, null, CarrierCounters.UNKNOWN, 0);
    }

    static LinkAddress address(String text, int length) {
        return new LinkAddress(Addresses.parse(text), length, Set.of());
    }

    private void route(Route route) {
        source.route(MonitorOptions.defaults().probe(Family.V4), route);
    }
}
