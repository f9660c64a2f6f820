// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.ffm;

import dev.netmon.ffi.testing.NamespaceCallsContract;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class FfmNamespaceCallsTest extends NamespaceCallsContract {
    FfmNamespaceCallsTest() {
        super(new FfmProvider());
    }
}
