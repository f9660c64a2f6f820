// SPDX-License-Identifier: Apache-2.0
package dev.netmon.internal.engine;

import dev.netmon.Addresses;
import dev.netmon.Change;
import dev.netmon.EgressPath;
import dev.netmon.Family;
import dev.netmon.Link;
import dev.netmon.LinkAddress;
import dev.netmon.NetInterface;
import dev.netmon.Reason;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is different between the state told last and now, and what else a burst held, in words. */
final class Differences {

    private final List<Change> changes = new ArrayList<>();
    private final EnumSet<Reason> reasons = EnumSet.noneOf(Reason.class);
    private final Set<Integer> egressLinks = new HashSet<>();

    private final Set<String> ownTunnels;

    private Differences(Set<String> ownTunnels) {
        this.ownTunnels = ownTunnels;
    }

    /** Compares the interfaces that the burst touched, and the egress paths. */
    static Differences of(
            Burst burst,
            LinkTable table,
            Map<Family, @Nullable EgressPath> before,
            Map<Family, @Nullable EgressPath> now,
            Set<String> ownTunnels) {
        Differences found = new Differences(ownTunnels);
        for (Family family : Family.values()) {
            found.egress(family, before.get(family), now.get(family));
        }
        boolean moved = !found.changes.isEmpty();
        burst.touched().forEach((index, was) -> found.touched(burst, index, was, table.get(index)));
        for (Reason hint : burst.hints()) {
            // Where the egress moved, the route or rule heard of was not unrelated.
            if (!moved || hint == Reason.FILTERED) {
                found.reasons.add(hint);
            }
        }
        return found;
    }

    List<Change> changes() {
        return changes;
    }

    EnumSet<Reason> reasons() {
        return reasons;
    }

    private void egress(Family family, @Nullable EgressPath was, @Nullable EgressPath is) {
        if (was == null && is == null) {
            return;
        }
        if (was != null) {
            egressLinks.add(was.index());
        }
        if (is != null) {
            egressLinks.add(is.index());
        }
        Change.Op op = was == null ? Change.Op.ADD : is == null ? Change.Op.REMOVE : Change.Op.CHANGE;
        EgressPath named = is != null ? is : Objects.requireNonNull(was);
        Attributes egress = new Attributes(op, Change.Kind.EGRESS, family, named.interfaceName(), named.index());
        if (was == null || is == null || was.index() != is.index()) {
            egress.add("interface", was == null ? null : was.interfaceName(), is == null ? null : is.interfaceName());
        }
        egress.compare("source", text(was == null ? null : was.source()), text(is == null ? null : is.source()));
        egress.compare("gateway", text(was == null ? null : was.gateway()), text(is == null ? null : is.gateway()));
        egress.compare("usable", usable(was), usable(is));
    }

    private static @Nullable String usable(@Nullable EgressPath path) {
        return path == null
                ? null
                : path.whyUnusable() == null ? "true" : path.whyUnusable().label();
    }

    private static @Nullable String text(java.net.@Nullable InetAddress address) {
        return address == null ? null : Addresses.format(address);
    }

    private void touched(Burst burst, int index, @Nullable NetInterface was, @Nullable NetInterface is) {
        Set<Reason> others = EnumSet.copyOf(reasons);
        netInterface(burst, index, was, is);
        if (own(was) || own(is)) {
            reasons.retainAll(others); // whatever the caller does with its tunnel is its own doing
            reasons.add(Reason.OWN_TUNNEL);
        }
    }

    private boolean own(@Nullable NetInterface netInterface) {
        return netInterface != null && ownTunnels.contains(netInterface.name());
    }

    private void netInterface(Burst burst, int index, @Nullable NetInterface was, @Nullable NetInterface is) {
        if (was == null && is == null) {
            reasons.add(Reason.UNRELATED_LINK); // came and went within the burst
            return;
        }
        NetInterface named = is != null ? is : Objects.requireNonNull(was);
        if (was == null || is == null) {
            Change.Op op = was == null ? Change.Op.ADD : Change.Op.REMOVE;
            new Attributes(op, Change.Kind.LINK, null, named.name(), index)
                    .add("link", was == null ? null : was.name(), is == null ? null : is.name());
            reasons.add(was == null ? Reason.INTERFACE_ADDED : Reason.INTERFACE_REMOVED);
        } else {
            link(burst, was.link(), is.link());
        }
        addresses(burst, named, was == null ? List.of() : was.addresses(), is == null ? List.of() : is.addresses());
    }

