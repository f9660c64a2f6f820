// SPDX-License-Identifier: Apache-2.0
package dev.netmon.spi;

/** A source failed; the message is one line that names the call, the error and its symbol, and what would help. */
public final class SourceException extends Exception {

    private static final long serialVersionUID = 1L;

    public SourceException(String message) {
        super(message);
    }

    public SourceException(String message, Throwable cause) {
        super(message, cause);
    }
}
