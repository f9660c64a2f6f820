// SPDX-License-Identifier: Apache-2.0
package dev.netmon.testkit;

import dev.netmon.BackendInfo;
import dev.netmon.Link;
import dev.netmon.Moment;
import dev.netmon.spi.EventSink;
import dev.netmon.spi.FrameTap;
import dev.netmon.spi.Inventory;
import dev.netmon.spi.LinkSource;
import dev.netmon.spi.NextHop;
import dev.netmon.spi.Route;
import dev.netmon.spi.SourceException;
import java.net.InetAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A source in front of another, which passes everything on; a test changes one thing of it. */
public class ForwardingSource implements LinkSource {

    private final LinkSource behind;

    /** Stands in front of this one. */
    public ForwardingSource(LinkSource behind) {
        this.behind = behind;
    }

    @Override
    public BackendInfo info() {
        return behind.info();
    }

    @Override
    public Inventory open() throws SourceException {
        return behind.open();
    }

    @Override
    public @Nullable Moment await(long timeoutNanos) throws SourceException {
        return behind.await(timeoutNanos);
    }

    @Override
    public int drain(EventSink sink) throws SourceException {
        return behind.drain(sink);
    }

    @Override
    public void wakeup() {
        behind.wakeup();
    }

    @Override
    public Inventory reread() throws SourceException {
        return behind.reread();
    }

    @Override
    public @Nullable Route route(InetAddress destination) throws SourceException {
        return behind.route(destination);
    }

    @Override
    public Set<NextHop> nextHops(InetAddress destination) throws SourceException {
        return behind.nextHops(destination);
    }

    @Override
    public @Nullable Link link(int index) throws SourceException {
        return behind.link(index);
    }

    @Override
    public void detail(Detail detail) {
        behind.detail(detail);
    }

    @Override
    public void tap(FrameTap tap) {
        behind.tap(tap);
    }

    @Override
    public void close() {
        behind.close();
    }
}
