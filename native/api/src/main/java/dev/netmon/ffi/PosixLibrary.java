// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The C library calls that every POSIX system shares, under their C names.
 *
 * <p><b>Result.</b> What C returns, zero or more, or the negative errno ({@code -EACCES}); no call throws for an errno.
 * A call whose symbol this C library lacks returns {@code -ENOSYS}, as the kernel does for a call it lacks; the others
 * go on working. A call interrupted by a signal returns {@code -EINTR}: repeating it is the caller's business.
 *
 * <p><b>Buffers</b> are direct and in native byte order. A call uses the bytes from position to limit, and moves
 * neither; a heap buffer is an {@link IllegalArgumentException}. A {@code null} buffer is C's {@code NULL}. The buffer
 * stays reachable while the call runs.
 *
 * <p><b>Threads.</b> Stateless: any thread may call, each sees its own errno. A blocking call holds its carrier thread,
 * ignores {@link Thread#interrupt()} and is not woken when another thread closes the descriptor: wait with a poll call
 * that includes a descriptor of one's own. Nothing is allocated per call beyond what escape analysis removes.
 */
@SuppressWarnings("checkstyle:MethodName") // C names, so that the manual page is one search away
public interface PosixLibrary {

    /** {@code int socket(int domain, int type, int protocol)}: a new descriptor. */
    int socket(int domain, int type, int protocol);

    /** {@code int bind(int fd, const struct sockaddr *addr, socklen_t addrlen)}: zero. */
    int bind(int fd, ByteBuffer address);

    /** {@code int setsockopt(int fd, int level, int optname, const void *optval, socklen_t optlen)} with an int: zero. */
    int setsockopt(int fd, int level, int name, int value);

    /** {@code int setsockopt(int fd, int level, int optname, const void *optval, socklen_t optlen)}: zero. */
    int setsockopt(int fd, int level, int name, ByteBuffer value);

    /**
     * {@code int getsockopt(int fd, int level, int optname, void *optval, socklen_t *optlen)} of an int option: its
     * value as an unsigned 32-bit number.
     */
    long getsockopt(int fd, int level, int name);

    /** {@code int getsockname(int fd, struct sockaddr *addr, socklen_t *addrlen)}: the length of the address in bytes. */
    int getsockname(int fd, ByteBuffer address);

    /**
     * {@code ssize_t sendto(int fd, const void *buf, size_t len, int flags, const struct sockaddr *dest_addr, socklen_t
     * addrlen)}: the number of bytes taken.
     */
    int sendto(int fd, ByteBuffer data, int flags, @Nullable ByteBuffer address);

    /**
     * {@code ssize_t recvfrom(int fd, void *buf, size_t len, int flags, struct sockaddr *src_addr, socklen_t *addrlen)}:
     * the number of bytes received, or with {@code MSG_TRUNC} the datagram's own length, which may exceed the buffer.
     *
     * <p>The address keeps its old content where the kernel has no sender to tell.
     */
    int recvfrom(int fd, ByteBuffer data, int flags, @Nullable ByteBuffer address);

    /** {@code ssize_t read(int fd, void *buf, size_t count)}: the number of bytes read, 0 at the end. */
    int read(int fd, ByteBuffer data);

    /** {@code ssize_t write(int fd, const void *buf, size_t count)}: the number of bytes written. */
    int write(int fd, ByteBuffer data);

    /**
     * {@code int close(int fd)}: zero.
     *
     * <p>Never repeat it: on Linux the descriptor is gone even after {@code -EINTR}, and its number may be another's.
     */
    int close(int fd);

    /** {@code int isatty(int fd)}: 1 for a terminal, else a negative errno ({@code -ENOTTY} for a pipe or a file). */
    int isatty(int fd);

    /** {@code int clock_gettime(clockid_t clockid, struct timespec *tp)}: the clock in nanoseconds. */
    long clock_gettime(int clock);

    /**
     * The machine address of the byte at the buffer's position, for structures that point at other memory.
     *
     * <p>The address does not keep the buffer alive.
     */
    long address(ByteBuffer buffer);
}
