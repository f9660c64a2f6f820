// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay;

import dev.netmon.Family;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;

/** A port without a socket: the test sees what is sent and says what is received. */
public final class FakePort implements DatagramPort {

    /** What was sent. */
    public record Datagram(ByteBuffer bytes, InetSocketAddress to) {}

    public final List<Datagram> sent = new CopyOnWriteArrayList<>();
    private final List<Protocol> protocols = new CopyOnWriteArrayList<>();
    public volatile long generation;
    /** Decides what becomes of a datagram. */
    public volatile BiFunction<ByteBuffer, InetSocketAddress, Sent> network = (bytes, to) -> Sent.SENT;

    @Override
    public Sent send(ByteBuffer datagram, InetSocketAddress to) {
        ByteBuffer copy = ByteBuffer.allocate(datagram.remaining());
        copy.put(datagram.duplicate()).flip();
        sent.add(new Datagram(copy, to));
        return network.apply(copy.duplicate(), to);
    }

    /** A datagram arrives; tells whether a protocol took it. */
    public boolean receive(ByteBuffer datagram, InetSocketAddress from, long nanos) {
        for (Protocol protocol : new ArrayList<>(protocols)) {
            if (protocol.take(datagram.duplicate(), from, nanos)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public AutoCloseable demux(Protocol protocol) {
        protocols.add(protocol);
        return () -> protocols.remove(protocol);
    }

    public int protocols() {
        return protocols.size();
    }

    @Override
    public long generation() {
        return generation;
    }

    @Override
    public InetSocketAddress local(Family family) {
        return new InetSocketAddress(family == Family.V4 ? "0.0.0.0" : "::", 4242);
    }
}
