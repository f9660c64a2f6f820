// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi;

import static dev.netmon.ffi.LinuxLayouts.POLLFD_EVENTS;
import static dev.netmon.ffi.LinuxLayouts.POLLFD_FD;
import static dev.netmon.ffi.LinuxLayouts.POLLFD_REVENTS;
import static dev.netmon.ffi.LinuxLayouts.POLLFD_SIZE;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * The descriptors one thread waits on, as {@code ppoll} and {@code poll} take them.
 *
 * <p>Slots are numbered from 0 and empty at first; an empty slot is never ready. Waiting allocates nothing. Not
 * thread-safe: one set belongs to one thread.
 */
public final class PollSet {

    private static final int EMPTY = -1;

    private static final long NANOS_PER_MILLI = 1_000_000L;

    // The numbers and the structure are the same on both systems.
    private final Poll poll;
    private final int slots;
    private final ByteBuffer pollfds;

    private interface Poll {
        int poll(ByteBuffer pollfds, int count, long timeoutNanos);
    }

    /** A set with room for {@code slots} descriptors, on Linux. */
    public PollSet(LinuxLibrary library, int slots) {
        this(library::ppoll, slots);
    }

    /** A set with room for {@code slots} descriptors, on macOS, which waits in whole milliseconds. */
    public PollSet(DarwinLibrary library, int slots) {
        this((pollfds, count, nanos) -> library.poll(pollfds, count, millis(nanos)), slots);
    }

    private PollSet(Poll poll, int slots) {
        this.poll = poll;
        this.slots = slots;
        this.pollfds = ByteBuffer.allocateDirect(Math.multiplyExact(slots, POLLFD_SIZE))
                .order(ByteOrder.nativeOrder());
        for (int slot = 0; slot < slots; slot++) {
            clear(slot);
        }
    }

    /** Puts a descriptor into a slot; {@code events} is {@code POLLIN} and the like, 0 for errors only. */
    public void watch(int slot, int fd, int events) {
        int at = at(slot);
        pollfds.putInt(at + POLLFD_FD, fd);
        pollfds.putShort(at + POLLFD_EVENTS, (short) events);
        pollfds.putShort(at + POLLFD_REVENTS, (short) 0);
    }

    /** Empties a slot. */
    public void clear(int slot) {
        watch(slot, EMPTY, 0);
    }

    /**
     * Waits until a descriptor is ready or the time is up.
     *
     * @param timeoutNanos zero or less looks and returns at once, {@link LinuxLibrary#FOREVER} waits without end; where
     *     the system counts in milliseconds, rounded up
     * @return how many are ready, 0 when the time is up, or the negative errno and nothing is ready
     */
    public int await(long timeoutNanos) {
        int ready = poll.poll(pollfds, slots, timeoutNanos);
        if (ready < 0) {
            // The kernel leaves the old answers standing when it fails.
            for (int slot = 0; slot < slots; slot++) {
                pollfds.putShort(at(slot) + POLLFD_REVENTS, (short) 0);
            }
        }
        return ready;
    }

    /** What the last {@link #await} found on a slot: {@code POLLIN}, {@code POLLERR} and the like, 0 for nothing. */
    public int ready(int slot) {
        return pollfds.getShort(at(slot) + POLLFD_REVENTS);
    }

    // Up, never down: a wait that ends too early would be repeated with no time left, again and again.
    private static int millis(long nanos) {
        if (nanos == LinuxLibrary.FOREVER) {
            return DarwinLibrary.FOREVER;
        }
        long millis = nanos / NANOS_PER_MILLI + (nanos % NANOS_PER_MILLI > 0 ? 1 : 0);
        return (int) Math.max(0, Math.min(millis, DarwinLibrary.FOREVER - 1));
    }

    private int at(int slot) {
        return Objects.checkIndex(slot, slots) * POLLFD_SIZE;
    }
}
