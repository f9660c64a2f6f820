// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import dev.netmon.MonitorOptions;
import java.time.Duration;
import picocli.CommandLine.Option;

/** When a burst is told, and which. */
final class TimingFlags {

    /** As {@link MonitorOptions.Policy}, in the user's spelling. */
    enum Policy {
        SIGNIFICANT,
        ALWAYS;

        @Override
        public String toString() {
            return Labels.of(this);
        }
    }

    @Option(
            names = "--settle",
            paramLabel = "D",
            defaultValue = "250ms",
            converter = DurationConverter.class,
            description = "Quiet time that ends a burst. Default: ${DEFAULT-VALUE}.")
    Duration settle = Duration.ZERO;

    @Option(
            names = "--max-wait",
            paramLabel = "D",
            defaultValue = "1s",
            converter = DurationConverter.class,
            description = "Longest time from the first event of a burst to its line. Default: ${DEFAULT-VALUE}.")
    Duration maxWait = Duration.ZERO;

    @Option(
            names = "--eager",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Tell a plain move after 30 ms, before its burst has settled. On by default.")
    boolean eager = true;

    @Option(
            names = "--policy",
            paramLabel = "NAME",
            defaultValue = "significant",
            description = "${COMPLETION-CANDIDATES}: always makes every settled change a rebind.")
    Policy policy = Policy.SIGNIFICANT;

    MonitorOptions applyTo(MonitorOptions options) throws Failure {
        if (maxWait.compareTo(settle) < 0) {
            throw new Failure(
                    Exit.USAGE,
                    "--max-wait (" + DurationConverter.format(maxWait) + ") is below --settle ("
                            + DurationConverter.format(settle) + "): give a --max-wait of at least "
                            + DurationConverter.format(settle));
        }
        return options.withTiming(settle, maxWait)
                .withEager(eager ? MonitorOptions.Eager.ON : MonitorOptions.Eager.OFF)
                .withPolicy(MonitorOptions.Policy.valueOf(policy.name()));
    }
}
