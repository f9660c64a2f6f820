// SPDX-License-Identifier: Apache-2.0
package dev.netmon;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One interface of a snapshot: its link and the addresses on it. Immutable. */
public record NetInterface(Link link, List<LinkAddress> addresses) {

    public NetInterface {
        addresses = List.copyOf(addresses);
    }

    public int index() {
        return link.index();
    }

    public String name() {
        return link.name();
    }

    /** The address without regard to flags, or null where it is not on this interface. */
    public @Nullable LinkAddress find(LinkAddress wanted) {
        for (LinkAddress a : addresses) {
            if (a.sameAddress(wanted)) {
                return a;
            }
        }
        return null;
    }
}
