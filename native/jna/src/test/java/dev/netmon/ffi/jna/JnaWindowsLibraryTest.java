// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.jna;

import dev.netmon.ffi.testing.WindowsLibraryContract;

class JnaWindowsLibraryTest extends WindowsLibraryContract {
    JnaWindowsLibraryTest() {
        super(JnaProvider.class);
    }
}
