// SPDX-License-Identifier: Apache-2.0
package dev.netmon.internal.engine;

import dev.netmon.LinkAddress;
import dev.netmon.NetInterface;
import dev.netmon.RawEvent;
import dev.netmon.Reason;
import dev.netmon.internal.policy.Circumstances.Gap;
import dev.netmon.internal.policy.EagerCase;
import java.net.InetAddress;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What happened since the last change was told: which interfaces were touched and what they were before, which
 * addresses came, went or were only refreshed, and which hints were heard. Not thread-safe.
 */
final class Burst implements EagerCase.Removals {

    /** An address on one interface, flags apart. */
    record Place(int index, InetAddress address, int prefixLength) {
        static Place of(int index, LinkAddress a) {
            return new Place(index, a.address(), a.prefixLength());
        }
    }

    private final Map<Integer, @Nullable NetInterface> touched = new LinkedHashMap<>();
    private final Set<Integer> linkMessages = new HashSet<>();
    private final Map<Place, LinkAddress> removed = new HashMap<>();
    private final Set<Place> refreshed = new HashSet<>();
    private final EnumSet<Reason> hints = EnumSet.noneOf(Reason.class);
    private final EnumSet<Gap> gaps = EnumSet.noneOf(Gap.class);

    /** An interface is about to change; the first time, what it was is kept. */
    void touch(int index, @Nullable NetInterface before) {
        if (!touched.containsKey(index)) {
            touched.put(index, before);
        }
    }

    void linkMessage(int index) {
        linkMessages.add(index);
    }

    void addressRemoved(int index, LinkAddress address) {
        removed.put(Place.of(index, address), address);
    }

    void addressRefreshed(int index, LinkAddress address) {
        refreshed.add(Place.of(index, address));
    }

    void hint(RawEvent.Kind kind) {
        hints.add(kind == RawEvent.Kind.RULE ? Reason.UNRELATED_RULE : Reason.UNRELATED_ROUTE);
    }

    void filtered() {
        hints.add(Reason.FILTERED);
    }

    void gap(Gap gap) {
        gaps.add(gap);
    }

    /** The interfaces touched, with what each was before; null where it was not there. */
    Map<Integer, @Nullable NetInterface> touched() {
        return touched;
    }

    /** Whether a message about the link itself came. */
    boolean linkTouched(int index) {
        return linkMessages.contains(index);
    }

    boolean wasRemoved(int index, LinkAddress address) {
        return removed.containsKey(Place.of(index, address));
    }

    boolean wasRefreshed(int index, LinkAddress address) {
        return refreshed.contains(Place.of(index, address));
    }

    /** Addresses that were taken away, put back or not. */
    Map<Place, LinkAddress> removed() {
        return removed;
    }

    /** Whether an address was removed from anywhere. */
    boolean removedAnywhere(InetAddress address) {
        return removed.keySet().stream().anyMatch(p -> p.address().equals(address));
    }

    @Override
    public boolean removed(InetAddress address, int index) {
        return removed.keySet().stream()
                .anyMatch(p -> p.index() == index && p.address().equals(address));
    }

    Set<Reason> hints() {
        return hints;
    }

    Set<Gap> gaps() {
        return gaps;
    }

    /** Starts afresh: what follows is told against the change just told. */
    void clear() {
        touched.clear();
        linkMessages.clear();
        removed.clear();
        refreshed.clear();
        hints.clear();
        gaps.clear();
    }
}
