// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.jna;

import dev.netmon.ffi.testing.LinuxLibraryContract;

class JnaLinuxLibraryTest extends LinuxLibraryContract {
    JnaLinuxLibraryTest() {
        super(new JnaProvider().linux());
    }
}
