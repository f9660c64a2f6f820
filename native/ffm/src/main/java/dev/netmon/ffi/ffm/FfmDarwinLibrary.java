// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.ffm;

import static dev.netmon.ffi.DarwinConstants.IF_NAMESIZE;
import static dev.netmon.ffi.DarwinLayouts.POLLFD_SIZE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.netmon.ffi.DarwinLibrary;
import dev.netmon.ffi.InterfaceEntries;
import dev.netmon.ffi.InterfaceEntry;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The C library of macOS through the foreign function API. */
final class FfmDarwinLibrary extends FfmPosixLibrary implements DarwinLibrary {

    private static final int PIPE_ENDS = 2;

    private static final class Poll {
        // int poll(struct pollfd *fds, nfds_t nfds, int timeout)
        static final MethodHandle CALL = Linking.function("poll");
    }

    private static final class Connect {
        // int connect(int socket, const struct sockaddr *address, socklen_t address_len)
        static final MethodHandle CALL = Linking.function("connect");
    }

    private static final class Pipe {
        // int pipe(int fildes[2])
        static final MethodHandle CALL = Linking.function("pipe");
    }

    private static final class Sysctl {
        // int sysctl(int *name, u_int namelen, void *oldp, size_t *oldlenp, void *newp, size_t newlen)
        static final MethodHandle CALL = Linking.function("sysctl");
    }

    private static final class Getifaddrs {
        // int getifaddrs(struct ifaddrs **ifap)
        static final MethodHandle CALL = Linking.function("getifaddrs");
    }

    private static final class Freeifaddrs {
        // void freeifaddrs(struct ifaddrs *ifp)
        static final MethodHandle CALL = Linking.function("freeifaddrs");
    }

    private static final class IfIndextoname {
        // char *if_indextoname(unsigned int ifindex, char *ifname): NULL with errno where there is none
        static final MethodHandle CALL = Linking.function("if_indextoname");
    }

    private static final class Getpid {
        // pid_t getpid(void)
        static final MethodHandle CALL = Linking.function("getpid");
    }

    private static final class Ioctl {
        // int ioctl(int fildes, unsigned long request, ...)
        static final MethodHandle CALL = Linking.variadic("ioctl", 2);
    }

    @Override
    public int poll(ByteBuffer pollfds, int count, int timeoutMillis) {
        int timeout = timeoutMillis == FOREVER ? -1 : Math.max(timeoutMillis, 0);
        try {
            return Linking.call(Poll.CALL, Linking.array(pollfds, count, POLLFD_SIZE), count, timeout, 0, 0, 0);
        } finally {
            Reference.reachabilityFence(pollfds);
        }
    }

    @Override
    public int connect(int fd, ByteBuffer address) {
        try {
            return Linking.call(Connect.CALL, fd, Linking.address(address), address.remaining(), 0, 0, 0);
        } finally {
            Reference.reachabilityFence(address);
        }
    }

    @Override
    public int pipe(ByteBuffer descriptors) {
        try {
            return Linking.call(Pipe.CALL, Linking.array(descriptors, PIPE_ENDS, Integer.BYTES), 0, 0, 0, 0, 0);
        } finally {
            Reference.reachabilityFence(descriptors);
        }
    }

    @Override
    public int sysctl(ByteBuffer mib, @Nullable ByteBuffer old) {
        MemorySegment length = CallState.current().scratch;
        length.set(JAVA_LONG, 0, old == null ? 0 : old.remaining());
        try {
            int result = Linking.call(
                    Sysctl.CALL,
                    Linking.address(mib),
                    mib.remaining() / Integer.BYTES,
                    Linking.addressOrNull(old),
                    length.address(),
                    NULL,
                    0);
            return result < 0 ? result : (int) Math.min(length.get(JAVA_LONG, 0), Integer.MAX_VALUE);
        } finally {
            Reference.reachabilityFence(mib);
            Reference.reachabilityFence(old);
        }
    }

    @Override
    public int getifaddrs(List<InterfaceEntry> entries) {
        MemorySegment head = CallState.current().scratch;
        int result = Linking.call(Getifaddrs.CALL, head.address(), 0, 0, 0, 0, 0);
        if (result < 0) {
            return result;
        }
        long list = head.get(JAVA_LONG, 0);
        try {
            List<InterfaceEntry> copied = InterfaceEntries.copy(list, Linking::memory);
            entries.addAll(copied);
            return copied.size();
        } finally {
            Linking.invoke(Freeifaddrs.CALL, CallState.current(), list, 0, 0, 0, 0, 0);
        }
    }

    @Override
    public int if_indextoname(int index, ByteBuffer name) {
        CallState state = CallState.current();
        try {
            long buffer = Linking.array(name, IF_NAMESIZE, Byte.BYTES);
            long found = Linking.invoke(IfIndextoname.CALL, state, index, buffer, 0, 0, 0, 0);
            return found > 0 ? length(name) : -state.errno();
        } finally {
            Reference.reachabilityFence(name);
        }
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
        return Linking.call(Getpid.CALL, 0, 0, 0, 0, 0, 0);
    }

    @Override
    public int ioctl(int fd, long request, ByteBuffer argument) {
        try {
            return Linking.call(Ioctl.CALL, fd, request, Linking.address(argument), 0, 0, 0);
        } finally {
            Reference.reachabilityFence(argument);
        }
    }
}
