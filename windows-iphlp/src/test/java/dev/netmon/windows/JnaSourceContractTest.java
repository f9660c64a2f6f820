// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows;

import dev.netmon.testkit.LinkSourceContractTest;
import dev.netmon.testkit.TestNetwork;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The contract of a source, through Java Native Access. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the stand-in library is built for Linux")
class JnaSourceContractTest extends LinkSourceContractTest {
    @Override
    protected TestNetwork network() {
        return new StandInNetwork(StandInWindows.plugged(StandInWindows.Through.JNA));
    }
}
