// SPDX-License-Identifier: Apache-2.0
package dev.netmon.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.testkit.SimulatedNetwork.Fault;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** A right backend passes the contract, and each of the known ways to be wrong fails it. */
class LinkSourceContractTestTest {

    @Test
    void aRightBackendPasses() {
        TestExecutionSummary summary = run();

        assertEquals(List.of(), summary.getFailures());
        assertTrue(summary.getTestsSucceededCount() >= 15, "tests: " + summary.getTestsFoundCount());
    }

    @ParameterizedTest
    @EnumSource
    void aFaultIsFoundOut(Fault fault) {
        Fixture.faults = new Fault[] {fault};
        LinkSourceContractTest.limit = Duration.ofMillis(300);
        try {
            assertTrue(run().getTestsFailedCount() > 0, () -> fault + " passes");
        } finally {
            Fixture.faults = new Fault[0];
            LinkSourceContractTest.limit = Await.LIMIT;
        }
    }

    private static TestExecutionSummary run() {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(DiscoverySelectors.selectClass(Fixture.class))
                                .build(),
                        listener);
        return listener.getSummary();
    }

    static class Fixture extends LinkSourceContractTest {
        private static Fault[] faults = new Fault[0];

        @Override
        protected TestNetwork network() {
            return new SimulatedNetwork(faults);
        }
    }
}
