// SPDX-License-Identifier: Apache-2.0
package dev.netmon.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A file that grows by whole blocks, written by a thread of its own, so that a slow or full disk never holds up a
 * monitor. What was {@linkplain #flush flushed} is in the hands of the system a moment later and survives the process.
 *
 * <p>May be called from any thread.
 */
final class RecordingFile implements AutoCloseable {

    private static final int CHUNK_BYTES = 1 << 16;

    /** Bytes that may wait for the disk; then recording stops. */
    static final long MAX_WAITING = 64L << 20;

    private static final long CLOSE_MILLIS = 10_000;

    private static final String TOO_SLOW = "the disk is too slow";

    private final FileChannel channel;
    private final Consumer<String> failed;
    private final LinkedBlockingQueue<ByteBuffer> waiting = new LinkedBlockingQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final Thread writer;
    private volatile boolean stopped;
    private volatile boolean closed;
    private ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES); // guarded by this
    private boolean begun; // guarded by this
    private boolean replaces; // written before the writer starts

    /**
     * Opens the file, or creates it. One that is empty gets the first bytes at once; one that is not stays as it is until
     * there is something to {@linkplain #begin record}.
     *
     * @param failed told once, by the thread that found it, when nothing more will be written
     */
    RecordingFile(Path path, ByteBuffer first, Consumer<String> failed) throws IOException {
        this.failed = failed;
        writer = new Thread(this::run, "netmon-recording");
        writer.setDaemon(true);
        channel = FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
        try {
            if (channel.size() == 0) {
                writeFully(first);
                begin();
            } else {
                replaces = true;
                waitingBytes.addAndGet(first.remaining());
                waiting.add(first);
            }
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Replaces what the file held by what was added, and goes on writing. Again: nothing. */
    void begin() {
        synchronized (this) {
            if (begun || closed) {
                return;
            }
            begun = true;
        }
        writer.start();
    }

    /** Whether recording has ended early. */
    boolean stopped() {
        return stopped;
    }

    /** Adds a block; nothing where recording has stopped or the file is closed. */
    void append(ByteBuffer block) {
        boolean kept;
        synchronized (this) {
            kept = chunk.remaining() >= block.remaining() || handOver();
            if (chunk.capacity() < block.remaining()) {
                chunk = ByteBuffer.allocate(block.remaining());
            }
            if (!stopped && !closed) {
                chunk.put(block);
            }
        }
        if (!kept) {
            fail(TOO_SLOW);
        }
    }

    /** Hands what was added to the writer. */
    void flush() {
        boolean kept;
        synchronized (this) {
            kept = handOver();
        }
        if (!kept) {
            fail(TOO_SLOW);
        }
    }

    /** Guarded by this. False where too much waits. */
    private boolean handOver() {
        if (chunk.position() > 0 && !stopped && !closed) {
            ByteBuffer full = ByteBuffer.wrap(Arrays.copyOf(chunk.array(), chunk.position()));
            if (waitingBytes.addAndGet(full.remaining()) > MAX_WAITING) {
                chunk.clear();
                return false;
            }
            waiting.add(full);
        }
        chunk.clear();
        return true;
    }

    private void run() {
        try {
            if (replaces) {
                channel.truncate(0);
            }
            while (!(closed && waiting.isEmpty())) {
                ByteBuffer next = waiting.take();
                int bytes = next.remaining();
                writeFully(next);
                waitingBytes.addAndGet(-bytes);
            }
        } catch (IOException e) {
            fail(FileErrors.reason(e));
        } catch (InterruptedException e) {
            fail("interrupted");
        } finally {
            closeChannel();
        }
    }

    private void writeFully(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Stops recording; the first caller's reason is told. */
    void fail(String reason) {
        synchronized (this) {
            if (stopped) {
                return;
            }
            stopped = true;
        }
        waiting.clear();
        failed.accept(reason);
    }

    private void closeChannel() {
        try {
            channel.close();
        } catch (IOException e) {
            fail(FileErrors.reason(e));
        }
    }

    /**
     * Writes what waits and closes the file; waits for the disk, but not for ever. Where nothing was begun, nothing is
     * written. Idempotent.
     */
    @Override
    public void close() {
        boolean kept;
        synchronized (this) {
            if (closed) {
                return;
            }
            kept = handOver();
            closed = true;
            if (!begun) {
                waiting.clear();
                closeChannel();
                return;
            }
        }
        if (!kept) {
            fail(TOO_SLOW);
        }
        waiting.add(ByteBuffer.allocate(0)); // wakes the writer
        try {
            writer.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
