// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.jna;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Registers native methods, turns C's results into ours, and lends each thread room for a small structure. */
final class Linking {

    // The largest structure a call passes by itself: struct itimerspec.
    private static final int SCRATCH_BYTES = 32;

    private static final ThreadLocal<ByteBuffer> SCRATCH = ThreadLocal.withInitial(
            () -> ByteBuffer.allocateDirect(SCRATCH_BYTES).order(ByteOrder.nativeOrder()));

    private static final NativeLibrary LIBC = libc();

    private Linking() {}

    /** Registers the native methods of a holder class; false where the C library lacks one of them. */
    static boolean register(Class<?> holder, String function) {
        try {
            LIBC.getFunction(function);
        } catch (UnsatisfiedLinkError absent) {
            return false;
        }
        Native.register(holder, LIBC);
        return true;
    }

    /**
     * Loads an interface whose one method has variable arguments; null where the C library lacks the function.
     *
     * <p>Such a method is slower than a registered one.
     */
    static <T extends Library> @Nullable T variadic(Class<T> type, String function) {
        try {
            LIBC.getFunction(function);
        } catch (UnsatisfiedLinkError absent) {
            return null;
        }
        return Native.load(LibraryPath.libc, type);
    }

    private static NativeLibrary libc() {
        String path = LibraryPath.libc;
        return path == null ? NativeLibrary.getProcess() : NativeLibrary.getInstance(path);
    }

    /** What a call answers whose function does not exist. */
    static int absent() {
        return -LibraryPath.enosys;
    }

    /** Our convention from C's: what C returned, or the negative errno. */
    static int result(int returned) {
        return returned >= 0 ? returned : -Native.getLastError();
    }

    /** As {@link #result(int)} for {@code ssize_t}; no call here moves more than an int can say. */
    static int result(long returned) {
        return returned >= 0 ? (int) Math.min(returned, Integer.MAX_VALUE) : -Native.getLastError();
    }

    /** The calling thread's own memory, free for use between preparing a call and reading its answer. */
    static ByteBuffer scratch() {
        return SCRATCH.get();
    }

    /** The buffer itself. JNA would pass a heap buffer as a copy that moves. */
    static ByteBuffer bytes(ByteBuffer buffer) {
        if (!buffer.isDirect()) {
            throw new IllegalArgumentException("the buffer must be direct");
        }
        return buffer;
    }

    /** As {@link #bytes}; null is C's NULL. */
    static @Nullable ByteBuffer bytesOrNull(@Nullable ByteBuffer buffer) {
        return buffer == null ? null : bytes(buffer);
    }

    /** The memory of C at an address; nothing checks that it is there. */
    static ByteBuffer memory(long address, int bytes) {
        return new Pointer(address).getByteBuffer(0, bytes);
    }

    /** The first {@code count} structures of an array; the kernel must not write behind the buffer. */
    static ByteBuffer array(ByteBuffer buffer, int count, int size) {
        if (count < 0 || (long) count * size > buffer.remaining()) {
            throw new IndexOutOfBoundsException(
                    count + " structures of " + size + " bytes in " + buffer.remaining() + " bytes");
        }
        return bytes(buffer);
    }
}
