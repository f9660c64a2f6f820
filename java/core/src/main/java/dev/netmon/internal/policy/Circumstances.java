// SPDX-License-Identifier: Apache-2.0
package dev.netmon.internal.policy;

import java.net.InetAddress;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a judgement needs to know beside the paths.
 *
 * @param onHost whether an address is on any interface of the host now
 * @param ownTunnels names of the caller's own tunnels
 * @param sleptNanos how long the host slept since this was last told; 0 for not at all
 * @param gaps why events may have been missed
 */
public record Circumstances(Predicate<InetAddress> onHost, Set<String> ownTunnels, long sleptNanos, Set<Gap> gaps) {

    /** The same, where this much of the sleep was told already. */
    public Circumstances afterSleepOf(long toldNanos) {
        return new Circumstances(onHost, ownTunnels, sleptNanos - toldNanos, gaps);
    }

    /** A time in which events may have been missed; everything was read again after it. */
    public enum Gap {
        OVERFLOW,
        RESTART
    }
}
