// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi;

/**
 * What a registration for notifications came to, and its end.
 *
 * <p>Every thread may call.
 */
public interface Registration {

    /** The Win32 error code of registering; 0 where it succeeded. */
    int error();

    /**
     * Whether registering succeeded and gave no handle: then nothing will ever be told, and the caller must poll.
     *
     * <p>Wine does so.
     */
    boolean nullHandle();

    /**
     * Ends the registration; again and at the same time is allowed, and tells the same.
     *
     * <p>When it has returned 0 the receiver is not running and never runs again. It waits for a receiver that is
     * running: do not hold a lock that the receiver takes. Called <em>by</em> a receiver, it cannot wait: the
     * registration is ended by another thread, and {@code ERROR_IO_PENDING} is returned.
     *
     * <p>Where Windows refuses, its error code is returned: nothing is told from then on, but a receiver that is running
     * may still come to its end, and a few hundred bytes are never given back, because Windows may still call.
     *
     * @return the Win32 error code; 0 also where there is nothing to end
     */
    int cancel();
}
