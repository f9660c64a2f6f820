// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux;

import dev.netmon.MonitorOptions.Binding;
import dev.netmon.testkit.LinkSourceContractTest;
import dev.netmon.testkit.NetLabExtension;
import dev.netmon.testkit.RigNetwork;
import dev.netmon.testkit.TestNetwork;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract of a source, through Java Native Access. */
@ExtendWith(NetLabExtension.class)
class JnaSourceContractTest extends LinkSourceContractTest {
    @Override
    protected TestNetwork network() {
        return RigNetwork.build(() -> BindingUnderTest.source(Binding.JNA));
    }
}
