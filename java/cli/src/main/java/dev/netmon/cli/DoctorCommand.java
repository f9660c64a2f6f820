// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import dev.netmon.Diagnosis;
import dev.netmon.Moment;
import dev.netmon.MonitorOptions;
import dev.netmon.spi.Check;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What is missing here. */
@Command(
        name = "doctor",
        header = "Look at what netmon needs here: what is missing, and which flag or permission would fix it.",
        description = {
            "Examples:",
            "  netmon doctor",
            "  netmon doctor --json | jq '.checks[] | select(.ok | not)'",
            "  netmon doctor --binding jna",
            "",
            "The destinations that the egress is asked for are shown; nothing is ever sent to them."
        },
        footer = "%nExit codes: 0 done, 2 usage, 3 --backend or --binding cannot run.")
final class DoctorCommand implements Action {

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
        MonitorOptions options = monitor.options();
        List<Check> checks = Diagnosis.of(options);
        Session.lines(shell, output).doctor(Moment.now(), checks);
        boolean byName = monitor.backend != MonitorFlags.Backend.AUTO || monitor.binding != MonitorFlags.Binding.AUTO;
        for (Check check : checks) {
            if (byName && check.name().equals("backend") && !check.ok()) {
                return Exit.UNAVAILABLE;
            }
        }
        Ending.Cause cause = shell.ending().cause();
        return cause == null ? Exit.DONE : Session.exit(shell, cause);
    }
}