    private void link(Burst burst, Link was, Link is) {
        int before = changes.size();
        Attributes link = new Attributes(Change.Op.CHANGE, Change.Kind.LINK, null, is.name(), is.index());
        if (link.compare("name", was.name(), is.name())) {
            reasons.add(Reason.INTERFACE_RENAMED);
        }
        boolean moved = link.compare("up", String.valueOf(was.up()), String.valueOf(is.up()));
        moved |= link.compare("carrier", String.valueOf(was.carrier()), String.valueOf(is.carrier()));
        if (link.compare("mtu", String.valueOf(was.mtu()), String.valueOf(is.mtu()))) {
            reasons.add(Reason.MTU_CHANGED);
        }
        if (link.compare("mac", was.mac(), is.mac())) {
            reasons.add(Reason.MAC_CHANGED);
        }
        if (link.compare("flags", hex(was.flags()), hex(is.flags()))) {
            reasons.add(Reason.LINK_FLAGS_CHANGED);
        }
        boolean leftNothing = changes.size() == before && burst.linkTouched(is.index());
        // Carrier and state of an egress link are judged; of any other they are not related.
        if ((moved || leftNothing) && !egressLinks.contains(is.index())) {
            reasons.add(Reason.UNRELATED_LINK);
        }
    }

    private void addresses(Burst burst, NetInterface on, List<LinkAddress> was, List<LinkAddress> is) {
        for (LinkAddress a : is) {
            LinkAddress before = find(was, a);
            if (before == null) {
                address(Change.Op.ADD, on, a, null, a.toString());
                reasons.add(Reason.ADDRESS_ADDED);
                continue;
            }
            if (burst.wasRemoved(on.index(), a)) {
                reasons.add(Reason.ADDRESS_RESTORED);
            }
            if (!before.flags().equals(a.flags())) {
                new Attributes(Change.Op.CHANGE, Change.Kind.ADDRESS, a.family(), on.name(), on.index())
                        .add("flags", a + flags(before), a + flags(a));
                reasons.add(Reason.ADDRESS_FLAGS_CHANGED);
            } else if (!burst.wasRemoved(on.index(), a) && burst.wasRefreshed(on.index(), a)) {
                reasons.add(Reason.LIFETIME_REFRESH);
            }
        }
        for (LinkAddress a : was) {
            if (find(is, a) == null) {
                address(Change.Op.REMOVE, on, a, a.toString(), null);
                reasons.add(Reason.ADDRESS_REMOVED);
            }
        }
        for (Map.Entry<Burst.Place, LinkAddress> gone : burst.removed().entrySet()) {
            if (gone.getKey().index() == on.index()
                    && find(was, gone.getValue()) == null
                    && find(is, gone.getValue()) == null) {
                reasons.add(Reason.ADDRESS_ADDED); // added and removed within the burst
                reasons.add(Reason.ADDRESS_REMOVED);
            }
        }
    }

    private void address(Change.Op op, NetInterface on, LinkAddress a, @Nullable String from, @Nullable String to) {
        new Attributes(op, Change.Kind.ADDRESS, a.family(), on.name(), on.index()).add("address", from, to);
    }

    private static String flags(LinkAddress a) {
        StringBuilder text = new StringBuilder();
        for (LinkAddress.Flag flag : LinkAddress.Flag.values()) {
            if (a.has(flag)) {
                text.append(' ').append(flag.name().toLowerCase(java.util.Locale.ROOT));
            }
        }
        return text.toString();
    }

    private static @Nullable LinkAddress find(List<LinkAddress> in, LinkAddress wanted) {
        for (LinkAddress a : in) {
            if (a.sameAddress(wanted)) {
                return a;
            }
        }
        return null;
    }

    private static String hex(int flags) {
        return "0x" + Integer.toHexString(flags);
    }

    /** Adds differences of one thing. */
    private final class Attributes {

        private final Change.Op op;
        private final Change.Kind kind;
        private final @Nullable Family family;
        private final String name;
        private final int index;

        Attributes(Change.Op op, Change.Kind kind, @Nullable Family family, String name, int index) {
            this.op = op;
            this.kind = kind;
            this.family = family;
            this.name = name;
            this.index = index;
        }

        void add(String what, @Nullable String from, @Nullable String to) {
            changes.add(new Change(op, kind, family, name, index, what, from, to));
        }

        boolean compare(String what, @Nullable String from, @Nullable String to) {
            if (Objects.equals(from, to)) {
                return false;
            }
            add(what, from, to);
            return true;
        }
    }
}
