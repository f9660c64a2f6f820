// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.ffm;

import dev.netmon.ffi.DarwinConstants;
import dev.netmon.ffi.LinuxConstants;
import org.jspecify.annotations.Nullable;

/** Where the libraries are looked up; tests put a stand-in here before the first function is linked. */
final class LibraryPath {

    /** Null is the C library this process already runs on. */
    static volatile @Nullable String libc;

    /** What a function answers that the library lacks, in the library's own numbers. */
    static volatile int enosys =
            System.getProperty("os.name", "").startsWith("Mac") ? DarwinConstants.ENOSYS : LinuxConstants.ENOSYS;

    /** Null is the library of that name in the system folder of Windows. */
    static volatile @Nullable String iphlpapi;

    /** As {@link #iphlpapi}. */
    static volatile @Nullable String powrprof;

    private LibraryPath() {}

    /**
     * Where a library of Windows is: by its full path, so that no folder of the user's is searched for it.
     *
     * @param given what a test has put here
     */
    static String windows(@Nullable String given, String file) {
        if (given != null) {
            return given;
        }
        String root = System.getenv("SystemRoot");
        return (root == null ? "C:\\Windows" : root) + "\\System32\\" + file;
    }
}
