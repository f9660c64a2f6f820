// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.ffm;

import static dev.netmon.ffi.LinuxLayouts.TIMESPEC_NSEC;
import static dev.netmon.ffi.LinuxLayouts.TIMESPEC_SEC;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.netmon.ffi.PosixLibrary;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The calls that Linux and macOS share, through the foreign function API. */
abstract class FfmPosixLibrary implements PosixLibrary {

    static final long NANOS_PER_SECOND = 1_000_000_000L;

    static final long NULL = 0;

    // In the scratch memory, behind the int value of an option.
    private static final long LENGTH_AT = 8;

    private static final class Socket {
        // int socket(int domain, int type, int protocol)
        static final MethodHandle CALL = Linking.function("socket");
    }

    private static final class Bind {
        // int bind(int fd, const struct sockaddr *addr, socklen_t addrlen)
        static final MethodHandle CALL = Linking.function("bind");
    }

    private static final class Setsockopt {
        // int setsockopt(int fd, int level, int optname, const void *optval, socklen_t optlen)
        static final MethodHandle CALL = Linking.function("setsockopt");
    }

    private static final class Getsockopt {
        // int getsockopt(int fd, int level, int optname, void *optval, socklen_t *optlen)
        static final MethodHandle CALL = Linking.function("getsockopt");
    }

    private static final class Getsockname {
        // int getsockname(int fd, struct sockaddr *addr, socklen_t *addrlen)
        static final MethodHandle CALL = Linking.function("getsockname");
    }

    private static final class Sendto {
        // ssize_t sendto(int fd, const void *buf, size_t len, int flags,
        //         const struct sockaddr *dest_addr, socklen_t addrlen)
        static final MethodHandle CALL = Linking.function("sendto");
    }

    private static final class Recvfrom {
        // ssize_t recvfrom(int fd, void *buf, size_t len, int flags,
        //         struct sockaddr *src_addr, socklen_t *addrlen)
        static final MethodHandle CALL = Linking.function("recvfrom");
    }

    private static final class Read {
        // ssize_t read(int fd, void *buf, size_t count)
        static final MethodHandle CALL = Linking.function("read");
    }

    private static final class Write {
        // ssize_t write(int fd, const void *buf, size_t count)
        static final MethodHandle CALL = Linking.function("write");
    }

    private static final class Close {
        // int close(int fd)
        static final MethodHandle CALL = Linking.function("close");
    }

    private static final class Isatty {
        // int isatty(int fd): 0 with errno where it is none
        static final MethodHandle CALL = Linking.function("isatty");
    }

    private static final class ClockGettime {
        // int clock_gettime(clockid_t clockid, struct timespec *tp)
        static final MethodHandle CALL = Linking.function("clock_gettime");
    }

    @Override
    public int socket(int domain, int type, int protocol) {
        return Linking.call(Socket.CALL, domain, type, protocol, 0, 0, 0);
    }

    @Override
    public int bind(int fd, ByteBuffer address) {
        try {
            return Linking.call(Bind.CALL, fd, Linking.address(address), address.remaining(), 0, 0, 0);
        } finally {
            Reference.reachabilityFence(address);
        }
    }

    @Override
    public int setsockopt(int fd, int level, int name, int value) {
        MemorySegment scratch = CallState.current().scratch;
        scratch.set(JAVA_INT, 0, value);
        return Linking.call(Setsockopt.CALL, fd, level, name, scratch.address(), Integer.BYTES, 0);
    }

    @Override
    public int setsockopt(int fd, int level, int name, ByteBuffer value) {
        try {
            return Linking.call(Setsockopt.CALL, fd, level, name, Linking.address(value), value.remaining(), 0);
        } finally {
            Reference.reachabilityFence(value);
        }
    }

    @Override
    public long getsockopt(int fd, int level, int name) {
        MemorySegment scratch = CallState.current().scratch;
        scratch.set(JAVA_INT, 0, 0);
        scratch.set(JAVA_INT, LENGTH_AT, Integer.BYTES);
        long value = scratch.address();
        int result = Linking.call(Getsockopt.CALL, fd, level, name, value, value + LENGTH_AT, 0);
        return result < 0 ? result : Integer.toUnsignedLong(scratch.get(JAVA_INT, 0));
    }

    @Override
    public int getsockname(int fd, ByteBuffer address) {
        MemorySegment length = CallState.current().scratch;
        length.set(JAVA_INT, 0, address.remaining());
        try {
            int result = Linking.call(Getsockname.CALL, fd, Linking.address(address), length.address(), 0, 0, 0);
            return result < 0 ? result : length.get(JAVA_INT, 0);
        } finally {
            Reference.reachabilityFence(address);
        }
    }

    @Override
    public int sendto(int fd, ByteBuffer data, int flags, @Nullable ByteBuffer address) {
        int length = address == null ? 0 : address.remaining();
        try {
            return Linking.size(
                    Sendto.CALL,
                    fd,
                    Linking.address(data),
                    data.remaining(),
                    flags,
                    Linking.addressOrNull(address),
                    length);
        } finally {
            Reference.reachabilityFence(data);
            Reference.reachabilityFence(address);
        }
    }

    @Override
    public int recvfrom(int fd, ByteBuffer data, int flags, @Nullable ByteBuffer address) {
        long length = NULL;
        if (address != null) {
            MemorySegment scratch = CallState.current().scratch;
            scratch.set(JAVA_INT, 0, address.remaining());
            length = scratch.address();
        }
        try {
            return Linking.size(
                    Recvfrom.CALL,
                    fd,
                    Linking.address(data),
                    data.remaining(),
                    flags,
                    Linking.addressOrNull(address),
                    length);
        } finally {
            Reference.reachabilityFence(data);
            Reference.reachabilityFence(address);
        }
    }

    @Override
    public int read(int fd, ByteBuffer data) {
        try {
            return Linking.size(Read.CALL, fd, Linking.address(data), data.remaining(), 0, 0, 0);
        } finally {
            Reference.reachabilityFence(data);
        }
    }

    @Override
    public int write(int fd, ByteBuffer data) {
        try {
            return Linking.size(Write.CALL, fd, Linking.address(data), data.remaining(), 0, 0, 0);
        } finally {
            Reference.reachabilityFence(data);
        }
    }

    @Override
    public int close(int fd) {
        return Linking.call(Close.CALL, fd, 0, 0, 0, 0, 0);
    }

    @Override
    public int isatty(int fd) {
        CallState state = CallState.current();
        int terminal = (int) Linking.invoke(Isatty.CALL, state, fd, 0, 0, 0, 0, 0);
        return terminal > 0 ? terminal : -state.errno();
    }

    @Override
    public long clock_gettime(int clock) {
        MemorySegment time = CallState.current().scratch;
        int result = Linking.call(ClockGettime.CALL, clock, time.address(), 0, 0, 0, 0);
        return result < 0
                ? result
                : time.get(JAVA_LONG, TIMESPEC_SEC) * NANOS_PER_SECOND + time.get(JAVA_LONG, TIMESPEC_NSEC);
    }

    @Override
    public long address(ByteBuffer buffer) {
        return Linking.address(buffer);
    }
}
