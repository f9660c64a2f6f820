// SPDX-License-Identifier: Apache-2.0
package dev.netmon.wire;

import dev.netmon.BackendInfo;
import dev.netmon.Link;
import dev.netmon.LinkAddress;
import dev.netmon.Moment;
import dev.netmon.NetInterface;
import dev.netmon.spi.EventSink;
import dev.netmon.spi.FrameTap;
import dev.netmon.spi.Inventory;
import dev.netmon.spi.LinkSource;
import dev.netmon.spi.NextHop;
import dev.netmon.spi.OsEvent;
import dev.netmon.spi.Route;
import dev.netmon.spi.SourceException;
import dev.netmon.wire.RecordedInput.Call;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Passes every call to a source and writes down what it answered. Events are asked for in full, so that a replay has
 * text for each of them. Called by the monitor's thread, as a source is; whatever goes wrong here stays here.
 */
final class RecordingSource implements LinkSource {

    /** Bytes of events that wait for the moment of their call. */
    private static final int MAX_HELD = 1 << 20;

    private final LinkSource source;
    private final RecordingFile file;

    // All of the monitor's thread.
    private final PcapngWriter blocks;
    private final LineBuffer text = new LineBuffer();
    private final RecordJson json = new RecordJson(text);
    private int[] ends = new int[64];
    private int records;
    private Instant time = Instant.now();
    private boolean closed;

    private @Nullable FrameTap outerTap;

    RecordingSource(LinkSource source, RecordingFile file) {
        this.source = source;
        this.file = file;
        this.blocks = new PcapngWriter(file::append);
        source.detail(Detail.FULL);
        source.tap(this::frame);
        quietly(() -> {
            json.source(source.info());
            end();
            deliver();
        });
    }

    private void frame(Moment at, ByteBuffer datagram) {
        quietly(() -> blocks.frame(at.time(), datagram.duplicate()));
        if (outerTap != null) {
            outerTap.frame(at, datagram);
        }
    }

    @Override
    public BackendInfo info() {
        return source.info();
    }

    @Override
    public Inventory open() throws SourceException {
        try {
            Inventory inventory = source.open();
            file.begin();
            quietly(() -> {
                rows(inventory);
                json.opened(inventory.at());
                end();
                deliver(inventory.at());
            });
            return inventory;
        } catch (SourceException | RuntimeException e) {
            failed(Call.OPEN, null, e);
            throw e;
        }
    }

    @Override
    public @Nullable Moment await(long timeoutNanos) throws SourceException {
        file.flush(); // before the wait: what came is safe while nothing happens
        try {
            Moment at = source.await(timeoutNanos);
            quietly(() -> {
                json.awaited(at);
                end();
                deliver(at);
            });
            return at;
        } catch (SourceException | RuntimeException e) {
            failed(Call.AWAIT, null, e);
            throw e;
        }
    }

    @Override
    public int drain(EventSink sink) throws SourceException {
        try {
            int count = source.drain(event -> {
                event(event);
                sink.event(event);
            });
            quietly(() -> {
                json.drained();
                end();
                deliver();
            });
            return count;
        } catch (SourceException | RuntimeException e) {
            failed(Call.DRAIN, null, e);
            throw e;
        }
    }

    private void event(OsEvent event) {
        quietly(() -> {
            json.event(event);
            end();
            if (text.length() > MAX_HELD) {
                deliver(); // a part is as good as the whole: the reader waits for the record that ends it
            }
        });
    }

    @Override
    public void wakeup() {
        source.wakeup();
    }

    @Override
    public Inventory reread() throws SourceException {
        try {
            Inventory inventory = source.reread();
            quietly(() -> {
                rows(inventory);
                json.reread(inventory.at());
                end();
                deliver(inventory.at());
            });
            return inventory;
        } catch (SourceException | RuntimeException e) {
            failed(Call.REREAD, null, e);
            throw e;
        }
    }

    @Override
    public @Nullable Route route(InetAddress destination) throws SourceException {
        try {
            Route route = source.route(destination);
            quietly(() -> {
                json.route(destination, route);
                end();
                deliver();
            });
            return route;
        } catch (SourceException | RuntimeException e) {
            failed(Call.ROUTE, destination, e);
            throw e;
        }
    }

    @Override
    public Set<NextHop> nextHops(InetAddress destination) throws SourceException {
        try {
            Set<NextHop> hops = source.nextHops(destination);
            quietly(() -> {
                json.nextHops(destination, hops);
                end();
                deliver();
            });
            return hops;
        } catch (SourceException | RuntimeException e) {
            failed(Call.NEXTHOPS, destination, e);
            throw e;
        }
    }

    @Override
    public @Nullable Link link(int index) throws SourceException {
        try {
            Link link = source.link(index);
            quietly(() -> {
                json.link(index, link);
                end();
                deliver();
            });
            return link;
        } catch (SourceException | RuntimeException e) {
            failed(Call.LINK, index, e);
            throw e;
        }
    }

    /** Stays at full detail. */
    @Override
    public void detail(Detail detail) {}

    @Override
    public void tap(FrameTap tap) {
        outerTap = tap;
    }

    @Override
    public void close() {
        source.close();
        if (!closed) {
            closed = true;
            quietly(() -> {
                json.closed();
                end();
                deliver();
            });
            file.flush();
        }
    }

    private void failed(Call call, @Nullable Object about, Exception e) {
        quietly(() -> {
            json.failed(call, about, String.valueOf(e.getMessage()));
            end();
            deliver();
        });
        file.flush();
    }

    private void rows(Inventory inventory) {
        for (NetInterface each : inventory.interfaces()) {
            json.inventoryLink(each.link());
            end();
            for (LinkAddress address : each.addresses()) {
                json.inventoryAddress(each.index(), address);
                end();
            }
        }
    }

    /** Ends the record that was just written to the text. */
    private void end() {
        if (records == ends.length) {
            ends = Arrays.copyOf(ends, 2 * records);
        }
        ends[records++] = text.length();
    }

    private void deliver(@Nullable Moment at) {
        if (at != null) {
            time = at.time();
        }
        deliver();
    }

    /** Hands over the records held, with the time of the last moment. */
    private void deliver() {
        int start = 0;
        for (int i = 0; i < records; i++) {
            blocks.record(time, text.array(), start, ends[i] - start);
            start = ends[i];
        }
        text.clear();
        records = 0;
    }

    /** A mistake here ends the recording, not the monitor. */
    private void quietly(Runnable work) {
        if (file.stopped()) {
            return;
        }
        try {
            work.run();
        } catch (RuntimeException e) {
            file.fail(String.valueOf(e.getMessage()));
        }
    }
}
