// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Standard output as data: every line is handed over in one write, at once; several lines in one write between
 * {@link #gather} and {@link #release}. A write that fails ends the command and is no error to the writer: nothing is
 * written after it. Thread-safe.
 */
final class Output extends OutputStream {

    static final int DESCRIPTOR = 1;

    /** How much is gathered at most: half of what a pipe holds. */
    private static final int GROUP_BYTES = 32 * 1024;

    private final OutputStream stream;
    private final Descriptors descriptors;
    private final Ending ending;
    // Guarded by this.
    private final byte[] gathered = new byte[GROUP_BYTES];
    private int length;
    private boolean gathering;

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
    public synchronized void write(byte[] bytes, int offset, int count) {
        if (gathering && count > gathered.length - length) {
            handOverGathered();
        }
        if (gathering && count <= gathered.length) {
            System.arraycopy(bytes, offset, gathered, length, count);
            length += count;
        } else {
            handOver(bytes, offset, count);
        }
    }

    /** Lines may wait for each other from now on. */
    synchronized void gather() {
        gathering = true;
    }

    /** Hands over the lines that wait; the next ones are handed over at once. */
    synchronized void release() {
        gathering = false;
        handOverGathered();
    }

    private void handOverGathered() {
        int count = length;
        length = 0;
        if (count > 0) {
            handOver(gathered, 0, count);
        }
    }

    private void handOver(byte[] bytes, int offset, int count) {
        if (stopped) {
            return;
        }
        try {
            stream.write(bytes, offset, count);
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

    /** Hands over what waits; from then on nothing is written. Hangs as long as a write into a full pipe does. */
    synchronized void finish() {
        release();
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
