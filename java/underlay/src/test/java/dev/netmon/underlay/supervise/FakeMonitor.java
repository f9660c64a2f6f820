// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.supervise;

import dev.netmon.Addresses;
import dev.netmon.BackendInfo;
import dev.netmon.EgressPath;
import dev.netmon.Family;
import dev.netmon.Interest;
import dev.netmon.LinkChange;
import dev.netmon.LinkListener;
import dev.netmon.LinkMonitor;
import dev.netmon.Moment;
import dev.netmon.NetworkState;
import dev.netmon.Reason;
import dev.netmon.Significance;
import dev.netmon.Watch;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A monitor that tells what the test says, on the test's thread. */
final class FakeMonitor implements LinkMonitor {

    /** Whether a packet can leave. */
    enum Net {
        UP,
        DOWN
    }

    private final String backend;
    private final AtomicLong seq = new AtomicLong();
    private final List<LinkListener> listeners = new CopyOnWriteArrayList<>();
    private volatile Net net;
    private volatile boolean closed;

    FakeMonitor(String backend, Net net) {
        this.backend = backend;
        this.net = net;
    }

    void tell(Significance significance, Net now, Reason... reasons) {
        net = now;
        LinkChange change = new LinkChange(
                Moment.now(),
                seq.incrementAndGet(),
                significance,
                Set.of(reasons),
                1,
                System.nanoTime(),
                false,
                false,
                false,
                List.of(),
                0,
                state());
        listeners.forEach(listener -> listener.changed(change));
    }

    int listeners() {
        return listeners.size();
    }

    @Override
    public NetworkState state() {
        EgressPath path = new EgressPath(Family.V4, 2, "eth0", Addresses.parse("192.0.2.2"), null, null);
        return new NetworkState(Moment.now(), List.of(), net == Net.UP ? path : null, null);
    }

    @Override
    public BackendInfo backend() {
        return new BackendInfo(backend, null, null);
    }

    @Override
    public Watch watch(Interest interest, LinkListener listener) {
        if (closed) {
            throw new IllegalStateException("the monitor is closed");
        }
        listeners.add(listener);
        NetworkState initial = state();
        return new Watch() {
            @Override
            public NetworkState initial() {
                return initial;
            }

            @Override
            public void close() {
                listeners.remove(listener);
            }
        };
    }

    @Override
    public void close() {
        closed = true;
    }
}
