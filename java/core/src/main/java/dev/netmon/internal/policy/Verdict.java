// SPDX-License-Identifier: Apache-2.0
package dev.netmon.internal.policy;

import dev.netmon.Reason;
import dev.netmon.Significance;
import java.util.Map;
import java.util.Set;

/**
 * What the paths found mean against the paths told.
 *
 * @param passing the paths are as before, something happened in between
 * @param wakeTold whether a wake is told with this; else it is kept
 * @param told what is told now, per destination
 */
public record Verdict<K>(
        Significance significance, Set<Reason> reasons, boolean passing, boolean wakeTold, Map<K, Told> told) {}
