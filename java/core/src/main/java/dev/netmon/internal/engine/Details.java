// SPDX-License-Identifier: Apache-2.0
package dev.netmon.internal.engine;

import dev.netmon.Link;
import dev.netmon.LinkAddress;
import java.util.Locale;

/** Raw events in words. */
final class Details {

    private Details() {}

    static String of(Link link) {
        StringBuilder text = new StringBuilder(64).append(link.name());
        text.append(link.up() ? " up" : " down").append(link.carrier() ? " carrier" : " no-carrier");
        text.append(" mtu ").append(link.mtu());
        if (link.mac() != null) {
            text.append(" mac ").append(link.mac());
        }
        if (link.counters().known()) {
            text.append(" carrier-changes ").append(link.counters().changes());
        }
        return text.toString();
    }

    static String of(LinkAddress address) {
        StringBuilder text = new StringBuilder(48).append(address);
        for (LinkAddress.Flag flag : LinkAddress.Flag.values()) {
            if (address.has(flag)) {
                text.append(' ').append(flag.name().toLowerCase(Locale.ROOT).replace('_', '-'));
            }
        }
        return text.toString();
    }
}
