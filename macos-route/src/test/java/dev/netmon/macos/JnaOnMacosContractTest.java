// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos;

import dev.netmon.MonitorOptions.Binding;
import dev.netmon.testkit.LinkSourceContractTest;
import dev.netmon.testkit.TestNetwork;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The contract of a source on a real Mac whose network is changed, through Java Native Access. */
@EnabledOnOs(OS.MAC)
@EnabledIf(
        value = "dev.netmon.macos.MacosNetwork#permitted",
        disabledReason = "needs macOS, and root or sudo without a password")
class JnaOnMacosContractTest extends LinkSourceContractTest {
    @Override
    protected TestNetwork network() {
        return MacosNetwork.build(Binding.JNA);
    }
}
