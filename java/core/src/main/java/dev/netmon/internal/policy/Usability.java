// SPDX-License-Identifier: Apache-2.0
package dev.netmon.internal.policy;

import dev.netmon.EgressPath;
import dev.netmon.EgressPath.Unusable;
import dev.netmon.Family;
import dev.netmon.Link;
import dev.netmon.LinkAddress;
import dev.netmon.NetInterface;
import dev.netmon.spi.Route;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Whether a packet can leave by the path the system names: about the link it leaves by, not about reachability. */
public final class Usability {

    private Usability() {}

    /**
     * Makes a path of the system's answer.
     *
     * @param link the link of the route, read afresh; null where it is gone
     * @param folded the interface of the route as it is known, with its addresses; null where it is not known
     */
    public static @Nullable EgressPath path(
            Family family, @Nullable Route route, @Nullable Link link, @Nullable NetInterface folded) {
        if (route == null) {
            return null;
        }
        String name = link != null ? link.name() : folded != null ? folded.name() : "if" + route.index();
        return new EgressPath(
                family, route.index(), name, route.source(), route.gateway(), why(family, route, link, folded));
    }

    private static @Nullable Unusable why(
            Family family, Route route, @Nullable Link link, @Nullable NetInterface folded) {
        InetAddress source = route.source();
        if (link == null || !link.up()) {
            return Unusable.LINK_DOWN;
        }
        if (!link.carrier()) {
            return Unusable.NO_CARRIER;
        }
        if (source == null || source.isAnyLocalAddress()) {
            return Unusable.NO_SOURCE;
        }
        // Duplicate address detection takes 1-2 s after the first advertisement; meanwhile the kernel answers with the
        // link-local address, or with one of another uplink.
        if (awaitsDetection(family, folded) && !isOn(source, folded)) {
            return Unusable.ADDRESS_TENTATIVE;
        }
        if (source.isLinkLocalAddress()) {
            if (awaitsDetection(family, folded)) {
                return Unusable.ADDRESS_TENTATIVE;
            }
            // Some clouds hand out IPv4 link-local addresses with a gateway; dhcpcd without a server installs a default
            // route of that kind without one.
            if (family == Family.V6 || route.gateway() == null) {
                return Unusable.LINK_LOCAL_SOURCE;
            }
        }
        return null;
    }

    private static boolean awaitsDetection(Family family, @Nullable NetInterface folded) {
        if (folded == null) {
            return false;
        }
        for (LinkAddress a : folded.addresses()) {
            if (a.family() == family
                    && a.global()
                    && a.has(LinkAddress.Flag.TENTATIVE)
                    && !a.has(LinkAddress.Flag.DAD_FAILED)
                    && !a.has(LinkAddress.Flag.OPTIMISTIC)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOn(InetAddress source, @Nullable NetInterface folded) {
        if (folded != null) {
            for (LinkAddress a : folded.addresses()) {
                if (a.address().equals(source)) {
                    return true;
                }
            }
        }
        return false;
    }
}
