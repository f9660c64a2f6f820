// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi;

/**
 * The Linux calls that move a thread between namespaces: for tests and laboratories, not for monitors.
 *
 * <p>Results as in {@link PosixLibrary}: zero or more, or the negative errno. All act on the calling <em>thread</em>
 * alone; a thread that moved must not go back into a pool, and a virtual thread must not call them at all.
 */
public interface NamespaceCalls {

    /**
     * {@code int open(const char *pathname, int flags, ...)} without a mode: a new descriptor.
     *
     * @param flags must not contain {@code O_CREAT} or {@code O_TMPFILE}, which ask for the mode
     */
    int open(String path, int flags);

    /** {@code int unshare(int flags)}: zero. */
    int unshare(int flags);

    /** {@code int setns(int fd, int nstype)}: zero. */
    int setns(int fd, int type);

    /** {@code pid_t gettid(void)}: the kernel's number of the calling thread, the name of its directory in procfs. */
    int gettid();
}
