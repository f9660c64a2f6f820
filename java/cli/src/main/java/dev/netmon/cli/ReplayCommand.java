// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import dev.netmon.Interest;
import dev.netmon.wire.RecordingException;
import dev.netmon.wire.Replay;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Tells a recorded network again. */
@Command(
        name = "replay",
        header = "Print what a recording held, as watch did: the same judgement on the recorded times and options.",
        description = {
            "Examples:",
            "  netmon watch --record incident.pcapng     record",
            "  netmon replay incident.pcapng             tell it again, on any system",
            "  netmon replay incident.pcapng --all --raw --json",
            "",
            "The recording is pcapng: Wireshark shows its netlink messages."
        },
        footer = "%nExit codes: 0 done, 1 unreadable, foreign or cut (what is whole is printed first), 2 usage.")
final class ReplayCommand implements Action {

    @Parameters(paramLabel = "FILE", description = "A recording made by watch --record.")
    Path file = Path.of("");

    @Mixin
    PrintFlags print = new PrintFlags();

    @Mixin
    OutputFlags output = new OutputFlags();

    @Override
    public OutputFlags output() {
        return output;
    }

    @Override
    public Exit run(Shell shell) throws Failure {
        Lines lines = Session.lines(shell, output);
        Printer printer = new Printer(lines, print, shell.ending());
        Interest interest = print.raw ? Interest.rawEvents() : Interest.none();
        try (Replay replay = Replay.open(file)) {
            shell.ending().whenEnded(replay::stop);
            PipeWatch.start(shell.descriptors(), shell.ending());
            replay.run(interest, initial -> printer.begin(initial, replay.backend()), printer);
        } catch (RecordingException e) {
            throw new Failure(Exit.FAILED, String.valueOf(e.getMessage()), e);
        }
        Ending.Cause cause = shell.ending().cause();
        if (cause == null && !printer.complete()) {
            return Exit.FAILED;
        }
        return cause == null ? Exit.DONE : Session.exit(shell, cause);
    }
}
