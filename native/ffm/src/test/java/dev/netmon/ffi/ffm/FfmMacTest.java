// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.ffm;

import dev.netmon.ffi.BindingChoice;
import dev.netmon.ffi.testing.MacContract;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(value = OS.MAC, disabledReason = "no Mac: the library is a stand-in here")
class FfmMacTest extends MacContract {
    FfmMacTest() {
        super(BindingChoice.FFM);
    }
}
