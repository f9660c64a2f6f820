// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.ffm;

import static dev.netmon.ffi.LinuxLayouts.ITIMERSPEC_INTERVAL;
import static dev.netmon.ffi.LinuxLayouts.ITIMERSPEC_VALUE;
import static dev.netmon.ffi.LinuxLayouts.MMSGHDR_SIZE;
import static dev.netmon.ffi.LinuxLayouts.POLLFD_SIZE;
import static dev.netmon.ffi.LinuxLayouts.TIMESPEC_NSEC;
import static dev.netmon.ffi.LinuxLayouts.TIMESPEC_SEC;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.netmon.ffi.LinuxLibrary;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The C library of Linux through the foreign function API. */
final class FfmLinuxLibrary implements LinuxLibrary {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    // In the scratch memory, behind the int value of an option.
    private static final long LENGTH_AT = 8;

    private static final class Socket {
        // int socket(int domain, int type, int protocol)
        static final MethodHandle CALL = Linking.function("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    }

    private static final class Bind {
        // int bind(int fd, const struct sockaddr *addr, socklen_t addrlen)
        static final MethodHandle CALL = Linking.function("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    }

    private static final class Setsockopt {
        // int setsockopt(int fd, int level, int optname, const void *optval, socklen_t optlen)
        static final MethodHandle CALL =
                Linking.function("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    }

    private static final class Getsockopt {
        // int getsockopt(int fd, int level, int optname, void *optval, socklen_t *optlen)
        static final MethodHandle CALL =
                Linking.function("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    }

    private static final class Getsockname {
        // int getsockname(int fd, struct sockaddr *addr, socklen_t *addrlen)
        static final MethodHandle CALL = Linking.function("getsockname", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    }

    private static final class Sendto {
        // ssize_t sendto(int fd, const void *buf, size_t len, int flags,
        //         const struct sockaddr *dest_addr, socklen_t addrlen)
        static final MethodHandle CALL =
                Linking.function("sendto", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
    }

    private static final class Recvfrom {
        // ssize_t recvfrom(int fd, void *buf, size_t len, int flags,
        //         struct sockaddr *src_addr, socklen_t *addrlen)
        static final MethodHandle CALL =
                Linking.function("recvfrom", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS);
    }

    private static final class Read {
        // ssize_t read(int fd, void *buf, size_t count)
        static final MethodHandle CALL = Linking.function("read", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    }

    private static final class Write {
        // ssize_t write(int fd, const void *buf, size_t count)
        static final MethodHandle CALL = Linking.function("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    }

    private static final class Close {
        // int close(int fd)
        static final MethodHandle CALL = Linking.function("close", JAVA_INT, JAVA_INT);
    }

    private static final class Isatty {
        // int isatty(int fd): 0 with errno where it is none
        static final MethodHandle CALL = Linking.function("isatty", JAVA_INT, JAVA_INT);
    }

    private static final class ClockGettime {
        // int clock_gettime(clockid_t clockid, struct timespec *tp)
        static final MethodHandle CALL = Linking.function("clock_gettime", JAVA_INT, JAVA_INT, ADDRESS);
    }

    private static final class Recvmmsg {
        // int recvmmsg(int fd, struct mmsghdr *msgvec, unsigned int vlen, int flags,
        //     struct timespec *timeout)
        static final MethodHandle CALL =
                Linking.function("recvmmsg", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
    }

    private static final class Ppoll {
        // int ppoll(struct pollfd *fds, nfds_t nfds, const struct timespec *tmo_p, const sigset_t *sigmask)
        static final MethodHandle CALL = Linking.function("ppoll", JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS);
    }

    private static final class Eventfd {
        // int eventfd(unsigned int initval, int flags)
        static final MethodHandle CALL = Linking.function("eventfd", JAVA_INT, JAVA_INT, JAVA_INT);
    }

    private static final class TimerfdCreate {
        // int timerfd_create(int clockid, int flags)
        static final MethodHandle CALL = Linking.function("timerfd_create", JAVA_INT, JAVA_INT, JAVA_INT);
    }

    private static final class TimerfdSettime {
        // int timerfd_settime(int fd, int flags, const struct itimerspec *new_value,
        //     struct itimerspec *old_value)
        static final MethodHandle CALL =
                Linking.function("timerfd_settime", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    }

    @Override
    public int socket(int domain, int type, int protocol) {
        CallState state = CallState.current();
        try {
            return state.result((int) Socket.CALL.invokeExact(state.captured, domain, type, protocol));
        } catch (Throwable t) {
            throw Linking.unexpected(t);
        }
    }

    @Override
    public int bind(int fd, ByteBuffer address) {
        CallState state = CallState.current();
        try {
            return state.result(
                    (int) Bind.CALL.invokeExact(state.captured, fd, Linking.bytes(address), address.remaining()));
        } catch (Throwable t) {
            throw Linking.unexpected(t);
        }
    }

    @Override
    public int setsockopt(int fd, int level, int name, int value) {
        CallState state = CallState.current();
        state.scratch.set(JAVA_INT, 0, value);
        return setsockopt(state, fd, level, name, state.scratch, Integer.BYTES);
    }

    @Override
    public int setsockopt(int fd, int level, int name, ByteBuffer value) {
        return setsockopt(CallState.current(), fd, level, name, Linking.bytes(value), value.remaining());
    }

    private static int setsockopt(CallState state, int fd, int level, int name, MemorySegment value, int length) {
        try {
            return state.result((int) Setsockopt.CALL.invokeExact(state.captured, fd, level, name, value, length));
        } catch (Throwable t) {
            throw Linking.unexpected(t);
        }
    }

    @Override
    public long getsockopt(int fd, int level, int name) {
        CallState state = CallState.current();
        MemorySegment value = state.scratch;
        MemorySegment length = state.scratch.asSlice(LENGTH_AT);
        value.set(JAVA_INT, 0, 0);
        length.set(JAVA_INT, 0, Integer.BYTES);
        try {
            int result =
                    state.result((int) Getsockopt.CALL.invokeExact(state.captured, fd, level, name, value, length));
            return result < 0 ? result : Integer.toUnsignedLong(value.get(JAVA_INT, 0));
        } catch (Throwable t) {
            throw Linking.unexpected(t);
        }
    }

    @Override
    public int getsockname(int fd, ByteBuffer address) {
        CallState state = CallState.current();
        MemorySegment length = state.scratch;
        length.set(JAVA_INT, 0, address.remaining());
        try {
            int result = state.result(
                    (int) Getsockname.CALL.invokeExact(state.captured, fd, Linking.bytes(address), length));
            return result < 0 ? result : length.get(JAVA_INT, 0);
        } catch (Throwable t) {
            throw Linking.unexpected(t);
        }
    }

    @Override
    public int sendto(int fd, ByteBuffer data, int flags, @Nullable ByteBuffer address) {
        CallState state = CallState.current();
        MemorySegment to = Linking.bytesOrNull(address);
        try {
            return state.result((long) Sendto.CALL.invokeExact(
                    state.captured, fd, Linking.bytes(data), (long) data.remaining(), flags, to, (int) to.byteSize()));
        } catch (Throwable t) {
            throw Linking.unexpected(t);
        }
    }

    @Override
    public int recvfrom(int fd, ByteBuffer data, int flags, @Nullable ByteBuffer address) {
        CallState state = CallState.current();
        MemorySegment from = Linking.bytesOrNull(address);
        MemorySegment length = address == null ? MemorySegment.NULL : state.scratch;
        if (address != null) {
            length.set(JAVA_INT, 0, address.remaining());
        }
        try {
            return state.result((long) Recvfrom.CALL.invokeExact(
                    state.captured, fd, Linking.bytes(data), (long) data.remaining(), flags, from, length));
        } catch (Throwable t) {
            throw Linking.unexpected(t);
        }
    }

    @Override
    public int read(int fd, ByteBuffer data) {
        CallState state = CallState.current();
        try {
            return state.result(
                    (long) Read.CALL.invokeExact(state.captured, fd, Linking.bytes(data), (long) data.remaining()));
        } catch (Throwable t) {
            throw Linking.unexpected(t);
        }
    }

    @Override
    public int write(int fd, ByteBuffer data) {
        CallState state = CallState.current();
        try {
            return state.result(
                    (long) Write.CALL.invokeExact(state.captured, fd, Linking.bytes(data), (long) data.remaining()));
        } catch (Throwable t) {
            throw Linking.unexpected(t);
        }
    }

    @Override
    public int close(int fd) {
        CallState state = CallState.current();
        try {
            return state.result((int) Close.CALL.invokeExact(state.captured, fd));
        } catch (Throwable t) {
            throw Linking.unexpected(t);
        }
    }

    @Override
    public int isatty(int fd) {
        CallState state = CallState.current();
        try {
            int terminal = (int) Isatty.CALL.invokeExact(state.captured, fd);
            return terminal > 0 ? terminal : state.result(-1);
        } catch (Throwable t) {
            throw Linking.unexpected(t);
        }
    }

    @Override
    public long clock_gettime(int clock) {
        CallState state = CallState.current();
        MemorySegment time = state.scratch;
        try {
            int result = state.result((int) ClockGettime.CALL.invokeExact(state.captured, clock, time));
            return result < 0
                    ? result
                    : time.get(JAVA_LONG, TIMESPEC_SEC) * NANOS_PER_SECOND + time.get(JAVA_LONG, TIMESPEC_NSEC);
        } catch (Throwable t) {
            throw Linking.unexpected(t);
        }
    }

    @Override
    public long address(ByteBuffer buffer) {
        return Linking.bytes(buffer).address();
    }

    @Override
    public int recvmmsg(int fd, ByteBuffer messages, int count, int flags) {
        CallState state = CallState.current();
        MemorySegment array = Linking.array(messages, count, MMSGHDR_SIZE);
        try {
            return state.result(
                    (int) Recvmmsg.CALL.invokeExact(state.captured, fd, array, count, flags, MemorySegment.NULL));
        } catch (Throwable t) {
            throw Linking.unexpected(t);
        }
    }

    @Override
    public int ppoll(ByteBuffer pollfds, int count, long timeoutNanos) {
        CallState state = CallState.current();
        MemorySegment array = Linking.array(pollfds, count, POLLFD_SIZE);
        MemorySegment timeout = MemorySegment.NULL;
        if (timeoutNanos != FOREVER) {
            timeout = state.scratch;
            timespec(timeout, 0, Math.max(timeoutNanos, 0));
        }
        try {
            return state.result(
                    (int) Ppoll.CALL.invokeExact(state.captured, array, (long) count, timeout, MemorySegment.NULL));
        } catch (Throwable t) {
            throw Linking.unexpected(t);
        }
    }

    @Override
    public int eventfd(int initialValue, int flags) {
        CallState state = CallState.current();
        try {
            return state.result((int) Eventfd.CALL.invokeExact(state.captured, initialValue, flags));
        } catch (Throwable t) {
            throw Linking.unexpected(t);
        }
    }

    @Override
    public int timerfd_create(int clock, int flags) {
        CallState state = CallState.current();
        try {
            return state.result((int) TimerfdCreate.CALL.invokeExact(state.captured, clock, flags));
        } catch (Throwable t) {
            throw Linking.unexpected(t);
        }
    }

    @Override
    public int timerfd_settime(int fd, int flags, long valueNanos, long intervalNanos) {
        CallState state = CallState.current();
        MemorySegment times = state.scratch;
        timespec(times, ITIMERSPEC_INTERVAL, intervalNanos);
        timespec(times, ITIMERSPEC_VALUE, valueNanos);
        try {
            return state.result(
                    (int) TimerfdSettime.CALL.invokeExact(state.captured, fd, flags, times, MemorySegment.NULL));
        } catch (Throwable t) {
            throw Linking.unexpected(t);
        }
    }

    private static void timespec(MemorySegment memory, long at, long nanos) {
        memory.set(JAVA_LONG, at + TIMESPEC_SEC, nanos / NANOS_PER_SECOND);
        memory.set(JAVA_LONG, at + TIMESPEC_NSEC, nanos % NANOS_PER_SECOND);
    }
}
