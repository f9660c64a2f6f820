// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi;

/** No binding can run here; the message is one line that says why and what would fix it. */
public final class BindingUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    BindingUnavailableException(String reason) {
        super(reason);
    }
}
