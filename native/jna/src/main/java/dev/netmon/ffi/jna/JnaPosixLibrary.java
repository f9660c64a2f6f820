// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.jna;

import static dev.netmon.ffi.LinuxLayouts.TIMESPEC_NSEC;
import static dev.netmon.ffi.LinuxLayouts.TIMESPEC_SEC;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import dev.netmon.ffi.PosixLibrary;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The calls that Linux and macOS share, through JNA.
 *
 * <p>In a 64-bit process {@code size_t} and {@code ssize_t} are a Java long, {@code socklen_t} is an int.
 */
abstract class JnaPosixLibrary implements PosixLibrary {

    static final long NANOS_PER_SECOND = 1_000_000_000L;

    // In the scratch memory, behind the int value of an option.
    private static final int LENGTH_AT = 8;

    private static final class Socket {
        static final boolean PRESENT = Linking.register(Socket.class, "socket");

        // int socket(int domain, int type, int protocol)
        static native int socket(int domain, int type, int protocol);
    }

    private static final class Bind {
        static final boolean PRESENT = Linking.register(Bind.class, "bind");

        // int bind(int fd, const struct sockaddr *addr, socklen_t addrlen)
        static native int bind(int fd, ByteBuffer addr, int addrlen);
    }

    private static final class Setsockopt {
        static final boolean PRESENT = Linking.register(Setsockopt.class, "setsockopt");

        // int setsockopt(int fd, int level, int optname, const void *optval, socklen_t optlen)
        static native int setsockopt(int fd, int level, int optname, ByteBuffer optval, int optlen);
    }

    private static final class Getsockopt {
        static final boolean PRESENT = Linking.register(Getsockopt.class, "getsockopt");

        // int getsockopt(int fd, int level, int optname, void *optval, socklen_t *optlen)
        static native int getsockopt(int fd, int level, int optname, ByteBuffer optval, ByteBuffer optlen);
    }

    private static final class Getsockname {
        static final boolean PRESENT = Linking.register(Getsockname.class, "getsockname");

        // int getsockname(int fd, struct sockaddr *addr, socklen_t *addrlen)
        static native int getsockname(int fd, ByteBuffer addr, ByteBuffer addrlen);
    }

    private static final class Sendto {
        static final boolean PRESENT = Linking.register(Sendto.class, "sendto");

        // ssize_t sendto(int fd, const void *buf, size_t len, int flags,
        //         const struct sockaddr *dest_addr, socklen_t addrlen)
        static native long sendto(
                int fd, ByteBuffer buf, long len, int flags, @Nullable ByteBuffer destAddr, int addrlen);
    }

    private static final class Recvfrom {
        static final boolean PRESENT = Linking.register(Recvfrom.class, "recvfrom");

        // ssize_t recvfrom(int fd, void *buf, size_t len, int flags,
        //         struct sockaddr *src_addr, socklen_t *addrlen)
        static native long recvfrom(
                int fd,
                ByteBuffer buf,
                long len,
                int flags,
                @Nullable ByteBuffer srcAddr,
                @Nullable ByteBuffer addrlen);
    }

    private static final class Read {
        static final boolean PRESENT = Linking.register(Read.class, "read");

        // ssize_t read(int fd, void *buf, size_t count)
        static native long read(int fd, ByteBuffer buf, long count);
    }

    private static final class Write {
        static final boolean PRESENT = Linking.register(Write.class, "write");

        // ssize_t write(int fd, const void *buf, size_t count)
        static native long write(int fd, ByteBuffer buf, long count);
    }

    private static final class Close {
        static final boolean PRESENT = Linking.register(Close.class, "close");

        // int close(int fd)
        static native int close(int fd);
    }

    private static final class Isatty {
        static final boolean PRESENT = Linking.register(Isatty.class, "isatty");

        // int isatty(int fd): 0 with errno where it is none
        static native int isatty(int fd);
    }

    private static final class ClockGettime {
        static final boolean PRESENT = Linking.register(ClockGettime.class, "clock_gettime");

        // int clock_gettime(clockid_t clockid, struct timespec *tp)
        static native int clock_gettime(int clockid, ByteBuffer tp);
    }

