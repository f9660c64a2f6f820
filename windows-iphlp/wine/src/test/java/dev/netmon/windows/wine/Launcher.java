// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows.wine;

import java.lang.reflect.Field;
import java.util.Arrays;

/** Runs in the Windows JVM: names the library to load instead of the system's, then it is the command. */
final class Launcher {

    private Launcher() {}

    /** The path of the library as Windows has it, then the arguments of the command. */
    public static void main(String[] args) throws ReflectiveOperationException {
        name("dev.netmon.ffi.ffm.LibraryPath", args[0]);
        name("dev.netmon.ffi.jna.LibraryPath", args[0]);
        Class.forName("dev.netmon.cli.Main").getMethod("main", String[].class).invoke(null, (Object)
                Arrays.copyOfRange(args, 1, args.length));
    }

    private static void name(String holder, String library) throws ReflectiveOperationException {
        Field path = Class.forName(holder).getDeclaredField("iphlpapi");
        path.setAccessible(true);
        path.set(null, library);
    }
}
