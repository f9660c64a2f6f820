// SPDX-License-Identifier: Apache-2.0
package dev.netmon.testkit;

import dev.netmon.Link;
import dev.netmon.LinkAddress;
import dev.netmon.NetInterface;
import dev.netmon.RawEvent;
import dev.netmon.spi.EventSink;
import dev.netmon.spi.Inventory;
import dev.netmon.spi.OsEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The simplest possible fold of a source's events into a snapshot, to compare with a fresh read: what a backend hands
 * over has to be enough for this. It also keeps every event. For one thread.
 */
public final class FoldedInventory implements EventSink {
    private final Map<Integer, Link> links = new TreeMap<>();
    private final Map<Integer, Set<String>> addresses = new TreeMap<>();
    private final List<OsEvent> events = new ArrayList<>();

    /** Starts from a snapshot. */
    public FoldedInventory(Inventory start) {
        for (NetInterface one : start.interfaces()) {
            links.put(one.index(), one.link());
            one.addresses().forEach(address -> addresses(one.index()).add(key(address)));
        }
    }

    @Override
    public void event(OsEvent event) {
        events.add(event);
        if (event instanceof OsEvent.LinkEvent link) {
            int index = link.link().index();
            if (link.op() == RawEvent.Op.NEW) {
                links.put(index, link.link());
            } else {
                links.remove(index);
                addresses.remove(index);
            }
        } else if (event instanceof OsEvent.AddressEvent address) {
            Set<String> all = addresses(address.index());
            if (address.op() == RawEvent.Op.NEW) {
                all.add(key(address.address()));
            } else {
                all.remove(key(address.address()));
            }
        }
    }

    /** Every event so far, in order. */
    public List<OsEvent> events() {
        return List.copyOf(events);
    }

    /** One line per link: index, name, up, carrier, addresses; equal lines mean equal state. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        links.forEach((index, link) -> lines.add(index + " " + link.name() + (link.up() ? " up" : " down")
                + (link.carrier() ? " carrier " : " no-carrier ") + addresses(index)));
        return lines;
    }

    private Set<String> addresses(int index) {
        return addresses.computeIfAbsent(index, key -> new TreeSet<>());
    }

    private static String key(LinkAddress address) {
        return address.toString();
    }
}
