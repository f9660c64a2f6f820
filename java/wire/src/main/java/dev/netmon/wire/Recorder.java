// SPDX-License-Identifier: Apache-2.0
package dev.netmon.wire;

import dev.netmon.MonitorOptions;
import dev.netmon.spi.LinkSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records everything that the judgement of one monitor depends on, into a file from which {@link Replay} gives the same
 * changes again.
 *
 * <pre>{@code
 * try (Recorder recorder = Recorder.create(file, options, problem -> {});
 *         LinkMonitor monitor = LinkMonitor.system(recorder.options())) {
 *     …
 * }
 * }</pre>
 *
 * <p>Close the monitor first: what it does after the recorder was closed is not recorded. A recording that is not closed (a killed process) is whole up to the moment of the kill.
 * Where the file cannot be written any more, recording ends; it is logged and told once, and the monitor goes on.
 */
public final class Recorder implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);

    private final MonitorOptions options;
    private final RecordingFile file;

    private Recorder(MonitorOptions options, RecordingFile file) {
        this.options = options.decorated(this::around);
        this.file = file;
    }

    /**
     * Opens the file or creates it. What it held is replaced once a source is open: where none can be had, it is kept.
     *
     * @param problem told once, with one line, when recording had to end; called on a thread that must not be held up
     * @throws IOException where the file cannot be written; the message is one line that names it
     */
    public static Recorder create(Path path, MonitorOptions options, Consumer<String> problem) throws IOException {
        RecordingFile file;
        try {
            file = new RecordingFile(path, start(options), reason -> {
                String message = "recording to " + path + " ended: " + reason;
                LOG.warn("{}", message);
                problem.accept(message);
            });
        } catch (IOException e) {
            throw new IOException("cannot record to " + path + ": " + FileErrors.reason(e), e);
        }
        return new Recorder(options, file);
    }

    private static ByteBuffer start(MonitorOptions options) {
        ByteBuffer first = ByteBuffer.allocate(Pcapng.MAX_PACKET + 4096);
        PcapngWriter blocks = new PcapngWriter(first::put);
        blocks.header();
        LineBuffer json = new LineBuffer();
        new RecordJson(json).start(options);
        blocks.record(Instant.now(), json.array(), 0, json.length());
        return first.flip();
    }

    /** The options to open the monitor with: those given, and its source recorded. */
    public MonitorOptions options() {
        return options;
    }

    /** Puts the recorder around a source; {@link #options()} does this for a monitor. */
    public LinkSource around(LinkSource source) {
        return new RecordingSource(source, file);
    }

    /** Writes what is left and closes the file; waits for a slow disk, but not for ever. Idempotent. */
    @Override
    public void close() {
        file.close();
    }
}
