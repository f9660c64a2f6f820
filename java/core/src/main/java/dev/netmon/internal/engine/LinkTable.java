// SPDX-License-Identifier: Apache-2.0
package dev.netmon.internal.engine;

import dev.netmon.Link;
import dev.netmon.LinkAddress;
import dev.netmon.NetInterface;
import java.net.InetAddress;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * The interfaces of the host as folded from events, ordered by index. An update costs the same with ten interfaces and
 * with five thousand; a snapshot copies one array of references. Not thread-safe.
 */
final class LinkTable {

    private NetInterface[] rows = new NetInterface[16];
    private int size;
    private final Map<InetAddress, Integer> holders = new HashMap<>();

    /** The interface of this index, or null. */
    @Nullable
    NetInterface get(int index) {
        int at = find(index);
        return at < 0 ? null : rows[at];
    }

    /** Whether any interface has this address. */
    boolean holds(InetAddress address) {
        return holders.containsKey(address);
    }

    /** Adds a link, or changes it and keeps its addresses. */
    void put(Link link) {
        int at = find(link.index());
        if (at >= 0) {
            rows[at] = new NetInterface(link, rows[at].addresses());
        } else {
            insert(-at - 1, new NetInterface(link, List.of()));
        }
    }

    /** Removes a link with its addresses; returns what was there. */
    @Nullable
    NetInterface remove(int index) {
        int at = find(index);
        if (at < 0) {
            return null;
        }
        NetInterface gone = rows[at];
        System.arraycopy(rows, at + 1, rows, at, size - at - 1);
        rows[--size] = null;
        gone.addresses().forEach(a -> release(a.address()));
        return gone;
    }

    /** Adds an address, or changes its flags; returns what was there before. An unknown interface is left alone. */
    @Nullable
    LinkAddress put(int index, LinkAddress address) {
        int at = find(index);
        if (at < 0) {
            return null;
        }
        List<LinkAddress> addresses = new ArrayList<>(rows[at].addresses());
        LinkAddress before = rows[at].find(address);
        if (before != null) {
            addresses.set(addresses.indexOf(before), address);
        } else {
            addresses.add(address);
            holders.merge(address.address(), 1, Integer::sum);
        }
        rows[at] = new NetInterface(rows[at].link(), addresses);
        return before;
    }

    /** Removes an address; returns what was there. */
    @Nullable
    LinkAddress remove(int index, LinkAddress address) {
        int at = find(index);
        LinkAddress before = at < 0 ? null : rows[at].find(address);
        if (before == null) {
            return null;
        }
        List<LinkAddress> addresses = new ArrayList<>(rows[at].addresses());
        addresses.remove(before);
        rows[at] = new NetInterface(rows[at].link(), addresses);
        release(before.address());
        return before;
    }

    /** Replaces everything. */
    void reset(List<NetInterface> interfaces) {
        rows = interfaces.toArray(new NetInterface[Math.max(16, interfaces.size())]);
        size = interfaces.size();
        Arrays.sort(rows, 0, size, (a, b) -> Integer.compare(a.index(), b.index()));
        holders.clear();
        for (NetInterface i : interfaces) {
            i.addresses().forEach(a -> holders.merge(a.address(), 1, Integer::sum));
        }
    }

    /** An immutable copy, ordered by index. */
    List<NetInterface> snapshot() {
        return new Snapshot(Arrays.copyOf(rows, size));
    }

    private void release(InetAddress address) {
        holders.computeIfPresent(address, (a, n) -> n > 1 ? n - 1 : null);
    }

    private int find(int index) {
        int low = 0;
        int high = size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Integer.compare(rows[middle].index(), index);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }

    private void insert(int at, NetInterface row) {
        if (size == rows.length) {
            rows = Arrays.copyOf(rows, size * 2);
        }
        System.arraycopy(rows, at, rows, at + 1, size - at);
        rows[at] = row;
        size++;
    }

    /** Immutable without a second copy. */
    private static final class Snapshot extends AbstractList<NetInterface> implements RandomAccess {

        private final NetInterface[] rows;

        Snapshot(NetInterface[] rows) {
            this.rows = rows;
        }

        @Override
        public NetInterface get(int i) {
            return rows[i];
        }

        @Override
        public int size() {
            return rows.length;
        }
    }
}
