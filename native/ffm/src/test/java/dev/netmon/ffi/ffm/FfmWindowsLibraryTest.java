// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.ffm;

import dev.netmon.ffi.testing.WindowsLibraryContract;
import org.junit.jupiter.api.Tag;

/** Run twice: in this machine's calling convention and, by the build's second execution, in that of 64-bit Windows. */
@Tag("win64")
class FfmWindowsLibraryTest extends WindowsLibraryContract {
    FfmWindowsLibraryTest() {
        super(FfmProvider.class);
    }
}
