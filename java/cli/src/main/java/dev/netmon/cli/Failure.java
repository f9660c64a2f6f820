// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import org.jspecify.annotations.Nullable;

/** The command cannot go on; the message is the one line that the user reads. */
final class Failure extends Exception {

    private static final long serialVersionUID = 1L;

    private final Exit exit;

    Failure(Exit exit, String message) {
        this(exit, message, null);
    }

    Failure(Exit exit, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.exit = exit;
    }

    Exit exit() {
        return exit;
    }
}
