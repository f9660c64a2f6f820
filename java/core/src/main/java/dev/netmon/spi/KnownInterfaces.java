// SPDX-License-Identifier: Apache-2.0
package dev.netmon.spi;

import dev.netmon.LinkAddress;
import dev.netmon.NetInterface;
import dev.netmon.RawEvent.Op;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a source told last of every interface, for systems that say that something happened and not what, or whose word
 * cannot be trusted: the difference to what is read now is what is told. Pure; not thread-safe.
 */
public final class KnownInterfaces {
    private final Map<Integer, NetInterface> told = new TreeMap<>();

    /**
     * What the system claimed of addresses. Where a claim is true and makes no difference, it is a refresh, or something
     * that went and came back, and is told as such.
     */
    public interface Claims {
        /** Nothing was claimed. */
        Claims NONE = new Claims() {
            @Override
            public boolean added(int index, InetAddress address) {
                return false;
            }

            @Override
            public boolean removed(int index, InetAddress address) {
                return false;
            }
        };

        /** Whether an address is said to be there. */
        boolean added(int index, InetAddress address);

        /** Whether an address is said to be gone. */
        boolean removed(int index, InetAddress address);
    }

    /** Nothing was told yet. */
    public KnownInterfaces() {}

    /** Takes what was read as told. */
    public void reset(List<NetInterface> read) {
        told.clear();
        read.forEach(one -> told.put(one.index(), one));
    }

    /** The interface of this index as it was told last; null where there is none. */
    public @Nullable NetInterface get(int index) {
        return told.get(index);
    }

    /** Whether nothing is different. */
    public boolean same(List<NetInterface> read) {
        return told.size() == read.size() && read.stream().allMatch(one -> one.equals(told.get(one.index())));
    }

    /** Tells what is different, by index and of each interface the link before its addresses, and takes it as told. */
    public void update(List<NetInterface> read, Claims said, EventSink sink) {
        Map<Integer, NetInterface> now = new TreeMap<>();
        read.forEach(one -> now.put(one.index(), one));
        TreeSet<Integer> indexes = new TreeSet<>(now.keySet());
        indexes.addAll(told.keySet());
        for (int index : indexes) {
            NetInterface before = told.get(index);
            NetInterface after = now.get(index);
            if (after != null) {
                change(before, after, said, sink);
            } else if (before != null) {
                sink.event(new OsEvent.LinkEvent(Op.DEL, before.link()));
            }
        }
        told.clear();
        told.putAll(now);
    }

    private static void change(@Nullable NetInterface before, NetInterface after, Claims said, EventSink sink) {
        int index = after.index();
        if (before == null || !before.link().equals(after.link())) {
            sink.event(new OsEvent.LinkEvent(Op.NEW, after.link()));
        }
        List<LinkAddress> old = before == null ? List.of() : before.addresses();
        for (LinkAddress address : old) {
            if (after.find(address) == null || said.removed(index, address.address())) {
                sink.event(new OsEvent.AddressEvent(Op.DEL, index, address));
            }
        }
        for (LinkAddress address : after.addresses()) {
            InetAddress own = address.address();
            if (!old.contains(address) || said.removed(index, own) || said.added(index, own)) {
                sink.event(new OsEvent.AddressEvent(Op.NEW, index, address));
            }
        }
    }
}
