// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import dev.netmon.LinkMonitor;
import dev.netmon.MonitorOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What the network is now. */
@Command(
        name = "status",
        header = "Print interfaces, addresses, where packets leave, and what reads the network.",
        description = {
            "Examples:",
            "  netmon status",
            "  netmon status --json | jq .egress.v4.source",
            "  netmon status --probe 10.20.0.1    in a network without a default route"
        },
        footer = "%nExit codes: 0 done, 1 failed, 2 usage, 3 --backend or --binding cannot run.")
final class StatusCommand implements Action {

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
        Lines lines = Session.lines(shell, output);
        LinkMonitor opened = Session.open(shell, options);
        try {
            lines.status(opened.state(), opened.backend());
        } finally {
            Session.close(shell, opened);
        }
        Ending.Cause cause = shell.ending().cause();
        return cause == null ? Exit.DONE : Session.exit(shell, cause);
    }
}
