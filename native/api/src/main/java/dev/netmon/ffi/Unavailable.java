// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** Turns what a binding threw at its start into one line for the user, with the flag or the jar that would help. */
final class Unavailable {

    private static final int MOST_CAUSES = 8;

    private Unavailable() {}

    /**
     * One line for a failure.
     *
     * @param module who made the restricted calls, the one to name in the flag
     */
    static String reason(Throwable failure, Module module) {
        Throwable cause = failure;
        for (int depth = 0; depth < MOST_CAUSES; depth++) {
            if (cause instanceof IllegalCallerException) {
                return denied(module);
            }
            if (cause instanceof ClassNotFoundException || cause instanceof NoClassDefFoundError) {
                String missing = missing(cause.getMessage());
                if (missing != null) {
                    return missing;
                }
            }
            Throwable next = cause instanceof InvocationTargetException wrapped
                    ? wrapped.getTargetException()
                    : cause.getCause();
            if (next == null) {
                break;
            }
            cause = next;
        }
        // Where the application's own JNA was refused before, the JVM only says that a class could not be initialised.
        if (cause instanceof LinkageError && !nativeAccessEnabled(module)) {
            return firstLine(cause) + " (is native access denied? start java with " + flag(module) + ")";
        }
        return firstLine(cause);
    }

    private static String denied(Module module) {
        return "this JVM denies native access; start java with " + flag(module);
    }

    private static @Nullable String missing(@Nullable String className) {
        String name = String.valueOf(className);
        if (name.startsWith("com.sun.jna") || name.startsWith("com/sun/jna")) {
            return "the jar of JNA is missing from the class path or module path";
        }
        if (name.startsWith("dev.netmon.ffi.ffm")) {
            return "the jar netmon-ffi-ffm is missing from the class path or module path";
        }
        if (name.startsWith("dev.netmon.ffi.jna")) {
            return "the jar netmon-ffi-jna is missing from the class path or module path";
        }
        return null;
    }

    // JNA makes its restricted calls in its own module; on the class path all are one.
    private static String flag(Module module) {
        if (!module.isNamed()) {
            return "--enable-native-access=ALL-UNNAMED";
        }
        return "--enable-native-access=" + module.getName() + (module.getName().endsWith(".jna") ? ",com.sun.jna" : "");
    }

    // Module.isNativeAccessEnabled exists since 22; before that nothing is restricted.
    private static boolean nativeAccessEnabled(Module module) {
        try {
            Method asked = Module.class.getMethod("isNativeAccessEnabled");
            return (boolean) asked.invoke(module);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }

    private static String firstLine(Throwable failure) {
        String message =
                String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        String type = failure.getClass().getSimpleName();
        return message.isBlank() || message.equals("null") ? type : type + ": " + message.strip();
    }
}
