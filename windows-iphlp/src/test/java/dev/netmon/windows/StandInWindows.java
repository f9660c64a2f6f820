// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows;

import static dev.netmon.ffi.WindowsConstants.AF_INET;
import static dev.netmon.ffi.WindowsConstants.AF_INET6;
import static dev.netmon.ffi.WindowsConstants.IF_OPER_STATUS_DOWN;
import static dev.netmon.ffi.WindowsConstants.IF_OPER_STATUS_UP;
import static dev.netmon.ffi.WindowsConstants.IF_TYPE_ETHERNET_CSMACD;
import static dev.netmon.ffi.WindowsConstants.IF_TYPE_IEEE80211;
import static dev.netmon.ffi.WindowsConstants.IF_TYPE_SOFTWARE_LOOPBACK;
import static dev.netmon.ffi.WindowsConstants.IP_DAD_STATE_PREFERRED;
import static dev.netmon.ffi.WindowsConstants.MEDIA_CONNECT_STATE_CONNECTED;
import static dev.netmon.ffi.WindowsConstants.MEDIA_CONNECT_STATE_DISCONNECTED;
import static dev.netmon.ffi.WindowsConstants.MIB_ADD_INSTANCE;
import static dev.netmon.ffi.WindowsConstants.MIB_DELETE_INSTANCE;
import static dev.netmon.ffi.WindowsConstants.MIB_PARAMETER_NOTIFICATION;
import static dev.netmon.ffi.WindowsConstants.NET_IF_ADMIN_STATUS_UP;

import dev.netmon.BackendInfo;
import dev.netmon.ffi.BindingProvider;
import dev.netmon.ffi.MibKind;
import dev.netmon.ffi.WindowsLayouts;
import dev.netmon.ffi.WindowsLibrary;
import dev.netmon.ffi.testing.WindowsStandIn;
import dev.netmon.ffi.testing.WindowsStandIn.Row;
import dev.netmon.ffi.testing.WindowsStandIn.Table;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A machine with two network cards, made of the rows of a {@link WindowsStandIn}. It moves as the vendor documents it: the
 * table first, then those who registered are told, with a row in which nothing but the key is filled in. Thread-safe.
 */
final class StandInWindows {

    static final int LOOPBACK = 1;
    static final int WIFI = 9;
    static final int ETHERNET = 12;
    static final String WIFI_NAME = "WLAN";
    static final String ETHERNET_NAME = "Ethernet 2";

    /** A filter driver's view of the first card. */
    private static final int FILTER = 30;

    private final WindowsStandIn windows;
    private final Class<? extends BindingProvider> provider;
    private final Map<Integer, Row> links = new LinkedHashMap<>();
    private final Map<String, Row> addresses = new LinkedHashMap<>();
    private final Map<String, Row> routes = new LinkedHashMap<>();
    private final Map<String, Row> ipInterfaces = new LinkedHashMap<>();

    private StandInWindows(WindowsStandIn windows, Class<? extends BindingProvider> provider) {
        this.windows = windows;
        this.provider = provider;
    }

    /** Which binding the calls go through; a class of Java 22 must not be loaded by an older one, hence the names. */
    enum Through {
        FFM("dev.netmon.ffi.ffm.FfmProvider"),
        JNA("dev.netmon.ffi.jna.JnaProvider");

        private final String provider;

        Through(String provider) {
            this.provider = provider;
        }
    }

