// SPDX-License-Identifier: Apache-2.0
package dev.netmon.internal.engine;

import static dev.netmon.internal.engine.Host.A0;
import static dev.netmon.internal.engine.Host.A1;
import static dev.netmon.internal.engine.Host.BY_ETH0;
import static dev.netmon.internal.engine.Host.BY_ETH1;
import static dev.netmon.internal.engine.Host.ETH0;
import static dev.netmon.internal.engine.Host.ETH1;
import static dev.netmon.internal.engine.Host.TUN;
import static dev.netmon.internal.engine.Host.V6_BY_ETH0;
import static dev.netmon.internal.engine.Host.address;
import static dev.netmon.internal.engine.Host.route;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.CarrierCounters;
import dev.netmon.EgressPath;
import dev.netmon.Family;
import dev.netmon.Link;
import dev.netmon.LinkAddress;
import dev.netmon.LinkChange;
import dev.netmon.MonitorOptions;
import dev.netmon.MonitorOptions.Eager;
import dev.netmon.RawEvent.Kind;
import dev.netmon.RawEvent.Op;
import dev.netmon.Reason;
import dev.netmon.Significance;
import dev.netmon.spi.NextHop;
import dev.netmon.spi.OsEvent;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What happens to hosts, in steps two seconds apart, and what is to be told; with eager changes and without. */
class SituationsTest {

    private static final double PACE = 2_000;

    /** A step and what is expected of it. */
    private static final class Step {
        final Runnable work;
        final Significance significance;
        final Set<Reason> reasons;

        Step(Runnable work, Significance significance, Set<Reason> reasons) {
            this.work = work;
            this.significance = significance;
            this.reasons = reasons;
        }
    }

    private final List<Step> steps = new ArrayList<>();

    private void step(Runnable work, Significance significance, Reason... reasons) {
        EnumSet<Reason> wanted = EnumSet.noneOf(Reason.class);
        wanted.addAll(List.of(reasons));
        steps.add(new Step(work, significance, wanted));
    }

    private static MonitorOptions options(Eager eager) {
        return MonitorOptions.defaults().withEager(eager);
    }

