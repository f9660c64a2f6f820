// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.ffm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.netmon.ffi.NamespaceCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The namespace calls through the foreign function API. */
final class FfmNamespaceCalls implements NamespaceCalls {

    private static final class Open {
        // int open(const char *pathname, int flags, ...)
        static final MethodHandle CALL = Linking.variadic("open", 2);
    }

    private static final class Ioctl {
        // int ioctl(int fd, unsigned long request, ...)
        static final MethodHandle CALL = Linking.variadic("ioctl", 2);
    }

    private static final class Unshare {
        // int unshare(int flags)
        static final MethodHandle CALL = Linking.function("unshare");
    }

    private static final class Setns {
        // int setns(int fd, int nstype)
        static final MethodHandle CALL = Linking.function("setns");
    }

    private static final class Gettid {
        // pid_t gettid(void)
        static final MethodHandle CALL = Linking.function("gettid");
    }

    @Override
    public int open(String path, int flags) {
        byte[] bytes = (path + '\0').getBytes(StandardCharsets.UTF_8);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(bytes.length);
            MemorySegment.copy(bytes, 0, name, JAVA_BYTE, 0, bytes.length);
            return Linking.call(Open.CALL, name.address(), flags, 0, 0, 0, 0);
        }
    }

    @Override
    public int ioctl(int fd, long request, ByteBuffer argument) {
        try {
            return Linking.call(Ioctl.CALL, fd, request, Linking.address(argument), 0, 0, 0);
        } finally {
            Reference.reachabilityFence(argument);
        }
    }

    @Override
    public int unshare(int flags) {
        return Linking.call(Unshare.CALL, flags, 0, 0, 0, 0, 0);
    }

    @Override
    public int setns(int fd, int type) {
        return Linking.call(Setns.CALL, fd, type, 0, 0, 0, 0);
    }

    @Override
    public int gettid() {
        return Linking.call(Gettid.CALL, 0, 0, 0, 0, 0, 0);
    }
}
