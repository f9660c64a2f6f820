// SPDX-License-Identifier: Apache-2.0
package dev.netmon.internal.engine;

import dev.netmon.Addresses;
import dev.netmon.CarrierCounters;
import dev.netmon.Family;
import dev.netmon.Interest;
import dev.netmon.Link;
import dev.netmon.LinkAddress;
import dev.netmon.LinkChange;
import dev.netmon.Moment;
import dev.netmon.MonitorOptions;
import dev.netmon.RawEvent;
import dev.netmon.Reason;
import dev.netmon.Significance;
import dev.netmon.spi.Route;
import dev.netmon.spi.SourceException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The host of most tests: eth0 (2) with the default route, eth1 (3) without, both into one router, and a loopback; with
 * an engine over it and listeners that remember what they were told.
 */
final class Host {

    static final int LO = 1;
    static final int ETH0 = 2;
    static final int ETH1 = 3;
    static final int TUN = 4;

    static final LinkAddress A0 = address("10.1.0.2/24");
    static final LinkAddress A1 = address("10.2.0.2/24");
    static final LinkAddress B0 = address("2001:db8:1::2/64");
    static final LinkAddress B1 = address("2001:db8:2::2/64");

    static final Route BY_ETH0 = route(ETH0, "10.1.0.2", "10.1.0.1");
    static final Route BY_ETH1 = route(ETH1, "10.2.0.2", "10.2.0.1");
    static final Route V6_BY_ETH0 = route(ETH0, "2001:db8:1::2", "2001:db8:1::1");
    static final Route V6_BY_ETH1 = route(ETH1, "2001:db8:2::2", "2001:db8:2::1");

    /** What a listener was told. */
    static final class Ear implements Audience {
        final List<LinkChange> changes = new ArrayList<>();
        final List<RawEvent> raws = new ArrayList<>();
        final List<Object> all = new ArrayList<>();

        @Override
        public void raw(RawEvent event) {
            raws.add(event);
            all.add(event);
        }

        @Override
        public void changed(LinkChange change) {
            changes.add(change);
            all.add(change);
        }

        LinkChange only() {
            if (changes.size() != 1) {
                throw new AssertionError("not one change but " + describe(changes));
            }
            return changes.get(0);
        }

        LinkChange last() {
            return changes.get(changes.size() - 1);
        }

        List<LinkChange> eager() {
            return changes.stream().filter(LinkChange::eager).toList();
        }

        List<LinkChange> settled() {
            return changes.stream().filter(c -> !c.eager()).toList();
        }

        Significance highest() {
            return changes.stream().map(LinkChange::significance).reduce(Significance.NONE, Significance::max);
        }

        Set<Reason> reasons() {
            EnumSet<Reason> reasons = EnumSet.noneOf(Reason.class);
            changes.forEach(c -> reasons.addAll(c.reasons()));
            return reasons;
        }
    }

    final VirtualSource net;
    final Ear ear = new Ear();
    final Engine engine;
    private boolean ended;

    private Host(VirtualSource net, MonitorOptions options) {
        this.net = net;
        this.engine = new Engine(net, options);
    }

    /** With IPv4 only, opened, one listener at it. */
    static Host v4(MonitorOptions options) {
        return v4(options, 0);
    }

    static Host v4(MonitorOptions options, long base) {
        return unopened(options, base).opened();
    }

    /** With both families, opened, one listener at it. */
    static Host dual(MonitorOptions options) {
        Host host = unopened(options, 0);
        host.net.silently(() -> {
            host.net.add(ETH0, B0);
            host.net.add(ETH1, B1);
            host.net.route(Family.V6, V6_BY_ETH0);
        });
        return host.opened();
    }

    static Host unopened(MonitorOptions options, long base) {
        Host host = new Host(new VirtualSource(base), options);
        host.net.silently(() -> {
            host.net.link(new Link(LO, "lo", true, true, true, 65536, null, new CarrierCounters(0, 0), 0));
            host.net.link(eth(ETH0, "eth0"));
            host.net.link(eth(ETH1, "eth1"));
            host.net.add(LO, address("127.0.0.1/8"));
            host.net.add(ETH0, A0);
            host.net.add(ETH1, A1);
            host.net.route(Family.V4, BY_ETH0);
        });
        return host;
    }

    Host opened() {
        try {
            engine.open();
        } catch (SourceException e) {
            throw new AssertionError(e);
        }
        engine.add(Interest.none(), ear);
        return this;
    }

    Ear listen(Interest interest) {
        Ear other = new Ear();
        engine.add(interest, other);
        return other;
    }

    Host at(double ms, Runnable work) {
        net.at(ms, work);
        return this;
    }

    /** Runs the script to its end and until everything settled. A source that dies is opened again at once. */
    Host run() {
        while (!ended) {
            try {
                Moment moment = net.await(engine.timeoutNanos());
                if (moment == null) {
                    engine.finish();
                    ended = true;
                } else {
                    engine.advance(moment);
                }
            } catch (SourceException e) {
                try {
                    engine.reopen();
                } catch (SourceException again) {
                    throw new AssertionError(again);
                }
            }
        }
        return this;
    }

    double ms(LinkChange change) {
        return net.ms(change.at().nanos());
    }

    // What happens to the host.

    void carrier(String name, boolean carrier) {
        Link l = net.link(name);
        if (l.carrier() != carrier) {
            net.link(withCarrier(l, carrier));
        }
    }

    static Link withCarrier(Link l, boolean carrier) {
        CarrierCounters c = l.counters();
        return new Link(
                l.index(),
                l.name(),
                l.up(),
                carrier,
                l.loopback(),
                l.mtu(),
                l.mac(),
                new CarrierCounters(c.changes() + 1, c.downs() + (carrier ? 0 : 1)),
                l.flags());
    }

    /** Administratively up or down, which takes the carrier along. */
    void up(String name, boolean up) {
        Link l = withCarrier(net.link(name), up);
        net.link(new Link(l.index(), l.name(), up, up, l.loopback(), l.mtu(), l.mac(), l.counters(), l.flags()));
    }

    void rename(String name, String to) {
        Link l = net.link(name);
        net.link(new Link(l.index(), to, l.up(), l.carrier(), l.loopback(), l.mtu(), l.mac(), l.counters(), l.flags()));
    }

    static Link eth(int index, String name) {
        return new Link(
                index, name, true, true, false, 1500, "02:00:00:00:00:0" + index, new CarrierCounters(1, 0), 0x1003);
    }

    static LinkAddress address(String cidr, LinkAddress.Flag... flags) {
        int slash = cidr.indexOf('/');
        return new LinkAddress(
                Addresses.parse(cidr.substring(0, slash)), Integer.parseInt(cidr.substring(slash + 1)), Set.of(flags));
    }

    static InetAddress ip(String text) {
        return Addresses.parse(text);
    }

    static Route route(int index, @Nullable String source, @Nullable String gateway) {
        return new Route(index, source == null ? null : ip(source), gateway == null ? null : ip(gateway));
    }

    static String describe(List<LinkChange> changes) {
        StringBuilder text = new StringBuilder();
        for (LinkChange c : changes) {
            text.append("\n  ")
                    .append(c.eager() ? "eager " : "settled ")
                    .append(c.significance())
                    .append(' ')
                    .append(c.reasons())
                    .append(' ')
                    .append(c.state().egressV4())
                    .append(' ')
                    .append(c.state().egressV6());
        }
        return text.toString();
    }
}
