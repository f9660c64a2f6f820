// SPDX-License-Identifier: Apache-2.0
package dev.netmon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LinkChangeTest {

    private static LinkChange change(
            long seq, boolean eager, long rawEvents, long first, Significance significance, Reason... reasons) {
        Moment at = new Moment(seq, Instant.ofEpochSecond(seq));
        return new LinkChange(
                at,
                seq,
                significance,
                Set.of(reasons),
                rawEvents,
                first,
                false,
                false,
                eager,
                List.of(),
                0,
                new NetworkState(at, List.of(), null, null));
    }

    private static LinkChange settled(long seq, long rawEvents, long first) {
        return change(seq, false, rawEvents, first, Significance.NONE, Reason.UNRELATED_ROUTE);
    }

    private static LinkChange eager(long seq, long rawEvents, long first) {
        return change(seq, true, rawEvents, first, Significance.REBIND, Reason.DEFAULT_INTERFACE_CHANGED);
    }

    private static LinkChange merge(LinkChange... changes) {
        LinkChange merged = changes[0];
        for (int i = 1; i < changes.length; i++) {
            merged = LinkChange.merge(merged, changes[i]);
        }
        return merged;
    }

    @Test
    void reasonsAreListedInTheirOrder() {
        LinkChange change = change(
                1,
                false,
                1,
                1,
                Significance.REBIND,
                Reason.FILTERED,
                Reason.GATEWAY_CHANGED,
                Reason.WOKE_FROM_SLEEP,
                Reason.DEFAULT_INTERFACE_CHANGED,
                Reason.ALREADY_TOLD);
        assertEquals(
                List.of(
                        Reason.DEFAULT_INTERFACE_CHANGED,
                        Reason.WOKE_FROM_SLEEP,
                        Reason.GATEWAY_CHANGED,
                        Reason.ALREADY_TOLD,
                        Reason.FILTERED),
                List.copyOf(change.reasons()));
        assertThrows(UnsupportedOperationException.class, () -> change.reasons().clear());
    }

    @Test
    void theOrderOfReasonsIsThatOfTheContract() {
        assertEquals(
                "default_interface_changed source_address_changed bound_address_removed woke_from_sleep egress_lost"
                        + " egress_restored carrier_lost carrier_restored gateway_changed source_preference_changed"
                        + " nexthops_changed link_flap family_gained family_lost overflow_resync backend_restarted"
                        + " already_told address_added address_removed address_restored address_flags_changed"
                        + " lifetime_refresh interface_added interface_removed interface_renamed mtu_changed mac_changed"
                        + " link_flags_changed unrelated_link unrelated_route unrelated_rule own_tunnel filtered",
                String.join(
                        " ",
                        java.util.Arrays.stream(Reason.values())
                                .map(Reason::label)
                                .toList()));
    }

    @Test
    void mergedChangesHaveTheHighestSignificanceAllReasonsAndTheLaterState() {
        LinkChange older = change(4, false, 3, 10, Significance.REBIND, Reason.SOURCE_ADDRESS_CHANGED);
        LinkChange newer = change(5, false, 2, 20, Significance.REPROBE, Reason.GATEWAY_CHANGED);
        LinkChange merged = LinkChange.merge(older, newer);
        assertEquals(Significance.REBIND, merged.significance());
        assertEquals(Set.of(Reason.SOURCE_ADDRESS_CHANGED, Reason.GATEWAY_CHANGED), merged.reasons());
        assertEquals(5, merged.seq());
        assertEquals(newer.at(), merged.at());
        assertEquals(newer.state(), merged.state());
        assertEquals(5, merged.rawEvents());
        assertEquals(10, merged.firstRawNanos());
        assertEquals(Significance.REBIND, LinkChange.merge(newer, older).significance());
    }

    @Test
    void cappedIfOneWasTransientIfBothWereEagerAsTheLater() {
        Moment at = new Moment(0, Instant.EPOCH);
        NetworkState state = new NetworkState(at, List.of(), null, null);
        LinkChange flap = new LinkChange(
                at, 1, Significance.REPROBE, Set.of(Reason.LINK_FLAP), 1, 1, true, true, false, List.of(), 0, state);
        assertTrue(merge(flap, settled(2, 1, 2)).capped());
        assertTrue(merge(settled(2, 1, 2), flap).capped());
        assertFalse(merge(flap, settled(2, 1, 2)).passing());
        assertFalse(merge(settled(2, 1, 2), flap).passing());
        assertTrue(merge(flap, flap).passing());
        assertTrue(merge(flap, eager(2, 1, 2)).eager());
        assertFalse(merge(eager(2, 1, 2), settled(3, 2, 2)).eager());
    }

    @Test
    void rawEventsAreSummedOverTheSettledOnes() {
        LinkChange a = settled(1, 10, 100);
        LinkChange early = eager(2, 3, 200);
        LinkChange again = eager(3, 5, 200);
        LinkChange b = settled(4, 7, 200);
        LinkChange c = settled(5, 2, 300);
        assertEquals(10, merge(a, early).rawEvents());
        assertEquals(10, merge(a, early, again).rawEvents());
        assertEquals(17, merge(a, early, again, b).rawEvents());
        assertEquals(19, merge(a, early, again, b, c).rawEvents());
        assertEquals(5, merge(early, again).rawEvents(), "none settled: the count so far");
        assertEquals(7, merge(early, again, b).rawEvents());
        assertEquals(7, merge(early, b).rawEvents());
        assertEquals(9, merge(early, b, c).rawEvents());
        assertEquals(9, merge(merge(early, again), merge(b, c)).rawEvents());
    }

    @Test
    void changesBeyondTheLimitAreCounted() {
        Change one = new Change(Change.Op.ADD, Change.Kind.LINK, null, "c0", 9, "link", null, "c0");
        Moment at = new Moment(0, Instant.EPOCH);
        NetworkState state = new NetworkState(at, List.of(), null, null);
        List<LinkChange> both = new ArrayList<>();
        for (int omitted : new int[] {5, 7}) {
            both.add(new LinkChange(
                    at,
                    1,
                    Significance.NONE,
                    Set.of(),
                    1,
                    1,
                    false,
                    false,
                    false,
                    Collections.nCopies(200, one),
                    omitted,
                    state));
        }
        LinkChange merged = LinkChange.merge(both.get(0), both.get(1));
        assertEquals(256, merged.changes().size());
        assertEquals(5 + 7 + 144, merged.changesOmitted());
    }

    @Test
    void significanceIsOrderedByUrgency() {
        assertEquals(Significance.REBIND, Significance.REBIND.max(Significance.REPROBE));
        assertEquals(Significance.REBIND, Significance.REPROBE.max(Significance.REBIND));
        assertEquals(Significance.REPROBE, Significance.NONE.max(Significance.REPROBE));
        assertEquals("rebind", Significance.REBIND.label());
    }
}
