// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.jna;

import dev.netmon.ffi.BindingChoice;
import dev.netmon.ffi.testing.WindowsSystemContract;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.WINDOWS)
class JnaWindowsSystemTest extends WindowsSystemContract {
    JnaWindowsSystemTest() {
        super(BindingChoice.JNA);
    }
}
