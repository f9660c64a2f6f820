// SPDX-License-Identifier: Apache-2.0
package dev.netmon;

/** What a change asks for, weakest first; {@link #compareTo} orders by urgency. */
public enum Significance {
    /** Nothing to do: packets leave as before. */
    NONE,
    /** Sockets are fine, but what is known about the path is not: ping, ask STUN, measure again. */
    REPROBE,
    /** Sockets are bound to what is no longer there: replace them, then measure again. */
    REBIND;

    /** The lower-case name used in output. */
    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** Returns the more urgent of this and the other. */
    public Significance max(Significance other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
