// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.stun;

import java.util.Locale;

/** Why a server gave no answer. */
public enum StunFailure {
    /** Silence, as from a closed port, a firewall, or no server. */
    TIMEOUT,
    /** Nothing could be sent: no socket of that family, or no route. */
    UNREACHABLE,
    /** The underlay's configuration does not allow the address. */
    REFUSED,
    /** It did answer, but nothing that tells an address. */
    BAD_RESPONSE,
    /** Nobody waits any more. */
    CLOSED;

    /** The lower-case name used in output. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
