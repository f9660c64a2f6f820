// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi;

import java.nio.ByteBuffer;

/**
 * The Linux calls that move a thread between namespaces, and make devices there: for tests and laboratories, not for
 * monitors.
 *
 * <p>Results as in {@link PosixLibrary}: zero or more, or the negative errno. They act on the calling <em>thread</em>
 * alone; a thread that moved must not go back into a pool, and a virtual thread must not call them at all.
 */
public interface NamespaceCalls {

    /**
     * {@code int open(const char *pathname, int flags, ...)} without a mode: a new descriptor.
     *
     * @param flags must not contain {@code O_CREAT} or {@code O_TMPFILE}, which ask for the mode
     */
    int open(String path, int flags);

    /**
     * {@code int ioctl(int fd, unsigned long request, ...)} with a structure: what the request returns, mostly zero.
     *
     * @param argument direct, in native byte order, and as long as the request expects
     */
    int ioctl(int fd, long request, ByteBuffer argument);

    /** {@code int unshare(int flags)}: zero. */
    int unshare(int flags);

    /** {@code int setns(int fd, int nstype)}: zero. */
    int setns(int fd, int type);

    /** {@code pid_t gettid(void)}: the kernel's number of the calling thread, the name of its directory in procfs. */
    int gettid();
}
