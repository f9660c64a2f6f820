// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import dev.netmon.BackendInfo;
import dev.netmon.Interest;
import dev.netmon.LinkMonitor;
import dev.netmon.MonitorOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A line per change. */
@Command(
        name = "watch",
        header = "Print a line per change of the network, with its significance and why.",
        description = {
            "Examples:",
            "  netmon watch                      until Ctrl-C",
            "  netmon watch --json | jq .        for programs",
            "  netmon watch --all --raw          everything the system said, and what was made of it",
            "  netmon watch --count 1 --timeout 1m && restart-it",
            "  netmon watch --interface 'eth*' --no-initial",
            "  netmon watch --record incident.pcapng",
            "",
            "rebind: packets leave another way, sockets are bound to what is gone.",
            "reprobe: sockets are fine, what is known about the path is not.",
            "none: nothing to do (shown with --all)."
        },
        footer = "%nExit codes: 0 done, 1 failed or fewer than --count, 2 usage, 3 --backend or --binding cannot run.")
final class WatchCommand implements Action {

    @Mixin
    PrintFlags print = new PrintFlags();

    @Option(
            names = "--timeout",
            paramLabel = "D",
            converter = DurationConverter.class,
            description = "End after this time. Durations: 250ms, 1s, 5m, 0.")
    @Nullable Duration timeout;

    @Mixin
    TimingFlags timing = new TimingFlags();

    @Mixin
    MonitorFlags monitor = new MonitorFlags();

    @Mixin
    OutputFlags output = new OutputFlags();

    @Override
    public OutputFlags output() {
        return output;
    }

    @Override
    public Exit run(Shell shell) throws Failure {
        MonitorOptions options = timing.applyTo(monitor.options());
        Lines lines = Session.lines(shell, output);
        Printer printer = new Printer(lines, print, shell.ending());
        LinkMonitor opened = Session.open(shell, options);
        try {
            BackendInfo backend = opened.backend();
            Interest interest = print.raw ? Interest.rawEvents() : Interest.none();
            printer.begin(opened.watch(interest, printer).initial(), backend);
            PipeWatch.start(shell.descriptors(), shell.ending());
            Ending.Cause cause = shell.ending().await(timeout);
            if (cause == Ending.Cause.TIMEOUT && !printer.complete()) {
                return Exit.FAILED;
            }
            return Session.exit(shell, cause);
        } finally {
            Session.close(shell, opened);
        }
    }
}
