// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import dev.netmon.BackendInfo;
import dev.netmon.BackendUnavailableException;
import dev.netmon.LinkMonitor;
import dev.netmon.MonitorOptions;

/** What the commands that open a monitor have in common. */
final class Session {

    /** A listener that hangs in a full pipe is not waited for any longer. */
    private static final long PATIENCE_MILLIS = 1_000;

    private Session() {}

    static LinkMonitor open(Shell shell, MonitorOptions options) throws Failure {
        LinkMonitor monitor;
        try {
            monitor = shell.opener().open(options);
        } catch (BackendUnavailableException e) {
            throw new Failure(Exit.UNAVAILABLE, String.valueOf(e.getMessage()), e);
        }
        BackendInfo backend = monitor.backend();
        if (backend.fallbackReason() != null) {
            String instead = backend.binding() == null
                    ? "polling, for nothing native can run: "
                    : "the " + backend.binding() + " binding is used: ";
            shell.err().println("netmon: " + instead + backend.fallbackReason());
        }
        return monitor;
    }

    static Lines lines(Shell shell, OutputFlags flags) {
        return lines(shell, shell.out(), flags);
    }

    /** Lines for another output than standard output. */
    static Lines lines(Shell shell, Output out, OutputFlags flags) {
        return flags.json
                ? new JsonOutput(out)
                : new HumanLines(
                        out, Palette.choose(flags.color, shell.environment(), shell.descriptors()), shell.zone());
    }

    /** Ends the output and closes a monitor, whose listener may be stuck in a write that nobody reads. */
    static void close(Shell shell, LinkMonitor monitor) {
        Thread closer = new Thread(
                () -> {
                    shell.out().finish();
                    monitor.close();
                },
                "netmon-close");
        closer.setDaemon(true);
        closer.start();
        try {
            closer.join(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The exit code of an end that every command treats alike. */
    static Exit exit(Shell shell, Ending.Cause cause) throws Failure {
        if (cause == Ending.Cause.UNWRITABLE) {
            throw new Failure(
                    Exit.FAILED,
                    "standard output cannot be written: " + shell.out().failure());
        }
        return Exit.DONE;
    }
}
