// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.netcheck;

import dev.netmon.EgressPath;
import dev.netmon.NetworkState;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The latencies of late, of one network: they are dropped when the egress path of a family, or its gateway, is another.
 * Pure and not thread-safe; times are nanoseconds, compared by subtraction.
 */
public final class LatencyHistory {

    private final long kept;
    private final Deque<Entry> entries = new ArrayDeque<>();
    private Network network = Network.UNKNOWN;

    private record Entry(long nanos, Map<Integer, Long> latencies) {}

    /** Where the packets of both families leave; names, which may change, and usability do not tell networks apart. */
    public record Network(@Nullable Exit v4, @Nullable Exit v6) {

        /** Nobody looks: always the same network. */
        public static final Network UNKNOWN = new Network(null, null);

        /** What makes a path the path of one network. */
        public record Exit(
                int index,
                @Nullable Object source,
                @Nullable Object gateway) {

            static @Nullable Exit of(@Nullable EgressPath path) {
                return path == null ? null : new Exit(path.index(), path.source(), path.gateway());
            }
        }

        /** The network of a state. */
        public static Network of(@Nullable NetworkState state) {
            return state == null ? UNKNOWN : new Network(Exit.of(state.egressV4()), Exit.of(state.egressV6()));
        }
    }

    /** Keeps latencies for a time. */
    public LatencyHistory(Duration kept) {
        this.kept = kept.toNanos();
    }

    /** Says which network the next latencies belong to; those of another one are dropped. */
    public void enter(Network now) {
        if (!Objects.requireNonNull(now).equals(network)) {
            entries.clear();
            network = now;
        }
    }

    /** Adds what a report measured, by region. */
    public void add(long nanos, Map<Integer, Long> latencies) {
        expire(nanos);
        entries.addLast(new Entry(nanos, Map.copyOf(latencies)));
    }

    /** The best latency of every region that is in the history. */
    public Map<Integer, Long> best(long nanos) {
        expire(nanos);
        Map<Integer, Long> best = new HashMap<>();
        for (Entry entry : entries) {
            entry.latencies.forEach((region, latency) -> best.merge(region, latency, Math::min));
        }
        return best;
    }

    private void expire(long nanos) {
        while (!entries.isEmpty() && nanos - entries.getFirst().nanos > kept) {
            entries.removeFirst();
        }
    }
}
