// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay;

import dev.netmon.Family;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Real sockets that fail when told to, and remember what was bound and sent. */
final class StubWires implements Wires {

    private final List<StubWire> all = new CopyOnWriteArrayList<>();
    private final Set<Integer> taken = ConcurrentHashMap.newKeySet();
    private final AtomicInteger sends = new AtomicInteger();
    private final Queue<IOException> receiveErrors = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Supplier<IOException> sendError;
    private volatile boolean refusing;
    private volatile Runnable beforeBind = () -> {};

    /** From now on this port is taken. */
    void take(int port) {
        taken.add(port);
    }

    void release(int port) {
        taken.remove(port);
    }

    /** Every bind fails. */
    void refuse() {
        refusing = true;
    }

    void allow() {
        refusing = false;
    }

    /** Runs on the binding thread before each bind. */
    void beforeBind(Runnable work) {
        beforeBind = work;
    }

    /** Every send fails like this; null: they work. */
    void sendError(@Nullable Supplier<IOException> error) {
        sendError = error;
    }

    /** The next receive fails like this. */
    void receiveError(IOException error) {
        receiveErrors.add(error);
        all.forEach(Wire::wakeup);
    }

    boolean receiveErrorsDone() {
        return receiveErrors.isEmpty();
    }

    int sends() {
        return sends.get();
    }

    int binds() {
        return all.size();
    }

    long open() {
        return all.stream().filter(Wire::isOpen).count();
    }

    @Override
    public Wire bind(Family family, InetSocketAddress local, @Nullable Wire sibling) throws IOException {
        beforeBind.run();
        if (refusing || taken.contains(local.getPort())) {
            throw new BindException("Address already in use");
        }
        StubWire wire = new StubWire(NioWire.bind(family, local, sibling instanceof StubWire s ? s.real : null));
        all.add(wire);
        return wire;
    }

    private final class StubWire implements Wire {

        private final Wire real;

        StubWire(Wire real) {
            this.real = real;
        }

        @Override
        public InetSocketAddress local() {
            return real.local();
        }

        @Override
        public boolean send(ByteBuffer datagram, InetSocketAddress to) throws IOException {
            sends.incrementAndGet();
            Supplier<IOException> error = sendError;
            if (error != null) {
                throw error.get();
            }
            return real.send(datagram, to);
        }

        @Override
        public @Nullable InetSocketAddress receive(ByteBuffer into) throws IOException {
            IOException error = receiveErrors.poll();
            if (error != null) {
                throw error;
            }
            return real.receive(into);
        }

        @Override
        public void await() throws IOException {
            real.await();
        }

        @Override
        public void wakeup() {
            real.wakeup();
        }

        @Override
        public boolean isOpen() {
            return real.isOpen();
        }

        @Override
        public void close() {
            real.close();
        }
    }
}
