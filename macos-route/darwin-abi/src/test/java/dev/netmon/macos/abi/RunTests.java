// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos.abi;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs the test classes that its arguments name, and ends with a line that counts them. */
final class RunTests {

    private RunTests() {}

    /** Ends with status 1 where one failed or none was found. */
    public static void main(String[] classes) {
        List<DiscoverySelector> selectors = new ArrayList<>();
        for (String name : classes) {
            selectors.add(DiscoverySelectors.selectClass(name));
        }
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectors)
                                // This JVM is a 21 with the API of 22.
                                .configurationParameter(
                                        "junit.jupiter.conditions.deactivate",
                                        "org.junit.jupiter.api.condition.EnabledForJreRangeCondition")
                                .filters(EngineFilter.includeEngines("junit-jupiter"))
                                .build(),
                        listener);
        TestExecutionSummary summary = listener.getSummary();
        PrintWriter out = new PrintWriter(System.out, true);
        summary.printFailuresTo(out, 20);
        out.println("system " + System.getProperty("os.arch") + ", Java " + Runtime.version() + ": passed "
                + summary.getTestsSucceededCount() + ", failed " + summary.getTotalFailureCount() + ", skipped "
                + (summary.getTestsSkippedCount() + summary.getTestsAbortedCount()));
        System.exit(summary.getTotalFailureCount() > 0 || summary.getTestsSucceededCount() == 0 ? 1 : 0);
    }
}
