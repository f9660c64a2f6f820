// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows;

import dev.netmon.Addresses;
import dev.netmon.RawEvent.Kind;
import dev.netmon.RawEvent.Op;
import dev.netmon.spi.EventSink;
import dev.netmon.spi.KnownInterfaces;
import dev.netmon.spi.KnownInterfaces.Claims;
import dev.netmon.spi.OsEvent;
import dev.netmon.windows.wire.InterfaceKey;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The state that was told last, and how one that was read differs from it, as events. Pure; not thread-safe.
 *
 * <p>What was named without being different is told too, as it is: a change of a metric shows nowhere else, a lifetime was
 * renewed, an address was away for a moment.
 */
final class Told {

    private record Place(int index, InetAddress address) {}

    private final KnownInterfaces known = new KnownInterfaces();
    private Map<Integer, Found> told = Map.of();

    /** Starts again from here. */
    void reset(Map<Integer, Found> read) {
        known.reset(read.values().stream().map(Found::shown).toList());
        told = new HashMap<>(read);
    }

    /** Tells what is different, and about what was named. */
    void update(Map<Integer, Found> read, Named named, EventSink sink) {
        Set<Integer> linksTold = new HashSet<>();
        EventSink noting = event -> {
            if (event instanceof OsEvent.LinkEvent link) {
                linksTold.add(link.link().index());
            }
            sink.event(event);
        };
        Map<Place, Boolean> places = places(read, named);
        removeReplaced(read, noting);
        known.update(read.values().stream().map(Found::shown).toList(), claims(places), noting);
        named.interfaces().forEach(key -> named(key, read, linksTold, sink));
        places.forEach((place, gone) -> absent(place, gone, read, sink));
        if (named.unnamed() > 0) {
            String text = named.unnamed() + " notifications that do not say of what";
            sink.event(new OsEvent.Hint(Kind.LINK, Op.NEW, null, 0, text));
        }
        told = new HashMap<>(read);
    }

    /** An index may be given to another card; that one is not the first one changed. */
    private void removeReplaced(Map<Integer, Found> read, EventSink sink) {
        Map<Integer, Found> rest = new LinkedHashMap<>(told);
        rest.values().removeIf(was -> {
            Found is = read.get(was.shown().index());
            return is != null && is.luid() != was.luid();
        });
        if (rest.size() < told.size()) {
            known.update(rest.values().stream().map(Found::shown).toList(), Claims.NONE, sink);
        }
    }

    private Map<Place, Boolean> places(Map<Integer, Found> read, Named named) {
        Map<Place, Boolean> places = new LinkedHashMap<>();
        named.addresses().forEach((key, gone) -> {
            Place place = new Place(
                    index(key.luid(), key.index(), read), key.address().address());
            places.merge(place, gone, Boolean::logicalOr);
        });
        return places;
    }

    private static Claims claims(Map<Place, Boolean> places) {
        return new Claims() {
            @Override
            public boolean added(int index, InetAddress address) {
                return places.containsKey(new Place(index, address));
            }

            @Override
            public boolean removed(int index, InetAddress address) {
                return places.getOrDefault(new Place(index, address), false);
            }
        };
    }

    private void named(InterfaceKey key, Map<Integer, Found> read, Set<Integer> linksTold, EventSink sink) {
        int index = index(key.luid(), key.index(), read);
        Found is = read.get(index);
        if (!linksTold.add(index)) {
            return;
        }
        if (is == null) {
            sink.event(new OsEvent.Filtered(Kind.LINK, Op.NEW, index, "an interface that is not shown"));
        } else {
            sink.event(new OsEvent.LinkEvent(Op.NEW, is.shown().link()));
        }
    }

    private void absent(Place place, boolean gone, Map<Integer, Found> read, EventSink sink) {
        Found is = read.get(place.index());
        Found was = told.get(place.index());
        if (is != null && is.has(place.address()) || was != null && was.has(place.address())) {
            return;
        }
        String text = "an address that is not there: " + Addresses.format(place.address());
        sink.event(new OsEvent.Filtered(Kind.ADDRESS, gone ? Op.DEL : Op.NEW, place.index(), text));
    }

    /** A notification may give only one of the two. */
    private int index(long luid, int index, Map<Integer, Found> read) {
        if (index > 0) {
            return index;
        }
        for (Map<Integer, Found> all : List.of(read, told)) {
            for (Map.Entry<Integer, Found> one : all.entrySet()) {
                if (luid != 0 && one.getValue().luid() == luid) {
                    return one.getKey();
                }
            }
        }
        return 0;
    }
}
