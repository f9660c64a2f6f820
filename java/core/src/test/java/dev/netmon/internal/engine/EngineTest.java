// SPDX-License-Identifier: Apache-2.0
package dev.netmon.internal.engine;

import static dev.netmon.internal.engine.Host.A0;
import static dev.netmon.internal.engine.Host.BY_ETH0;
import static dev.netmon.internal.engine.Host.BY_ETH1;
import static dev.netmon.internal.engine.Host.ETH0;
import static dev.netmon.internal.engine.Host.ETH1;
import static dev.netmon.internal.engine.Host.address;
import static dev.netmon.internal.engine.Host.ip;
import static dev.netmon.internal.engine.Host.route;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.Change;
import dev.netmon.Family;
import dev.netmon.Interest;
import dev.netmon.LinkAddress;
import dev.netmon.LinkChange;
import dev.netmon.MonitorOptions;
import dev.netmon.MonitorOptions.Eager;
import dev.netmon.MonitorOptions.Policy;
import dev.netmon.RawEvent;
import dev.netmon.RawEvent.Kind;
import dev.netmon.RawEvent.Op;
import dev.netmon.Reason;
import dev.netmon.Significance;
import dev.netmon.spi.LinkSource;
import dev.netmon.spi.OsEvent;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EngineTest {

    private static final MonitorOptions EAGER = MonitorOptions.defaults();
    private static final MonitorOptions SETTLED = MonitorOptions.defaults().withEager(Eager.OFF);
    private static final InetAddress PEER = ip("198.51.100.7");

    private static void hint(Host host) {
        host.net.hint(Kind.ROUTE, Op.NEW);
    }

    // time, counts and order

    @Test
    void aChangeIsToldWhenItSettlesAndSaysWhatItCovers() {
        for (long base : new long[] {0, Long.MAX_VALUE - 1_100 * VirtualSource.MS, Long.MIN_VALUE}) {
            Host host = Host.v4(SETTLED, base);
            host.at(1_000, () -> hint(host)).at(1_100, () -> hint(host)).at(1_349, () -> hint(host));
            LinkChange change = host.run().ear.only();
            assertEquals(1_599, host.ms(change));
            assertEquals(3, change.rawEvents());
            assertEquals(1_000, host.net.ms(change.firstRawNanos()));
            assertFalse(change.capped());
            assertFalse(change.eager());
            assertEquals(1, change.seq());
        }
    }

    @Test
    void aStreamThatNeverGoesQuietIsCutByTheCap() {
        Host host = Host.v4(SETTLED);
        for (int i = 0; i < 25; i++) {
            host.at(1_000 + 100 * i, () -> hint(host));
        }
        List<LinkChange> changes = host.run().ear.changes;
        assertEquals(
                List.of(2_000.0, 3_100.0, 3_650.0),
                changes.stream().map(host::ms).toList());
        assertEquals(
                List.of(true, true, false),
                changes.stream().map(LinkChange::capped).toList());
        assertEquals(25, changes.stream().mapToLong(LinkChange::rawEvents).sum());
    }

    /** One of netmon's peers held an address change back for 3.3 s while unrelated routes came. */
    @Test
    void thirtyUnrelatedRoutesDoNotHoldAnAddressChangeBackBeyondTheCap() {
        for (MonitorOptions options : List.of(EAGER, SETTLED)) {
            Host host = Host.v4(options);
            host.at(1_000, () -> {
                host.net.remove(ETH0, A0);
                host.net.add(ETH0, address("10.1.0.50/24"));
                host.net.route(Family.V4, route(ETH0, "10.1.0.50", "10.1.0.1"));
            });
            for (int i = 1; i <= 30; i++) {
                host.at(1_000 + 110 * i, () -> hint(host));
            }
            LinkChange told = host.run().ear.changes.stream()
                    .filter(c -> c.significance() == Significance.REBIND)
                    .findFirst()
                    .orElseThrow();
            assertTrue(told.reasons().contains(Reason.SOURCE_ADDRESS_CHANGED));
            assertEquals(2_000, host.ms(told));
            assertTrue(told.capped());
        }
    }

    @Test
    void nothingIsToldWhileNothingHappens() {
        Host host = Host.v4(EAGER);
        assertEquals(LinkSource.NEVER, host.engine.timeoutNanos());
        assertTrue(host.run().ear.changes.isEmpty());
        assertEquals(2, host.net.asks.size(), "asked at the start, once per family");
    }

    @Test
    void seqCountsEveryChangeFromOne() {
        Host host = Host.v4(EAGER);
        host.at(1_000, () -> host.net.route(Family.V4, BY_ETH1)).at(3_000, () -> hint(host));
        List<LinkChange> changes = host.run().ear.changes;
        assertEquals(List.of(1L, 2L, 3L), changes.stream().map(LinkChange::seq).toList());
        assertEquals(
                List.of(true, false, false),
                changes.stream().map(LinkChange::eager).toList());
    }

    @Test
    void aRawEventComesBeforeTheChangeItLedToAndOnlyToWhoAsked() {
        Host host = Host.v4(EAGER);
        Host.Ear raw = host.listen(Interest.rawEvents());
        assertEquals(LinkSource.Detail.FULL, host.net.detail);
        host.at(1_000, () -> host.net.route(Family.V4, BY_ETH1)).at(1_001, () -> host.net.add(ETH0, A0));
        host.run();
        assertEquals(4, raw.all.size());
        assertEquals(Kind.ROUTE, ((RawEvent) raw.all.get(0)).kind());
        RawEvent second = (RawEvent) raw.all.get(1);
        assertEquals(new RawEvent(second.at(), Kind.ADDRESS, Op.NEW, "eth0", ETH0, "10.1.0.2/24"), second);
        assertEquals(1_001, host.net.ms(second.at().nanos()));
        assertTrue(((LinkChange) raw.all.get(2)).eager());
        assertFalse(((LinkChange) raw.all.get(3)).eager());
        assertTrue(host.ear.raws.isEmpty());
    }

    @Test
    void theSourceWritesNoTextOnceNobodyListensToRawEvents() {
        Host host = Host.v4(EAGER);
        assertEquals(LinkSource.Detail.HINTS, host.net.detail);
        Seat seat = host.engine.add(Interest.rawEvents(), new Host.Ear());
        assertEquals(LinkSource.Detail.FULL, host.net.detail);
        host.engine.remove(seat);
        assertEquals(LinkSource.Detail.HINTS, host.net.detail);
    }

    @Test
    void everyKindOfEventHasARawFormWithItsInterface() {
        Host host = Host.v4(SETTLED);
        Host.Ear raw = host.listen(Interest.rawEvents());
        host.at(1_000, () -> {
            host.carrier("eth1", false);
            host.net.remove(ETH0, A0);
            host.net.hint(Kind.RULE, Op.DEL);
            host.net.inject(new OsEvent.Filtered(Kind.LINK, Op.NEW, ETH1, "bridge port"));
            host.net.inject(new OsEvent.Wake(1_500_000_000L));
            host.net.inject(new OsEvent.Overflow("ENOBUFS"));
        });
        host.run();
        assertEquals(
                List.of(
                        "LINK NEW eth1 3 eth1 up no-carrier mtu 1500 mac 02:00:00:00:00:03 carrier-changes 2",
                        "ADDRESS DEL eth0 2 10.1.0.2/24",
                        "RULE DEL null 0 RULE DEL",
                        "LINK NEW eth1 3 bridge port",
                        "WAKE null null 0 slept 1500ms",
                        "OVERFLOW null null 0 ENOBUFS"),
                raw.raws.stream()
                        .map(r ->
                                r.kind() + " " + r.op() + " " + r.interfaceName() + " " + r.index() + " " + r.detail())
                        .toList());
        assertEquals(6, host.ear.only().rawEvents());
    }

    // the fold

    @Test
    void changesBeyondTwoHundredAndFiftySixAreCounted() {
        Host host = Host.v4(SETTLED);
        host.at(1_000, () -> {
            for (int i = 0; i < 300; i++) {
                host.net.link(Host.eth(1_000 + i, "c" + i));
            }
        });
        LinkChange change = host.run().ear.only();
        assertEquals(256, change.changes().size());
        assertEquals(44, change.changesOmitted());
        assertEquals(303, change.state().interfaces().size());
    }

    @Test
    void exactlyTwoHundredAndFiftySixChangesAreAllThere() {
        Host host = Host.v4(SETTLED);
        host.at(1_000, () -> {
            for (int i = 0; i < 256; i++) {
                host.net.link(Host.eth(1_000 + i, "c" + i));
            }
        });
        LinkChange change = host.run().ear.only();
        assertEquals(256, change.changes().size());
        assertEquals(0, change.changesOmitted());
    }

    @Test
    void differencesAreBetweenTheStateToldBeforeAndTheStateToldNow() {
        Host host = Host.v4(SETTLED);
        host.at(1_000, () -> {
            host.net.remove(ETH0, A0);
            host.net.add(ETH0, address("10.1.0.50/24"));
            host.carrier("eth1", false);
            host.rename("eth1", "wan1");
            host.net.route(Family.V4, route(ETH0, "10.1.0.50", null));
        });
        assertEquals(
                List.of(
                        new Change(
                                Change.Op.CHANGE,
                                Change.Kind.EGRESS,
                                Family.V4,
                                "eth0",
                                ETH0,
                                "source",
                                "10.1.0.2",
                                "10.1.0.50"),
                        new Change(
                                Change.Op.CHANGE,
                                Change.Kind.EGRESS,
                                Family.V4,
                                "eth0",
                                ETH0,
                                "gateway",
                                "10.1.0.1",
                                null),
                        new Change(
                                Change.Op.ADD,
                                Change.Kind.ADDRESS,
                                Family.V4,
                                "eth0",
                                ETH0,
                                "address",
                                null,
                                "10.1.0.50/24"),
                        new Change(
                                Change.Op.REMOVE,
                                Change.Kind.ADDRESS,
                                Family.V4,
                                "eth0",
                                ETH0,
                                "address",
                                "10.1.0.2/24",
                                null),
                        new Change(Change.Op.CHANGE, Change.Kind.LINK, null, "wan1", ETH1, "name", "eth1", "wan1"),
                        new Change(Change.Op.CHANGE, Change.Kind.LINK, null, "wan1", ETH1, "carrier", "true", "false")),
                host.run().ear.only().changes());
    }

    @Test
    void anEgressThatComesOrGoesIsAddedOrRemovedWithAllItHas() {
        Host host = Host.v4(SETTLED);
        host.at(1_000, () -> host.net.route(Family.V4, null)).at(3_000, () -> host.net.route(Family.V4, BY_ETH1));
        host.run();
        assertEquals(
                List.of(
                        "REMOVE eth0 interface eth0 null", "REMOVE eth0 source 10.1.0.2 null",
                        "REMOVE eth0 gateway 10.1.0.1 null", "REMOVE eth0 usable true null"),
                words(host.ear.changes.get(0)));
        assertEquals(
                List.of(
                        "ADD eth1 interface null eth1", "ADD eth1 source null 10.2.0.2",
                        "ADD eth1 gateway null 10.2.0.1", "ADD eth1 usable null true"),
                words(host.ear.changes.get(1)));
    }

    private static List<String> words(LinkChange change) {
        return change.changes().stream()
                .map(c -> c.op() + " " + c.interfaceName() + " " + c.what() + " " + c.from() + " " + c.to())
                .toList();
    }

    @Test
    void anAddressThatCameAndWentWithinTheBurstIsSaidAsBoth() {
        Host host = Host.v4(SETTLED);
        LinkAddress passing = address("10.1.0.77/24");
        host.at(1_000, () -> host.net.add(ETH0, passing)).at(1_001, () -> host.net.remove(ETH0, passing));
        LinkChange change = host.run().ear.only();
        assertEquals(Set.of(Reason.ADDRESS_ADDED, Reason.ADDRESS_REMOVED), change.reasons());
        assertTrue(change.changes().isEmpty());
    }

    @Test
    void anAddressThatComesBackWithOtherFlagsIsRestoredAndChanged() {
        Host host = Host.v4(SETTLED);
        host.at(1_000, () -> {
            host.net.remove(ETH1, Host.A1);
            host.net.add(ETH1, address("10.2.0.2/24", LinkAddress.Flag.DEPRECATED));
        });
        LinkChange change = host.run().ear.only();
        assertEquals(Set.of(Reason.ADDRESS_RESTORED, Reason.ADDRESS_FLAGS_CHANGED), change.reasons());
        assertEquals(List.of("CHANGE eth1 flags 10.2.0.2/24 10.2.0.2/24 deprecated"), words(change));
    }

    @Test
    void aRouteOrRuleHeardOfIsNotUnrelatedWhereTheEgressMoved() {
        Host host = Host.v4(SETTLED);
        host.at(1_000, () -> {
            host.net.hint(Kind.RULE, Op.NEW);
            host.net.inject(new OsEvent.Filtered(Kind.LINK, Op.NEW, ETH0, "wireless"));
            host.net.route(Family.V4, BY_ETH1);
        });
        assertEquals(
                Set.of(Reason.DEFAULT_INTERFACE_CHANGED, Reason.FILTERED),
                host.run().ear.only().reasons());
    }

    @Test
    void anAddressOnAnInterfaceNobodyKnowsIsLeftAlone() {
        Host host = Host.v4(SETTLED);
        host.at(1_000, () -> host.net.inject(new OsEvent.AddressEvent(Op.NEW, 77, address("10.7.0.1/24"))));
        LinkChange change = host.run().ear.only();
        assertEquals(Significance.NONE, change.significance());
        assertEquals(3, change.state().interfaces().size());
    }

    @Test
    void theOrderOfWhatComesTogetherDoesNotMatter() {
        List<String> outcomes = new ArrayList<>();
        for (int turn = 0; turn < 6; turn++) {
            Host host = Host.v4(SETTLED);
            List<Runnable> work = new ArrayList<>(List.of(
                    () -> host.net.add(ETH1, address("10.2.0.9/24")),
                    () -> host.carrier("eth1", false),
                    () -> host.net.route(Family.V4, route(ETH0, "10.1.0.2", "10.1.0.254"))));
            work.add(0, work.remove(turn % 3));
            work.add(1, work.remove(1 + turn / 3));
            work.forEach(w -> host.at(1_000, w));
            LinkChange change = host.run().ear.only();
            outcomes.add(change.significance() + " " + change.reasons() + " "
                    + change.state().interfaces() + change.state().egressV4());
        }
        assertEquals(1, Set.copyOf(outcomes).size(), outcomes::toString);
    }

    // what is asked afresh

    @Test
    void carrierIsReadAfreshWhileItsMessageIsStillHeldBack() {
        Host host = Host.v4(SETTLED);
        host.at(1_000, () -> {
            host.net.silently(() -> host.carrier("eth0", false));
            hint(host);
        });
        LinkChange change = host.run().ear.only();
        assertTrue(change.reasons().contains(Reason.CARRIER_LOST));
        assertFalse(change.state().interfaces().get(1).link().carrier(), "what was read is folded");
    }

    @Test
    void aRouteThatGoesWithoutAMessageIsNoticedWithTheNextEventOfAnyKind() {
        Host host = Host.v4(SETTLED);
        host.at(1_000, () -> host.net.silently(() -> host.net.route(Family.V4, null)))
                .at(1_000, () -> host.net.add(ETH1, Host.A1));
        assertTrue(host.run().ear.only().reasons().contains(Reason.EGRESS_LOST));
    }

    @Test
    void whatComesBetweenAskingAndTellingIsNeitherLostNorOlderThanTheAnswer() {
        Host host = Host.v4(SETTLED);
        host.at(1_000, () -> hint(host))
                .at(
                        1_250,
                        () -> host.net.whenAsked = () -> {
                            host.net.whenAsked = () -> {};
                            host.net.remove(ETH0, A0);
                            host.net.add(ETH0, address("10.1.0.50/24"));
                            host.net.silently(() -> host.net.route(Family.V4, route(ETH0, "10.1.0.50", "10.1.0.1")));
                        });
        LinkChange change = host.run().ear.only();
        assertEquals(3, change.rawEvents());
        assertTrue(change.reasons().contains(Reason.SOURCE_ADDRESS_CHANGED));
        assertEquals(Significance.REBIND, change.significance());
        assertEquals(host.net.interfaces(), change.state().interfaces());
    }

    // eager

    @Test
    void aMoveIsToldEagerlyThirtyMillisecondsAfterItWasSeenAndAddsNothingWhenItSettles() {
        Host host = Host.v4(EAGER);
        host.at(1_000, () -> host.net.route(Family.V4, BY_ETH1)).at(1_005, () -> hint(host));
        host.run();
        LinkChange eager = host.ear.changes.get(0);
        assertEquals(1_030, host.ms(eager));
        assertTrue(eager.eager());
        assertEquals(2, eager.rawEvents());
        assertEquals(1_000, host.net.ms(eager.firstRawNanos()));
        assertEquals(Significance.REBIND, eager.significance());
        LinkChange settled = host.ear.changes.get(1);
        assertEquals(1_255, host.ms(settled));
        assertEquals(2, settled.rawEvents());
        assertEquals(Significance.NONE, settled.significance());
        assertEquals(Set.of(Reason.ALREADY_TOLD), settled.reasons());
        assertTrue(settled.changes().isEmpty());
        assertEquals(2, host.ear.changes.size());
    }

    @Test
    void whatHappensAfterTheEagerChangeIsToldAgainstIt() {
        Host host = Host.v4(EAGER);
        host.at(1_000, () -> host.net.route(Family.V4, BY_ETH1))
                .at(1_100, () -> host.net.route(Family.V4, route(ETH1, "10.2.0.2", "10.2.0.254")))
                .at(1_150, () -> host.net.add(ETH0, address("10.1.0.77/24")));
        host.run();
        LinkChange settled = host.ear.settled().get(0);
        assertEquals(Significance.REPROBE, settled.significance());
        assertEquals(Set.of(Reason.GATEWAY_CHANGED, Reason.ADDRESS_ADDED), settled.reasons());
    }

    @Test
    void anEagerChangeTellsTheWholeAnswer() {
        Host host = Host.dual(EAGER);
        host.at(1_000, () -> {
            host.net.inject(new OsEvent.Wake(Duration.ofMinutes(11).toNanos()));
            host.net.route(Family.V4, BY_ETH1);
            host.net.route(Family.V6, null);
            host.net.inject(new OsEvent.Overflow("ENOBUFS"));
        });
        host.run();
        LinkChange eager = host.ear.changes.get(0);
        assertTrue(eager.eager());
        assertEquals(
                Set.of(
                        Reason.DEFAULT_INTERFACE_CHANGED,
                        Reason.WOKE_FROM_SLEEP,
                        Reason.FAMILY_LOST,
                        Reason.OVERFLOW_RESYNC),
                eager.reasons());
        assertEquals(Set.of(Reason.ALREADY_TOLD), host.ear.changes.get(1).reasons());
    }

    @Test
    void aFlapToldEagerlyIsNotToldAgain() {
        Host host = Host.dual(EAGER);
        host.at(1_000, () -> {
            host.carrier("eth0", false);
            host.carrier("eth0", true);
            host.net.route(Family.V4, BY_ETH1);
        });
        host.run();
        assertEquals(
                Set.of(Reason.DEFAULT_INTERFACE_CHANGED, Reason.LINK_FLAP),
                host.ear.changes.get(0).reasons());
        assertEquals(Significance.NONE, host.ear.changes.get(1).significance());
    }

    @Test
    void nextHopsAreComparedWithThoseOfTheLastSettleAlsoAfterAnEagerReturn() {
        Host host = Host.v4(EAGER);
        host.at(1_000, () -> host.net.route(Family.V4, BY_ETH1)).at(1_100, () -> host.net.route(Family.V4, BY_ETH0));
        host.run();
        assertEquals(2, host.ear.eager().size());
        assertEquals(Set.of(Reason.ALREADY_TOLD), host.ear.last().reasons());
    }

    @Test
    void theEgressIsAskedAtMostEveryTenMillisecondsWhileABurstIsOpen() {
        Host host = Host.v4(EAGER);
        for (int i = 0; i < 100; i++) {
            host.at(1_000 + i, () -> hint(host));
        }
        host.run();
        List<Double> asked = host.net.asks.stream()
                .filter(a -> Family.of(a.destination()) == Family.V4 && a.ms() >= 1_000 && a.ms() < 1_300)
                .map(VirtualSource.Ask::ms)
                .toList();
        List<Double> expected = new ArrayList<>();
        for (int i = 0; i <= 10; i++) {
            expected.add(1_000.0 + 10 * i);
        }
        assertEquals(expected, asked);
    }

    @Test
    void withEagerOffNothingIsAskedBeforeTheSettle() {
        Host host = Host.v4(SETTLED);
        host.at(1_000, () -> hint(host)).at(1_020, () -> hint(host));
        host.run();
        assertTrue(host.net.asks.stream().noneMatch(a -> a.ms() >= 1_000 && a.ms() < 1_270));
    }

    @Test
    void aStepOnTheWayIsNotTold() {
        Host host = Host.v4(EAGER);
        host.at(1_000, () -> host.net.route(Family.V4, BY_ETH1)).at(1_029, () -> host.net.route(Family.V4, BY_ETH0));
        host.run();
        assertEquals(0, host.ear.eager().size());
        assertEquals(Significance.NONE, host.ear.only().significance());
    }

    @Test
    void aMoveInTheMiddleOfAStormIsToldEagerlyAllTheSame() {
        Host host = Host.v4(EAGER);
        for (int i = 0; i < 300; i++) {
            host.at(1_000 + 3 * i, () -> hint(host));
        }
        host.at(1_401, () -> host.net.route(Family.V4, BY_ETH1));
        host.run();
        LinkChange eager = host.ear.eager().get(0);
        assertTrue(host.ms(eager) <= 1_401 + 45, "told at " + host.ms(eager));
        assertEquals(1, host.ear.eager().size());
        assertEquals(
                1,
                host.ear.changes.stream()
                        .filter(c -> c.significance() == Significance.REBIND)
                        .count());
    }

    // overflow

    @Test
    void afterAnOverflowEverythingIsReadAgainAndTheStateIsRight() {
        Host host = Host.v4(EAGER);
        host.at(1_000, () -> {
            host.net.remove(ETH0, A0);
            host.net.add(ETH0, address("10.1.0.50/24"));
            host.net.unlink(ETH1);
            host.net.link(Host.eth(9, "eth9"));
            host.net.route(Family.V4, route(ETH0, "10.1.0.50", "10.1.0.1"));
            host.net.overflow();
        });
        LinkChange change = host.run().ear.only();
        assertEquals(List.of(1_000.0), host.net.rereads);
        assertEquals(Significance.REBIND, change.significance());
        assertEquals(
                Set.of(
                        Reason.SOURCE_ADDRESS_CHANGED,
                        Reason.OVERFLOW_RESYNC,
                        Reason.ADDRESS_ADDED,
                        Reason.ADDRESS_REMOVED,
                        Reason.INTERFACE_ADDED,
                        Reason.INTERFACE_REMOVED),
                change.reasons());
        assertEquals(host.net.interfaces(), change.state().interfaces());
    }

    @Test
    void anOverflowInWhichNothingHappenedIsSaidWithoutSignificance() {
        Host host = Host.v4(EAGER);
        host.at(1_000, () -> host.net.overflow());
        LinkChange change = host.run().ear.only();
        assertEquals(Significance.NONE, change.significance());
        assertEquals(Set.of(Reason.OVERFLOW_RESYNC), change.reasons());
    }

    @Test
    void overflowsInAStormAreReadAgainAtMostEveryTwoHundredMillisecondsAndBeforeEachSettle() {
        Host host = Host.v4(EAGER);
        for (int i = 0; i < 60; i++) {
            host.at(1_000 + 10 * i, () -> host.net.overflow());
        }
        host.run();
        assertEquals(List.of(1_000.0, 1_200.0, 1_400.0, 1_600.0), roundedTens(host.net.rereads));
        double settle = host.ms(host.ear.only());
        assertTrue(host.net.rereads.get(3) <= settle);
    }

    private static List<Double> roundedTens(List<Double> times) {
        return times.stream().map(t -> Math.floor(t / 10) * 10).toList();
    }

    @Test
    void nothingIsToldEagerlyBetweenAnOverflowAndItsReread() {
        Host host = Host.v4(EAGER);
        host.at(1_000, () -> host.net.overflow())
                .at(1_050, () -> {
                    host.net.route(Family.V4, BY_ETH1);
                    host.net.overflow();
                })
                .at(1_100, () -> hint(host));
        host.run();
        assertEquals(List.of(1_000.0, 1_200.0), host.net.rereads);
        assertTrue(host.net.asks.stream().noneMatch(a -> a.ms() >= 1_050 && a.ms() < 1_200));
        LinkChange eager = host.ear.eager().get(0);
        assertEquals(1_230, host.ms(eager));
        assertTrue(eager.reasons().contains(Reason.OVERFLOW_RESYNC));
    }

    @Test
    void anOverflowThatComesWhileAskingIsReadBeforeTelling() {
        Host host = Host.v4(SETTLED);
        host.at(1_000, () -> hint(host))
                .at(
                        1_250,
                        () -> host.net.whenAsked = () -> {
                            host.net.whenAsked = () -> {};
                            host.net.link(Host.eth(9, "eth9"));
                            host.net.overflow();
                        });
        LinkChange change = host.run().ear.only();
        assertEquals(host.net.interfaces(), change.state().interfaces());
        assertTrue(change.reasons().contains(Reason.OVERFLOW_RESYNC));
    }

    @Test
    void aSourceThatEndsAfterAnOverflowIsReadOnceMore() {
        Host host = Host.v4(SETTLED);
        host.at(1_000, () -> host.net.overflow()).at(1_100, () -> {
            host.net.link(Host.eth(9, "eth9"));
            host.net.overflow();
        });
        host.at(1_101, () -> host.net.end());
        LinkChange change = host.run().ear.only();
        assertEquals(1_101, host.ms(change), "however young");
        assertEquals(host.net.interfaces(), change.state().interfaces());
    }

    // restart

    @Test
    void aRestartIsSaidAndProvedToHaveChangedNothing() {
        Host host = Host.v4(EAGER);
        Host.Ear raw = host.listen(Interest.rawEvents());
        host.at(1_000, () -> host.net.die());
        LinkChange change = host.run().ear.only();
        assertEquals(2, host.net.opens);
        assertEquals(Significance.NONE, change.significance());
        assertEquals(Set.of(Reason.BACKEND_RESTARTED), change.reasons());
        assertEquals(Kind.RESTART, raw.raws.get(0).kind());
        assertEquals(1, change.rawEvents());
    }

    @Test
    void whatHappenedWhileTheSourceWasDeadIsTold() {
        Host host = Host.v4(SETTLED);
        host.at(1_000, () -> hint(host)).at(1_100, () -> {
            host.net.die();
            host.net.remove(ETH0, A0);
            host.net.add(ETH0, address("10.1.0.50/24"));
            host.net.route(Family.V4, route(ETH0, "10.1.0.50", "10.1.0.1"));
        });
        LinkChange change = host.run().ear.only();
        assertEquals(Significance.REBIND, change.significance());
        assertEquals(
                Set.of(
                        Reason.SOURCE_ADDRESS_CHANGED,
                        Reason.BACKEND_RESTARTED,
                        Reason.ADDRESS_ADDED,
                        Reason.ADDRESS_REMOVED,
                        Reason.UNRELATED_ROUTE),
                withHint(change));
        assertEquals(host.net.interfaces(), change.state().interfaces());
    }

    /** The hint heard before the death is not unrelated, since the egress moved; it is left out then. */
    private static Set<Reason> withHint(LinkChange change) {
        java.util.EnumSet<Reason> all = java.util.EnumSet.copyOf(change.reasons());
        assertFalse(all.contains(Reason.UNRELATED_ROUTE));
        all.add(Reason.UNRELATED_ROUTE);
        return all;
    }

    // wake

    @Test
    void aWakeIsToldWithTheChangeThatRestoresAPath() {
        Host host = Host.v4(SETTLED);
        host.at(1_000, () -> host.carrier("eth0", false))
                .at(
                        3_000,
                        () -> host.net.inject(
                                new OsEvent.Wake(Duration.ofMinutes(4).toNanos())))
                .at(
                        5_000,
                        () -> host.net.inject(
                                new OsEvent.Wake(Duration.ofMinutes(6).toNanos())))
                .at(7_000, () -> host.carrier("eth0", true))
                .at(9_000, () -> hint(host));
        List<LinkChange> changes = host.run().ear.changes;
        assertFalse(changes.get(1).reasons().contains(Reason.WOKE_FROM_SLEEP));
        assertEquals(Significance.NONE, changes.get(1).significance());
        assertTrue(changes.get(3).reasons().contains(Reason.WOKE_FROM_SLEEP));
        assertEquals(Significance.REBIND, changes.get(3).significance(), "slept ten minutes since the last told");
        assertFalse(changes.get(4).reasons().contains(Reason.WOKE_FROM_SLEEP));
    }

    @Test
    void aDarkWakeReprobes() {
        Host host = Host.v4(EAGER);
        host.at(
                1_000,
                () -> host.net.inject(new OsEvent.Wake(Duration.ofMinutes(10).toNanos() - 1)));
        LinkChange change = host.run().ear.only();
        assertEquals(Significance.REPROBE, change.significance());
        assertEquals(Set.of(Reason.WOKE_FROM_SLEEP), change.reasons());
    }

    // policy

    @Test
    void thePolicyAlwaysActsOnEverySettledChange() {
        Host host = Host.v4(SETTLED.withPolicy(Policy.ALWAYS));
        host.at(1_000, () -> hint(host)).at(3_000, () -> host.net.add(ETH0, A0));
        host.run();
        assertEquals(
                List.of(Significance.REBIND, Significance.REBIND),
                host.ear.changes.stream().map(LinkChange::significance).toList());
        assertEquals(Set.of(Reason.UNRELATED_ROUTE), host.ear.changes.get(0).reasons());
    }

    @Test
    void thePolicyAlwaysActsOncePerBurstAlsoWhereItIsToldEagerly() {
        Host host = Host.v4(EAGER.withPolicy(Policy.ALWAYS));
        host.at(1_000, () -> host.net.route(Family.V4, null)).at(3_000, () -> host.net.route(Family.V4, BY_ETH0));
        host.run();
        assertEquals(
                List.of(Significance.REBIND, Significance.REBIND, Significance.NONE),
                host.ear.changes.stream().map(LinkChange::significance).toList());
    }

    // interests

    @Test
    void aDestinationOfItsOwnIsJudgedForItsOwnerOnly() {
        Host host = Host.v4(SETTLED);
        host.net.silently(() -> host.net.route(PEER, BY_ETH0));
        Host.Ear owner = host.listen(Interest.none().withDestination(PEER));
        host.at(1_000, () -> host.net.route(PEER, BY_ETH1));
        host.run();
        assertEquals(Significance.NONE, host.ear.only().significance());
        assertEquals(Set.of(Reason.UNRELATED_ROUTE), host.ear.only().reasons());
        assertEquals(Significance.REBIND, owner.only().significance());
        assertTrue(owner.only().reasons().contains(Reason.DEFAULT_INTERFACE_CHANGED));
        assertEquals(host.ear.only().seq(), owner.only().seq());
    }

    @Test
    void aDestinationIsComparedWithWhatWasFoundWhenItsOwnerCame() {
        Host host = Host.v4(SETTLED);
        host.net.silently(() -> host.net.route(PEER, BY_ETH1));
        Host.Ear owner = host.listen(Interest.none().withDestination(PEER));
        host.at(1_000, () -> hint(host));
        host.run();
        assertEquals(Significance.NONE, owner.only().significance());
    }

    @Test
    void aDestinationToldAfterAnEagerChangeReplacesAlreadyTold() {
        Host host = Host.v4(EAGER);
        host.net.silently(() -> host.net.route(PEER, BY_ETH0));
        Host.Ear owner = host.listen(Interest.none().withDestination(PEER));
        host.at(1_000, () -> host.net.route(Family.V4, BY_ETH1))
                .at(1_100, () -> host.net.silently(() -> host.net.route(PEER, BY_ETH1)));
        host.run();
        assertEquals(Set.of(Reason.ALREADY_TOLD), host.ear.last().reasons());
        assertEquals(Set.of(Reason.DEFAULT_INTERFACE_CHANGED), owner.last().reasons());
        assertEquals(Significance.REBIND, owner.last().significance());
    }

    @Test
    void aBoundAddressRemovedRebindsItsOwnerOnly() {
        Host host = Host.v4(SETTLED);
        Host.Ear owner = host.listen(Interest.none().withBoundAddress(ip("10.2.0.2")));
        host.at(1_000, () -> host.net.remove(ETH1, Host.A1))
                .at(3_000, () -> hint(host))
                .at(5_000, () -> host.net.add(ETH1, Host.A1))
                .at(7_000, () -> host.net.remove(ETH1, Host.A1));
        host.run();
        assertEquals(Significance.NONE, host.ear.highest());
        assertFalse(host.ear.reasons().contains(Reason.BOUND_ADDRESS_REMOVED));
        assertEquals(
                List.of(Significance.REBIND, Significance.NONE, Significance.NONE, Significance.REBIND),
                owner.changes.stream().map(LinkChange::significance).toList());
        assertTrue(owner.changes.get(0).reasons().contains(Reason.BOUND_ADDRESS_REMOVED));
    }

    @Test
    void aBoundAddressThatStaysOnAnotherInterfaceIsNotRemoved() {
        Host host = Host.v4(SETTLED);
        host.net.silently(() -> host.net.add(ETH0, Host.A1));
        Host both = Host.unopened(SETTLED, 0);
        both.net.silently(() -> both.net.add(ETH0, Host.A1));
        both.opened();
        Host.Ear owner = both.listen(Interest.none().withBoundAddress(ip("10.2.0.2")));
        both.at(1_000, () -> both.net.remove(ETH1, Host.A1));
        both.run();
        assertEquals(Significance.NONE, owner.only().significance());
    }

    @Test
    void aBoundAddressRemovedInTheOpenBurstIsToldToWhoCameInBetween() {
        Host host = Host.v4(SETTLED);
        List<Host.Ear> owner = new ArrayList<>();
        host.at(1_000, () -> host.net.remove(ETH1, Host.A1))
                .at(1_100, () -> owner.add(host.listen(Interest.none().withBoundAddress(ip("10.2.0.2")))));
        host.run();
        assertEquals(Significance.REBIND, owner.get(0).only().significance());
    }

    @Test
    void aBoundAddressThatIsNotOnTheHostIsToldOnceItCameAndWent() {
        Host host = Host.v4(SETTLED);
        Host.Ear owner = host.listen(Interest.none().withBoundAddress(ip("10.9.0.9")));
        host.at(1_000, () -> hint(host))
                .at(3_000, () -> host.net.add(ETH1, address("10.9.0.9/24")))
                .at(5_000, () -> host.net.remove(ETH1, address("10.9.0.9/24")));
        host.run();
        assertEquals(
                List.of(Significance.NONE, Significance.NONE, Significance.REBIND),
                owner.changes.stream().map(LinkChange::significance).toList());
    }

    /** A closed network: no route for the probes, but one for what the application talks to. */
    @Test
    void aWakeIsToldOnceToWhoseDestinationIsUsableWhereTheProbesAreNot() {
        Host host = Host.v4(SETTLED);
        host.net.silently(() -> host.net.route(PEER, BY_ETH0));
        Host.Ear owner = host.listen(Interest.none().withDestination(PEER));
        long sleep = Duration.ofMinutes(11).toNanos();
        host.at(1_000, () -> host.net.route(Family.V4, null))
                .at(3_000, () -> host.net.inject(new OsEvent.Wake(sleep)))
                .at(5_000, () -> hint(host))
                .at(7_000, () -> host.net.inject(new OsEvent.Wake(1)))
                .at(9_000, () -> host.net.route(Family.V4, BY_ETH0))
                .at(11_000, () -> hint(host));
        host.run();
        assertEquals(
                List.of(false, true, false, true, true, false),
                owner.changes.stream()
                        .map(c -> c.reasons().contains(Reason.WOKE_FROM_SLEEP))
                        .toList());
        assertEquals(Significance.REBIND, owner.changes.get(1).significance());
        assertEquals(Significance.REPROBE, owner.changes.get(3).significance());
        assertEquals(
                List.of(false, false, false, false, true, false),
                host.ear.changes.stream()
                        .map(c -> c.reasons().contains(Reason.WOKE_FROM_SLEEP))
                        .toList());
    }

    @Test
    void aListenerThatLeftIsToldNothing() {
        Host host = Host.v4(SETTLED);
        Host.Ear gone = new Host.Ear();
        Seat seat = host.engine.add(Interest.none(), gone);
        host.at(1_000, () -> hint(host)).at(1_100, () -> host.engine.remove(seat));
        host.run();
        assertEquals(1, host.ear.changes.size());
        assertTrue(gone.changes.isEmpty());
    }

    // end

    @Test
    void aSourceThatEndsTellsWhatIsPendingHoweverYoungAndNothingMore() {
        Host host = Host.v4(SETTLED);
        host.at(1_000, () -> host.net.route(Family.V4, BY_ETH1)).at(1_001, host.net::end);
        LinkChange change = host.run().ear.only();
        assertEquals(Significance.REBIND, change.significance());
        assertEquals(1_001, host.ms(change), 1.0);
        host.engine.finish();
        assertEquals(1, host.ear.changes.size());
    }

    @Test
    void aSourceThatEndsInQuietTellsNothing() {
        Host host = Host.v4(SETTLED);
        host.at(1_000, host.net::end);
        assertTrue(host.run().ear.changes.isEmpty());
    }

    @Test
    void aHostWithoutAnythingHasAStateToo() {
        Host host = Host.unopened(SETTLED, 0);
        host.net.silently(() -> {
            host.net.route(Family.V4, null);
            List.of(Host.LO, ETH0, ETH1).forEach(host.net::unlink);
        });
        host.opened();
        assertTrue(host.engine.state().interfaces().isEmpty());
        assertNull(host.engine.state().egressV4());
        host.at(1_000, () -> hint(host));
        assertEquals(Set.of(Reason.UNRELATED_ROUTE), host.run().ear.only().reasons());
    }
}
