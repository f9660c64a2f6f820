// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows.wine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.testkit.Await;
import dev.netmon.testkit.Daemon;
import dev.netmon.testkit.Host;
import dev.netmon.testkit.NetLab;
import dev.netmon.testkit.NetLabExtension;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both bindings over the stand-in library, built as a DLL: the contract they are held to on Linux, on a Windows JVM. */
@ExtendWith(NetLabExtension.class)
class WineBindingsTest {

    @BeforeAll
    static void setUp() throws Exception {
        Wine.setUp();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ffm", "jna"})
    void theBindingsKeepTheirContractOnAWindowsJvm(String binding, NetLab lab) throws Exception {
        Host host = lab.host("host");
        try (Daemon contract = Wine.contract(host, binding)) {
            // A million callbacks through an emulated Windows, maybe on a busy machine.
            Await.until("the contract ends", Duration.ofMinutes(5), () -> !contract.isAlive(), contract::output);
            Matcher summary = Pattern.compile("succeeded (\\d+) of").matcher(contract.output());
            assertTrue(contract.awaitEnd() == 0 && summary.find(), contract::output);
            assertTrue(Integer.parseInt(summary.group(1)) > 50, contract::output);
        } finally {
            Wine.stopServer();
        }
    }
}
