// SPDX-License-Identifier: Apache-2.0
package dev.netmon.wire;

import dev.netmon.BackendInfo;
import dev.netmon.Interest;
import dev.netmon.LinkChange;
import dev.netmon.LinkListener;
import dev.netmon.MonitorOptions;
import dev.netmon.NetworkState;
import dev.netmon.RawEvent;
import dev.netmon.spi.Pipeline;
import dev.netmon.spi.SourceException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Plays a recording through the pipeline of a monitor: with the options that it was recorded with, on the times that it
 * recorded, as fast as this machine can. On every system, whichever it was recorded on, the same changes come out as
 * did then; but what was pending when it ended stays untold.
 *
 * <p>Destinations that a listener of the recorded monitor was interested in are left out.
 */
public final class Replay implements AutoCloseable {

    private final RecordingReader reader;
    private final ReplaySource source;

    private Replay(RecordingReader reader, ReplaySource source) {
        this.reader = reader;
        this.source = source;
    }

    /**
     * Opens a recording; nothing is played yet.
     *
     * @throws RecordingException where it cannot be read, is no recording, or a later version wrote it
     * @throws CutRecordingException where it ends before anything can be played
     */
    public static Replay open(Path file) throws RecordingException {
        return of(RecordingReader.open(file));
    }

    static Replay of(RecordingReader reader) throws RecordingException {
        try {
            return new Replay(reader, new ReplaySource(reader));
        } catch (RecordingException e) {
            reader.close();
            throw e;
        }
    }

    /** The options it was recorded with; backend, binding and decorator are the defaults. */
    public MonitorOptions options() {
        return reader.options();
    }

    /** The backend it was recorded from. */
    public BackendInfo backend() {
        return source.info();
    }

    /**
     * Plays the recording on the calling thread, once. What a listener throws comes out of here.
     *
     * @param interest what of it the listener wants: raw events, bound addresses
     * @param initial takes the first state, before the listener is called
     * @throws RecordingException where it is damaged, or this version asks what it does not hold; what came before
     *     that has been handed over
     * @throws CutRecordingException where it ends in the middle; what is whole has been handed over
     */
    public void run(Interest interest, Consumer<NetworkState> initial, LinkListener listener)
            throws RecordingException {
        try {
            Pipeline.run(source, reader.options(), interest, guarded(initial), guardedCalls(listener));
        } catch (ReplaySource.End e) {
            // The recording ended, or it says below why not.
        } catch (ListenerFailure e) {
            throw e.thrown;
        } catch (SourceException | RuntimeException e) {
            throw new RecordingException(reader.file() + " cannot be replayed: " + e.getMessage(), e);
        }
        RecordingException failure = source.failure();
        if (failure != null) {
            throw failure;
        }
    }

    /** What a listener threw, told apart from what a damaged recording makes of the pipeline. */
    private static final class ListenerFailure extends RuntimeException {

        private static final long serialVersionUID = 1L;

        final RuntimeException thrown;

        ListenerFailure(RuntimeException thrown) {
            super(thrown);
            this.thrown = thrown;
        }
    }

    private static <T> Consumer<T> guarded(Consumer<T> calls) {
        return value -> {
            try {
                calls.accept(value);
            } catch (RuntimeException e) {
                throw new ListenerFailure(e);
            }
        };
    }

    private static LinkListener guardedCalls(LinkListener listener) {
        Consumer<LinkChange> changed = guarded(listener::changed);
        Consumer<RawEvent> raw = guarded(listener::raw);
        return new LinkListener() {
            @Override
            public void changed(LinkChange change) {
                changed.accept(change);
            }

            @Override
            public void raw(RawEvent event) {
                raw.accept(event);
            }
        };
    }

    /** Ends a running replay before its next step; callable by the listener and from any thread. */
    public void stop() {
        source.stop();
    }

    @Override
    public void close() {
        reader.close();
    }
}
