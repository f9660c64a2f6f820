// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import dev.netmon.ffi.BindingChoice;
import dev.netmon.ffi.BindingUnavailableException;
import dev.netmon.ffi.Bindings;
import dev.netmon.ffi.LinuxConstants;
import dev.netmon.ffi.LinuxLibrary;
import dev.netmon.ffi.PollSet;
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

    @Override
    public boolean terminal(int descriptor) {
        LinuxLibrary library = library();
        return library != null && library.isatty(descriptor) == 1;
    }

    @Override
    public boolean hungUp(int descriptor) {
        LinuxLibrary library = library();
        return library != null && poll(library, descriptor, 0);
    }

    @Override
    public boolean awaitHangUp(int descriptor) {
        LinuxLibrary library = library();
        return library != null && poll(library, descriptor, LinuxLibrary.FOREVER);
    }

    // No event is asked for: the kernel tells errors and hang-ups alone. A pipe whose reader is gone answers POLLERR, a
    // socket or terminal POLLHUP; a file never does.
    private static boolean poll(LinuxLibrary library, int descriptor, long timeoutNanos) {
        PollSet set = new PollSet(library, 1);
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
