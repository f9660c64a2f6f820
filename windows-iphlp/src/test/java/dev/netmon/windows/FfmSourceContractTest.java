// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows;

import dev.netmon.testkit.LinkSourceContractTest;
import dev.netmon.testkit.TestNetwork;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The contract of a source, through the foreign function API: in this machine's convention and in that of Windows. */
@Tag("win64")
@EnabledOnOs(value = OS.LINUX, disabledReason = "the stand-in library is built for Linux")
@EnabledForJreRange(minVersion = 22, disabledReason = "the foreign function API needs Java 22")
class FfmSourceContractTest extends LinkSourceContractTest {
    @Override
    protected TestNetwork network() {
        return new StandInNetwork(StandInWindows.plugged(StandInWindows.Through.FFM));
    }
}
