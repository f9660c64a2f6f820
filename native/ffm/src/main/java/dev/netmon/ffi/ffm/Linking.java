// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.ffm;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Links C functions and calls them.
 *
 * <p>All functions are linked in one shape, six longs in and a long out. The JVM generates code for each shape it meets,
 * which takes 3 to 4 ms of processor time, and opening a monitor would meet ten of them; the second function of a known
 * shape takes a tenth of a millisecond. In the 64-bit calling conventions of the CPUs that {@code Bindings} admits each
 * integer or pointer argument has a register or slot of its own, an int is passed sign-extended as Java does, and what
 * is passed beyond the callee's parameters is not looked at. Only an int result must be narrowed: its upper half may be
 * anything.
 */
@SuppressWarnings("restricted")
final class Linking {

    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup LIBC = libc();

    private static final FunctionDescriptor SHAPE =
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

    private static final Linker.Option CAPTURE_ERRNO = Linker.Option.captureCallState("errno");

    private Linking() {}

    /**
     * A handle for a function of at most six arguments, all integers or pointers, for {@link #call} and {@link #size}.
     *
     * <p>A function that does not exist gets a handle that answers -1 with ENOSYS.
     */
    static MethodHandle function(String name) {
        return link(name, CAPTURE_ERRNO);
    }

    /** As {@link #function} for a function with variable arguments, of which {@code fixed} are fixed. */
    static MethodHandle variadic(String name, int fixed) {
        return link(name, CAPTURE_ERRNO, Linker.Option.firstVariadicArg(fixed));
    }

    private static MethodHandle link(String name, Linker.Option... options) {
        Optional<MemorySegment> symbol = LIBC.find(name);
        return symbol.isPresent() ? LINKER.downcallHandle(symbol.get(), SHAPE, options) : absent();
    }

    private static MethodHandle absent() {
        try {
            MethodHandle answer = MethodHandles.lookup()
                    .findStatic(
                            Linking.class, "notImplemented", MethodType.methodType(long.class, MemorySegment.class));
            return MethodHandles.dropArguments(answer, 1, SHAPE.toMethodType().parameterList());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("notImplemented", e);
        }
    }

    @SuppressWarnings("UnusedMethod") // reached by its method handle
    private static long notImplemented(MemorySegment captured) {
        CallState.setErrno(captured, LibraryPath.enosys);
        return -1;
    }

    private static SymbolLookup libc() {
        String path = LibraryPath.libc;
        return path == null ? LINKER.defaultLookup() : SymbolLookup.libraryLookup(path, Arena.global());
    }

    /** Calls a function that returns an int: what it returned, or the negative errno. */
    static int call(MethodHandle function, long a, long b, long c, long d, long e, long f) {
        CallState state = CallState.current();
        int returned = (int) invoke(function, state, a, b, c, d, e, f);
        return returned >= 0 ? returned : -state.errno();
    }

    /** Calls a function that returns an {@code ssize_t}; no call here moves more than an int can say. */
    static int size(MethodHandle function, long a, long b, long c, long d, long e, long f) {
        CallState state = CallState.current();
        long returned = invoke(function, state, a, b, c, d, e, f);
        return returned >= 0 ? (int) Math.min(returned, Integer.MAX_VALUE) : -state.errno();
    }

    /** The bare call, for those that look at the answer themselves. */
    static long invoke(MethodHandle function, CallState state, long a, long b, long c, long d, long e, long f) {
        try {
            return (long) function.invokeExact(state.captured, a, b, c, d, e, f);
        } catch (RuntimeException | Error unchecked) {
            throw unchecked;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** The address of the byte at the position of a direct buffer; the caller keeps the buffer reachable. */
    static long address(ByteBuffer buffer) {
        if (!buffer.isDirect()) {
            throw new IllegalArgumentException("the buffer must be direct");
        }
        return MemorySegment.ofBuffer(buffer).address();
    }

    /** As {@link #address}, C's NULL for null. */
    static long addressOrNull(@Nullable ByteBuffer buffer) {
        return buffer == null ? 0 : address(buffer);
    }

    /** The memory of C at an address; nothing checks that it is there. */
    static ByteBuffer memory(long address, int bytes) {
        return MemorySegment.ofAddress(address).reinterpret(bytes).asByteBuffer();
    }

    /** Where an array of {@code count} structures starts; the kernel must not write behind the buffer. */
    static long array(ByteBuffer buffer, int count, int size) {
        if (count < 0 || (long) count * size > buffer.remaining()) {
            throw new IndexOutOfBoundsException(
                    count + " structures of " + size + " bytes in " + buffer.remaining() + " bytes");
        }
        return address(buffer);
    }
}
