// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.ffm;

import dev.netmon.ffi.BindingChoice;
import dev.netmon.ffi.testing.WindowsSystemContract;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.WINDOWS)
class FfmWindowsSystemTest extends WindowsSystemContract {
    FfmWindowsSystemTest() {
        super(BindingChoice.FFM);
    }
}
