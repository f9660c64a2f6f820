// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.peer;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of one peer, which of them to ping, and which is best. Of the addresses that answer, the fastest is best,
 * but the one in use is kept unless another is clearly faster. Pure and not thread-safe.
 */
final class PathTable {

    /** A peer that shows up under ever new addresses does not fill the memory. */
    static final int MOST = 32;

    /** How often an address that is not in use is pinged: 5 s in nanoseconds. */
    private static final long FLOOR = 5_000_000_000L;

    /** A gain below this is no reason to leave a path that works: 5 ms in nanoseconds. */
    private static final long LEAST_GAIN = 5_000_000L;

    /** Weight of one answer in the smoothed round trip (RFC 6298 section 2). */
    private static final int SMOOTHING = 8;

    private final Map<InetSocketAddress, Path> paths = new LinkedHashMap<>();
    private @Nullable Path best;
    private boolean urgent = true;

    /** One address. */
    static final class Path {

        private final InetSocketAddress remote;
        private PathState state = PathState.UNTRIED;
        private long rtt;
        private boolean pinged;
        private long lastPing;
        private boolean waiting;
        private long waitingSince;

        private Path(InetSocketAddress remote) {
            this.remote = remote;
        }

        InetSocketAddress remote() {
            return remote;
        }

        PathState state() {
            return state;
        }

        /** Smoothed round trip in nanoseconds; 0 before the first answer. */
        long rtt() {
            return rtt;
        }
    }

    PathTable(List<InetSocketAddress> candidates) {
        candidates.forEach(this::add);
    }

    /** Adds an address; false where it is there already, or there are too many. It is pinged at once. */
    boolean add(InetSocketAddress remote) {
        if (paths.containsKey(remote) || paths.size() >= MOST) {
            return false;
        }
        paths.put(remote, new Path(remote));
        return true;
    }

    @Nullable
    Path path(InetSocketAddress remote) {
        return paths.get(remote);
    }

    /** The path in use; null while nothing answers. */
    @Nullable
    Path best() {
        return best;
    }

    List<Path> all() {
        return List.copyOf(paths.values());
    }

    /**
     * Whom to ping now: the best path, and the others not oftener than every five seconds; all of them where the best is
     * not sure, or {@link #unconfirm} or {@link #hurry} was called.
     */
    List<Path> targets(long now) {
        boolean everybody = urgent || best == null || best.state != PathState.CONFIRMED;
        urgent = false;
        List<Path> targets = new ArrayList<>();
        for (Path path : paths.values()) {
            if (everybody || path == best || !path.pinged || now - path.lastPing >= FLOOR) {
                targets.add(path);
                path.pinged = true;
                path.lastPing = now;
                if (!path.waiting) {
                    path.waiting = true;
                    path.waitingSince = now;
                }
            }
        }
        return targets;
    }

    /** A ping to this path, over the present socket, was answered. */
    void answered(Path path, long rttNanos) {
        path.rtt = path.rtt == 0 ? rttNanos : path.rtt + (rttNanos - path.rtt) / SMOOTHING;
        path.state = PathState.CONFIRMED;
        path.waiting = false;
        choose();
    }

    /** The socket was replaced: what was known counts no more, and everybody is pinged at the next look. */
    void unconfirm() {
        for (Path path : paths.values()) {
            if (path.state == PathState.CONFIRMED) {
                path.state = PathState.UNCONFIRMED;
            }
            path.rtt = 0;
            path.waiting = false;
        }
        urgent = true;
    }

    /** Everybody is pinged at the next look. */
    void hurry() {
        urgent = true;
    }

    /** Gives up on paths whose oldest unanswered ping is older than the limit. */
    void expire(long now, long limit) {
        for (Path path : paths.values()) {
            if (path.waiting && now - path.waitingSince >= limit && path.state != PathState.UNTRIED) {
                path.state = PathState.SILENT;
            }
        }
        choose();
    }

    private void choose() {
        Path fastest = null;
        for (Path path : paths.values()) {
            if (path.state == PathState.CONFIRMED && (fastest == null || path.rtt < fastest.rtt)) {
                fastest = path;
            }
        }
        Path used = best;
        if (used == null || used.state == PathState.SILENT || used.state == PathState.UNTRIED) {
            best = fastest;
        } else if (fastest != null && (used.state != PathState.CONFIRMED || clearlyFaster(fastest, used))) {
            best = fastest;
        }
    }

    private static boolean clearlyFaster(Path other, Path used) {
        return used.rtt - other.rtt >= LEAST_GAIN && 3 * other.rtt <= 2 * used.rtt;
    }
}