    @Override
    public int socket(int domain, int type, int protocol) {
        return Socket.PRESENT ? Linking.result(Socket.socket(domain, type, protocol)) : Linking.absent();
    }

    @Override
    public int bind(int fd, ByteBuffer address) {
        return Bind.PRESENT
                ? Linking.result(Bind.bind(fd, Linking.bytes(address), address.remaining()))
                : Linking.absent();
    }

    @Override
    public int setsockopt(int fd, int level, int name, int value) {
        ByteBuffer scratch = Linking.scratch().putInt(0, value);
        return setsockopt(fd, level, name, scratch, Integer.BYTES);
    }

    @Override
    public int setsockopt(int fd, int level, int name, ByteBuffer value) {
        return setsockopt(fd, level, name, Linking.bytes(value), value.remaining());
    }

    private static int setsockopt(int fd, int level, int name, ByteBuffer value, int length) {
        return Setsockopt.PRESENT
                ? Linking.result(Setsockopt.setsockopt(fd, level, name, value, length))
                : Linking.absent();
    }

    @Override
    public long getsockopt(int fd, int level, int name) {
        if (!Getsockopt.PRESENT) {
            return Linking.absent();
        }
        ByteBuffer value = Linking.scratch().putInt(0, 0).putInt(LENGTH_AT, Integer.BYTES);
        ByteBuffer length = value.slice(LENGTH_AT, Integer.BYTES);
        int result = Linking.result(Getsockopt.getsockopt(fd, level, name, value, length));
        return result < 0 ? result : Integer.toUnsignedLong(value.getInt(0));
    }

    @Override
    public int getsockname(int fd, ByteBuffer address) {
        if (!Getsockname.PRESENT) {
            return Linking.absent();
        }
        ByteBuffer length = Linking.scratch().putInt(0, address.remaining());
        int result = Linking.result(Getsockname.getsockname(fd, Linking.bytes(address), length));
        return result < 0 ? result : length.getInt(0);
    }

    @Override
    public int sendto(int fd, ByteBuffer data, int flags, @Nullable ByteBuffer address) {
        if (!Sendto.PRESENT) {
            return Linking.absent();
        }
        int length = address == null ? 0 : address.remaining();
        return Linking.result(
                Sendto.sendto(fd, Linking.bytes(data), data.remaining(), flags, Linking.bytesOrNull(address), length));
    }

    @Override
    public int recvfrom(int fd, ByteBuffer data, int flags, @Nullable ByteBuffer address) {
        if (!Recvfrom.PRESENT) {
            return Linking.absent();
        }
        ByteBuffer length = address == null ? null : Linking.scratch().putInt(0, address.remaining());
        return Linking.result(Recvfrom.recvfrom(
                fd, Linking.bytes(data), data.remaining(), flags, Linking.bytesOrNull(address), length));
    }

    @Override
    public int read(int fd, ByteBuffer data) {
        return Read.PRESENT ? Linking.result(Read.read(fd, Linking.bytes(data), data.remaining())) : Linking.absent();
    }

    @Override
    public int write(int fd, ByteBuffer data) {
        return Write.PRESENT
                ? Linking.result(Write.write(fd, Linking.bytes(data), data.remaining()))
                : Linking.absent();
    }

    @Override
    public int close(int fd) {
        return Close.PRESENT ? Linking.result(Close.close(fd)) : Linking.absent();
    }

    @Override
    public int isatty(int fd) {
        if (!Isatty.PRESENT) {
            return Linking.absent();
        }
        int terminal = Isatty.isatty(fd);
        return terminal > 0 ? terminal : Linking.result(-1);
    }

    @Override
    public long clock_gettime(int clock) {
        if (!ClockGettime.PRESENT) {
            return Linking.absent();
        }
        ByteBuffer time = Linking.scratch();
        int result = Linking.result(ClockGettime.clock_gettime(clock, time));
        return result < 0 ? result : time.getLong(TIMESPEC_SEC) * NANOS_PER_SECOND + time.getLong(TIMESPEC_NSEC);
    }

    @Override
    public long address(ByteBuffer buffer) {
        // JNA answers with the address of the buffer's first byte, whatever its position.
        return Pointer.nativeValue(Native.getDirectBufferPointer(Linking.bytes(buffer))) + buffer.position();
    }
}
