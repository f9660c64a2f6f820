// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.jna;

import dev.netmon.ffi.testing.DarwinLibraryContract;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class JnaDarwinLibraryTest extends DarwinLibraryContract {
    JnaDarwinLibraryTest() {
        super(JnaProvider.class);
    }
}
