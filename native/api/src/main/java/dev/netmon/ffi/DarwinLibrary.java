// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The macOS C library, as far as netmon needs it.
 *
 * <p>Results, buffers and threads: see {@link PosixLibrary}; the numbers are those of {@link DarwinConstants} and
 * {@link Errno#DARWIN}, which differ from Linux. 64-bit processes only.
 *
 * <p>macOS has no flag that makes a new descriptor close-on-exec. None is set afterwards either: {@code fcntl} is
 * variadic, and the JVM closes what its children inherit. Reading without waiting is asked per call, with
 * {@code MSG_DONTWAIT} of {@link #recvfrom}.
 */
@SuppressWarnings("checkstyle:MethodName")
public interface DarwinLibrary extends PosixLibrary {

    /**
     * The timeout of {@link #poll} that never ends.
     *
     * <p>Not -1 as in C: there a deadline that passed would become an endless wait.
     */
    int FOREVER = Integer.MAX_VALUE;

    /**
     * {@code int poll(struct pollfd *fds, nfds_t nfds, int timeout)}: how many descriptors are ready, 0 when the time is
     * up.
     *
     * @param pollfds an array of {@code struct pollfd}; {@link PollSet} owns one
     * @param count how many of them to use; the buffer must hold as many
     * @param timeoutMillis zero or less looks and returns at once, {@link #FOREVER} waits without end
     */
    int poll(ByteBuffer pollfds, int count, int timeoutMillis);

    /**
     * {@code int connect(int socket, const struct sockaddr *address, socklen_t address_len)}: zero. On a datagram socket
     * no packet leaves: the kernel only looks for the way and chooses the source, which {@link #getsockname} tells.
     */
    int connect(int fd, ByteBuffer address);

    /**
     * {@code int pipe(int fildes[2])}: zero.
     *
     * @param descriptors gets two ints, the end to read from first
     */
    int pipe(ByteBuffer descriptors);

    /**
     * {@code int sysctl(int *name, u_int namelen, void *oldp, size_t *oldlenp, void *newp, size_t newlen)} without a new
     * value: how many bytes the answer has.
     *
     * <p>Between the call that asks for the size and the one that reads a table may have grown: that is {@code -ENOMEM},
     * and the part that fits is in the buffer.
     *
     * @param mib the name, an array of ints; all up to the limit count
     * @param old gets the answer; null asks for its size only, which the kernel answers with some room to spare
     */
    int sysctl(ByteBuffer mib, @Nullable ByteBuffer old);

    /**
     * {@code int getifaddrs(struct ifaddrs **ifap)} and {@code void freeifaddrs(struct ifaddrs *ifp)}: the number of
     * entries, all copied into {@code entries} in their order, and the list freed.
     *
     * @param entries what the list says is added to; untouched when the call fails
     */
    int getifaddrs(List<InterfaceEntry> entries);

    /**
     * {@code char *if_indextoname(unsigned int ifindex, char *ifname)}: the length of the name in bytes, without the zero
     * that ends it. {@code -ENXIO} where there is no such interface.
     *
     * @param name gets the name; at least {@link DarwinConstants#IF_NAMESIZE} bytes
     */
    int if_indextoname(int index, ByteBuffer name);

    /** {@code pid_t getpid(void)}: the number of this process, as replies of the routing socket carry it. */
    int getpid();

    /**
     * {@code int ioctl(int fildes, unsigned long request, ...)} with a structure: what the request returns, mostly zero.
     *
     * <p>Variadic, and on Apple's CPUs a variable argument travels on the stack where a fixed one would have a register:
     * both bindings declare it so.
     *
     * @param argument direct, in native byte order, and as long as the request expects
     */
    int ioctl(int fd, long request, ByteBuffer argument);
}
