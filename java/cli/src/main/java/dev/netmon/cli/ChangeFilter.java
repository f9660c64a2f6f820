// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import dev.netmon.Change;
import dev.netmon.EgressPath;
import dev.netmon.Family;
import dev.netmon.LinkChange;
import dev.netmon.NetInterface;
import dev.netmon.NetworkState;
import dev.netmon.RawEvent;
import dev.netmon.Reason;
import dev.netmon.Significance;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which changes concern the interfaces that the user named, by the name before or after. A moved egress concerns both
 * of its sides; what concerns the whole host concerns everyone. Not thread-safe: it remembers the state told last.
 */
final class ChangeFilter {

    private final List<Glob> globs;
    private NetworkState before;

    ChangeFilter(List<Glob> globs, NetworkState initial) {
        this.globs = globs;
        this.before = initial;
    }

    boolean accepts(RawEvent event) {
        if (globs.isEmpty()) {
            return true;
        }
        return switch (event.kind()) {
            case OVERFLOW, WAKE, RESTART -> true;
            case LINK, ADDRESS, ROUTE, RULE, NEXTHOP ->
                named(event.interfaceName()) || event.index() != 0 && named(name(before, event.index()));
        };
    }

    /** Call it for every change, in order. */
    boolean accepts(LinkChange change) {
        NetworkState old = before;
        before = change.state();
        return globs.isEmpty() || concerns(old, change);
    }

    private boolean concerns(NetworkState old, LinkChange change) {
        if (change.changesOmitted() > 0) {
            return true; // what was left out may concern it
        }
        for (Change each : change.changes()) {
            if (named(each.interfaceName())
                    || each.index() != 0
                            && (named(name(old, each.index())) || named(name(change.state(), each.index())))
                    || each.kind() == Change.Kind.LINK
                            && each.what().equals("name")
                            && (named(each.from()) || named(each.to()))) {
                return true;
            }
            Family family = each.family();
            if (each.kind() == Change.Kind.EGRESS
                    && family != null
                    && (named(name(old.egress(family)))
                            || named(name(change.state().egress(family)))
                            || each.what().equals("interface") && (named(each.from()) || named(each.to())))) {
                return true;
            }
        }
        if (change.significance() == Significance.NONE || !change.changes().isEmpty()) {
            return false;
        }
        // Nothing differs, but something happened: to the egress, or to the host.
        return change.reasons().contains(Reason.WOKE_FROM_SLEEP)
                || change.reasons().contains(Reason.OVERFLOW_RESYNC)
                || change.reasons().contains(Reason.BACKEND_RESTARTED)
                || named(name(change.state().egressV4()))
                || named(name(change.state().egressV6()));
    }

    private boolean named(@Nullable String name) {
        if (name == null) {
            return false;
        }
        for (Glob glob : globs) {
            if (glob.matches(name)) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable String name(@Nullable EgressPath path) {
        return path == null ? null : path.interfaceName();
    }

    private static @Nullable String name(NetworkState state, int index) {
        for (NetInterface each : state.interfaces()) {
            if (each.index() == index) {
                return each.name();
            }
        }
        return null;
    }
}
