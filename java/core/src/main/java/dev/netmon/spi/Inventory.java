// SPDX-License-Identifier: Apache-2.0
package dev.netmon.spi;

import dev.netmon.Moment;
import dev.netmon.NetInterface;
import java.util.List;

/** Every link with its addresses, as read in one go. */
public record Inventory(Moment at, List<NetInterface> interfaces) {
    public Inventory {
        interfaces = List.copyOf(interfaces);
    }
}
