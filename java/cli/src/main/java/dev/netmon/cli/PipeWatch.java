// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

/**
 * Ends the command as soon as nobody reads standard output any more, also while there is nothing to write: a thread
 * that the kernel wakes then and only then. Where native calls are denied the next write notices.
 */
final class PipeWatch {

    private PipeWatch() {}

    static void start(Descriptors descriptors, Ending ending) {
        Thread thread = new Thread(
                () -> {
                    if (descriptors.awaitHangUp(Output.DESCRIPTOR)) {
                        ending.end(Ending.Cause.CLOSED_PIPE);
                    }
                },
                "netmon-pipe");
        thread.setDaemon(true);
        thread.start();
    }
}
