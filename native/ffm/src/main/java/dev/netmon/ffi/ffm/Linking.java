// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.ffm;

import dev.netmon.ffi.LinuxConstants;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Links C functions that set errno, and shows buffers to them. */
@SuppressWarnings("restricted")
final class Linking {

    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup LIBC = libc();

    private Linking() {}

    /**
     * A handle for {@code returns name(arguments)}, with the segment of {@link CallState#captured} before them.
     *
     * <p>A function that does not exist gets a handle that answers -1 with ENOSYS.
     */
    static MethodHandle function(String name, MemoryLayout returns, MemoryLayout... arguments) {
        return link(name, FunctionDescriptor.of(returns, arguments));
    }

    /** As {@link #function} for a function with variable arguments, of which {@code fixed} are fixed. */
    static MethodHandle variadic(String name, int fixed, MemoryLayout returns, MemoryLayout... arguments) {
        return link(name, FunctionDescriptor.of(returns, arguments), Linker.Option.firstVariadicArg(fixed));
    }

    private static MethodHandle link(String name, FunctionDescriptor descriptor, Linker.Option... more) {
        Optional<MemorySegment> symbol = LIBC.find(name);
        if (symbol.isEmpty()) {
            return absent(descriptor);
        }
        Linker.Option[] options = Arrays.copyOf(more, more.length + 1);
        options[more.length] = Linker.Option.captureCallState("errno");
        return LINKER.downcallHandle(symbol.get(), descriptor, options);
    }

    private static MethodHandle absent(FunctionDescriptor descriptor) {
        MethodType type = descriptor.toMethodType();
        try {
            MethodHandle answer = MethodHandles.lookup()
                    .findStatic(Linking.class, "notImplemented", MethodType.methodType(int.class, MemorySegment.class));
            MethodHandle typed = answer.asType(answer.type().changeReturnType(type.returnType()));
            return MethodHandles.dropArguments(typed, 1, type.parameterList());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("notImplemented", e);
        }
    }

    @SuppressWarnings("UnusedMethod") // reached by its method handle
    private static int notImplemented(MemorySegment captured) {
        CallState.setErrno(captured, LinuxConstants.ENOSYS);
        return -1;
    }

    private static SymbolLookup libc() {
        String path = LibraryPath.libc;
        return path == null ? LINKER.defaultLookup() : SymbolLookup.libraryLookup(path, Arena.global());
    }

    /** The bytes from position to limit of a direct buffer. */
    static MemorySegment bytes(ByteBuffer buffer) {
        if (!buffer.isDirect()) {
            throw new IllegalArgumentException("the buffer must be direct");
        }
        return MemorySegment.ofBuffer(buffer);
    }

    /** As {@link #bytes}, C's NULL for null. */
    static MemorySegment bytesOrNull(@Nullable ByteBuffer buffer) {
        return buffer == null ? MemorySegment.NULL : bytes(buffer);
    }

    /** The first {@code count} structures of an array; the kernel must not write behind the buffer. */
    static MemorySegment array(ByteBuffer buffer, int count, int size) {
        if (count < 0 || (long) count * size > buffer.remaining()) {
            throw new IndexOutOfBoundsException(
                    count + " structures of " + size + " bytes in " + buffer.remaining() + " bytes");
        }
        return bytes(buffer);
    }

    /** What a handle can throw that no caller should handle; errnos are results. */
    static Error unexpected(Throwable thrown) {
        if (thrown instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (thrown instanceof Error error) {
            return error;
        }
        return new AssertionError(thrown);
    }
}
