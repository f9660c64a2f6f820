// SPDX-License-Identifier: Apache-2.0
package dev.netmon.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.Family;
import dev.netmon.Interest;
import dev.netmon.LinkChange;
import dev.netmon.LinkListener;
import dev.netmon.MonitorOptions;
import dev.netmon.NetworkState;
import dev.netmon.RawEvent;
import dev.netmon.Reason;
import dev.netmon.internal.engine.VirtualSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PipelineTest {

    private final VirtualSource source = new VirtualSource();
    private final List<Object> seen = new ArrayList<>();

    private final LinkListener listener = new LinkListener() {
        @Override
        public void changed(LinkChange change) {
            seen.add(change);
        }

        @Override
        public void raw(RawEvent event) {
            seen.add(event.kind());
        }
    };

    private void run() throws SourceException {
        Pipeline.run(source, MonitorOptions.defaults(), Interest.rawEvents(), seen::add, listener);
    }

    @Test
    void handsOverTheFirstStateThenEverythingInOrderAndReturnsWhenTheSourceHasEnded() throws Exception {
        source.at(1_000, () -> source.hint(RawEvent.Kind.ROUTE, RawEvent.Op.NEW))
                .at(2_000, source::die)
                .at(3_000, () -> source.route(Family.V4, new Route(2, null, null)))
                .at(3_001, source::end);
        run();
        assertTrue(seen.get(0) instanceof NetworkState);
        assertEquals(RawEvent.Kind.ROUTE, seen.get(1));
        assertEquals(1, ((LinkChange) seen.get(2)).seq());
        assertEquals(RawEvent.Kind.RESTART, seen.get(3));
        assertTrue(((LinkChange) seen.get(4)).reasons().contains(Reason.BACKEND_RESTARTED));
        assertEquals(RawEvent.Kind.ROUTE, seen.get(5));
        assertEquals(3, ((LinkChange) seen.get(6)).seq());
        assertEquals(7, seen.size());
    }

    @Test
    void theSameScriptGivesTheSameChanges() throws Exception {
        for (VirtualSource one : List.of(source, new VirtualSource())) {
            one.at(1_000, () -> one.hint(RawEvent.Kind.ROUTE, RawEvent.Op.NEW))
                    .at(1_100, () -> one.route(Family.V4, new Route(2, null, null)));
            Pipeline.run(one, MonitorOptions.defaults(), Interest.rawEvents(), seen::add, listener);
        }
        assertEquals(seen.subList(0, seen.size() / 2), seen.subList(seen.size() / 2, seen.size()));
    }

    @Test
    void aSourceThatCannotBeOpenedAgainIsSaid() {
        ManualSource failing = new ManualSource();
        LinkSource twice = new LinkSource() {
            private int opens;

            @Override
            public dev.netmon.BackendInfo info() {
                return failing.info();
            }

            @Override
            public Inventory open() throws SourceException {
                if (opens++ > 0) {
                    throw new SourceException("gone for good");
                }
                return failing.open();
            }

            @Override
            public dev.netmon.Moment await(long timeoutNanos) throws SourceException {
                throw new SourceException("died");
            }

            @Override
            public int drain(EventSink sink) {
                return 0;
            }

            @Override
            public void wakeup() {}

            @Override
            public Inventory reread() {
                return failing.reread();
            }

            @Override
            public Route route(java.net.InetAddress destination) {
                return null;
            }

            @Override
            public java.util.Set<NextHop> nextHops(java.net.InetAddress destination) {
                return java.util.Set.of();
            }

            @Override
            public dev.netmon.Link link(int index) {
                return null;
            }

            @Override
            public void close() {
                seen.add("closed");
            }
        };
        SourceException said = assertThrows(
                SourceException.class,
                () -> Pipeline.run(twice, MonitorOptions.defaults(), Interest.none(), state -> {}, listener));
        assertEquals("gone for good", said.getMessage());
        assertEquals(List.of("closed"), seen);
    }
}
