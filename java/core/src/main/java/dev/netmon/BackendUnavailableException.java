// SPDX-License-Identifier: Apache-2.0
package dev.netmon;

/** A backend or binding that was asked for by name cannot run here; the message is one line and says what would help. */
public final class BackendUnavailableException extends Exception {

    private static final long serialVersionUID = 1L;

    public BackendUnavailableException(String message) {
        super(message);
    }

    public BackendUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
