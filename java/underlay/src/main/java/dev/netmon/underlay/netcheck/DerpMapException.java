// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.netcheck;

import org.jspecify.annotations.Nullable;

/** A DERP map cannot be had or makes no sense; the message is one line that names the place. */
public final class DerpMapException extends Exception {

    private static final long serialVersionUID = 1L;

    private static final int MAX_LENGTH = 300;

    DerpMapException(String message) {
        super(oneLine(message));
    }

    DerpMapException(String message, @Nullable Throwable cause) {
        super(oneLine(message), cause);
    }

    /** What a map holds may be shown on a terminal: without control characters, and not without end. */
    private static String oneLine(String message) {
        String line = message.replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH) + "…";
    }
}
