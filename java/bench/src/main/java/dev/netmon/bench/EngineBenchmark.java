// SPDX-License-Identifier: Apache-2.0
package dev.netmon.bench;

import dev.netmon.Addresses;
import dev.netmon.LinkAddress;
import dev.netmon.Moment;
import dev.netmon.MonitorOptions;
import dev.netmon.NetworkState;
import dev.netmon.RawEvent;
import dev.netmon.internal.engine.Engine;
import dev.netmon.spi.OsEvent;
import dev.netmon.spi.SourceException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What an event costs between source and listener, on hosts small and large; the kernel's answers cost nothing here. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EngineBenchmark {

    @Param({"10", "1000", "5000"})
    public int interfaces;

    private static final LinkAddress ADDRESS = new LinkAddress(Addresses.parse("192.168.7.7"), 32, Set.of());

    private static final OsEvent HINT = new OsEvent.Hint(RawEvent.Kind.ROUTE, RawEvent.Op.NEW, null, 1, null);

    private Engine folding = open(Duration.ofDays(1));
    private Engine settling = folding;
    private OsEvent came = HINT;
    private OsEvent went = HINT;
    private long now;

    private Engine open(Duration settle) {
        Engine engine = new Engine(
                new FixedSource(interfaces),
                MonitorOptions.defaults().withTiming(settle, settle).withEager(MonitorOptions.Eager.OFF));
        try {
            engine.open();
        } catch (SourceException e) {
            throw new IllegalStateException(e);
        }
        return engine;
    }

    /** Anew in each iteration, so that the burst that folding leaves open does not grow without end. */
    @Setup(Level.Iteration)
    public void open() {
        folding = open(Duration.ofDays(1));
        settling = open(Duration.ZERO);
        int index = interfaces / 2 + 1;
        came = new OsEvent.AddressEvent(RawEvent.Op.NEW, index, ADDRESS);
        went = new OsEvent.AddressEvent(RawEvent.Op.DEL, index, ADDRESS);
    }

    /** Two events: an address comes and goes. */
    @Benchmark
    public void foldAddress() {
        folding.event(came);
        folding.event(went);
    }

    /** One message of a route storm. */
    @Benchmark
    public void foldRoute() {
        folding.event(HINT);
    }

    /** An address comes, is judged and told, and goes likewise: two changes with a snapshot each. */
    @Benchmark
    public NetworkState settle() throws SourceException {
        settling.event(came);
        settling.advance(later());
        settling.event(went);
        settling.advance(later());
        return settling.state();
    }

    private Moment later() {
        return new Moment(++now, FixedSource.EPOCH);
    }
}
