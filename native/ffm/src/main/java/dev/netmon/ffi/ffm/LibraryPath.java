// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.ffm;

import dev.netmon.ffi.DarwinConstants;
import dev.netmon.ffi.LinuxConstants;
import org.jspecify.annotations.Nullable;

/** Where the C library is looked up; tests put a stand-in here before the first function is linked. */
final class LibraryPath {

    /** Null is the C library this process already runs on. */
    static volatile @Nullable String libc;

    /** What a function answers that the library lacks, in the library's own numbers. */
    static volatile int enosys =
            System.getProperty("os.name", "").startsWith("Mac") ? DarwinConstants.ENOSYS : LinuxConstants.ENOSYS;

    private LibraryPath() {}
}
