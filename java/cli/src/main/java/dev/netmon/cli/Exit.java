// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

/** How the command ends; the numbers are part of its contract. */
enum Exit {
    /** Done: also after Ctrl-C, SIGTERM and a closed pipe. */
    DONE(0),
    /** Failed, timed out, or fewer changes than were asked for. */
    FAILED(1),
    /** The command line makes no sense. */
    USAGE(2),
    /** A backend or binding that was asked for by name cannot run here. */
    UNAVAILABLE(3);

    private final int code;

    Exit(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
