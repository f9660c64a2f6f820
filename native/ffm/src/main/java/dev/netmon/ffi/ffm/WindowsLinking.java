// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.ffm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.netmon.ffi.WindowsConstants;
import dev.netmon.ffi.WindowsLayouts;
import dev.netmon.ffi.callback.MibCallback;
import dev.netmon.ffi.callback.PowerCallbacks;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Optional;

/**
 * Links the functions of Windows, and makes code that Windows can call.
 *
 * <p>One shape for all functions, as in {@link Linking} and for its reasons, without errno: these return their error
 * code. A function without a result leaves something in the register, which nobody looks at. The libraries are never
 * unloaded: a thread of theirs may be on its way out of a callback at any time.
 */
@SuppressWarnings("restricted")
final class WindowsLinking {

    private static final Linker LINKER = Linker.nativeLinker();

    private static final FunctionDescriptor SHAPE = FunctionDescriptor.of(
            JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

    // void (PVOID CallerContext, PMIB_..._ROW Row, MIB_NOTIFICATION_TYPE NotificationType)
    private static final FunctionDescriptor MIB_CALLBACK = FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG, JAVA_INT);

    // ULONG (PVOID Context, ULONG Type, PVOID Setting)
    private static final FunctionDescriptor POWER_CALLBACK =
            FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG);

    private static final SymbolLookup IPHLPAPI =
            SymbolLookup.libraryLookup(LibraryPath.windows(LibraryPath.iphlpapi, "iphlpapi.dll"), Arena.global());

    private static final MethodHandle MIB_CALLED = mibCalled();

    private WindowsLinking() {}

    private static final class Power {
        // Never freed, see PowerCallbacks.
        static final MemorySegment CODE = LINKER.upcallStub(powerCalled(), POWER_CALLBACK, Arena.global());
    }

    /** A handle for a function of {@code iphlpapi.dll}; one that does not exist answers ERROR_PROC_NOT_FOUND. */
    static MethodHandle iphlpapi(String name) {
        return link(IPHLPAPI, name);
    }

    /** As {@link #iphlpapi} of {@code powrprof.dll}; ERROR_MOD_NOT_FOUND where there is no such library. */
    static MethodHandle powrprof(String name) {
        try {
            return link(
                    SymbolLookup.libraryLookup(
                            LibraryPath.windows(LibraryPath.powrprof, "powrprof.dll"), Arena.global()),
                    name);
        } catch (IllegalArgumentException notThere) {
            return answer(WindowsConstants.ERROR_MOD_NOT_FOUND);
        }
    }

    private static MethodHandle link(SymbolLookup library, String name) {
        Optional<MemorySegment> symbol = library.find(name);
        return symbol.isPresent()
                ? LINKER.downcallHandle(symbol.get(), SHAPE)
                : answer(WindowsConstants.ERROR_PROC_NOT_FOUND);
    }

    private static MethodHandle answer(long error) {
        return MethodHandles.dropArguments(
                MethodHandles.constant(long.class, error),
                0,
                SHAPE.toMethodType().parameterList());
    }

    /** Calls a function that returns an error code. */
    static int call(MethodHandle function, long a, long b, long c, long d, long e, long f, long g) {
        try {
            return (int) (long) function.invokeExact(a, b, c, d, e, f, g);
        } catch (RuntimeException | Error unchecked) {
            throw unchecked;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Code that calls {@code callback}, until the arena is closed. */
    static long code(MibCallback callback, Arena arena) {
        return LINKER.upcallStub(MIB_CALLED.bindTo(callback), MIB_CALLBACK, arena)
                .address();
    }

    /** Code that calls {@link PowerCallbacks}, for good. */
    static long powerCode() {
        return Power.CODE.address();
    }

    /** A copy of what stands at an address of C. */
    static byte[] copy(long address, int bytes) {
        return MemorySegment.ofAddress(address).reinterpret(bytes).toArray(JAVA_BYTE);
    }

    private static MethodHandle mibCalled() {
        try (Arena arena = Arena.ofConfined()) {
            MethodHandle called = MethodHandles.lookup()
                    .findVirtual(
                            MibCallback.class,
                            "called",
                            MethodType.methodType(void.class, long.class, long.class, int.class));
            MethodHandle bound = called.bindTo(MibCallback.rehearsal(WindowsLinking::copy));
            long row = arena.allocate(WindowsLayouts.MIB_IPFORWARD_ROW2_SIZE, Long.BYTES)
                    .address();
            rehearse(bound, row);
            return called;
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("called", e);
        }
    }

    // What a callback needs is loaded and linked now, on this thread, and not on a foreign one.
    private static void rehearse(MethodHandle bound, long row) {
        try {
            bound.invokeExact(0L, row, WindowsConstants.MIB_INITIAL_NOTIFICATION);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static MethodHandle powerCalled() {
        try {
            PowerCallbacks.called(0, 0, 0);
            return MethodHandles.lookup()
                    .findStatic(
                            PowerCallbacks.class,
                            "called",
                            MethodType.methodType(int.class, long.class, int.class, long.class));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("called", e);
        }
    }
}