    /** A machine on its cable, with a default route; skips the calling test where there is no compiler. */
    static StandInWindows plugged(Through binding) {
        WindowsStandIn windows = WindowsStandIn.fresh();
        try {
            StandInWindows machine =
                    new StandInWindows(windows, Class.forName(binding.provider).asSubclass(BindingProvider.class));
            machine.link(LOOPBACK, "Loopback Pseudo-Interface 1", IF_TYPE_SOFTWARE_LOOPBACK);
            machine.link(ETHERNET, ETHERNET_NAME, IF_TYPE_ETHERNET_CSMACD);
            machine.link(WIFI, WIFI_NAME, IF_TYPE_IEEE80211);
            machine.links.put(
                    FILTER,
                    machine.links
                            .get(ETHERNET)
                            .copy()
                            .set("InterfaceIndex", FILTER)
                            .text("Alias", ETHERNET_NAME + "-WFP Native MAC Layer LightWeight Filter-0000")
                            .set("InterfaceAndOperStatusFlags", WindowsLayouts.FILTER_INTERFACE_BIT));
            machine.quietly(() -> {
                machine.addAddress(LOOPBACK, "127.0.0.1", 8);
                machine.addAddress(ETHERNET, "192.0.2.20", 24);
                machine.addAddress(WIFI, "198.51.100.20", 24);
                machine.addRoute("0.0.0.0", 0, ETHERNET, "192.0.2.1", 0);
            });
            machine.metric(ETHERNET, 25);
            machine.metric(WIFI, 50);
            machine.show();
            return machine;
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private boolean quiet;

    private void quietly(Runnable moves) {
        quiet = true;
        moves.run();
        quiet = false;
    }

    WindowsStandIn standIn() {
        return windows;
    }

    /** A library of its own each time. */
    WindowsLibrary library() {
        return windows.library(provider);
    }

    IphlpSource source() {
        return new IphlpSource(library(), new BackendInfo(WindowsSourceProvider.NAME, "test", null));
    }

    private static long luid(int type, int index) {
        return (long) type << 48 | (long) index << 24;
    }

    /** A card that is plugged in; nobody is told. */
    synchronized void link(int index, String alias, int type) {
        links.put(
                index,
                windows.row(Table.INTERFACE)
                        .set("InterfaceLuid", luid(type, index))
                        .set("InterfaceIndex", index)
                        .text("Alias", alias)
                        .text("Description", "Card " + index)
                        .set("PhysicalAddressLength", 6)
                        .bytes("PhysicalAddress", (byte) 2, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) index)
                        .set("Mtu", 1500)
                        .set("Type", type)
                        .set("InterfaceAndOperStatusFlags", WindowsLayouts.HARDWARE_INTERFACE_BIT)
                        .set("OperStatus", IF_OPER_STATUS_UP)
                        .set("AdminStatus", NET_IF_ADMIN_STATUS_UP)
                        .set("MediaConnectState", MEDIA_CONNECT_STATE_CONNECTED));
    }

    /** The row of a link, to be changed; {@link #show} makes it seen. */
    Row link(int index) {
        return Objects.requireNonNull(links.get(index));
    }

    /** The row of an address, to be changed. */
    Row address(String address) {
        return Objects.requireNonNull(addresses.get(address));
    }

    /** Shows a link that came, changed, or is gone from now on, and tells. */
    synchronized void linkMoved(int index, int type) {
        show();
        fireInterface(index, type);
    }

    /** Takes a card out, with its addresses and routes. */
    synchronized void removeLink(int index) {
        links.remove(index);
        addresses.values().removeIf(row -> on(row, 40) == index);
        routes.values().removeIf(row -> on(row, 8) == index);
        linkMoved(index, MIB_DELETE_INSTANCE);
    }

    private static int on(Row row, int offset) {
        return row.bytes().getInt(offset);
    }

    /** Pulls a plug, or loses the radio: Windows takes the routes of the link away. */
    synchronized void disconnect(int index) {
        link(index).set("MediaConnectState", MEDIA_CONNECT_STATE_DISCONNECTED).set("OperStatus", IF_OPER_STATUS_DOWN);
        linkMoved(index, MIB_PARAMETER_NOTIFICATION);
    }

    synchronized void connect(int index) {
        link(index).set("MediaConnectState", MEDIA_CONNECT_STATE_CONNECTED).set("OperStatus", IF_OPER_STATUS_UP);
        linkMoved(index, MIB_PARAMETER_NOTIFICATION);
    }

    /** Tells of an interface, for both families as Windows does. */
    void fireInterface(int index, int type) {
        for (int family : new int[] {AF_INET, AF_INET6}) {
            fire(
                    MibKind.IP_INTERFACE,
                    type,
                    windows.row(Table.IP_INTERFACE).set("Family", family).set("InterfaceIndex", index));
        }
    }

    synchronized void metric(int index, int metric) {
        for (int family : new int[] {AF_INET, AF_INET6}) {
            ipInterfaces.put(
                    index + " " + family,
                    windows.row(Table.IP_INTERFACE)
                            .set("Family", family)
                            .set("InterfaceIndex", index)
                            .set("Metric", metric)
                            .set("Connected", 1));
        }
        show();
    }

    synchronized void addAddress(int index, String address, int prefixLength) {
        Row row = windows.row(Table.UNICAST_ADDRESS)
                .address("Address", ip(address))
                .set("InterfaceIndex", index)
                .set("OnLinkPrefixLength", prefixLength)
                .set("DadState", IP_DAD_STATE_PREFERRED);
        addresses.put(address, row);
        show();
        fireAddress(index, address, MIB_ADD_INSTANCE);
    }

    synchronized void removeAddress(String address) {
        Row row = Objects.requireNonNull(addresses.remove(address));
        show();
        fireAddress(on(row, 40), address, MIB_DELETE_INSTANCE);
    }

    /** Tells of an address by its key. */
    void fireAddress(int index, String address, int type) {
        fire(
                MibKind.UNICAST_ADDRESS,
                type,
                windows.row(Table.UNICAST_ADDRESS)
                        .address("Address", ip(address))
                        .set("InterfaceIndex", index));
    }

    synchronized void addRoute(String prefix, int length, int index, String nextHop, int metric) {
        Row row = windows.row(Table.ROUTE)
                .address("DestinationPrefix.Prefix", ip(prefix))
                .set("DestinationPrefix.PrefixLength", length)
                .set("InterfaceIndex", index)
                .address("NextHop", ip(nextHop))
                .set("Metric", metric);
        routes.put(prefix + "/" + length + " " + index, row);
        show();
        fireRoute(prefix, length, index, nextHop, MIB_ADD_INSTANCE);
    }

    synchronized void removeRoute(String prefix, int length, int index) {
        Row row = Objects.requireNonNull(routes.remove(prefix + "/" + length + " " + index));
        show();
        fire(MibKind.ROUTE, MIB_DELETE_INSTANCE, row);
    }

    /** Tells of a route by its key. */
    void fireRoute(String prefix, int length, int index, String nextHop, int type) {
        fire(
                MibKind.ROUTE,
                type,
                windows.row(Table.ROUTE)
                        .address("DestinationPrefix.Prefix", ip(prefix))
                        .set("DestinationPrefix.PrefixLength", length)
                        .set("InterfaceIndex", index)
                        .address("NextHop", ip(nextHop)));
    }

    private void fire(MibKind kind, int type, Row key) {
        if (!quiet) {
            windows.fire(kind, type, key);
        }
    }

    /** Makes the rows as they are now the tables; nobody is told. */
    synchronized void show() {
        windows.show(Table.INTERFACE, new ArrayList<>(links.values()));
        windows.show(Table.UNICAST_ADDRESS, new ArrayList<>(addresses.values()));
        windows.show(Table.ROUTE, new ArrayList<>(routes.values()));
        windows.show(Table.IP_INTERFACE, new ArrayList<>(ipInterfaces.values()));
    }

    static InetAddress ip(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
