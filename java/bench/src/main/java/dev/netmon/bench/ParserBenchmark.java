// SPDX-License-Identifier: Apache-2.0
package dev.netmon.bench;

import dev.netmon.linux.wire.Message;
import dev.netmon.linux.wire.MessageCursor;
import dev.netmon.linux.wire.MessageParser;
import dev.netmon.linux.wire.MessageText;
import dev.netmon.linux.wire.RouteMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Bytes of one captured datagram to a record, to text, and to the little a route storm needs. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ParserBenchmark {

    @Param({"link", "address", "route"})
    public String datagram = "";

    private final MessageCursor cursor = new MessageCursor();
    private ByteBuffer bytes = ByteBuffer.allocate(0);

    @Setup
    public void load() throws IOException {
        bytes = Datagrams.named(datagram);
    }

    @Benchmark
    public Message parse() {
        stand();
        return MessageParser.parse(cursor);
    }

    @Benchmark
    public String parseToText() {
        stand();
        return MessageText.of(MessageParser.parse(cursor));
    }

    @Benchmark
    public int peek() {
        stand();
        return cursor.type() + RouteMessage.peekIndex(cursor);
    }

    private void stand() {
        if (!cursor.over(bytes).next()) {
            throw new IllegalStateException("no message in " + datagram);
        }
    }
}
