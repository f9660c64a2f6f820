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
 * The descriptors one thread waits on, as {@code ppoll} takes them.
 *
 * <p>Slots are numbered from 0 and empty at first; an empty slot is never ready. Waiting allocates nothing. Not
 * thread-safe: one set belongs to one thread.
 */
public final class PollSet {

    private static final int EMPTY = -1;

    private final LinuxLibrary library;
    private final int slots;
    private final ByteBuffer pollfds;

    /** A set with room for {@code slots} descriptors. */
    public PollSet(LinuxLibrary library, int slots) {
        this.library = library;
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
     * @param timeoutNanos as {@link LinuxLibrary#ppoll} takes it
     * @return how many are ready, 0 when the time is up, or the negative errno and nothing is ready
     */
    public int await(long timeoutNanos) {
        int ready = library.ppoll(pollfds, slots, timeoutNanos);
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

    private int at(int slot) {
        return Objects.checkIndex(slot, slots) * POLLFD_SIZE;
    }
}
