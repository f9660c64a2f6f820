// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.callback;

import static dev.netmon.ffi.WindowsConstants.ERROR_GEN_FAILURE;
import static dev.netmon.ffi.WindowsConstants.ERROR_IO_PENDING;
import static dev.netmon.ffi.WindowsConstants.ERROR_NOT_ENOUGH_MEMORY;
import static dev.netmon.ffi.WindowsConstants.ERROR_SUCCESS;

import dev.netmon.ffi.Registration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** A registration that was tried, and its end: once, in order, never on a thread that is in a callback. */
public final class CancelOnce implements Registration {

    private static final long NULL = 0;

    // What Windows may still call: it refused to cancel, or gave no handle to cancel by.
    private static final Set<Entrance> KEPT = ConcurrentHashMap.newKeySet();

    private final int error;
    private final long handle;
    private final Entrance entrance;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CompletableFuture<Integer> outcome = new CompletableFuture<>();

    /** What a twin made for one registration, and how it calls the function that ends it. */
    public interface Entrance {

        /** Stops telling the receiver, without waiting. */
        void shut();

        /** Calls the Windows function that ends a registration; its error code. */
        int cancel(long handle);

        /** Frees the code that Windows called; it is called by nobody any more. */
        void free();
    }

    private CancelOnce(int error, long handle, Entrance entrance) {
        this.error = error;
        this.handle = handle;
        this.entrance = entrance;
    }

    /**
     * What registering came to. Frees the entrance at once where it failed.
     *
     * @param handle 0 where none was given
     */
    public static Registration of(int error, long handle, Entrance entrance) {
        CancelOnce registration = new CancelOnce(error, error == ERROR_SUCCESS ? handle : NULL, entrance);
        if (error != ERROR_SUCCESS) {
            registration.begun.set(true);
            entrance.shut();
            entrance.free();
            registration.outcome.complete(ERROR_SUCCESS);
        }
        return registration;
    }

    @Override
    public int error() {
        return error;
    }

    @Override
    public boolean nullHandle() {
        return error == ERROR_SUCCESS && handle == NULL;
    }

    @Override
    public int cancel() {
        boolean mine = begun.compareAndSet(false, true);
        if (ForeignThread.current().inCallback()) {
            return mine ? handOver() : outcome.getNow(ERROR_IO_PENDING);
        }
        if (mine) {
            end();
        }
        return outcome.join();
    }

    private int handOver() {
        try {
            Thread other = new Thread(this::end, "netmon-cancel");
            other.setDaemon(true);
            other.start();
            return ERROR_IO_PENDING;
        } catch (OutOfMemoryError noThread) {
            entrance.shut();
            KEPT.add(entrance);
            outcome.complete(ERROR_NOT_ENOUGH_MEMORY);
            return ERROR_NOT_ENOUGH_MEMORY;
        }
    }

    private void end() {
        int answer = ERROR_GEN_FAILURE;
        try {
            entrance.shut();
            KEPT.add(entrance);
            answer = handle == NULL ? ERROR_SUCCESS : entrance.cancel(handle);
            if (answer == ERROR_SUCCESS && handle != NULL) {
                entrance.free();
                KEPT.remove(entrance);
            }
        } finally {
            outcome.complete(answer);
        }
    }

    /** How many entrances were never given back. */
    static int kept() {
        return KEPT.size();
    }
}
