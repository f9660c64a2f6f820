// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows;

import dev.netmon.MonitorOptions.Binding;
import dev.netmon.testkit.LinkSourceContractTest;
import dev.netmon.testkit.TestNetwork;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The contract of a source on a real Windows whose network is changed, through Java Native Access. */
@EnabledOnOs(OS.WINDOWS)
@EnabledIf(
        value = "dev.netmon.windows.WindowsNetwork#permitted",
        disabledReason = "needs Windows, an administrator, and the adapters that .ci/adapters.ps1 makes")
class JnaOnWindowsContractTest extends LinkSourceContractTest {
    @Override
    protected TestNetwork network() {
        return WindowsNetwork.build(Binding.JNA);
    }
}
