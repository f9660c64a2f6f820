// SPDX-License-Identifier: Apache-2.0
package dev.netmon.wire;

/** A recording ends in the middle; what is whole was handed over before. */
public final class CutRecordingException extends RecordingException {

    private static final long serialVersionUID = 1L;

    CutRecordingException(String message) {
        super(message);
    }
}
