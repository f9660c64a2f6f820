// SPDX-License-Identifier: Apache-2.0
package dev.netmon;

import java.util.Locale;

/**
 * Why a change has the significance it has, and what else it held. The order of the constants is the order in which
 * reasons are listed.
 */
public enum Reason {
    DEFAULT_INTERFACE_CHANGED(Significance.REBIND),
    /** {@link Significance#REPROBE} while the old source is still on the host. */
    SOURCE_ADDRESS_CHANGED(Significance.REBIND),
    BOUND_ADDRESS_REMOVED(Significance.REBIND),
    /** {@link Significance#REPROBE} where the host slept less than ten minutes. */
    WOKE_FROM_SLEEP(Significance.REBIND),

    EGRESS_LOST(Significance.REPROBE),
    EGRESS_RESTORED(Significance.REPROBE),
    CARRIER_LOST(Significance.REPROBE),
    CARRIER_RESTORED(Significance.REPROBE),
    GATEWAY_CHANGED(Significance.REPROBE),
    SOURCE_PREFERENCE_CHANGED(Significance.REPROBE),
    NEXTHOPS_CHANGED(Significance.REPROBE),
    LINK_FLAP(Significance.REPROBE),
    FAMILY_GAINED(Significance.REPROBE),
    FAMILY_LOST(Significance.REPROBE),
    /** {@link Significance#NONE} where it is proved that the path did not change meanwhile. */
    OVERFLOW_RESYNC(Significance.REPROBE),
    /** {@link Significance#NONE} where it is proved that the path did not change meanwhile. */
    BACKEND_RESTARTED(Significance.REPROBE),

    ALREADY_TOLD(Significance.NONE),
    ADDRESS_ADDED(Significance.NONE),
    ADDRESS_REMOVED(Significance.NONE),
    /** Gone and back within the burst. */
    ADDRESS_RESTORED(Significance.NONE),
    ADDRESS_FLAGS_CHANGED(Significance.NONE),
    LIFETIME_REFRESH(Significance.NONE),
    INTERFACE_ADDED(Significance.NONE),
    INTERFACE_REMOVED(Significance.NONE),
    INTERFACE_RENAMED(Significance.NONE),
    MTU_CHANGED(Significance.NONE),
    MAC_CHANGED(Significance.NONE),
    LINK_FLAGS_CHANGED(Significance.NONE),
    UNRELATED_LINK(Significance.NONE),
    UNRELATED_ROUTE(Significance.NONE),
    UNRELATED_RULE(Significance.NONE),
    OWN_TUNNEL(Significance.NONE),
    /** The operating system said something that is noise by its kind (bridge ports, wireless events). */
    FILTERED(Significance.NONE);

    private final Significance group;

    Reason(Significance group) {
        this.group = group;
    }

    /** The significance this reason has on its own; the exceptions are named at the constants. */
    public Significance group() {
        return group;
    }

    /** The lower-case name used in output. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
