// SPDX-License-Identifier: Apache-2.0
package dev.netmon.testkit;

import org.jspecify.annotations.Nullable;

/**
 * The laboratory could not do what it was told: a command failed, a namespace could not be made. Never a finding about
 * the code under test.
 */
public final class LabException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LabException(String message) {
        super(message);
    }

    LabException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
