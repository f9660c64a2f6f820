// SPDX-License-Identifier: Apache-2.0
package dev.netmon.wire;

import dev.netmon.Moment;
import dev.netmon.NetworkState;
import java.util.List;

/**
 * How a wait for conditions ended.
 *
 * @param at when it ended
 * @param met whether all conditions held, or the time was over
 * @param until the conditions as they were written
 * @param state the state it ended with
 */
public record WaitOutcome(Moment at, boolean met, List<String> until, NetworkState state) {
    public WaitOutcome {
        until = List.copyOf(until);
    }
}
