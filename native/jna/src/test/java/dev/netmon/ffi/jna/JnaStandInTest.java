// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.jna;

import dev.netmon.ffi.testing.StandInContract;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class JnaStandInTest extends StandInContract {
    JnaStandInTest() {
        super(JnaProvider.class);
    }
}
