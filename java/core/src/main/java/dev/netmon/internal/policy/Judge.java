// SPDX-License-Identifier: Apache-2.0
package dev.netmon.internal.policy;

import dev.netmon.EgressPath;
import dev.netmon.Reason;
import dev.netmon.Significance;
import dev.netmon.internal.policy.Circumstances.Gap;
import java.net.InetAddress;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where would a packet leave, and is that still where it left when it was told last? Each destination is judged alone
 * and the highest significance counts. Stateless: what was told comes in and what is told next goes out.
 *
 * @param <K> names a destination: a family, or an address somebody is interested in
 */
public final class Judge<K> {

    /** From here on a wake means that the world outside moved on too: 10 minutes in nanoseconds. */
    public static final long LONG_SLEEP = 600_000_000_000L;

    private final Map<K, Told> told;
    private final Map<K, Look> looks;
    private final Circumstances circumstances;
    private final EnumSet<Reason> reasons = EnumSet.noneOf(Reason.class);
    private Significance significance = Significance.NONE;

    private Judge(Map<K, Told> told, Map<K, Look> looks, Circumstances circumstances) {
        this.told = told;
        this.looks = looks;
        this.circumstances = circumstances;
    }

    /** Judges what was found. Every destination looked at is one that was told; none is left out. */
    public static <K> Verdict<K> judge(Map<K, Told> told, Map<K, Look> looks, Circumstances circumstances) {
        return new Judge<>(told, looks, circumstances).judge();
    }

    private Verdict<K> judge() {
        Map<K, Told> next = new LinkedHashMap<>();
        told.forEach((key, before) -> {
            Look look = look(key);
            next.put(key, before.next(look, own(look)));
        });
        boolean wasOnline = told.values().stream().anyMatch(Told::usable);
        boolean isOnline = next.values().stream().anyMatch(Told::usable);
        told.forEach((key, before) -> destination(before, look(key), wasOnline, isOnline));
        boolean passing = reasons.equals(EnumSet.of(Reason.LINK_FLAP));
        gap(Gap.OVERFLOW, Reason.OVERFLOW_RESYNC);
        gap(Gap.RESTART, Reason.BACKEND_RESTARTED);
        boolean wakeTold = circumstances.sleptNanos() > 0 && isOnline;
        if (wakeTold) {
            boolean longSleep = circumstances.sleptNanos() >= LONG_SLEEP;
            found(Reason.WOKE_FROM_SLEEP, longSleep ? Significance.REBIND : Significance.REPROBE);
        }
        return new Verdict<>(significance, reasons, passing, wakeTold, next);
    }

    private void destination(Told before, Look look, boolean wasOnline, boolean isOnline) {
        EgressPath now = look.path();
        if (own(before.shown()) && !Objects.equals(before.shown(), now)) {
            found(Reason.OWN_TUNNEL);
        }
        if (own(look)) {
            if (!Objects.equals(before.shown(), now)) {
                found(Reason.OWN_TUNNEL);
            }
            return;
        }
        if (before.usable() && !look.usable()) {
            found(isOnline ? Reason.FAMILY_LOST : Reason.EGRESS_LOST);
            if (look.toldLink() != null && !look.toldLink().carrier()) {
                found(Reason.CARRIER_LOST);
            }
        } else if (!before.usable() && now != null && look.usable()) {
            found(!wasOnline && before.lastUsable() != null ? Reason.EGRESS_RESTORED : Reason.FAMILY_GAINED);
            if (before.lackedCarrier() == now.index()) {
                found(Reason.CARRIER_RESTORED);
            }
            if (before.lastUsable() != null) {
                moved(before.lastUsable(), now);
            }
        } else if (before.judged() != null && now != null && look.usable() && !moved(before.judged(), now)) {
            if (look.link() != null && !look.link().counters().equals(before.counters())) {
                found(Reason.LINK_FLAP);
            } else if (look.hops() != null
                    && before.settledPath() != null
                    // A dead path has no live hops: that they are back was told with the path itself.
                    && before.settledPath().usable()
                    && Told.samePath(before.settledPath(), now)
                    && !look.hops().equals(before.settledHops())) {
                found(Reason.NEXTHOPS_CHANGED);
            }
        }
    }

    /** Compares two usable paths; the first difference that applies is the one told. */
    private boolean moved(EgressPath before, EgressPath now) {
        if (before.index() != now.index()) {
            found(Reason.DEFAULT_INTERFACE_CHANGED);
        } else if (!Objects.equals(before.source(), now.source())) {
            if (onHost(before.source())) {
                found(Reason.SOURCE_ADDRESS_CHANGED, Significance.REPROBE);
                found(Reason.SOURCE_PREFERENCE_CHANGED);
            } else {
                found(Reason.SOURCE_ADDRESS_CHANGED);
            }
        } else if (!Objects.equals(before.gateway(), now.gateway())) {
            found(Reason.GATEWAY_CHANGED);
        } else {
            return false;
        }
        return true;
    }

    private void gap(Gap gap, Reason reason) {
        if (circumstances.gaps().contains(gap)) {
            boolean proved =
                    told.entrySet().stream().allMatch(entry -> unmoved(entry.getValue(), look(entry.getKey())));
            found(reason, proved ? Significance.NONE : Significance.REPROBE);
        }
    }

    /** Whether it is proved that nothing happened to this path while nobody looked. */
    private boolean unmoved(Told before, Look look) {
        EgressPath now = look.path();
        EgressPath was = before.shown();
        if (was == null || now == null) {
            return was == now;
        }
        return Told.samePath(was, now)
                && was.usable() == now.usable()
                && (was.source() == null || onHost(was.source()))
                && (own(look)
                        || look.link() != null
                                && look.link().counters().known()
                                && look.link().counters().equals(before.counters()));
    }

    private boolean onHost(@Nullable InetAddress address) {
        return address != null && circumstances.onHost().test(address);
    }

    private boolean own(Look look) {
        return own(look.path());
    }

    private boolean own(@Nullable EgressPath path) {
        return path != null && circumstances.ownTunnels().contains(path.interfaceName());
    }

    private Look look(K key) {
        return Objects.requireNonNull(looks.get(key));
    }

    private void found(Reason reason) {
        found(reason, reason.group());
    }

    private void found(Reason reason, Significance weight) {
        reasons.add(reason);
        significance = significance.max(weight);
    }
}
