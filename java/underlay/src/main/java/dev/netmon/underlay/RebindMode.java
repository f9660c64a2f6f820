// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay;

/** How a socket is replaced. */
public enum RebindMode {
    /**
     * The old socket is closed, then one is bound to the same port: the port that peers and firewalls know stays. For the
     * millisecond in between there is no socket.
     */
    KEEP_PORT,
    /**
     * The new socket is up on a port of its own before the old one, which is read a little longer, goes: nothing that
     * reached either of them is lost.
     */
    FRESH_PORT
}
