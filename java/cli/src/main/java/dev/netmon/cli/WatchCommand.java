// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import dev.netmon.BackendInfo;
import dev.netmon.Interest;
import dev.netmon.LinkMonitor;
import dev.netmon.MonitorOptions;
import dev.netmon.wire.Recorder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
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
    @Nullable
    Duration timeout;

    @Option(
            names = "--record",
            paramLabel = "FILE",
            description = "Record everything into this file, for replay and Wireshark.")
    @Nullable
    Path record;

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
        Printer printer = new Printer(Session.lines(shell, output), print, shell.ending());
        if (record == null) {
            return watch(shell, options, printer);
        }
        AtomicReference<@Nullable String> problem = new AtomicReference<>();
        Exit exit;
        try (Recorder recorder = Recorder.create(record, options, problem::set)) {
            exit = watch(shell, recorder.options(), printer);
        } catch (IOException e) {
            throw new Failure(Exit.FAILED, String.valueOf(e.getMessage()), e);
        }
        return problem.get() == null ? exit : Exit.FAILED; // the recorder has said why
    }

    /** Prints as this command does, but to nobody. */
    private Printer nowhere(Shell shell) throws Failure {
        Ending ending = new Ending();
        Output out = new Output(OutputStream.nullOutputStream(), Descriptors.UNKNOWN, ending);
        return new Printer(Session.lines(shell, out, output), print, ending);
    }

    private Exit watch(Shell shell, MonitorOptions options, Printer printer) throws Failure {
        LinkMonitor opened = Session.open(shell, options);
        try {
            BackendInfo backend = opened.backend();
            Interest interest = print.raw ? Interest.rawEvents() : Interest.none();
            printer.begin(
                    opened.watch(interest, new Grouped(printer, shell.out())).initial(), backend);
            PipeWatch.start(shell.descriptors(), shell.ending());
            Rehearsal.start(options, nowhere(shell));
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
