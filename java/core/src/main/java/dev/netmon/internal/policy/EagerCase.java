// SPDX-License-Identifier: Apache-2.0
package dev.netmon.internal.policy;

import dev.netmon.EgressPath;
import java.net.InetAddress;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Which answers may be told before the burst settled; everything else waits. */
public final class EagerCase {

    /** Remembers what was removed within the burst. */
    @FunctionalInterface
    public interface Removals {
        /** Whether the address was taken from this interface within the burst, put back or not. */
        boolean removed(InetAddress address, int index);
    }

    private EagerCase() {}

    /**
     * The told state has no usable path and the answer has one; or a path told as usable now goes by another interface,
     * every such path is usable (one that is gone does not hold it up), and none of their told sources was removed
     * within the burst from a link of its own that still has carrier: then somebody is at work on that link (a lease
     * renewed, a connection re-applied) and the wrong uplink is a step on the way, for up to 150 ms.
     */
    public static <K> boolean tellable(
            Map<K, Told> told, Map<K, Look> looks, Set<String> ownTunnels, Removals removals) {
        boolean wasOnline = told.values().stream().anyMatch(Told::usable);
        boolean gained = false;
        boolean moved = false;
        for (Map.Entry<K, Told> entry : told.entrySet()) {
            EgressPath before = entry.getValue().judged();
            Look look = Objects.requireNonNull(looks.get(entry.getKey()));
            EgressPath now = look.path();
            if (now == null || ownTunnels.contains(now.interfaceName())) {
                continue;
            }
            gained |= now.usable();
            if (before != null && before.usable() && before.index() != now.index()) {
                if (!now.usable() || atWork(before, look, removals)) {
                    return false;
                }
                moved = true;
            }
        }
        return wasOnline ? moved : gained;
    }

    private static boolean atWork(EgressPath before, Look look, Removals removals) {
        return before.source() != null
                && removals.removed(before.source(), before.index())
                && look.toldLink() != null
                && look.toldLink().carrier();
    }
}
