// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay;

import dev.netmon.Family;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Real sockets and nothing else: one per family, never replaced. */
public final class ChannelPort implements DatagramPort, AutoCloseable {

    private final Map<Family, DatagramChannel> channels = new EnumMap<>(Family.class);
    private final List<Protocol> protocols = new CopyOnWriteArrayList<>();

    public ChannelPort(Family... families) throws IOException {
        for (Family family : families) {
            DatagramChannel channel = DatagramChannel.open(
                    family == Family.V4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
            channel.bind(new InetSocketAddress(any(family), 0));
            channels.put(family, channel);
            Thread pump = new Thread(() -> pump(channel), "test-pump-" + family.label());
            pump.setDaemon(true);
            pump.start();
        }
    }

    private static InetAddress any(Family family) throws UnknownHostException {
        return InetAddress.getByAddress(new byte[family == Family.V4 ? 4 : 16]);
    }

    private void pump(DatagramChannel channel) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(65_536);
        while (channel.isOpen()) {
            try {
                InetSocketAddress from = (InetSocketAddress) channel.receive(buffer.clear());
                long nanos = System.nanoTime();
                if (from != null) {
                    buffer.flip();
                    for (Protocol protocol : protocols) {
                        if (protocol.take(buffer.duplicate(), from, nanos)) {
                            break;
                        }
                    }
                }
            } catch (IOException e) {
                // Closed, or an error the network reported; the loop knows which.
            }
        }
    }

    @Override
    public Sent send(ByteBuffer datagram, InetSocketAddress to) {
        DatagramChannel channel = channels.get(Family.of(to.getAddress()));
        if (channel == null) {
            return Sent.FAILED;
        }
        try {
            channel.send(datagram.duplicate(), to);
            return Sent.SENT;
        } catch (IOException | RuntimeException e) {
            return Sent.FAILED;
        }
    }

    @Override
    public AutoCloseable demux(Protocol protocol) {
        protocols.add(protocol);
        return () -> protocols.remove(protocol);
    }

    @Override
    public long generation() {
        return 0;
    }

    @Override
    public InetSocketAddress local(Family family) {
        DatagramChannel channel = channels.get(family);
        try {
            return channel == null ? null : (InetSocketAddress) channel.getLocalAddress();
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        for (DatagramChannel channel : channels.values()) {
            channel.close();
        }
    }
}
