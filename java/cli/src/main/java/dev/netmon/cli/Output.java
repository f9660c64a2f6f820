// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Standard output as data: every line is handed over in one write, at once. A write that fails ends the command and is
 * no error to the writer: nothing is written after it. Thread-safe.
 */
final class Output extends OutputStream {

    static final int DESCRIPTOR = 1;

    private final OutputStream stream;
    private final Descriptors descriptors;
    private final Ending ending;
    private volatile @Nullable String failure;
    private volatile boolean stopped;

    Output(OutputStream stream, Descriptors descriptors, Ending ending) {
        this.stream = stream;
        this.descriptors = descriptors;
        this.ending = ending;
    }

    /** Writes one line in UTF-8. */
    void line(CharSequence text) {
        byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
        write(bytes, 0, bytes.length);
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        if (stopped) {
            return;
        }
        synchronized (this) {
            try {
                stream.write(bytes, offset, length);
                stream.flush();
            } catch (IOException e) {
                stopped = true;
                if (closedPipe(e)) {
                    ending.end(Ending.Cause.CLOSED_PIPE);
                } else {
                    failure = e.getMessage();
                    ending.end(Ending.Cause.UNWRITABLE);
                }
            }
        }
    }

    /** From now on nothing is written; a write that hangs in a full pipe is not waited for. */
    void stop() {
        stopped = true;
    }

    /** Why it cannot be written, or null. */
    @Nullable
    String failure() {
        return failure;
    }

    private boolean closedPipe(IOException e) {
        String message = e.getMessage();
        return message != null && (message.contains("Broken pipe") || message.contains("Pipe closed"))
                || descriptors.hungUp(DESCRIPTOR);
    }
}
