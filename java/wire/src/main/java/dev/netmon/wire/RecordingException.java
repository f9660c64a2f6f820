// SPDX-License-Identifier: Apache-2.0
package dev.netmon.wire;

import java.io.IOException;

/** A recording cannot be read, is none, or does not fit; the message is one line that names the file. */
public class RecordingException extends IOException {

    private static final long serialVersionUID = 1L;

    RecordingException(String message) {
        super(message);
    }

    RecordingException(String message, Throwable cause) {
        super(message, cause);
    }
}
