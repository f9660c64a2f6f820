// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos;

import static dev.netmon.ffi.DarwinConstants.EHOSTUNREACH;
import static dev.netmon.ffi.DarwinConstants.ESRCH;
import static dev.netmon.ffi.DarwinConstants.NET_RT_IFLIST2;
import static dev.netmon.macos.Darwin.IFF_LOOPBACK;
import static dev.netmon.macos.Darwin.IFF_MULTICAST;
import static dev.netmon.macos.Darwin.IFF_RUNNING;
import static dev.netmon.macos.Darwin.IFF_UP;
import static dev.netmon.macos.Darwin.RTF_DONE;
import static dev.netmon.macos.Darwin.RTF_GATEWAY;
import static dev.netmon.macos.Darwin.RTF_STATIC;
import static dev.netmon.macos.Darwin.RTF_UP;

import dev.netmon.Addresses;
import dev.netmon.BackendInfo;
import dev.netmon.Family;
import dev.netmon.ffi.Binding;
import dev.netmon.ffi.testing.DarwinStandIn;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A macOS host without macOS: links, addresses and default routes behind the stand-in library, and the messages that the
 * kernel and configd send when they change. Written from the kernel's published source; what a real system does beyond it
 * only a real system shows. Safe for use from several threads.
 */
final class DarwinHost {
    /** The process that changes routes on a Mac. */
    static final int CONFIGD = 99;

    static final int LO0 = 1;
    static final int EN0 = 4;
    static final int EN1 = 5;

    private static final int ACTIVE = 3; // IFM_AVALID | IFM_ACTIVE
    private static final int INACTIVE = 1; // IFM_AVALID
    private static final int NO_MEDIA = -1;

    private static final class Card {
        final int index;
        final String name;
        final @Nullable String mac;
        final Map<InetAddress, Integer> addresses = new LinkedHashMap<>();
        int flags;
        int mtu = 1500;

        Card(int index, String name, int flags, @Nullable String mac) {
            this.index = index;
            this.name = name;
            this.flags = flags;
            this.mac = mac;
        }
    }

    private record DefaultRoute(int index, @Nullable InetAddress gateway, InetAddress source) {}

    private final DarwinStandIn standIn;
    private final Binding binding;
    private final Map<Integer, Card> cards = new TreeMap<>();
    private final Map<Family, DefaultRoute> defaults = new EnumMap<>(Family.class);

    /** A host with a loopback and two uplinks, en0 and en1, that have nothing but carrier. */
    DarwinHost(Binding binding) throws Exception {
        this.binding = binding;
        this.standIn = DarwinStandIn.load(binding);
        attach(new Card(LO0, "lo0", IFF_UP | IFF_LOOPBACK | IFF_RUNNING | IFF_MULTICAST, null), NO_MEDIA);
        attach(card(EN0, "en0", "a4:83:e7:00:00:04"), ACTIVE);
        attach(card(EN1, "en1", "a4:83:e7:00:00:05"), ACTIVE);
        cards.get(LO0).addresses.put(ip("127.0.0.1"), 8);
        publish(LO0);
    }

    private static Card card(int index, String name, String mac) {
        return new Card(index, name, IFF_UP | IFF_RUNNING | IFF_MULTICAST, mac);
    }

    static InetAddress ip(String text) {
        return Addresses.parse(text);
    }

    /** The stand-in below, for scripts. */
    DarwinStandIn standIn() {
        return standIn;
    }

    /** A source that reads this host; not open. */
    RouteSource source() {
        return new RouteSource(standIn.library(), info());
    }

    /** The same with a receive buffer of another size. */
    RouteSource source(int bufferBytes) {
        return new RouteSource(standIn.library(), info(), bufferBytes);
    }

    private BackendInfo info() {
        return new BackendInfo(MacosSourceProvider.NAME, binding.name().toLowerCase(Locale.ROOT), null);
    }

    /** An address appears, and with it the messages of the kernel. */
    synchronized void addAddress(int index, String cidr) {
        InetAddress address = put(index, cidr);
        Card card = card(index);
        standIn.message(Darwin.address(Darwin.NEWADDR, index, card.name, address, card.addresses.get(address)));
        standIn.event(Darwin.kernelEvent(
                address.getAddress().length == 4 ? Darwin.KEV_INET : Darwin.KEV_INET6, 1, card.name));
    }

    /** An address appears without any message, as one that was there before. */
    synchronized InetAddress put(int index, String cidr) {
        int slash = cidr.indexOf('/');
        InetAddress address = ip(cidr.substring(0, slash));
        Card card = card(index);
        card.addresses.put(address, Integer.parseInt(cidr.substring(slash + 1)));
        publish(index);
        return address;
    }

    /** Many addresses appear without any message: of a /16, as many as wanted. */
    synchronized void putMany(int index, String firstTwoBytes, int count) {
        for (int i = 0; i < count; i++) {
            card(index).addresses.put(ip(firstTwoBytes + (1 + i / 250) + "." + (1 + i % 250)), 16);
        }
        publish(index);
    }

    /** An address goes, and with it the messages of the kernel. */
    synchronized void removeAddress(int index, String text) {
        InetAddress address = ip(text);
        Card card = card(index);
        int prefix = card.addresses.get(address);
        drop(index, text);
        standIn.message(Darwin.address(Darwin.DELADDR, index, card.name, address, prefix));
        standIn.event(Darwin.kernelEvent(
                address.getAddress().length == 4 ? Darwin.KEV_INET : Darwin.KEV_INET6, 3, card.name));
    }

