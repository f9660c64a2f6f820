// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.ffm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.netmon.ffi.NamespaceCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The namespace calls through the foreign function API. */
final class FfmNamespaceCalls implements NamespaceCalls {

    private static final class Open {
        // int open(const char *pathname, int flags, ...)
        static final MethodHandle CALL = Linking.variadic("open", 2, JAVA_INT, ADDRESS, JAVA_INT);
    }

    private static final class Ioctl {
        // int ioctl(int fd, unsigned long request, ...)
        static final MethodHandle CALL = Linking.variadic("ioctl", 2, JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS);
    }

    private static final class Unshare {
        // int unshare(int flags)
        static final MethodHandle CALL = Linking.function("unshare", JAVA_INT, JAVA_INT);
    }

    private static final class Setns {
        // int setns(int fd, int nstype)
        static final MethodHandle CALL = Linking.function("setns", JAVA_INT, JAVA_INT, JAVA_INT);
    }

    private static final class Gettid {
        // pid_t gettid(void)
        static final MethodHandle CALL = Linking.function("gettid", JAVA_INT);
    }

    @Override
    public int open(String path, int flags) {
        CallState state = CallState.current();
        byte[] bytes = (path + '\0').getBytes(StandardCharsets.UTF_8);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(bytes.length);
            MemorySegment.copy(bytes, 0, name, JAVA_BYTE, 0, bytes.length);
            return state.result((int) Open.CALL.invokeExact(state.captured, name, flags));
        } catch (Throwable t) {
            throw Linking.unexpected(t);
        }
    }

    @Override
    public int ioctl(int fd, long request, ByteBuffer argument) {
        CallState state = CallState.current();
        try {
            return state.result((int) Ioctl.CALL.invokeExact(state.captured, fd, request, Linking.bytes(argument)));
        } catch (Throwable t) {
            throw Linking.unexpected(t);
        }
    }

    @Override
    public int unshare(int flags) {
        CallState state = CallState.current();
        try {
            return state.result((int) Unshare.CALL.invokeExact(state.captured, flags));
        } catch (Throwable t) {
            throw Linking.unexpected(t);
        }
    }

    @Override
    public int setns(int fd, int type) {
        CallState state = CallState.current();
        try {
            return state.result((int) Setns.CALL.invokeExact(state.captured, fd, type));
        } catch (Throwable t) {
            throw Linking.unexpected(t);
        }
    }

    @Override
    public int gettid() {
        CallState state = CallState.current();
        try {
            return state.result((int) Gettid.CALL.invokeExact(state.captured));
        } catch (Throwable t) {
            throw Linking.unexpected(t);
        }
    }
}
