// SPDX-License-Identifier: Apache-2.0
package dev.netmon;

/**
 * Receives what a {@link LinkMonitor} finds. Calls come one at a time, in order, on a thread that belongs to this
 * listener alone: it may block without harm to others (changes are merged meanwhile, never lost) and may throw (it is
 * logged, and the listener is kept). After {@link LinkMonitor#close()} or {@link Watch#close()} returned no call runs.
 */
public interface LinkListener {

    /** The network changed, with its significance and why. */
    void changed(LinkChange change);

    /** The operating system said something; only for a watch that asked for raw events. */
    default void raw(RawEvent event) {}

    /** This listener was too slow for raw events: so many were dropped before the next call. */
    default void lagged(long missed) {}

    /** Nothing waits behind the last call any more; for listeners that pass on what they are told in groups. */
    default void caughtUp() {}
}
