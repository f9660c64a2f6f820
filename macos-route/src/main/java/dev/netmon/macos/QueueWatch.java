// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos;

/**
 * Tells when a socket's queue may have run over. The kernel drops what does not fit without a word, so the only sign is
 * that much was read in one go: as long as less than half a buffer was taken between two times that the queue was found
 * empty, it was never full. Pure; not thread-safe.
 */
final class QueueWatch {
    /** What each message takes in the queue beside itself, in bytes, at least: its sender's address. */
    private static final int BESIDE = 2;

    private final long half;
    private long taken;
    private boolean suspect;

    /** Watches a queue with room for this many bytes. */
    QueueWatch(long bytes) {
        this.half = bytes / 2;
    }

    /** A message of this many bytes was taken. */
    void taken(int bytes) {
        taken += bytes + BESIDE;
        suspect |= taken >= half;
    }

    /** The queue was found empty. */
    void empty() {
        taken = 0;
    }

    /** Whether it may have run over since {@link #settled}. */
    boolean suspect() {
        return suspect;
    }

    /** What could be lost was looked for. */
    void settled() {
        suspect = false;
    }
}
