// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.peer;

import dev.netmon.Moment;
import dev.netmon.underlay.RebindResult;
import java.time.Duration;

/**
 * Hears what happens in a {@link PingSession}. Calls come one at a time, in order, on the session's thread; one that
 * blocks holds up the next ping, one that throws is logged and kept.
 */
public interface PingListener {

    /** A ping was answered. */
    default void answered(Pong pong) {}

    /**
     * Nothing answers any more, or yet.
     *
     * @param since the last answer, or the first ping
     * @param first the first ping that was not answered
     */
    default void silent(Moment at, Moment since, long first) {}

    /**
     * Answers come again.
     *
     * @param gap since the answer before; since the first ping where this is the first answer
     */
    default void back(Moment at, Duration gap, long unanswered) {}

    /**
     * Some were lost while others were answered.
     *
     * @param gap between the answers around them
     */
    default void lost(Moment at, long first, long last, long count, Duration gap) {}

    /**
     * The peer answers, but does not accept the pings, for example because a password is wrong; told once per code.
     *
     * @param code of the STUN error answer, 300 to 699
     */
    default void refused(Moment at, int code, String reason) {}

    /** A socket was replaced, or could not be. */
    default void rebound(Moment at, RebindResult result) {}

    /** All pings are sent, and answered or given up. */
    default void finished() {}
}
