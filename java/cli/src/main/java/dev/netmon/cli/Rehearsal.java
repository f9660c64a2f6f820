// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import dev.netmon.Addresses;
import dev.netmon.BackendInfo;
import dev.netmon.CarrierCounters;
import dev.netmon.Family;
import dev.netmon.Interest;
import dev.netmon.Link;
import dev.netmon.LinkAddress;
import dev.netmon.Moment;
import dev.netmon.MonitorOptions;
import dev.netmon.NetInterface;
import dev.netmon.RawEvent;
import dev.netmon.spi.EventSink;
import dev.netmon.spi.Inventory;
import dev.netmon.spi.LinkSource;
import dev.netmon.spi.NextHop;
import dev.netmon.spi.OsEvent;
import dev.netmon.spi.Pipeline;
import dev.netmon.spi.Route;
import dev.netmon.spi.SourceException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges and prints a move of the default route that never happened, to nobody and on a clock of its own. The first
 * real change then finds its classes loaded and its code run once; without it that one is told some milliseconds later
 * than all others.
 */
final class Rehearsal {

    private Rehearsal() {}

    /** Runs beside the command, once, and leaves nothing behind. */
    static void start(MonitorOptions options, Printer printer) {
        Thread thread = new Thread(() -> run(options, printer), "netmon-rehearsal");
        thread.setDaemon(true);
        thread.start();
    }

    static void run(MonitorOptions options, Printer printer) {
        Stage stage = new Stage();
        try {
            Pipeline.run(stage, options, Interest.none(), state -> printer.begin(state, stage.info()), printer);
        } catch (SourceException e) {
            throw new IllegalStateException("a stage does not fail", e);
        }
    }

    /** A host with two uplinks whose default route moves once; waiting takes no time. */
    private static final class Stage implements LinkSource {

        private static final InetAddress GATEWAY = Addresses.parse("192.0.2.1");

        private long now;
        private int uplink = 1;
        private boolean moving = true;

        @Override
        public BackendInfo info() {
            return new BackendInfo("rehearsal", null, null);
        }

        @Override
        public Inventory open() {
            return reread();
        }

        @Override
        public Inventory reread() {
            return new Inventory(moment(), List.of(on(1), on(2)));
        }

        private static NetInterface on(int index) {
            return new NetInterface(uplink(index), List.of(new LinkAddress(source(index), 24, Set.of())));
        }

        private static Link uplink(int index) {
            return new Link(index, "uplink" + index, true, true, false, 1500, null, new CarrierCounters(1, 0), 0);
        }

        private static InetAddress source(int index) {
            return Addresses.parse("192.0.2." + (1 + index));
        }

        private Moment moment() {
            return new Moment(now, Instant.EPOCH);
        }

        @Override
        public @Nullable Moment await(long timeoutNanos) {
            if (!moving && timeoutNanos == NEVER) {
                return null;
            }
            now += moving ? 0 : Math.max(0, timeoutNanos);
            return moment();
        }

        @Override
        public int drain(EventSink sink) {
            if (!moving) {
                return 0;
            }
            moving = false;
            uplink = 2;
            sink.event(new OsEvent.Hint(RawEvent.Kind.ROUTE, RawEvent.Op.NEW, Family.V4, uplink, null));
            return 1;
        }

        @Override
        public void wakeup() {}

        @Override
        public @Nullable Route route(InetAddress destination) {
            return Family.of(destination) == Family.V4 ? new Route(uplink, source(uplink), GATEWAY) : null;
        }

        @Override
        public Set<NextHop> nextHops(InetAddress destination) {
            return Set.of();
        }

        @Override
        public Link link(int index) {
            return uplink(index);
        }

        @Override
        public void close() {}
    }
}
