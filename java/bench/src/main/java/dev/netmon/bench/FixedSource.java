// SPDX-License-Identifier: Apache-2.0
package dev.netmon.bench;

import dev.netmon.Addresses;
import dev.netmon.BackendInfo;
import dev.netmon.CarrierCounters;
import dev.netmon.Family;
import dev.netmon.Link;
import dev.netmon.LinkAddress;
import dev.netmon.Moment;
import dev.netmon.NetInterface;
import dev.netmon.spi.EventSink;
import dev.netmon.spi.Inventory;
import dev.netmon.spi.LinkSource;
import dev.netmon.spi.NextHop;
import dev.netmon.spi.Route;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A host with many interfaces whose kernel answers at once and always the same. */
final class FixedSource implements LinkSource {

    static final Instant EPOCH = Instant.ofEpochSecond(1_700_000_000);

    private final List<NetInterface> interfaces = new ArrayList<>();
    private final Route route = new Route(1, Addresses.parse("10.0.0.1"), Addresses.parse("10.255.0.1"));

    FixedSource(int count) {
        for (int index = 1; index <= count; index++) {
            LinkAddress address =
                    new LinkAddress(Addresses.parse("10.0." + index / 256 + "." + index % 256), 24, Set.of());
            interfaces.add(new NetInterface(link(index), List.of(address)));
        }
    }

    @Override
    public BackendInfo info() {
        return new BackendInfo("fixed", null, null);
    }

    @Override
    public Inventory open() {
        return new Inventory(new Moment(0, EPOCH), interfaces);
    }

    @Override
    public Inventory reread() {
        return open();
    }

    @Override
    public Moment await(long timeoutNanos) {
        return new Moment(0, EPOCH);
    }

    @Override
    public int drain(EventSink sink) {
        return 0;
    }

    @Override
    public void wakeup() {}

    @Override
    public @Nullable Route route(InetAddress destination) {
        return Family.of(destination) == Family.V4 ? route : null;
    }

    @Override
    public Set<NextHop> nextHops(InetAddress destination) {
        return Set.of();
    }

    @Override
    public Link link(int index) {
        return new Link(
                index, "eth" + index, true, true, false, 1500, "02:00:00:00:00:01", new CarrierCounters(2, 1), 0);
    }

    @Override
    public void close() {}
}
