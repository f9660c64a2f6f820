// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.jna;

import static dev.netmon.ffi.DarwinConstants.IF_NAMESIZE;
import static dev.netmon.ffi.DarwinLayouts.POLLFD_SIZE;

import com.sun.jna.Library;
import com.sun.jna.Pointer;
import dev.netmon.ffi.DarwinLibrary;
import dev.netmon.ffi.InterfaceEntries;
import dev.netmon.ffi.InterfaceEntry;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The C library of macOS through JNA; {@code nfds_t} is a Java int there. */
final class JnaDarwinLibrary extends JnaPosixLibrary implements DarwinLibrary {

    private static final int PIPE_ENDS = 2;

    private static final class Poll {
        static final boolean PRESENT = Linking.register(Poll.class, "poll");

        // int poll(struct pollfd *fds, nfds_t nfds, int timeout)
        static native int poll(ByteBuffer fds, int nfds, int timeout);
    }

    private static final class Connect {
        static final boolean PRESENT = Linking.register(Connect.class, "connect");

        // int connect(int socket, const struct sockaddr *address, socklen_t address_len)
        static native int connect(int socket, ByteBuffer address, int addressLen);
    }

    private static final class Pipe {
        static final boolean PRESENT = Linking.register(Pipe.class, "pipe");

        // int pipe(int fildes[2])
        static native int pipe(ByteBuffer fildes);
    }

    private static final class Sysctl {
        static final boolean PRESENT = Linking.register(Sysctl.class, "sysctl");

        // int sysctl(int *name, u_int namelen, void *oldp, size_t *oldlenp, void *newp, size_t newlen)
        static native int sysctl(
                ByteBuffer name,
                int namelen,
                @Nullable ByteBuffer oldp,
                ByteBuffer oldlenp,
                @Nullable Pointer newp,
                long newlen);
    }

    private static final class Getifaddrs {
        static final boolean PRESENT = Linking.register(Getifaddrs.class, "getifaddrs");

        // int getifaddrs(struct ifaddrs **ifap)
        static native int getifaddrs(ByteBuffer ifap);
    }

    private static final class Freeifaddrs {
        static final boolean PRESENT = Linking.register(Freeifaddrs.class, "freeifaddrs");

        // void freeifaddrs(struct ifaddrs *ifp)
        static native void freeifaddrs(Pointer ifp);
    }

    private static final class IfIndextoname {
        static final boolean PRESENT = Linking.register(IfIndextoname.class, "if_indextoname");

        // char *if_indextoname(unsigned int ifindex, char *ifname): NULL with errno where there is none
        static native @Nullable Pointer if_indextoname(int ifindex, ByteBuffer ifname);
    }

    private static final class Getpid {
        static final boolean PRESENT = Linking.register(Getpid.class, "getpid");

        // pid_t getpid(void)
        static native int getpid();
    }

    private static final class Ioctl {
        static final @Nullable Variadic CALL = Linking.variadic(Variadic.class, "ioctl");
    }

    // Registered methods know no variable arguments; an interface's do, and JNA tells libffi so.
    interface Variadic extends Library {
        // int ioctl(int fildes, unsigned long request, ...)
        int ioctl(int fildes, long request, Object... argument);
    }

    @Override
    public int poll(ByteBuffer pollfds, int count, int timeoutMillis) {
        int timeout = timeoutMillis == FOREVER ? -1 : Math.max(timeoutMillis, 0);
        return Poll.PRESENT
                ? Linking.result(Poll.poll(Linking.array(pollfds, count, POLLFD_SIZE), count, timeout))
                : Linking.absent();
    }

    @Override
    public int connect(int fd, ByteBuffer address) {
        return Connect.PRESENT
                ? Linking.result(Connect.connect(fd, Linking.bytes(address), address.remaining()))
                : Linking.absent();
    }

    @Override
    public int pipe(ByteBuffer descriptors) {
        return Pipe.PRESENT
                ? Linking.result(Pipe.pipe(Linking.array(descriptors, PIPE_ENDS, Integer.BYTES)))
                : Linking.absent();
    }

    @Override
    public int sysctl(ByteBuffer mib, @Nullable ByteBuffer old) {
        if (!Sysctl.PRESENT) {
            return Linking.absent();
        }
        ByteBuffer length = Linking.scratch().putLong(0, old == null ? 0 : old.remaining());
        int result = Linking.result(Sysctl.sysctl(
                Linking.bytes(mib), mib.remaining() / Integer.BYTES, Linking.bytesOrNull(old), length, null, 0));
        return result < 0 ? result : (int) Math.min(length.getLong(0), Integer.MAX_VALUE);
    }

    @Override
    public int getifaddrs(List<InterfaceEntry> entries) {
        if (!Getifaddrs.PRESENT || !Freeifaddrs.PRESENT) {
            return Linking.absent();
        }
        ByteBuffer head = Linking.scratch();
        int result = Linking.result(Getifaddrs.getifaddrs(head));
        if (result < 0) {
            return result;
        }
        long list = head.getLong(0);
        try {
            List<InterfaceEntry> copied = InterfaceEntries.copy(list, Linking::memory);
            entries.addAll(copied);
            return copied.size();
        } finally {
            Freeifaddrs.freeifaddrs(new Pointer(list));
        }
    }

    @Override
    public int if_indextoname(int index, ByteBuffer name) {
        if (!IfIndextoname.PRESENT) {
            return Linking.absent();
        }
        Pointer found = IfIndextoname.if_indextoname(index, Linking.array(name, IF_NAMESIZE, Byte.BYTES));
        return found == null ? Linking.result(-1) : length(name);
    }

    private static int length(ByteBuffer string) {
        int end = string.position();
        while (end < string.limit() && string.get(end) != 0) {
            end++;
        }
        return end - string.position();
    }

    @Override
    public int getpid() {
        return Getpid.PRESENT ? Linking.result(Getpid.getpid()) : Linking.absent();
    }

    @Override
    public int ioctl(int fd, long request, ByteBuffer argument) {
        return Ioctl.CALL == null
                ? Linking.absent()
                : Linking.result(Ioctl.CALL.ioctl(fd, request, new Pointer(address(argument))));
    }
}
