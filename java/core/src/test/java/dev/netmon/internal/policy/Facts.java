// SPDX-License-Identifier: Apache-2.0
package dev.netmon.internal.policy;

import dev.netmon.Addresses;
import dev.netmon.CarrierCounters;
import dev.netmon.EgressPath;
import dev.netmon.EgressPath.Unusable;
import dev.netmon.Family;
import dev.netmon.Link;
import dev.netmon.spi.NextHop;
import java.net.InetAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Paths, links and looks in few words. */
final class Facts {

    static final int ETH0 = 2;
    static final int ETH1 = 3;
    static final int TUN = 4;

    private Facts() {}

    static InetAddress ip(String text) {
        return Addresses.parse(text);
    }

    static Link link(int index) {
        return link(index, 1, 0, true);
    }

    static Link link(int index, long changes, long downs, boolean carrier) {
        return new Link(index, name(index), true, carrier, false, 1500, null, new CarrierCounters(changes, downs), 0);
    }

    static Link noCarrier(int index) {
        return link(index, 2, 1, false);
    }

    static String name(int index) {
        return index == TUN ? "tun0" : "eth" + (index - ETH0);
    }

    static EgressPath v4(int index, String source, @Nullable String gateway) {
        return path(index, source, gateway, null);
    }

    static EgressPath path(int index, @Nullable String source, @Nullable String gateway, @Nullable Unusable why) {
        return new EgressPath(
                source != null && source.contains(":") ? Family.V6 : Family.V4,
                index,
                name(index),
                source == null ? null : ip(source),
                gateway == null ? null : ip(gateway),
                why);
    }

    /** Found: a path over its link in good order; the told link is the same. */
    static Look look(@Nullable EgressPath path) {
        Link link = path == null ? null : link(path.index());
        return new Look(path, link, link, Set.of());
    }

    static Look look(@Nullable EgressPath path, @Nullable Link link, @Nullable Link toldLink) {
        return new Look(path, link, toldLink, Set.of());
    }

    static Look hops(EgressPath path, @Nullable Set<NextHop> hops) {
        return new Look(path, link(path.index()), link(path.index()), hops);
    }
}
