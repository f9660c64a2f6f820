// SPDX-License-Identifier: Apache-2.0
package dev.netmon.internal.policy;

import static dev.netmon.internal.policy.Facts.ETH0;
import static dev.netmon.internal.policy.Facts.ETH1;
import static dev.netmon.internal.policy.Facts.TUN;
import static dev.netmon.internal.policy.Facts.hops;
import static dev.netmon.internal.policy.Facts.ip;
import static dev.netmon.internal.policy.Facts.link;
import static dev.netmon.internal.policy.Facts.look;
import static dev.netmon.internal.policy.Facts.noCarrier;
import static dev.netmon.internal.policy.Facts.path;
import static dev.netmon.internal.policy.Facts.v4;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.CarrierCounters;
import dev.netmon.EgressPath;
import dev.netmon.EgressPath.Unusable;
import dev.netmon.Family;
import dev.netmon.Link;
import dev.netmon.Reason;
import dev.netmon.Significance;
import dev.netmon.internal.policy.Circumstances.Gap;
import dev.netmon.spi.NextHop;
import java.net.InetAddress;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JudgeTest {

    private static final EgressPath E0 = v4(ETH0, "10.1.0.2", "10.1.0.1");
    private static final EgressPath E1 = v4(ETH1, "10.2.0.2", "10.2.0.1");
    private static final EgressPath SIX0 = v4(ETH0, "2001:db8:1::2", "fe80::1");
    private static final EgressPath SIX1 = v4(ETH1, "2001:db8:2::2", "fe80::1");
    private static final EgressPath TUNNEL = path(TUN, "10.8.0.2", null, null);

    private static final Look NOWHERE = look(null);

    private final Set<InetAddress> onHost = new HashSet<>(
            Set.of(ip("10.1.0.2"), ip("10.2.0.2"), ip("2001:db8:1::2"), ip("2001:db8:2::2"), ip("10.8.0.2")));
    private final Set<String> ownTunnels = new HashSet<>();
    private final Set<Gap> gaps = EnumSet.noneOf(Gap.class);
    private long slept;
    private Map<Family, Told> told = new EnumMap<>(Family.class);
    private Verdict<Family> verdict;

    JudgeTest() {
        told.put(Family.V4, Told.nothing());
        told.put(Family.V6, Told.nothing());
    }

    /** Judges and takes the outcome as told. */
    private Verdict<Family> judge(Look v4, Look v6) {
        Map<Family, Look> looks = new EnumMap<>(Family.class);
        looks.put(Family.V4, v4);
        looks.put(Family.V6, v6);
        verdict = Judge.judge(told, looks, new Circumstances(onHost::contains, ownTunnels, slept, gaps));
        told = verdict.told();
        return verdict;
    }

    private void started(Look v4, Look v6) {
        judge(v4, v6);
    }

    private void expect(Significance significance, Reason... reasons) {
        Set<Reason> wanted = EnumSet.noneOf(Reason.class);
        wanted.addAll(Set.of(reasons));
        assertEquals(wanted, verdict.reasons());
        assertEquals(significance, verdict.significance());
    }

    private static EgressPath dead(EgressPath p, Unusable why) {
        return new EgressPath(p.family(), p.index(), p.interfaceName(), p.source(), p.gateway(), why);
    }

    /** The path is still named, its link has lost carrier. */
    private static Look carrierLost(EgressPath p) {
        return look(dead(p, Unusable.NO_CARRIER), noCarrier(p.index()), noCarrier(p.index()));
    }

    private static Look carrierBack(EgressPath p) {
        return look(p, link(p.index(), 3, 1, true), link(p.index(), 3, 1, true));
    }

    // no, no

    @Test
    void offlineBeforeAndAfterIsNothing() {
        started(NOWHERE, NOWHERE);
        judge(NOWHERE, NOWHERE);
        expect(Significance.NONE);
        judge(carrierLost(E0), NOWHERE);
        expect(Significance.NONE);
        judge(look(dead(E1, Unusable.NO_SOURCE)), NOWHERE);
        expect(Significance.NONE);
        assertFalse(verdict.passing());
    }

    // yes, no

    @Test
    void theLastUsablePathLostIsEgressLost() {
        started(look(E0), NOWHERE);
        judge(NOWHERE, NOWHERE);
        expect(Significance.REPROBE, Reason.EGRESS_LOST);
        judge(NOWHERE, NOWHERE);
        expect(Significance.NONE);
    }

    @Test
    void oneOfTwoFamiliesLostIsFamilyLost() {
        started(look(E0), look(SIX0));
        judge(look(E0), NOWHERE);
        expect(Significance.REPROBE, Reason.FAMILY_LOST);
        judge(NOWHERE, NOWHERE);
        expect(Significance.REPROBE, Reason.EGRESS_LOST);
    }

    @Test
    void bothFamiliesLostAtOnceIsEgressLostOnly() {
        started(look(E0), look(SIX0));
        judge(NOWHERE, NOWHERE);
        expect(Significance.REPROBE, Reason.EGRESS_LOST);
    }

    @Test
    void carrierOfTheToldPathGoneIsSaidWithTheLoss() {
        started(look(E0), NOWHERE);
        judge(carrierLost(E0), NOWHERE);
        expect(Significance.REPROBE, Reason.EGRESS_LOST, Reason.CARRIER_LOST);
        judge(carrierLost(E0), NOWHERE);
        expect(Significance.NONE);
    }

    @Test
    void carrierGoneIsSaidAlsoWhereTheRouteWentWithIt() {
        started(NOWHERE, look(SIX0));
        judge(NOWHERE, look(null, null, noCarrier(ETH0)));
        expect(Significance.REPROBE, Reason.EGRESS_LOST, Reason.CARRIER_LOST);
    }

    @Test
    void aLossByAnotherUnusablePathConcernsTheToldLinkOnly() {
        started(look(E0), NOWHERE);
        judge(look(dead(E1, Unusable.NO_CARRIER), noCarrier(ETH1), link(ETH0)), NOWHERE);
        expect(Significance.REPROBE, Reason.EGRESS_LOST);
    }

    @Test
    void aLossRebindsNothingEvenWhereTheSourceIsGone() {
        started(look(E0), NOWHERE);
        onHost.remove(ip("10.1.0.2"));
        judge(look(null, null, null), NOWHERE);
        expect(Significance.REPROBE, Reason.EGRESS_LOST);
    }

    // no, yes

    @Test
    void theFirstPathOfAHostThatStartedOfflineIsAFamilyGained() {
        started(NOWHERE, NOWHERE);
        judge(look(E0), NOWHERE);
        expect(Significance.REPROBE, Reason.FAMILY_GAINED);
    }

    @Test
    void ipv6BesideIpv4IsAFamilyGained() {
        started(look(E0), NOWHERE);
        judge(look(E0), look(SIX0));
        expect(Significance.REPROBE, Reason.FAMILY_GAINED);
        judge(look(E0), NOWHERE);
        judge(look(E0), look(SIX0));
        expect(Significance.REPROBE, Reason.FAMILY_GAINED);
    }

    @Test
    void theSamePathBackAfterALossIsEgressRestored() {
        started(look(E0), NOWHERE);
        judge(NOWHERE, NOWHERE);
        judge(look(E0), NOWHERE);
        expect(Significance.REPROBE, Reason.EGRESS_RESTORED);
        assertFalse(verdict.passing());
    }

    @Test
    void bothFamiliesBackAreRestoredAndOneThatNeverWasIsGained() {
        started(look(E0), look(SIX0));
        judge(NOWHERE, NOWHERE);
        judge(look(E0), look(SIX0));
        expect(Significance.REPROBE, Reason.EGRESS_RESTORED);

        told.replaceAll((family, t) -> Told.nothing());
        started(look(E0), NOWHERE);
        judge(NOWHERE, NOWHERE);
        judge(look(E0), look(SIX0));
        expect(Significance.REPROBE, Reason.EGRESS_RESTORED, Reason.FAMILY_GAINED);
    }

    @Test
    void carrierBackIsSaidWithTheReturnAndTheCountersAreNoFlap() {
        started(look(E0), NOWHERE);
        judge(carrierLost(E0), NOWHERE);
        judge(carrierBack(E0), NOWHERE);
        expect(Significance.REPROBE, Reason.EGRESS_RESTORED, Reason.CARRIER_RESTORED);
        judge(carrierBack(E0), NOWHERE);
        expect(Significance.NONE);
    }

    @Test
    void carrierBackIsSaidAlsoWhereTheRouteHadGoneWithIt() {
        started(NOWHERE, look(SIX0));
        judge(NOWHERE, look(null, null, noCarrier(ETH0)));
        judge(NOWHERE, NOWHERE);
        judge(NOWHERE, carrierBack(SIX0));
        expect(Significance.REPROBE, Reason.EGRESS_RESTORED, Reason.CARRIER_RESTORED);
    }

    @Test
    void carrierBackIsSaidOnceAddressDetectionIsOver() {
        started(NOWHERE, look(SIX0));
        judge(NOWHERE, carrierLost(SIX0));
        judge(NOWHERE, look(dead(SIX0, Unusable.ADDRESS_TENTATIVE), link(ETH0), link(ETH0)));
        expect(Significance.NONE);
        judge(NOWHERE, carrierBack(SIX0));
        expect(Significance.REPROBE, Reason.EGRESS_RESTORED, Reason.CARRIER_RESTORED);
    }

    @Test
    void carrierBackIsSaidOfTheLinkThatWasAnsweredWithoutIt() {
        started(look(E0), NOWHERE);
        judge(NOWHERE, NOWHERE);
        judge(look(dead(E1, Unusable.NO_CARRIER), noCarrier(ETH1), null), NOWHERE);
        expect(Significance.NONE);
        judge(carrierBack(E1), NOWHERE);
        expect(Significance.REBIND, Reason.EGRESS_RESTORED, Reason.CARRIER_RESTORED, Reason.DEFAULT_INTERFACE_CHANGED);
    }

    @Test
    void theLinkAnsweredCountsBeforeTheLinkTold() {
        started(look(E0), NOWHERE);
        judge(look(dead(E1, Unusable.NO_CARRIER), noCarrier(ETH1), noCarrier(ETH0)), NOWHERE);
        expect(Significance.REPROBE, Reason.EGRESS_LOST, Reason.CARRIER_LOST);
        judge(look(E0), NOWHERE);
        expect(Significance.REPROBE, Reason.EGRESS_RESTORED);
    }

    @Test
    void aPathBackOnAnotherLinkIsNotCarrierRestored() {
        started(look(E0), NOWHERE);
        judge(carrierLost(E0), NOWHERE);
        judge(look(E1), NOWHERE);
        expect(Significance.REBIND, Reason.EGRESS_RESTORED, Reason.DEFAULT_INTERFACE_CHANGED);
        judge(NOWHERE, NOWHERE);
        judge(look(E0), NOWHERE);
        expect(Significance.REBIND, Reason.EGRESS_RESTORED, Reason.DEFAULT_INTERFACE_CHANGED);
    }

    @Test
    void afterALossTheLastUsablePathIsComparedAsIfTheLossHadNotBeen() {
        started(look(E0), NOWHERE);
        judge(NOWHERE, NOWHERE);
        judge(look(dead(E1, Unusable.NO_CARRIER)), NOWHERE);
        judge(NOWHERE, NOWHERE);
        EgressPath moved = v4(ETH0, "10.1.0.50", "10.1.0.1");
        onHost.remove(ip("10.1.0.2"));
        judge(look(moved), NOWHERE);
        expect(Significance.REBIND, Reason.EGRESS_RESTORED, Reason.SOURCE_ADDRESS_CHANGED);
    }

    @Test
    void afterALossAnotherSourceIsAReprobeWhileTheOldOneIsOnTheHost() {
        started(look(E0), NOWHERE);
        judge(NOWHERE, NOWHERE);
        judge(look(v4(ETH0, "10.1.0.50", "10.1.0.1")), NOWHERE);
        expect(
                Significance.REPROBE,
                Reason.EGRESS_RESTORED,
                Reason.SOURCE_ADDRESS_CHANGED,
                Reason.SOURCE_PREFERENCE_CHANGED);
    }

    @Test
    void afterALossAnotherGatewayIsSaid() {
        started(look(E0), NOWHERE);
        judge(NOWHERE, NOWHERE);
        judge(look(v4(ETH0, "10.1.0.2", "10.1.0.254")), NOWHERE);
        expect(Significance.REPROBE, Reason.EGRESS_RESTORED, Reason.GATEWAY_CHANGED);
    }

    @Test
    void aFamilyBackOnAnotherInterfaceBesideAUsableOneRebinds() {
        started(look(E0), look(SIX0));
        judge(look(E0), NOWHERE);
        judge(look(E0), look(SIX1));
        expect(Significance.REBIND, Reason.FAMILY_GAINED, Reason.DEFAULT_INTERFACE_CHANGED);
    }

    // yes, yes

    @Test
    void thePathAsBeforeIsNothing() {
        started(look(E0), look(SIX0));
        judge(look(E0), look(SIX0));
        expect(Significance.NONE);
        assertFalse(verdict.passing());
        assertFalse(verdict.wakeTold());
    }

    @Test
    void anotherInterfaceRebindsWhateverElseDiffers() {
        started(look(E0), NOWHERE);
        onHost.remove(ip("10.1.0.2"));
        judge(look(E1), NOWHERE);
        expect(Significance.REBIND, Reason.DEFAULT_INTERFACE_CHANGED);
    }

    @Test
    void theSameNameUnderAnotherIndexIsAnotherInterface() {
        started(look(E0), NOWHERE);
        EgressPath again = new EgressPath(Family.V4, 9, "eth0", E0.source(), E0.gateway(), null);
        judge(look(again, link(9), null), NOWHERE);
        expect(Significance.REBIND, Reason.DEFAULT_INTERFACE_CHANGED);
    }

    @Test
    void anotherNameUnderTheSameIndexIsNothing() {
        started(look(E0), NOWHERE);
        EgressPath renamed = new EgressPath(Family.V4, ETH0, "wan0", E0.source(), E0.gateway(), null);
        judge(look(renamed), NOWHERE);
        expect(Significance.NONE);
    }

    @Test
    void anotherSourceRebindsWhereTheOldOneIsOnNoInterface() {
        started(look(E0), NOWHERE);
        onHost.remove(ip("10.1.0.2"));
        judge(look(v4(ETH0, "10.1.0.50", "10.1.0.254")), NOWHERE);
        expect(Significance.REBIND, Reason.SOURCE_ADDRESS_CHANGED);
    }

    @Test
    void anotherSourceIsAPreferenceWhileTheOldOneIsStillOnTheHost() {
        started(look(E0), look(SIX0));
        judge(look(E0), look(v4(ETH0, "2001:db8:1::9", "fe80::1")));
        expect(Significance.REPROBE, Reason.SOURCE_ADDRESS_CHANGED, Reason.SOURCE_PREFERENCE_CHANGED);
    }

    @Test
    void anotherGatewayReprobes() {
        started(look(E0), NOWHERE);
        judge(look(v4(ETH0, "10.1.0.2", "10.1.0.254")), NOWHERE);
        expect(Significance.REPROBE, Reason.GATEWAY_CHANGED);
        judge(look(v4(ETH0, "10.1.0.2", null)), NOWHERE);
        expect(Significance.REPROBE, Reason.GATEWAY_CHANGED);
    }

    @Test
    void carrierCountersThatMovedAreAFlapThatPassed() {
        started(look(E0), NOWHERE);
        judge(carrierBack(E0), NOWHERE);
        expect(Significance.REPROBE, Reason.LINK_FLAP);
        assertTrue(verdict.passing());
        judge(carrierBack(E0), NOWHERE);
        expect(Significance.NONE);
        assertFalse(verdict.passing());
    }

    @Test
    void eitherCounterTellsAFlap() {
        started(look(E0), NOWHERE);
        judge(look(E0, link(ETH0, 1, 1, true), link(ETH0)), NOWHERE);
        expect(Significance.REPROBE, Reason.LINK_FLAP);
    }

    @Test
    void aFlapIsToldOnTheSamePathOnly() {
        started(look(E0), NOWHERE);
        EgressPath swapped = v4(ETH0, "10.1.0.2", "10.1.0.254");
        judge(look(swapped, link(ETH0, 3, 1, true), link(ETH0)), NOWHERE);
        expect(Significance.REPROBE, Reason.GATEWAY_CHANGED);
        assertFalse(verdict.passing());
        judge(look(E1, link(ETH1, 7, 3, true), link(ETH0)), NOWHERE);
        expect(Significance.REBIND, Reason.DEFAULT_INTERFACE_CHANGED);
    }

    @Test
    void aFlapBesideAnotherChangeDoesNotPass() {
        started(look(E0), NOWHERE);
        judge(carrierBack(E0), look(SIX1));
        expect(Significance.REPROBE, Reason.LINK_FLAP, Reason.FAMILY_GAINED);
        assertFalse(verdict.passing());
    }

    @Test
    void aSystemThatDoesNotCountTellsNoFlap() {
        Link uncounted = new Link(ETH0, "eth0", true, true, false, 0, null, CarrierCounters.UNKNOWN, 0);
        started(look(E0, uncounted, uncounted), NOWHERE);
        judge(look(E0, uncounted, uncounted), NOWHERE);
        expect(Significance.NONE);
    }

    // next hops

    private static final NextHop HOP0 = new NextHop(ETH0, ip("10.1.0.1"));
    private static final NextHop HOP1 = new NextHop(ETH1, ip("10.2.0.1"));

    @Test
    void anotherSetOfLiveNextHopsReprobes() {
        started(hops(E0, Set.of(HOP0, HOP1)), NOWHERE);
        judge(hops(E0, Set.of(HOP1, HOP0)), NOWHERE);
        expect(Significance.NONE);
        judge(hops(E0, Set.of(HOP0)), NOWHERE);
        expect(Significance.REPROBE, Reason.NEXTHOPS_CHANGED);
        assertFalse(verdict.passing());
        judge(hops(E0, Set.of(HOP0)), NOWHERE);
        expect(Significance.NONE);
    }

    @Test
    void nextHopsAreComparedWithTheLastSettledOnes() {
        started(hops(E0, Set.of(HOP0, HOP1)), NOWHERE);
        judge(hops(E0, null), NOWHERE);
        expect(Significance.NONE);
        judge(hops(E0, Set.of(HOP0)), NOWHERE);
        expect(Significance.REPROBE, Reason.NEXTHOPS_CHANGED);
    }

    @Test
    void aPathThatIsNotTheLastSettledOneHasNoOtherNextHops() {
        started(hops(E0, Set.of(HOP0, HOP1)), NOWHERE);
        judge(hops(E1, null), NOWHERE);
        expect(Significance.REBIND, Reason.DEFAULT_INTERFACE_CHANGED);
        judge(hops(E1, Set.of(HOP1)), NOWHERE);
        expect(Significance.NONE);
        judge(hops(E1, Set.of(HOP0)), NOWHERE);
        expect(Significance.REPROBE, Reason.NEXTHOPS_CHANGED);
    }

    @Test
    void eachPartOfThePathTellsWhetherItIsTheLastSettledOne() {
        for (EgressPath between : Set.of(
                v4(ETH0, "10.1.0.9", "10.1.0.1"),
                v4(ETH0, "10.1.0.2", "10.1.0.254"),
                v4(ETH1, "10.1.0.2", "10.1.0.1"))) {
            told.replaceAll((family, t) -> Told.nothing());
            started(hops(E0, Set.of(HOP0)), NOWHERE);
            judge(hops(between, null), NOWHERE);
            judge(hops(between, Set.of(HOP1)), NOWHERE);
            expect(Significance.NONE);
        }
    }

    @Test
    void aFirstPathToldBeforeAnyWasSettledHasNoOtherNextHops() {
        started(NOWHERE, NOWHERE);
        judge(hops(E0, null), NOWHERE);
        expect(Significance.REPROBE, Reason.FAMILY_GAINED);
        judge(hops(E0, Set.of(HOP0)), NOWHERE);
        expect(Significance.NONE);
    }

    @Test
    void nextHopsThatWereNotAskedForInBetweenAreTheLastSettledOnes() {
        started(hops(E0, Set.of(HOP0)), NOWHERE);
        judge(hops(E0, null), NOWHERE);
        judge(hops(E0, Set.of(HOP0)), NOWHERE);
        expect(Significance.NONE);
    }

    // both families

    @Test
    void reasonsOfBothFamiliesAreJoinedAndTheHighestCounts() {
        started(look(E0), look(SIX0));
        judge(look(v4(ETH0, "10.1.0.2", "10.1.0.254")), look(SIX1));
        expect(Significance.REBIND, Reason.DEFAULT_INTERFACE_CHANGED, Reason.GATEWAY_CHANGED);
        judge(look(E1), NOWHERE);
        expect(Significance.REBIND, Reason.DEFAULT_INTERFACE_CHANGED, Reason.FAMILY_LOST);
    }

    // wake

    @Test
    void aWakeAfterTenMinutesRebindsAndAShorterOneReprobes() {
        started(look(E0), NOWHERE);
        slept = 600_000_000_000L;
        judge(look(E0), NOWHERE);
        expect(Significance.REBIND, Reason.WOKE_FROM_SLEEP);
        assertTrue(verdict.wakeTold());
        slept--;
        judge(look(E0), NOWHERE);
        expect(Significance.REPROBE, Reason.WOKE_FROM_SLEEP);
        assertTrue(verdict.wakeTold());
        slept = 1;
        judge(look(E0), NOWHERE);
        expect(Significance.REPROBE, Reason.WOKE_FROM_SLEEP);
        slept = 0;
        judge(look(E0), NOWHERE);
        expect(Significance.NONE);
        assertFalse(verdict.wakeTold());
    }

    @Test
    void whatWasToldOfASleepIsTakenOffIt() {
        Circumstances all = new Circumstances(onHost::contains, ownTunnels, 700, gaps);
        assertEquals(100, all.afterSleepOf(600).sleptNanos());
        assertEquals(all.sleptNanos(), all.afterSleepOf(0).sleptNanos());
    }

    @Test
    void aWakeIsKeptWhileNoPathIsUsable() {
        started(look(E0), NOWHERE);
        slept = 700_000_000_000L;
        judge(carrierLost(E0), NOWHERE);
        expect(Significance.REPROBE, Reason.EGRESS_LOST, Reason.CARRIER_LOST);
        assertFalse(verdict.wakeTold());
        judge(carrierLost(E0), NOWHERE);
        expect(Significance.NONE);
        judge(carrierBack(E0), NOWHERE);
        expect(Significance.REBIND, Reason.WOKE_FROM_SLEEP, Reason.EGRESS_RESTORED, Reason.CARRIER_RESTORED);
        assertTrue(verdict.wakeTold());
    }

    // gaps

    @Test
    void anOverflowIsNothingWhereThePathIsProvedUnchanged() {
        started(look(E0), look(SIX0));
        gaps.add(Gap.OVERFLOW);
        judge(look(E0), look(SIX0));
        expect(Significance.NONE, Reason.OVERFLOW_RESYNC);
        gaps.clear();
        gaps.add(Gap.RESTART);
        judge(look(E0), look(SIX0));
        expect(Significance.NONE, Reason.BACKEND_RESTARTED);
        gaps.add(Gap.OVERFLOW);
        judge(look(E0), look(SIX0));
        expect(Significance.NONE, Reason.OVERFLOW_RESYNC, Reason.BACKEND_RESTARTED);
    }

    @Test
    void anOverflowOfAHostWithoutAnyPathIsProvedUnchanged() {
        started(NOWHERE, NOWHERE);
        gaps.add(Gap.OVERFLOW);
        judge(NOWHERE, NOWHERE);
        expect(Significance.NONE, Reason.OVERFLOW_RESYNC);
    }

    @Test
    void anOverflowWithAnUnusablePathThatStaysAsItWasIsProvedUnchanged() {
        started(carrierLost(E0), NOWHERE);
        gaps.add(Gap.OVERFLOW);
        judge(carrierLost(E0), NOWHERE);
        expect(Significance.NONE, Reason.OVERFLOW_RESYNC);
    }

    @Test
    void anOverflowWithoutSourceIsProvedByTheRest() {
        EgressPath sourceless = path(ETH0, null, "10.1.0.1", Unusable.NO_SOURCE);
        started(look(sourceless), NOWHERE);
        gaps.add(Gap.OVERFLOW);
        judge(look(sourceless), NOWHERE);
        expect(Significance.NONE, Reason.OVERFLOW_RESYNC);
    }

    @Test
    void anOverflowReprobesWhereTheToldSourceIsMissing() {
        started(look(E0), look(SIX0));
        gaps.add(Gap.OVERFLOW);
        onHost.remove(ip("2001:db8:1::2"));
        judge(look(E0), look(SIX0));
        expect(Significance.REPROBE, Reason.OVERFLOW_RESYNC);
    }

    @Test
    void anOverflowReprobesWhereTheCarrierMoved() {
        started(look(E0), NOWHERE);
        gaps.add(Gap.OVERFLOW);
        judge(carrierBack(E0), NOWHERE);
        expect(Significance.REPROBE, Reason.LINK_FLAP, Reason.OVERFLOW_RESYNC);
    }

    @Test
    void anOverflowReprobesWhereTheCarrierCountersAreNotKnown() {
        Link uncounted = new Link(ETH0, "eth0", true, true, false, 0, null, CarrierCounters.UNKNOWN, 0);
        started(look(E0, uncounted, uncounted), NOWHERE);
        gaps.add(Gap.RESTART);
        judge(look(E0, uncounted, uncounted), NOWHERE);
        expect(Significance.REPROBE, Reason.BACKEND_RESTARTED);
    }

    @Test
    void anOverflowReprobesWhereThePathMovedCameOrWent() {
        started(look(E0), NOWHERE);
        gaps.add(Gap.OVERFLOW);
        judge(look(v4(ETH0, "10.1.0.2", "10.1.0.254")), NOWHERE);
        expect(Significance.REPROBE, Reason.GATEWAY_CHANGED, Reason.OVERFLOW_RESYNC);
        judge(NOWHERE, NOWHERE);
        expect(Significance.REPROBE, Reason.EGRESS_LOST, Reason.OVERFLOW_RESYNC);
        judge(look(dead(E0, Unusable.NO_SOURCE)), NOWHERE);
        expect(Significance.REPROBE, Reason.OVERFLOW_RESYNC);
        judge(look(E0), NOWHERE);
        expect(Significance.REPROBE, Reason.EGRESS_RESTORED, Reason.GATEWAY_CHANGED, Reason.OVERFLOW_RESYNC);
        judge(look(E1), NOWHERE);
        expect(Significance.REBIND, Reason.DEFAULT_INTERFACE_CHANGED, Reason.OVERFLOW_RESYNC);
    }

    @Test
    void anOverflowReprobesWhereALinkCannotBeRead() {
        started(look(dead(E0, Unusable.LINK_DOWN), null, null), NOWHERE);
        gaps.add(Gap.OVERFLOW);
        judge(look(dead(E0, Unusable.LINK_DOWN), null, null), NOWHERE);
        expect(Significance.REPROBE, Reason.OVERFLOW_RESYNC);
    }

    // own tunnel

    @Test
    void intoAnOwnTunnelAndOutAgainIsNotJudged() {
        ownTunnels.add("tun0");
        started(look(E0), NOWHERE);
        judge(look(TUNNEL, link(TUN), link(ETH0)), NOWHERE);
        expect(Significance.NONE, Reason.OWN_TUNNEL);
        assertEquals(TUNNEL, told.get(Family.V4).shown(), "but it is shown");
        judge(look(TUNNEL, link(TUN), link(ETH0)), NOWHERE);
        expect(Significance.NONE);
        judge(look(E0), NOWHERE);
        expect(Significance.NONE, Reason.OWN_TUNNEL);
    }

    @Test
    void theNextOtherPathIsComparedWithTheLastOneNotThroughTheTunnel() {
        ownTunnels.add("tun0");
        started(look(E0), NOWHERE);
        judge(look(TUNNEL, link(TUN), link(ETH0)), NOWHERE);
        judge(look(E1), NOWHERE);
        expect(Significance.REBIND, Reason.DEFAULT_INTERFACE_CHANGED, Reason.OWN_TUNNEL);
    }

    @Test
    void aFlapUnderTheTunnelIsToldOnceThePathIsBack() {
        ownTunnels.add("tun0");
        started(look(E0), NOWHERE);
        judge(look(TUNNEL, link(TUN, 9, 4, true), link(ETH0)), NOWHERE);
        judge(carrierBack(E0), NOWHERE);
        expect(Significance.REPROBE, Reason.LINK_FLAP, Reason.OWN_TUNNEL);
    }

    @Test
    void anOwnTunnelThatGoesWithoutAnythingBelowIsALossOfTheLastOtherPath() {
        ownTunnels.add("tun0");
        started(look(E0), NOWHERE);
        judge(look(TUNNEL, link(TUN), link(ETH0)), NOWHERE);
        judge(look(null, null, noCarrier(ETH0)), NOWHERE);
        expect(Significance.REPROBE, Reason.EGRESS_LOST, Reason.CARRIER_LOST, Reason.OWN_TUNNEL);
    }

    @Test
    void anOwnTunnelAloneBringsNobodyOnline() {
        ownTunnels.add("tun0");
        started(NOWHERE, NOWHERE);
        slept = 1;
        judge(look(TUNNEL, link(TUN), null), NOWHERE);
        expect(Significance.NONE, Reason.OWN_TUNNEL);
        assertFalse(verdict.wakeTold());
    }

    @Test
    void anOverflowWithinAnOwnTunnelIsProvedByThePathAlone() {
        ownTunnels.add("tun0");
        started(look(E0), NOWHERE);
        judge(look(TUNNEL, link(TUN), link(ETH0)), NOWHERE);
        gaps.add(Gap.OVERFLOW);
        judge(look(TUNNEL, link(TUN, 5, 2, true), link(ETH0)), NOWHERE);
        expect(Significance.NONE, Reason.OVERFLOW_RESYNC);
    }

    @Test
    void anotherTunnelThanTheOwnIsJudgedLikeAnyInterface() {
        ownTunnels.add("tun9");
        started(look(E0), NOWHERE);
        judge(look(TUNNEL), NOWHERE);
        expect(Significance.REBIND, Reason.DEFAULT_INTERFACE_CHANGED);
    }

    @Test
    void everyReasonIsOfTheGroupOfTheContract() {
        EnumSet<Reason> rebind = EnumSet.range(Reason.DEFAULT_INTERFACE_CHANGED, Reason.WOKE_FROM_SLEEP);
        EnumSet<Reason> reprobe = EnumSet.range(Reason.EGRESS_LOST, Reason.BACKEND_RESTARTED);
        for (Reason reason : Reason.values()) {
            assertEquals(
                    rebind.contains(reason)
                            ? Significance.REBIND
                            : reprobe.contains(reason) ? Significance.REPROBE : Significance.NONE,
                    reason.group(),
                    reason.label());
        }
    }
}
