// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi;

import java.nio.ByteBuffer;

/**
 * The Linux C library, as far as netmon needs it.
 *
 * <p>Results, buffers and threads: see {@link PosixLibrary}. 64-bit processes only.
 */
@SuppressWarnings("checkstyle:MethodName")
public interface LinuxLibrary extends PosixLibrary {

    /**
     * The timeout of {@link #ppoll} that never ends.
     *
     * <p>Not -1 as in C: there a deadline that passed a nanosecond ago would become an endless wait.
     */
    long FOREVER = Long.MAX_VALUE;

    /**
     * {@code int recvmmsg(int fd, struct mmsghdr *msgvec, unsigned int vlen, int flags, struct timespec *timeout)} with
     * no timeout: the number of messages received. {@link MessageBatch} owns the structures.
     *
     * @param messages an array of {@code struct mmsghdr}
     * @param count how many of them to use; the buffer must hold as many
     */
    int recvmmsg(int fd, ByteBuffer messages, int count, int flags);

    /**
     * {@code int ppoll(struct pollfd *fds, nfds_t nfds, const struct timespec *tmo_p, const sigset_t *sigmask)} with no
     * signal mask: how many descriptors are ready, 0 when the time is up.
     *
     * @param pollfds an array of {@code struct pollfd}; {@link PollSet} owns one
     * @param count how many of them to use; the buffer must hold as many
     * @param timeoutNanos zero or less looks and returns at once, {@link #FOREVER} waits without end
     */
    int ppoll(ByteBuffer pollfds, int count, long timeoutNanos);

    /** {@code int eventfd(unsigned int initval, int flags)}: a new descriptor. */
    int eventfd(int initialValue, int flags);

    /** {@code int timerfd_create(int clockid, int flags)}: a new descriptor. */
    int timerfd_create(int clock, int flags);

    /**
     * {@code int timerfd_settime(int fd, int flags, const struct itimerspec *new_value, struct itimerspec *old_value)}
     * without an old value: zero.
     *
     * @param valueNanos the first expiry, relative, or absolute with {@code TFD_TIMER_ABSTIME}; 0 disarms
     * @param intervalNanos the period after it, 0 for one expiry only
     */
    int timerfd_settime(int fd, int flags, long valueNanos, long intervalNanos);
}
