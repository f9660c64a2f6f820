// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.supervise;

import dev.netmon.Significance;

/**
 * What a program does about a change. A {@link Supervisor} calls these on its own thread, one at a time.
 */
public interface Reaction {

    /**
     * Gets the traffic moving again, as one operation of the one owner of the sockets: for
     * {@link Significance#REBIND} replaces them, then pings every candidate at once, whatever was pinged lately, and asks
     * STUN at once; for {@link Significance#REPROBE} the same without replacing a socket. Returns when that is under way;
     * answers are not waited for.
     *
     * @throws Exception where it did not come about: it is tried again after a while, or at the next change
     */
    void rebindAndReprobe(Significance significance) throws Exception;

    /** Starts a full measurement of the network, in place of one that still runs, and does not wait for it. */
    default void measureNow() {}

    /** The network that is being measured is no longer the one there is: ends a measurement that runs. */
    default void stopMeasuring() {}
}