    /** Runs the steps and compares: said once, with the reasons, the state told last being what the host answers. */
    private void check(Host host) {
        for (int i = 0; i < steps.size(); i++) {
            host.at(1_000 + i * PACE, steps.get(i).work);
        }
        host.run();
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            double from = 1_000 + i * PACE;
            List<LinkChange> told = host.ear.changes.stream()
                    .filter(c -> host.ms(c) >= from && host.ms(c) < from + PACE)
                    .toList();
            List<LinkChange> acting = told.stream()
                    .filter(c -> c.significance() != Significance.NONE)
                    .toList();
            String what = "step " + i + ": " + Host.describe(told);
            if (step.significance == Significance.NONE) {
                assertEquals(0, acting.size(), what);
            } else {
                assertEquals(1, acting.size(), what);
                assertEquals(step.significance, acting.get(0).significance(), what);
            }
            Set<Reason> reasons = EnumSet.noneOf(Reason.class);
            told.forEach(c -> reasons.addAll(c.reasons()));
            assertTrue(reasons.containsAll(step.reasons), what + "\n  wanted " + step.reasons);
        }
        if (!host.ear.changes.isEmpty()) {
            LinkChange last = host.ear.last();
            assertEquals(false, last.eager());
            assertEquals(host.net.interfaces(), last.state().interfaces());
            assertEquals(host.engine.state(), last.state());
        }
    }

    private static void egress(Host host, @Nullable String name, @Nullable String source, @Nullable String gateway) {
        EgressPath path = host.engine.state().egressV4();
        if (name == null) {
            assertEquals(false, host.engine.state().usable(Family.V4));
            return;
        }
        assertEquals(name, path.interfaceName());
        assertEquals(source == null ? null : Host.ip(source), path.source());
        assertEquals(gateway == null ? null : Host.ip(gateway), path.gateway());
        assertTrue(path.usable());
    }

    @ParameterizedTest
    @EnumSource
    void addressChange(Eager eager) {
        Host host = Host.v4(options(eager));
        LinkAddress other = address("10.1.0.50/24");
        step(
                () -> {
                    host.net.route(Family.V4, null);
                    host.net.remove(ETH0, A0);
                    host.net.add(ETH0, other);
                    host.net.route(Family.V4, route(ETH0, "10.1.0.50", "10.1.0.1"));
                },
                Significance.REBIND,
                Reason.SOURCE_ADDRESS_CHANGED,
                Reason.ADDRESS_ADDED,
                Reason.ADDRESS_REMOVED);
        check(host);
        egress(host, "eth0", "10.1.0.50", "10.1.0.1");
    }

    @ParameterizedTest
    @EnumSource
    void defaultMovesThereAndBack(Eager eager) {
        Host host = Host.v4(options(eager));
        step(() -> host.net.route(Family.V4, BY_ETH1), Significance.REBIND, Reason.DEFAULT_INTERFACE_CHANGED);
        step(() -> host.net.route(Family.V4, BY_ETH0), Significance.REBIND, Reason.DEFAULT_INTERFACE_CHANGED);
        check(host);
        egress(host, "eth0", "10.1.0.2", "10.1.0.1");
        assertEquals(eager == Eager.ON ? 4 : 2, host.ear.changes.size());
    }

    @ParameterizedTest
    @EnumSource
    void gatewaySwap(Eager eager) {
        Host host = Host.v4(options(eager));
        step(
                () -> host.net.route(Family.V4, route(ETH0, "10.1.0.2", "10.1.0.254")),
                Significance.REPROBE,
                Reason.GATEWAY_CHANGED);
        check(host);
        egress(host, "eth0", "10.1.0.2", "10.1.0.254");
        assertEquals(0, host.ear.eager().size(), "a gateway waits for the settle");
    }

    @ParameterizedTest
    @EnumSource
    void aRouteThatDoesNotWinIsNothing(Eager eager) {
        Host host = Host.v4(options(eager));
        step(() -> host.net.hint(Kind.ROUTE, Op.NEW), Significance.NONE, Reason.UNRELATED_ROUTE);
        step(() -> host.net.hint(Kind.ROUTE, Op.DEL), Significance.NONE, Reason.UNRELATED_ROUTE);
        check(host);
    }

    @ParameterizedTest
    @EnumSource
    void defaultLostAndBack(Eager eager) {
        Host host = Host.v4(options(eager));
        step(() -> host.net.route(Family.V4, null), Significance.REPROBE, Reason.EGRESS_LOST);
        step(() -> host.net.route(Family.V4, BY_ETH0), Significance.REPROBE, Reason.EGRESS_RESTORED);
        check(host);
        egress(host, "eth0", "10.1.0.2", "10.1.0.1");
        assertEquals(
                eager == Eager.ON ? 1 : 0,
                host.ear.eager().size(),
                "the loss waits for the settle, the return does not");
    }

    @ParameterizedTest
    @EnumSource
    void lastAddressRemovedWithoutAnyRouteMessage(Eager eager) {
        Host host = Host.v4(options(eager));
        step(
                () -> {
                    host.net.remove(ETH0, A0);
                    host.net.silently(() -> host.net.route(Family.V4, null));
                },
                Significance.REPROBE,
                Reason.EGRESS_LOST,
                Reason.ADDRESS_REMOVED);
        check(host);
        egress(host, null, null, null);
    }

    @ParameterizedTest
    @EnumSource
    void secondaryAddress(Eager eager) {
        Host host = Host.v4(options(eager));
        LinkAddress second = address("10.1.0.77/24");
        step(() -> host.net.add(ETH0, second), Significance.NONE, Reason.ADDRESS_ADDED);
        step(() -> host.net.remove(ETH0, second), Significance.NONE, Reason.ADDRESS_REMOVED);
        check(host);
    }

    @ParameterizedTest
    @EnumSource
    void fallbackTakesOverWithNothingButALinkMessage(Eager eager) {
        Host host = Host.v4(options(eager));
        step(
                () -> {
                    host.up("eth0", false);
                    host.net.silently(() -> host.net.route(Family.V4, BY_ETH1));
                },
                Significance.REBIND,
                Reason.DEFAULT_INTERFACE_CHANGED);
        check(host);
        egress(host, "eth1", "10.2.0.2", "10.2.0.1");
    }

    @ParameterizedTest
    @EnumSource
    void carrierLostAndBackWhileRouteAndAddressStay(Eager eager) {
        Host host = Host.v4(options(eager));
        step(() -> host.carrier("eth0", false), Significance.REPROBE, Reason.CARRIER_LOST, Reason.EGRESS_LOST);
        step(() -> host.carrier("eth0", true), Significance.REPROBE, Reason.CARRIER_RESTORED, Reason.EGRESS_RESTORED);
        check(host);
        egress(host, "eth0", "10.1.0.2", "10.1.0.1");
    }

    @ParameterizedTest
    @EnumSource
    void carrierLostAndBackWithBothFamilies(Eager eager) {
        Host host = Host.dual(options(eager));
        step(
                () -> {
                    host.carrier("eth0", false);
                    host.net.route(Family.V6, null);
                },
                Significance.REPROBE,
                Reason.CARRIER_LOST,
                Reason.EGRESS_LOST);
        step(
                () -> {
                    host.carrier("eth0", true);
                    host.net.route(Family.V6, V6_BY_ETH0);
                },
                Significance.REPROBE,
                Reason.CARRIER_RESTORED,
                Reason.EGRESS_RESTORED);
        check(host);
        assertTrue(host.engine.state().usable(Family.V6));
    }

    @ParameterizedTest
    @EnumSource
    void flapInsideTheSettle(Eager eager) {
        Host host = Host.v4(options(eager));
        step(() -> host.carrier("eth0", false), Significance.REPROBE, Reason.LINK_FLAP);
        host.at(1_050, () -> host.carrier("eth0", true));
        check(host);
        assertTrue(host.ear.only().passing());
        egress(host, "eth0", "10.1.0.2", "10.1.0.1");
    }

    @ParameterizedTest
    @EnumSource
    void flapMergedIntoOneMessageWithoutAnyChange(Eager eager) {
        Host host = Host.v4(options(eager));
        step(
                () -> {
                    Link same = host.net.link("eth0");
                    host.net.silently(() -> {
                        host.carrier("eth0", false);
                        host.carrier("eth0", true);
                    });
                    host.net.inject(new OsEvent.LinkEvent(Op.NEW, same));
                },
                Significance.REPROBE,
                Reason.LINK_FLAP);
        check(host);
        assertTrue(host.ear.only().passing());
    }

    @ParameterizedTest
    @EnumSource
    void linkDownAndUpWithNothingOnAddressesAndRoutes(Eager eager) {
        Host host = Host.v4(options(eager));
        step(
                () -> {
                    host.up("eth0", false);
                    host.net.silently(() -> host.net.route(Family.V4, null));
                },
                Significance.REPROBE,
                Reason.EGRESS_LOST);
        step(
                () -> {
                    host.up("eth0", true);
                    host.net.route(Family.V4, BY_ETH0);
                },
                Significance.REPROBE,
                Reason.EGRESS_RESTORED);
        check(host);
    }

    @ParameterizedTest
    @EnumSource
    void carrierOfAnIdleUplink(Eager eager) {
        Host host = Host.v4(options(eager));
        step(() -> host.carrier("eth1", false), Significance.NONE, Reason.UNRELATED_LINK);
        step(() -> host.carrier("eth1", true), Significance.NONE, Reason.UNRELATED_LINK);
        check(host);
    }

    @ParameterizedTest
    @EnumSource
    void lifetimeRefresh(Eager eager) {
        Host host = Host.v4(options(eager));
        step(() -> host.net.add(ETH0, A0), Significance.NONE, Reason.LIFETIME_REFRESH);
        step(() -> host.net.add(ETH1, A1), Significance.NONE, Reason.LIFETIME_REFRESH);
        check(host);
        host.ear.changes.forEach(c -> assertEquals(Set.of(Reason.LIFETIME_REFRESH), c.reasons()));
    }

    @ParameterizedTest
    @EnumSource
    void mtuMacAndFlags(Eager eager) {
        Host host = Host.v4(options(eager));
        Link l = host.net.link("eth0");
        step(
                () -> host.net.link(new Link(ETH0, "eth0", true, true, false, 1400, l.mac(), l.counters(), l.flags())),
                Significance.NONE,
                Reason.MTU_CHANGED);
        step(
                () -> host.net.link(
                        new Link(ETH0, "eth0", true, true, false, 1400, "02:11:22:33:44:55", l.counters(), l.flags())),
                Significance.NONE,
                Reason.MAC_CHANGED);
        step(
                () -> host.net.link(
                        new Link(ETH0, "eth0", true, true, false, 1400, "02:11:22:33:44:55", l.counters(), 0x1103)),
                Significance.NONE,
                Reason.LINK_FLAGS_CHANGED);
        check(host);
        assertEquals(Set.of(Reason.MTU_CHANGED), host.ear.changes.get(0).reasons());
        assertEquals(Set.of(Reason.MAC_CHANGED), host.ear.changes.get(1).reasons());
        assertEquals(Set.of(Reason.LINK_FLAGS_CHANGED), host.ear.changes.get(2).reasons());
    }

    @ParameterizedTest
    @EnumSource
    void renameAndASecondRename(Eager eager) {
        Host host = Host.v4(options(eager));
        step(() -> host.rename("eth0", "wan0"), Significance.NONE, Reason.INTERFACE_RENAMED);
        step(() -> host.rename("wan0", "wan1"), Significance.NONE, Reason.INTERFACE_RENAMED);
        check(host);
        egress(host, "wan1", "10.1.0.2", "10.1.0.1");
    }

    @ParameterizedTest
    @EnumSource
    void containersComeAndGo(Eager eager) {
        Host host = Host.v4(options(eager));
        step(
                () -> {
                    host.net.link(Host.eth(100, "br0"));
                    host.net.add(100, address("172.17.0.1/16"));
                },
                Significance.NONE,
                Reason.INTERFACE_ADDED,
                Reason.ADDRESS_ADDED);
        step(
                () -> {
                    for (int i = 0; i < 50; i++) {
                        host.net.link(Host.eth(200 + 2 * i, "v" + i));
                        host.net.link(Host.eth(201 + 2 * i, "w" + i));
                        host.carrier("v" + i, false);
                        host.carrier("v" + i, true);
                    }
                },
                Significance.NONE,
                Reason.INTERFACE_ADDED);
        step(
                () -> {
                    host.net.unlink(100);
                    for (int i = 0; i < 100; i++) {
                        host.net.unlink(200 + i);
                    }
                },
                Significance.NONE,
                Reason.INTERFACE_REMOVED,
                Reason.ADDRESS_REMOVED);
        step(
                () -> {
                    host.net.link(Host.eth(300, "v99"));
                    host.net.unlink(300);
                },
                Significance.NONE,
                Reason.UNRELATED_LINK);
        check(host);
    }

    @ParameterizedTest
    @EnumSource
    void routeStormThenAMove(Eager eager) {
        Host host = Host.v4(options(eager));
        Runnable storm = () -> {
            for (int i = 0; i < 16_384; i++) {
                host.net.hint(Kind.ROUTE, Op.NEW);
            }
        };
        step(storm, Significance.NONE, Reason.UNRELATED_ROUTE);
        step(
                () -> {
                    storm.run();
                    host.net.route(Family.V4, BY_ETH1);
                },
                Significance.REBIND,
                Reason.DEFAULT_INTERFACE_CHANGED);
        check(host);
        assertEquals(16_384, host.ear.settled().get(0).rawEvents());
        assertEquals(16_385, host.ear.settled().get(1).rawEvents());
    }

    @ParameterizedTest
    @EnumSource
    void splitDefaultThroughATunnelAndItsEnd(Eager eager) {
        Host host = Host.v4(options(eager));
        step(
                () -> {
                    host.net.link(
                            new Link(TUN, "tun0", true, true, false, 1500, null, new CarrierCounters(0, 0), 0x1091));
                    host.net.add(TUN, address("10.8.0.2/24"));
                    host.net.route(Family.V4, route(TUN, "10.8.0.2", null));
                },
                Significance.REBIND,
                Reason.DEFAULT_INTERFACE_CHANGED,
                Reason.INTERFACE_ADDED);
        step(
                () -> {
                    host.net.unlink(TUN);
                    host.net.route(Family.V4, BY_ETH0);
                },
                Significance.REBIND,
                Reason.DEFAULT_INTERFACE_CHANGED,
                Reason.INTERFACE_REMOVED);
        check(host);
        egress(host, "eth0", "10.1.0.2", "10.1.0.1");
    }

    @ParameterizedTest
    @EnumSource
    void aRuleThatSendsElsewhereAndOneThatDoesNot(Eager eager) {
        Host host = Host.v4(options(eager));
        step(
                () -> {
                    host.net.hint(Kind.RULE, Op.NEW);
                    host.net.silently(() -> host.net.route(Family.V4, BY_ETH1));
                },
                Significance.REBIND,
                Reason.DEFAULT_INTERFACE_CHANGED);
        step(() -> host.net.hint(Kind.RULE, Op.DEL), Significance.NONE, Reason.UNRELATED_RULE);
        check(host);
        egress(host, "eth1", "10.2.0.2", "10.2.0.1");
    }

    @ParameterizedTest
    @EnumSource
    void oneOfSeveralNextHopsIsLost(Eager eager) {
        Host host = Host.unopened(options(eager), 0);
        NextHop hop0 = new NextHop(ETH0, Host.ip("10.1.0.1"));
        NextHop hop1 = new NextHop(ETH1, Host.ip("10.2.0.1"));
        host.net.silently(() -> host.net.nextHops(Family.V4, Set.of(hop0, hop1)));
        host.opened();
        step(() -> host.net.nextHops(Family.V4, Set.of(hop0)), Significance.REPROBE, Reason.NEXTHOPS_CHANGED);
        step(
                () -> {
                    host.net.nextHops(Family.V4, Set.of(hop1));
                    host.net.route(Family.V4, BY_ETH1);
                },
                Significance.REBIND,
                Reason.DEFAULT_INTERFACE_CHANGED);
        check(host);
    }

    @ParameterizedTest
    @EnumSource
    void ipv6ArrivesAndGoes(Eager eager) {
        Host host = Host.v4(options(eager));
        step(
                () -> {
                    host.net.add(ETH0, Host.B0);
                    host.net.route(Family.V6, V6_BY_ETH0);
                },
                Significance.REPROBE,
                Reason.FAMILY_GAINED);
        step(() -> host.net.route(Family.V6, null), Significance.REPROBE, Reason.FAMILY_LOST);
        check(host);
        assertTrue(host.engine.state().usable(Family.V4));
        assertEquals(0, host.ear.eager().size(), "a family beside a usable one waits for the settle");
    }

    @ParameterizedTest
    @EnumSource
    void firstAdvertisementWithDetectionOfDuplicates(Eager eager) {
        Host host = Host.v4(options(eager));
        step(
                () -> {
                    host.net.add(ETH0, address("2001:db8:1::2/64", LinkAddress.Flag.TENTATIVE));
                    host.net.route(Family.V6, route(ETH0, "2001:db8:2::2", "fe80::1"));
                },
                Significance.NONE,
                Reason.ADDRESS_ADDED);
        step(
                () -> {
                    host.net.add(ETH0, Host.B0);
                    host.net.silently(() -> host.net.route(Family.V6, V6_BY_ETH0));
                },
                Significance.REPROBE,
                Reason.FAMILY_GAINED,
                Reason.ADDRESS_FLAGS_CHANGED);
        check(host);
    }

    @ParameterizedTest
    @EnumSource
    void aTemporaryIpv6AddressThatIsNotTheSource(Eager eager) {
        Host host = Host.dual(options(eager));
        LinkAddress temporary = address("2001:db8:1::abcd/64", LinkAddress.Flag.TEMPORARY);
        step(() -> host.net.add(ETH0, temporary), Significance.NONE, Reason.ADDRESS_ADDED);
        step(() -> host.net.remove(ETH0, temporary), Significance.NONE, Reason.ADDRESS_REMOVED);
        check(host);
    }

    @ParameterizedTest
    @EnumSource
    void anIpv6SourceReplacedAndOnePreferred(Eager eager) {
        Host host = Host.dual(options(eager));
        step(
                () -> {
                    host.net.add(ETH0, address("2001:db8:1::9/64"));
                    host.net.remove(ETH0, Host.B0);
                    host.net.silently(() -> host.net.route(Family.V6, route(ETH0, "2001:db8:1::9", "2001:db8:1::1")));
                },
                Significance.REBIND,
                Reason.SOURCE_ADDRESS_CHANGED);
        step(
                () -> {
                    host.net.add(ETH0, address("2001:db8:1::a/64", LinkAddress.Flag.TEMPORARY));
                    host.net.silently(() -> host.net.route(Family.V6, route(ETH0, "2001:db8:1::a", "2001:db8:1::1")));
                },
                Significance.REPROBE,
                Reason.SOURCE_ADDRESS_CHANGED,
                Reason.SOURCE_PREFERENCE_CHANGED);
        check(host);
    }

    /** A lease renewed by taking the interface down to nothing for 91 ms, the other uplink serving meanwhile. */
    @ParameterizedTest
    @EnumSource
    void addressAwayAndBackThroughTheOtherUplink(Eager eager) {
        Host host = Host.v4(options(eager));
        step(
                () -> {
                    host.net.remove(ETH0, A0);
                    host.net.silently(() -> host.net.route(Family.V4, BY_ETH1));
                },
                Significance.NONE,
                Reason.ADDRESS_RESTORED);
        host.at(1_091, () -> {
            host.net.add(ETH0, A0);
            host.net.route(Family.V4, BY_ETH0);
        });
        check(host);
        egress(host, "eth0", "10.1.0.2", "10.1.0.1");
    }

    /** wg-quick moves IPv6 some 15 ms before IPv4. */
    @ParameterizedTest
    @EnumSource
    void twoFamiliesThatMoveOneAfterTheOtherAreToldAsOneMove(Eager eager) {
        Host host = Host.dual(options(eager));
        step(() -> host.net.route(Family.V6, Host.V6_BY_ETH1), Significance.REBIND, Reason.DEFAULT_INTERFACE_CHANGED);
        host.at(1_017, () -> host.net.route(Family.V4, BY_ETH1));
        check(host);
        LinkChange told = host.ear.changes.get(0);
        assertEquals(ETH1, told.state().egressV4().index());
        assertEquals(ETH1, told.state().egressV6().index());
        assertEquals(eager == Eager.ON ? 1_047 : 1_267, host.ms(told));
    }

    @ParameterizedTest
    @EnumSource
    void noiseByItsKindIsFiltered(Eager eager) {
        Host host = Host.v4(options(eager));
        step(
                () -> host.net.inject(new OsEvent.Filtered(Kind.LINK, Op.NEW, ETH0, "bridge port")),
                Significance.NONE,
                Reason.FILTERED);
        check(host);
        assertEquals(Set.of(Reason.FILTERED), host.ear.only().reasons());
    }

    @ParameterizedTest
    @EnumSource
    void aMessageAboutTheEgressLinkThatLeavesNothingBehind(Eager eager) {
        Host host = Host.v4(options(eager));
        step(() -> host.net.link(host.net.link("eth0")), Significance.NONE, Reason.UNRELATED_LINK);
        check(host);
    }

    @ParameterizedTest
    @EnumSource
    void theFirstLeaseOfAHostThatStartedOffline(Eager eager) {
        Host host = Host.unopened(options(eager), 0);
        host.net.silently(() -> {
            host.net.remove(ETH0, A0);
            host.net.route(Family.V4, null);
        });
        host.opened();
        step(
                () -> {
                    host.net.add(ETH0, A0);
                    host.net.route(Family.V4, BY_ETH0);
                },
                Significance.REPROBE,
                Reason.FAMILY_GAINED,
                Reason.ADDRESS_ADDED);
        check(host);
    }

    @ParameterizedTest
    @EnumSource
    void theSameAddressOnTwoInterfaces(Eager eager) {
        Host host = Host.v4(options(eager));
        step(() -> host.net.add(ETH1, A0), Significance.NONE, Reason.ADDRESS_ADDED);
        step(
                () -> {
                    host.net.remove(ETH0, A0);
                    host.net.add(ETH0, address("10.1.0.50/24"));
                    host.net.route(Family.V4, route(ETH0, "10.1.0.50", "10.1.0.1"));
                },
                Significance.REPROBE,
                Reason.SOURCE_ADDRESS_CHANGED,
                Reason.SOURCE_PREFERENCE_CHANGED);
        check(host);
    }

    @ParameterizedTest
    @EnumSource
    void anOwnTunnelIsShownAndNothingElse(Eager eager) {
        Host host = Host.v4(options(eager).withOwnTunnel("tun0"));
        step(
                () -> {
                    host.net.link(
                            new Link(TUN, "tun0", true, true, false, 1500, null, new CarrierCounters(0, 0), 0x1091));
                    host.net.add(TUN, address("10.8.0.2/24"));
                    host.net.route(Family.V4, route(TUN, "10.8.0.2", null));
                },
                Significance.NONE,
                Reason.OWN_TUNNEL);
        step(
                () -> {
                    host.net.unlink(TUN);
                    host.net.silently(() -> host.net.route(Family.V4, BY_ETH0));
                },
                Significance.NONE,
                Reason.OWN_TUNNEL);
        check(host);
        host.ear.changes.forEach(c -> assertEquals(Set.of(Reason.OWN_TUNNEL), c.reasons()));
        assertEquals("tun0", host.ear.changes.get(0).state().egressV4().interfaceName());
        egress(host, "eth0", "10.1.0.2", "10.1.0.1");
    }

    /** Down and up of a link with a fallback: the told address went with the carrier, so nobody waits for its return. */
    @ParameterizedTest
    @EnumSource
    void aLinkThatIsDeletedUnderItsPath(Eager eager) {
        Host host = Host.v4(options(eager));
        step(
                () -> {
                    host.net.remove(ETH0, A0);
                    host.net.unlink(ETH0);
                    host.net.silently(() -> host.net.route(Family.V4, BY_ETH1));
                },
                Significance.REBIND,
                Reason.DEFAULT_INTERFACE_CHANGED,
                Reason.INTERFACE_REMOVED);
        check(host);
        assertEquals(eager == Eager.ON ? 1_030 : 1_250, host.ms(host.ear.changes.get(0)));
    }
}
