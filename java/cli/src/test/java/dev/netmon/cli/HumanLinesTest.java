// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.Addresses;
import dev.netmon.BackendInfo;
import dev.netmon.Change;
import dev.netmon.EgressPath;
import dev.netmon.Family;
import dev.netmon.LinkChange;
import dev.netmon.Moment;
import dev.netmon.NetworkState;
import dev.netmon.RawEvent;
import dev.netmon.Reason;
import dev.netmon.Significance;
import dev.netmon.spi.Check;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HumanLinesTest {

    private static final Moment AT = new Moment(1, Instant.parse("2026-03-29T00:59:59.042999Z"));
    private static final EgressPath ETH0 = path(Family.V4, "eth0", 2, "10.1.0.2", "10.1.0.1");
    private static final EgressPath TUN0 = path(Family.V6, "tun0", 7, "2001:db8:0:0:1::2", null);

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Test
    void aMovedEgressIsToldFromTo() {
        assertEquals(
                "01:59:59.042 rebind   v4 interface eth0 -> eth1, source 10.1.0.2 -> 10.2.0.2,"
                        + " gateway 10.1.0.1 -> 10.2.0.1  [default_interface_changed] eager\n",
                change(
                        Significance.REBIND,
                        Set.of(Reason.DEFAULT_INTERFACE_CHANGED),
                        Flags.EAGER,
                        egress(Change.Op.CHANGE, "interface", "eth0", "eth1"),
                        egress(Change.Op.CHANGE, "source", "10.1.0.2", "10.2.0.2"),
                        egress(Change.Op.CHANGE, "gateway", "10.1.0.1", "10.2.0.1")));
    }

    @Test
    void aLostEgressNeedsNoSourceAndGateway() {
        assertEquals(
                "01:59:59.042 reprobe  v4 interface eth0 -> none  [egress_lost]\n",
                change(
                        Significance.REPROBE,
                        Set.of(Reason.EGRESS_LOST),
                        Flags.NONE,
                        egress(Change.Op.REMOVE, "interface", "eth0", null),
                        egress(Change.Op.REMOVE, "source", "10.1.0.2", null),
                        egress(Change.Op.REMOVE, "usable", "true", null)));
    }

    @Test
    void aGainedEgressSaysHow() {
        assertEquals(
                "01:59:59.042 reprobe  v4 interface none -> eth0, source none -> 10.1.0.2  [family_gained]\n",
                change(
                        Significance.REPROBE,
                        Set.of(Reason.FAMILY_GAINED),
                        Flags.NONE,
                        egress(Change.Op.ADD, "interface", null, "eth0"),
                        egress(Change.Op.ADD, "source", null, "10.1.0.2"),
                        egress(Change.Op.ADD, "usable", null, "true")));
    }

    @Test
    void theEgressComesBeforeLinksAndAddresses() {
        assertEquals(
                "01:59:59.042 reprobe  v4 usable yes -> no_carrier; eth0 carrier yes -> no, +10.1.0.9/24, -10.1.0.8/24;"
                        + " br0 added  [egress_lost, carrier_lost, address_added]\n",
                change(
                        Significance.REPROBE,
                        Set.of(Reason.ADDRESS_ADDED, Reason.EGRESS_LOST, Reason.CARRIER_LOST),
                        Flags.NONE,
                        link("eth0", 2, "carrier", "true", "false"),
                        address(Change.Op.ADD, "10.1.0.9/24"),
                        address(Change.Op.REMOVE, "10.1.0.8/24"),
                        new Change(Change.Op.ADD, Change.Kind.LINK, null, "br0", 9, "link", null, "br0"),
                        egress(Change.Op.CHANGE, "usable", "true", "no_carrier")));
    }

    @Test
    void whereNothingDiffersTheEgressIsShown() {
        assertEquals(
                "01:59:59.042 reprobe  v4 eth0 10.1.0.2 via 10.1.0.1; v6 tun0 2001:db8::1:0:0:2  [link_flap] transient\n"
                        .replace("2001:db8::1:0:0:2", Addresses.format(Addresses.parse("2001:db8:0:0:1::2"))),
                change(Significance.REPROBE, Set.of(Reason.LINK_FLAP), Flags.PASSING));
    }

    @Test
    void whatMeansNothingIsShort() {
        assertEquals(
                "01:59:59.042 none     [unrelated_route] capped\n",
                change(Significance.NONE, Set.of(Reason.UNRELATED_ROUTE), Flags.CAPPED));
    }

    @Test
    void aLineStaysReadable() {
        List<Change> many = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            many.add(link("v" + i, 100 + i, "up", "true", "false"));
        }
        String line = change(Significance.NONE, Set.of(Reason.UNRELATED_LINK), Flags.NONE, many.toArray(Change[]::new));
        assertTrue(line.endsWith("v15 up yes -> no; and 24 more  [unrelated_link]\n"), line);
    }

    @Test
    void aDeadPathSaysWhy() {
        lines(Palette.PLAIN)
                .snapshot(
                        new NetworkState(
                                AT,
                                List.of(),
                                new EgressPath(
                                        Family.V4,
                                        2,
                                        "eth0",
                                        Addresses.parse("10.1.0.2"),
                                        null,
                                        EgressPath.Unusable.NO_CARRIER),
                                null),
                        new BackendInfo("linux-netlink", "ffm", null));
        assertEquals(
                "01:59:59.042 snapshot v4 eth0 10.1.0.2 (unusable: no_carrier); v6 none  linux-netlink/ffm\n",
                printed());
    }

    @Test
    void rawEventsAreOneLineEach() {
        Lines lines = lines(Palette.PLAIN);
        lines.raw(new RawEvent(AT, RawEvent.Kind.LINK, RawEvent.Op.NEW, "eth0", 2, "up carrier"));
        lines.raw(new RawEvent(AT, RawEvent.Kind.ADDRESS, RawEvent.Op.DEL, null, 9, "10.0.0.1/8"));
        lines.raw(new RawEvent(AT, RawEvent.Kind.OVERFLOW, null, null, 0, ""));
        assertEquals("""
                01:59:59.042 raw      link new eth0  up carrier
                01:59:59.042 raw      address del #9  10.0.0.1/8
                01:59:59.042 raw      overflow
                """, printed());
    }

    @Test
    void aSlowReaderIsToldHowManyItMissed() {
        lines(Palette.PLAIN).lagged(AT, 1234);
        assertEquals(
                "01:59:59.042 lagged   1234 raw events were missed: this reader is too slow; no change is lost\n",
                printed());
    }

    @Test
    void theDoctorNamesTheFix() {
        lines(Palette.PLAIN)
                .doctor(
                        AT,
                        List.of(
                                Check.good("binding", "ffm"),
                                Check.bad("netlink", "socket: EACCES (13)", "allow AF_NETLINK"),
                                Check.bad("wake", "no timerfd", null)));
        assertEquals("""
                ok   binding  ffm
                FAIL netlink  socket: EACCES (13)  -> allow AF_NETLINK
                FAIL wake     no timerfd
                """, printed());
    }

    @Test
    void timesAreLocalAcrossTheChangeOfSummerTime() {
        Lines lines = lines(Palette.PLAIN);
        lines.lagged(AT, 1);
        lines.lagged(new Moment(2, AT.time().plusSeconds(1)), 1);
        String text = printed();
        assertTrue(text.startsWith("01:59:59.042 "), text);
        assertTrue(text.contains("\n03:00:00.042 "), text);
    }

    @Test
    void timesBeforeTheEpochAreTimesToo() {
        lines(Palette.PLAIN).lagged(new Moment(0, Instant.parse("1969-06-30T23:59:59.999Z")), 1);
        assertTrue(printed().startsWith("00:59:59.999 "), printed());
    }

    @Test
    void coloursSurroundTheWordOnly() {
        LinkChange change = new LinkChange(
                AT,
                1,
                Significance.REBIND,
                Set.of(Reason.WOKE_FROM_SLEEP),
                1,
                1,
                false,
                false,
                false,
                List.of(),
                0,
                state());
        lines(Palette.COLORED).change(change);
        assertTrue(printed().contains("\033[1;31mrebind   \033[0m"), printed());
    }

    private enum Flags {
        NONE,
        EAGER,
        PASSING,
        CAPPED
    }

    private String change(Significance significance, Set<Reason> reasons, Flags flags, Change... changes) {
        lines(Palette.PLAIN)
                .change(new LinkChange(
                        AT,
                        1,
                        significance,
                        reasons,
                        1,
                        1,
                        flags == Flags.CAPPED,
                        flags == Flags.PASSING,
                        flags == Flags.EAGER,
                        List.of(changes),
                        0,
                        state()));
        return printed();
    }

    private static NetworkState state() {
        return new NetworkState(AT, List.of(), ETH0, TUN0);
    }

    private Lines lines(Palette palette) {
        return new HumanLines(
                new Output(bytes, Descriptors.UNKNOWN, new Ending()), palette, ZoneId.of("Europe/Berlin"));
    }

    private String printed() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static EgressPath path(Family family, String name, int index, String source, @Nullable String gateway) {
        return new EgressPath(
                family, index, name, Addresses.parse(source), gateway == null ? null : Addresses.parse(gateway), null);
    }

    private static Change egress(Change.Op op, String what, @Nullable String from, @Nullable String to) {
        return new Change(op, Change.Kind.EGRESS, Family.V4, "eth0", 2, what, from, to);
    }

    private static Change link(String name, int index, String what, String from, String to) {
        return new Change(Change.Op.CHANGE, Change.Kind.LINK, null, name, index, what, from, to);
    }

    private static Change address(Change.Op op, String address) {
        boolean added = op == Change.Op.ADD;
        return new Change(
                op,
                Change.Kind.ADDRESS,
                Family.V4,
                "eth0",
                2,
                "address",
                added ? null : address,
                added ? address : null);
    }
}
