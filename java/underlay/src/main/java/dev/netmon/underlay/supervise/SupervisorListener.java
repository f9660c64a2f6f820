// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.supervise;

import dev.netmon.Significance;
import java.time.Duration;

/**
 * Hears what a supervisor does. Calls come one at a time, in order, on the supervisor's thread; a listener that throws is
 * logged and kept.
 */
public interface SupervisorListener {

    /** A reaction was asked for while no packet can leave; it waits for a network, so long at the most. */
    default void waiting(Duration patience) {}

    /** A reaction starts. */
    default void started(Significance significance) {}

    /** It worked; a measurement is started now. */
    default void completed(Significance significance, Duration took) {}

    /** It failed, and is tried again after the pause or at the next change. */
    default void failed(Significance significance, Throwable failure, Duration pause) {}
}
