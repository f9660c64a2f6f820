// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos;

import dev.netmon.LinkAddress;
import dev.netmon.NetInterface;
import dev.netmon.RawEvent.Op;
import dev.netmon.spi.EventSink;
import dev.netmon.spi.OsEvent;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What was told last of the interfaces, and what is different now: the kernel's messages say that something happened,
 * and this says what. Pure; not thread-safe.
 */
final class Known {
    private final TreeMap<Integer, NetInterface> interfaces = new TreeMap<>();

    /** Takes what was read as told. */
    void reset(List<NetInterface> read) {
        interfaces.clear();
        read.forEach(one -> interfaces.put(one.index(), one));
    }

    /** Whether nothing is different. */
    boolean same(List<NetInterface> read) {
        return interfaces.size() == read.size()
                && read.stream().allMatch(one -> one.equals(interfaces.get(one.index())));
    }

    /** The interface of this index as it was told last, or null. */
    @Nullable
    NetInterface get(int index) {
        return interfaces.get(index);
    }

    /**
     * Tells what is different, by index and of each interface the link before its addresses, and takes it as told.
     *
     * @param said what the messages claimed: where it is true and makes no difference, it is a refresh, or something
     *     that went and came back, and told as such
     */
    void update(List<NetInterface> read, Touched said, EventSink sink) {
        TreeMap<Integer, NetInterface> now = new TreeMap<>();
        read.forEach(one -> now.put(one.index(), one));
        TreeSet<Integer> indexes = new TreeSet<>(now.keySet());
        indexes.addAll(interfaces.keySet());
        for (int index : indexes) {
            NetInterface before = interfaces.get(index);
            NetInterface after = now.get(index);
            if (after == null) {
                sink.event(new OsEvent.LinkEvent(
                        Op.DEL, Objects.requireNonNull(before).link()));
            } else {
                if (before == null || !before.link().equals(after.link())) {
                    sink.event(new OsEvent.LinkEvent(Op.NEW, after.link()));
                }
                addresses(before == null ? List.of() : before.addresses(), after, said, sink);
            }
        }
        interfaces.clear();
        interfaces.putAll(now);
    }

    private static void addresses(List<LinkAddress> before, NetInterface after, Touched said, EventSink sink) {
        int index = after.index();
        for (LinkAddress address : before) {
            LinkAddress left = after.find(address);
            if (left == null || said.removed(index, address)) {
                sink.event(new OsEvent.AddressEvent(Op.DEL, index, address));
            }
        }
        for (LinkAddress address : after.addresses()) {
            if (!before.contains(address) || said.removed(index, address) || said.added(index, address)) {
                sink.event(new OsEvent.AddressEvent(Op.NEW, index, address));
            }
        }
    }
}
