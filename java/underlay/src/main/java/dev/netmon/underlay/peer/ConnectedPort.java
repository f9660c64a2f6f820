// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.peer;

import dev.netmon.Family;
import dev.netmon.underlay.DatagramPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * One connected UDP socket that is never replaced, as most programs have: what a {@link dev.netmon.underlay.UdpUnderlay}
 * is to be compared with. The system chooses its local address once; when the network moves, it stays behind.
 */
public final class ConnectedPort implements DatagramPort, AutoCloseable {

    private static final int LARGEST_DATAGRAM = 65_536;

    private final DatagramChannel channel;
    private final InetSocketAddress remote;
    private final InetSocketAddress local;
    private final List<Protocol> protocols = new CopyOnWriteArrayList<>();
    private final Thread pump = new Thread(this::pump, "netmon-connected");

    private ConnectedPort(DatagramChannel channel, InetSocketAddress remote) throws IOException {
        this.channel = channel;
        this.remote = remote;
        this.local = (InetSocketAddress) channel.getLocalAddress();
    }

    /**
     * Connects.
     *
     * @param port local port, 0 for any
     * @throws IOException where there is no way to that address now, or the port is taken
     */
    public static ConnectedPort open(InetSocketAddress remote, int port) throws IOException {
        boolean v4 = Family.of(remote.getAddress()) == Family.V4;
        DatagramChannel channel = DatagramChannel.open(v4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
        try {
            channel.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[v4 ? 4 : 16]), port));
            channel.connect(remote);
            ConnectedPort connected = new ConnectedPort(channel, remote);
            connected.pump.setDaemon(true);
            connected.pump.start();
            return connected;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private void pump() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(LARGEST_DATAGRAM);
        while (channel.isOpen()) {
            try {
                buffer.clear();
                channel.read(buffer);
                long nanos = System.nanoTime();
                buffer.flip();
                for (Protocol protocol : protocols) {
                    if (protocol.take(buffer.duplicate(), remote, nanos)) {
                        break;
                    }
                }
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                // The network reported that an earlier datagram did not arrive; the next one may.
            }
        }
    }

    @Override
    public Sent send(ByteBuffer datagram, InetSocketAddress to) {
        if (!to.equals(remote)) {
            return Sent.REFUSED;
        }
        try {
            channel.write(datagram.duplicate());
            return Sent.SENT;
        } catch (IOException e) {
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
    public @Nullable InetSocketAddress local(Family family) {
        return family == Family.of(remote.getAddress()) ? local : null;
    }

    @Override
    public void close() throws IOException {
        channel.close();
        try {
            pump.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
