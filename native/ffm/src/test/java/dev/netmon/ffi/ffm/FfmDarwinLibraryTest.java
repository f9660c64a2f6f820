// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.ffm;

import dev.netmon.ffi.testing.DarwinLibraryContract;

class FfmDarwinLibraryTest extends DarwinLibraryContract {
    FfmDarwinLibraryTest() {
        super(FfmProvider.class);
    }
}
