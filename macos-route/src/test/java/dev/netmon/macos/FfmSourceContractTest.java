// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos;

import dev.netmon.ffi.Binding;
import dev.netmon.testkit.LinkSourceContractTest;
import dev.netmon.testkit.TestNetwork;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The contract of a source over the stand-in library, through the foreign function API. */
@EnabledForJreRange(minVersion = 22, disabledReason = "the foreign function API needs Java 22")
@EnabledOnOs(OS.LINUX)
class FfmSourceContractTest extends LinkSourceContractTest {
    @Override
    protected TestNetwork network() throws Exception {
        return StandInNetwork.build(Binding.FFM);
    }
}
