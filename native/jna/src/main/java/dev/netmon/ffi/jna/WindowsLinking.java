// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.jna;

import com.sun.jna.Callback;
import com.sun.jna.CallbackProxy;
import com.sun.jna.CallbackReference;
import com.sun.jna.CallbackThreadInitializer;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import dev.netmon.ffi.WindowsConstants;
import dev.netmon.ffi.WindowsLayouts;
import dev.netmon.ffi.callback.MibCallback;
import dev.netmon.ffi.callback.PowerCallbacks;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Registers the native methods of Windows, and makes objects that Windows can call.
 *
 * <p>JNA frees the code of a callback some time after its object is collected: who registers one keeps it until Windows
 * has let go.
 * The libraries stay loaded, because a thread of theirs may be on its way out of a callback at any time.
 */
final class WindowsLinking {

    private static final NativeLibrary IPHLPAPI =
            NativeLibrary.getInstance(LibraryPath.windows(LibraryPath.iphlpapi, "iphlpapi.dll"));

    private static final boolean DAEMON = true;
    private static final boolean STAY_ATTACHED = false;

    private WindowsLinking() {}

    /** {@code void (PVOID CallerContext, PMIB_..._ROW Row, MIB_NOTIFICATION_TYPE NotificationType)}. */
    interface MibFunction extends Callback {
        void called(long context, long row, int type);
    }

    /**
     * {@code ULONG (PVOID Context, ULONG Type, PVOID Setting)}, of which C finds the address in a structure. JNA would call
     * a method of ours by reflection there, and as a module of its own it may not.
     */
    private static final class PowerFunction implements CallbackProxy {
        @Override
        public Object callback(Object[] args) {
            return PowerCallbacks.called((long) args[0], (int) args[1], (long) args[2]);
        }

        @Override
        public Class<?>[] getParameterTypes() {
            return new Class<?>[] {long.class, int.class, long.class};
        }

        @Override
        public Class<?> getReturnType() {
            return int.class;
        }
    }

    private static final class Power {
        // Never freed, see PowerCallbacks.
        static final CallbackProxy CODE = power();
    }

    private static final class Rehearsed {
        // Before the first registration, so that no class of ours is loaded on a foreign thread.
        static final boolean ONCE = rehearse();
    }

    // Loaded with the first function of powrprof; one field, because JNA forgets a library that nothing refers to.
    private static final class Powrprof {
        static final NativeLibrary LIBRARY =
                NativeLibrary.getInstance(LibraryPath.windows(LibraryPath.powrprof, "powrprof.dll"));
    }

    /** Registers the native methods of a holder class; the error code of calling one. */
    static int iphlpapi(Class<?> holder, String function) {
        return register(holder, IPHLPAPI, function);
    }

    /** As {@link #iphlpapi} of {@code powrprof.dll}; ERROR_MOD_NOT_FOUND where there is no such library. */
    static int powrprof(Class<?> holder, String function) {
        NativeLibrary library;
        try {
            library = Powrprof.LIBRARY;
        } catch (LinkageError notThere) {
            return WindowsConstants.ERROR_MOD_NOT_FOUND;
        }
        return register(holder, library, function);
    }

    private static int register(Class<?> holder, NativeLibrary library, String function) {
        try {
            library.getFunction(function);
        } catch (UnsatisfiedLinkError absent) {
            return WindowsConstants.ERROR_PROC_NOT_FOUND;
        }
        Native.register(holder, library);
        return WindowsConstants.ERROR_SUCCESS;
    }

    /** An object that calls {@code callback}, for as long as it is reachable. */
    static MibFunction code(MibCallback callback) {
        if (!Rehearsed.ONCE) {
            throw new AssertionError();
        }
        MibFunction code = callback::called;
        // The JVM keeps a foreign thread once it has met it: attaching it for each call would take longer than the
        // call.
        Native.setCallbackThreadInitializer(code, new CallbackThreadInitializer(DAEMON, STAY_ATTACHED));
        return code;
    }

    /** Code that calls {@link PowerCallbacks}, for good. */
    static Pointer powerCode() {
        return CallbackReference.getFunctionPointer(Power.CODE);
    }

    /** A copy of what stands at an address of C. */
    static byte[] copy(long address, int bytes) {
        return new Pointer(address).getByteArray(0, bytes);
    }

    private static CallbackProxy power() {
        CallbackProxy code = new PowerFunction();
        code.callback(new Object[] {0L, 0, 0L});
        Native.setCallbackThreadInitializer(code, new CallbackThreadInitializer(DAEMON, STAY_ATTACHED));
        return code;
    }

    private static boolean rehearse() {
        ByteBuffer row = ByteBuffer.allocateDirect(WindowsLayouts.MIB_IPFORWARD_ROW2_SIZE)
                .order(ByteOrder.nativeOrder());
        MibCallback.rehearsal(WindowsLinking::copy)
                .called(
                        0,
                        Pointer.nativeValue(Native.getDirectBufferPointer(row)),
                        WindowsConstants.MIB_INITIAL_NOTIFICATION);
        return row.isDirect();
    }
}
