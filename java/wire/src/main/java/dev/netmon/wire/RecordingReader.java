// SPDX-License-Identifier: Apache-2.0
package dev.netmon.wire;

import dev.netmon.MonitorOptions;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads a recording in order: what the core was given, and between it the datagrams that it was made of. Whatever the
 * bytes, it throws nothing but a {@link RecordingException}. Not for more than one thread.
 */
public final class RecordingReader implements AutoCloseable {

    private final Path file;
    private final InputStream in;
    private final PcapngReader packets;
    private final RecordParser records = new RecordParser();
    private RecordedInput.@Nullable Start start;

    private RecordingReader(Path file, InputStream in) {
        this.file = file;
        this.in = in;
        this.packets = new PcapngReader(in);
    }

    /**
     * Opens a recording and reads its options.
     *
     * @throws RecordingException where it cannot be read, is no recording, or a later version wrote it
     * @throws CutRecordingException where it ends before its options
     */
    public static RecordingReader open(Path file) throws RecordingException {
        try {
            return of(file, new BufferedInputStream(Files.newInputStream(file), 1 << 16));
        } catch (RecordingException e) {
            throw e;
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** Reads a recording from a stream; the path is its name in messages. */
    static RecordingReader of(Path file, InputStream in) throws RecordingException {
        RecordingReader reader = new RecordingReader(file, in);
        try {
            reader.start();
            return reader;
        } catch (RecordingException e) {
            reader.close();
            throw e;
        }
    }

    private void start() throws RecordingException {
        RecordedInput first = next();
        while (first instanceof RecordedInput.Frame) {
            first = next();
        }
        if (!(first instanceof RecordedInput.Start)) {
            throw foreign();
        }
        start = (RecordedInput.Start) first;
    }

    /** What is recorded; null at its end. */
    public @Nullable RecordedInput next() throws RecordingException {
        try {
            while (true) {
                PcapngReader.Packet packet = packets.next();
                if (packet == null) {
                    return null;
                }
                RecordedInput input = input(packet);
                if (input != null) {
                    return input;
                }
            }
        } catch (IOException e) {
            throw unreadable(file, e);
        } catch (PcapngReader.NotPcapng e) {
            throw foreign();
        } catch (PcapngReader.Cut e) {
            throw cut();
        } catch (PcapngReader.Damaged e) {
            throw damaged(e.getMessage());
        } catch (RecordParser.BadRecord e) {
            throw start == null ? foreign() : damaged(e.getMessage());
        } catch (RecordParser.NewerFormat e) {
            throw new RecordingException(file + " was recorded by a later netmon (format " + e.getMessage()
                    + ", this one reads " + RecordParser.FORMAT + "): replay it with that one");
        }
    }

    private @Nullable RecordedInput input(PcapngReader.Packet packet)
            throws RecordParser.BadRecord, RecordParser.NewerFormat {
        if (packet.linkType() == Pcapng.LINKTYPE_USER0) {
            return records.parse(packet.data());
        }
        ByteBuffer data = packet.data();
        if (packet.linkType() != Pcapng.LINKTYPE_NETLINK || data.remaining() < Pcapng.COOKED_HEADER) {
            return null;
        }
        ByteBuffer datagram = data.position(Pcapng.COOKED_HEADER).slice().asReadOnlyBuffer();
        return new RecordedInput.Frame(packet.time(), datagram.order(data.order()));
    }

    /** The options that it was recorded with; backend, binding and decorator are the defaults. */
    public MonitorOptions options() {
        return Objects.requireNonNull(start).options();
    }

    Path file() {
        return file;
    }

    CutRecordingException cut() {
        return new CutRecordingException(
                file + " is cut at byte " + packets.offset() + ": what is whole before it was replayed");
    }

    private RecordingException foreign() {
        return new RecordingException(file + " is not a recording of netmon: make one with netmon watch --record");
    }

    private RecordingException damaged(@Nullable String what) {
        return new RecordingException(file + " is damaged at byte " + packets.offset() + ": " + what);
    }

    private static RecordingException unreadable(Path file, IOException e) {
        return new RecordingException("cannot read the recording " + file + ": " + FileErrors.reason(e), e);
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            // It was only read.
        }
    }
}
