// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.jna;

import dev.netmon.ffi.testing.DarwinLibraryContract;

class JnaDarwinLibraryTest extends DarwinLibraryContract {
    JnaDarwinLibraryTest() {
        super(JnaProvider.class);
    }
}
