// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import dev.netmon.ffi.BindingChoice;
import dev.netmon.ffi.BindingUnavailableException;
import dev.netmon.ffi.Bindings;
import dev.netmon.ffi.LinuxConstants;
import dev.netmon.ffi.LinuxLibrary;
import dev.netmon.ffi.PollSet;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Asks the C library; as {@link Descriptors#UNKNOWN} where it cannot be called. Thread-safe. */
final class NativeDescriptors implements Descriptors {

    /** Links the C library on a thread of its own, beside the reading of options: both take long at a cold start. */
    static void prepare() {
        Thread thread = new Thread(NativeDescriptors::library, "netmon-prepare");
        thread.setDaemon(true);
        thread.start();
    }

    private static final int GONE = LinuxConstants.POLLERR | LinuxConstants.POLLHUP | LinuxConstants.POLLNVAL;

    /** A thread that does not come back from the kernel is not waited for any longer. */
    private static final long PATIENCE_MILLIS = 100;

    private static final int NONE = -1;

    private final Object lock = new Object();
    // Guarded by the lock.
    private boolean released;
    private boolean waiting;
    private int wake = NONE;

    @Override
    public boolean terminal(int descriptor) {
        LinuxLibrary library = library();
        return library != null && library.isatty(descriptor) == 1;
    }

    @Override
    public boolean hungUp(int descriptor) {
        LinuxLibrary library = library();
        return library != null && poll(new PollSet(library, 1), descriptor, 0);
    }

    @Override
    public boolean awaitHangUp(int descriptor) {
        LinuxLibrary library = library();
        if (library == null) {
            return false;
        }
        PollSet set = new PollSet(library, 2);
        synchronized (lock) {
            if (released) {
                return false;
            }
            waiting = true;
            wake = library.eventfd(0, LinuxConstants.EFD_NONBLOCK | LinuxConstants.EFD_CLOEXEC);
            if (wake >= 0) {
                set.watch(1, wake, LinuxConstants.POLLIN);
            }
        }
        try {
            return poll(set, descriptor, LinuxLibrary.FOREVER);
        } finally {
            synchronized (lock) {
                if (wake >= 0) {
                    library.close(wake);
                }
                wake = NONE;
                waiting = false;
                lock.notifyAll();
            }
        }
    }

    @Override
    public void release() {
        synchronized (lock) {
            released = true;
            LinuxLibrary library = wake < 0 ? null : library();
            if (library == null) {
                return;
            }
            library.write(
                    wake,
                    ByteBuffer.allocateDirect(Long.BYTES)
                            .order(ByteOrder.nativeOrder())
                            .putLong(0, 1));
            long start = System.nanoTime();
            long left = PATIENCE_MILLIS;
            try {
                while (waiting && left > 0) {
                    lock.wait(left);
                    left = PATIENCE_MILLIS - (System.nanoTime() - start) / 1_000_000;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    // No event is asked for: the kernel tells errors and hang-ups alone. A pipe whose reader is gone answers POLLERR, a
    // socket or terminal POLLHUP; a file never does.
    private static boolean poll(PollSet set, int descriptor, long timeoutNanos) {
        set.watch(0, descriptor, 0);
        int ready;
        do {
            ready = set.await(timeoutNanos);
        } while (ready == -LinuxConstants.EINTR);
        return ready > 0 && (set.ready(0) & GONE) != 0;
    }

    private static @Nullable LinuxLibrary library() {
        try {
            return Bindings.linux(BindingChoice.AUTO).library();
        } catch (BindingUnavailableException e) {
            return null; // who opens a monitor is told why; here the next write notices
        }
    }
}