    /** An address goes without any message. */
    synchronized void drop(int index, String text) {
        card(index).addresses.remove(ip(text));
        publish(index);
    }

    /** What limits an IPv6 address, IN6_IFF_…; without a message, as in the kernel. */
    synchronized void addressFlags(int index, String text, int flags) {
        standIn.addressFlags(card(index).name, ip(text).getAddress(), flags);
    }

    /** The default route of a family goes another way; configd takes the old one out first. */
    synchronized void defaultRoute(int index, @Nullable String gateway, String source) {
        Family family = Family.of(ip(source));
        if (defaults.containsKey(family)) {
            deleteDefault(family);
        }
        routeQuietly(index, gateway, source);
        standIn.message(Darwin.route(
                Darwin.ADD,
                index,
                flags(gateway) | RTF_DONE,
                CONFIGD,
                all(family),
                gateway == null ? null : ip(gateway)));
    }

    /** The same without any message. */
    synchronized void routeQuietly(int index, @Nullable String gateway, String source) {
        InetAddress from = ip(source);
        InetAddress way = gateway == null ? null : ip(gateway);
        defaults.put(Family.of(from), new DefaultRoute(index, way, from));
        // Of an IPv6 route the kernel names the address it was made with, the link-local one.
        InetAddress named = from.getAddress().length == 4 ? from : ip("fe80::" + index);
        standIn.answer(Darwin.anyOf(from), Darwin.answer(flags(gateway), index, card(index).name, way, named));
        standIn.source(Darwin.anyOf(from), Darwin.sockaddr(from));
    }

    private static int flags(@Nullable String gateway) {
        return RTF_UP | RTF_STATIC | (gateway == null ? 0 : RTF_GATEWAY);
    }

    /** The default route of a family goes. */
    synchronized void deleteDefault(Family family) {
        DefaultRoute gone = defaults.remove(family);
        byte[] any = Darwin.anyOf(gone.source());
        standIn.refuse(any, ESRCH);
        standIn.noSource(any, EHOSTUNREACH);
        standIn.message(Darwin.route(
                Darwin.DELETE,
                gone.index(),
                RTF_STATIC | RTF_GATEWAY | RTF_DONE,
                CONFIGD,
                all(family),
                gone.gateway()));
    }

    private static String all(Family family) {
        return family == Family.V4 ? "0.0.0.0/0" : "::/0";
    }

    /** The cable is pulled: no message of the routing socket tells so. */
    synchronized void loseCarrier(int index) {
        carrier(index, INACTIVE);
        standIn.event(Darwin.kernelEvent(Darwin.KEV_DL, Darwin.LINK_OFF, card(index).name));
    }

    /** The cable is back. */
    synchronized void regainCarrier(int index) {
        carrier(index, ACTIVE);
        standIn.event(Darwin.kernelEvent(Darwin.KEV_DL, Darwin.LINK_ON, card(index).name));
    }

    /** The cable is pulled or back, and nobody tells. */
    synchronized void carrierQuietly(int index, boolean there) {
        carrier(index, there ? ACTIVE : INACTIVE);
    }

    private void carrier(int index, int status) {
        standIn.media(card(index).name, status);
    }

    /** Flags of a link change, as by ifconfig or a packet capture. */
    synchronized void flags(int index, int flags) {
        Card card = card(index);
        card.flags = flags;
        publish(index);
        standIn.message(Darwin.ifinfo(index, flags, card.mtu));
    }

    synchronized int flags(int index) {
        return card(index).flags;
    }

    /** The MTU of a link changes. */
    synchronized void mtu(int index, int mtu) {
        Card card = card(index);
        card.mtu = mtu;
        publish(index);
        standIn.message(Darwin.ifinfo(index, card.flags, mtu));
    }

    /** A tunnel appears: no media, no message of the routing socket. */
    synchronized void attachTunnel(int index, String name) {
        attach(new Card(index, name, IFF_UP | IFF_RUNNING | IFF_MULTICAST, null), NO_MEDIA);
        standIn.event(Darwin.kernelEvent(Darwin.KEV_DL, 9, name));
    }

    /** A link goes with all it has. */
    synchronized void detach(int index) {
        Card gone = cards.remove(index);
        standIn.table(0, NET_RT_IFLIST2, index, new byte[0]);
        standIn.noName(index);
        everything();
        standIn.event(Darwin.kernelEvent(Darwin.KEV_DL, 11, gone.name));
    }

    private void attach(Card card, int media) {
        cards.put(card.index, card);
        standIn.name(card.index, card.name);
        standIn.media(card.name, media);
        publish(card.index);
    }

    private Card card(int index) {
        Card card = cards.get(index);
        if (card == null) {
            throw new IllegalArgumentException("no interface " + index);
        }
        return card;
    }

    private void publish(int index) {
        standIn.table(0, NET_RT_IFLIST2, index, table(card(index)));
        everything();
    }

    private void everything() {
        standIn.table(0, NET_RT_IFLIST2, 0, table());
    }

    /** The whole table of interfaces, as it is now. */
    synchronized byte[] table() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        cards.values().forEach(card -> all.writeBytes(table(card)));
        return all.toByteArray();
    }

    private static byte[] table(Card card) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(Darwin.ifinfo2(card.index, card.name, card.flags, card.mtu, card.mac));
        card.addresses.forEach((address, prefix) -> all.writeBytes(Darwin.tableAddress(card.index, address, prefix)));
        return all.toByteArray();
    }
}
