// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.ffm;

import org.jspecify.annotations.Nullable;

/** Where the C library is looked up; tests put a stand-in here before the first function is linked. */
final class LibraryPath {

    /** Null is the C library this process already runs on. */
    static volatile @Nullable String libc;

    private LibraryPath() {}
}
