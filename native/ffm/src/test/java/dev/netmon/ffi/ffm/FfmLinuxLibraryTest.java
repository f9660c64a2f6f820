// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.ffm;

import dev.netmon.ffi.testing.LinuxLibraryContract;

class FfmLinuxLibraryTest extends LinuxLibraryContract {
    FfmLinuxLibraryTest() {
        super(new FfmProvider().linux());
    }
}
