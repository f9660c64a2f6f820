// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.Change;
import dev.netmon.EgressPath;
import dev.netmon.Family;
import dev.netmon.LinkChange;
import dev.netmon.Moment;
import dev.netmon.NetInterface;
import dev.netmon.NetworkState;
import dev.netmon.RawEvent;
import dev.netmon.Reason;
import dev.netmon.Significance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChangeFilterTest {

    private static final Moment AT = new Moment(0, Instant.EPOCH);

    @Test
    void withoutAGlobEverythingIsAccepted() {
        assertTrue(accepts(List.of(), state("eth0", "eth0"), change(state("eth0", "eth0"))));
    }

    @Test
    void aLinkIsMeantByItsNameBeforeOrAfter() {
        Change renamed = new Change(Change.Op.CHANGE, Change.Kind.LINK, null, "wan0", 2, "name", "eth0", "wan0");
        for (String glob : List.of("eth0", "wan0", "w*", "eth?")) {
            assertTrue(accepts(List.of(glob), state(null, "eth0"), change(state(null, "wan0"), renamed)), glob);
        }
        assertFalse(accepts(List.of("eth1"), state(null, "eth0"), change(state(null, "wan0"), renamed)));
    }

    @Test
    void anotherChangeOfARenamedLinkIsMeantByItsOldNameToo() {
        Change mtu = new Change(Change.Op.CHANGE, Change.Kind.LINK, null, "wan0", 2, "mtu", "1500", "1400");
        assertTrue(accepts(List.of("eth0"), state(null, "eth0"), change(state(null, "wan0"), mtu)));
    }

    @Test
    void aMovedEgressConcernsBothItsSides() {
        Change moved =
                new Change(Change.Op.CHANGE, Change.Kind.EGRESS, Family.V4, "eth1", 3, "interface", "eth0", "eth1");
        Change source = new Change(
                Change.Op.CHANGE, Change.Kind.EGRESS, Family.V4, "eth1", 3, "source", "10.1.0.2", "10.2.0.2");
        NetworkState before = state("eth0", "eth0", "eth1");
        NetworkState after = state("eth1", "eth0", "eth1");
        assertTrue(accepts(List.of("eth0"), before, change(after, moved)));
        assertTrue(accepts(List.of("eth1"), before, change(after, moved)));
        assertTrue(accepts(List.of("eth0"), before, change(after, source)));
        assertFalse(accepts(List.of("lo"), before, change(after, moved, source)));
    }

    @Test
    void theStateToldLastIsTheOneBefore() {
        ChangeFilter filter = new ChangeFilter(globs(List.of("eth0")), state("eth0", "eth0", "eth1"));
        Change moved = new Change(
                Change.Op.CHANGE, Change.Kind.EGRESS, Family.V4, "eth1", 3, "source", "10.1.0.2", "10.2.0.2");
        assertTrue(filter.accepts(change(state("eth1", "eth0", "eth1"), moved)));
        assertFalse(filter.accepts(change(state("eth1", "eth0", "eth1"), moved)), "eth0 is not its side any more");
    }

    @Test
    void aFlapConcernsTheInterfaceOfTheEgress() {
        NetworkState state = state("eth0", "eth0", "eth1");
        LinkChange flap = change(Significance.REPROBE, Reason.LINK_FLAP, state);
        assertTrue(accepts(List.of("eth0"), state, flap));
        assertFalse(accepts(List.of("eth1"), state, flap));
    }

    @Test
    void whatConcernsTheHostConcernsEveryInterface() {
        NetworkState state = state("eth0", "eth0");
        for (Reason reason : List.of(Reason.WOKE_FROM_SLEEP, Reason.OVERFLOW_RESYNC, Reason.BACKEND_RESTARTED)) {
            assertTrue(accepts(List.of("eth7"), state, change(Significance.REPROBE, reason, state)), reason.label());
        }
        assertFalse(accepts(List.of("eth0"), state, change(Significance.NONE, Reason.UNRELATED_ROUTE, state)));
    }

    @Test
    void rawEventsAreMeantByNameOrByIndex() {
        ChangeFilter filter = new ChangeFilter(globs(List.of("eth0")), state(null, "eth0", "eth1"));
        assertTrue(filter.accepts(raw(RawEvent.Kind.ADDRESS, "eth0", 2)));
        assertTrue(filter.accepts(raw(RawEvent.Kind.ROUTE, null, 2)));
        assertFalse(filter.accepts(raw(RawEvent.Kind.ROUTE, "eth1", 3)));
        assertFalse(filter.accepts(raw(RawEvent.Kind.RULE, null, 0)));
        assertTrue(filter.accepts(raw(RawEvent.Kind.OVERFLOW, null, 0)));
    }

    private static boolean accepts(List<String> globs, NetworkState before, LinkChange change) {
        return new ChangeFilter(globs(globs), before).accepts(change);
    }

    private static List<Glob> globs(List<String> texts) {
        return texts.stream().map(Glob::new).toList();
    }

    private static RawEvent raw(RawEvent.Kind kind, @Nullable String name, int index) {
        return new RawEvent(AT, kind, null, name, index, "");
    }

    /** Interfaces by name, numbered from 2; the IPv4 egress is one of them. */
    private static NetworkState state(@Nullable String egress, String... names) {
        List<NetInterface> all = new ArrayList<>();
        EgressPath path = null;
        for (int i = 0; i < names.length; i++) {
            all.add(new NetInterface(Network.link(2 + i, names[i], true), List.of()));
            if (names[i].equals(egress)) {
                path = new EgressPath(Family.V4, 2 + i, egress, null, null, null);
            }
        }
        return new NetworkState(AT, all, path, null);
    }

    private static LinkChange change(NetworkState after, Change... changes) {
        return new LinkChange(
                AT, 1, Significance.NONE, Set.of(), 1, 1, false, false, false, List.of(changes), 0, after);
    }

    private static LinkChange change(Significance significance, Reason reason, NetworkState after) {
        return new LinkChange(AT, 1, significance, Set.of(reason), 1, 1, false, true, false, List.of(), 0, after);
    }
}
