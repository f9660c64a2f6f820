// SPDX-License-Identifier: Apache-2.0
package dev.netmon.internal.engine;

import dev.netmon.Link;
import dev.netmon.LinkAddress;
import dev.netmon.NetInterface;
import dev.netmon.RawEvent;
import dev.netmon.spi.Inventory;
import dev.netmon.spi.OsEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Folds facts into the table of links, and keeps in the burst what they changed. Not thread-safe. */
final class Fold {

    private final LinkTable table;
    private final Burst burst;

    Fold(LinkTable table, Burst burst) {
        this.table = table;
        this.burst = burst;
    }

    /** A link is new, changed or gone. */
    void link(OsEvent.LinkEvent event) {
        Link link = event.link();
        burst.touch(link.index(), table.get(link.index()));
        burst.linkMessage(link.index());
        if (event.op() == RawEvent.Op.NEW) {
            table.put(link);
        } else {
            NetInterface gone = table.remove(link.index());
            if (gone != null) {
                gone.addresses().forEach(a -> burst.addressRemoved(link.index(), a));
            }
        }
    }

    /** An address is new, changed, refreshed or gone. */
    void address(OsEvent.AddressEvent event) {
        int index = event.index();
        LinkAddress address = event.address();
        burst.touch(index, table.get(index));
        if (event.op() == RawEvent.Op.NEW) {
            if (address.equals(table.put(index, address))) {
                burst.addressRefreshed(index, address);
            }
        } else if (table.remove(index, address) != null) {
            burst.addressRemoved(index, address);
        }
    }

    /** Takes what was read for true, and remembers what was not known or is gone. */
    void everything(Inventory inventory) {
        Map<Integer, NetInterface> found = new HashMap<>();
        inventory.interfaces().forEach(i -> found.put(i.index(), i));
        Set<Integer> indexes = new HashSet<>(found.keySet());
        table.snapshot().forEach(i -> indexes.add(i.index()));
        for (int index : indexes) {
            NetInterface was = table.get(index);
            NetInterface is = found.get(index);
            if (!Objects.equals(was, is)) {
                burst.touch(index, was);
            }
            if (was != null) {
                for (LinkAddress a : was.addresses()) {
                    if (is == null || is.find(a) == null) {
                        burst.addressRemoved(index, a);
                    }
                }
            }
        }
        table.reset(inventory.interfaces());
    }
}
