// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay;

import dev.netmon.Family;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link DatagramChannel} that does not block, and a selector of its own to wait with. A blocking channel would be
 * closed under everybody when one sender's thread happens to be interrupted; this one is not. Closing the selector along
 * with the channel frees the port at once, which closing the channel alone does not.
 */
final class NioWire implements Wire {

    private static final Logger LOG = LoggerFactory.getLogger(NioWire.class);

    /** Room for a burst while the receiving thread does not get to run, in bytes; the system gives what it allows. */
    private static final int SOCKET_BUFFER = 4 << 20;

    private final DatagramChannel channel;
    private final Selector selector;
    private final InetSocketAddress local;

    private NioWire(DatagramChannel channel, Selector selector) throws IOException {
        this.channel = channel;
        this.selector = selector;
        this.local = (InetSocketAddress) channel.getLocalAddress();
    }

    /** As {@link Wires#bind}. */
    static Wire bind(Family family, InetSocketAddress local, @Nullable Wire sibling) throws IOException {
        DatagramChannel channel =
                DatagramChannel.open(family == Family.V4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
        try {
            enlarge(channel, StandardSocketOptions.SO_RCVBUF);
            enlarge(channel, StandardSocketOptions.SO_SNDBUF);
            channel.configureBlocking(false);
            bind(channel, local, sibling);
            Selector selector = Selector.open();
            try {
                channel.register(selector, SelectionKey.OP_READ);
                return new NioWire(channel, selector);
            } catch (IOException | RuntimeException e) {
                selector.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * The JDK's IPv6 sockets take IPv4 as well, so both families want the same port twice. It can be shared if both
     * sockets agree; the agreement ends with the bind, lest a stranger joins. IPv4 datagrams then go to the IPv4 socket.
     */
    private static void bind(DatagramChannel channel, InetSocketAddress local, @Nullable Wire sibling)
            throws IOException {
        try {
            channel.bind(local);
        } catch (BindException e) {
            if (!(sibling instanceof NioWire other) || other.local.getPort() != local.getPort()) {
                throw e;
            }
            try {
                other.channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                channel.bind(local);
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, false);
            } finally {
                if (other.channel.isOpen()) {
                    other.channel.setOption(StandardSocketOptions.SO_REUSEADDR, false);
                }
            }
        }
    }

    private static void enlarge(DatagramChannel channel, SocketOption<Integer> option) {
        try {
            channel.setOption(option, SOCKET_BUFFER);
        } catch (IOException e) {
            LOG.debug("{} stays as the system gives it", option, e);
        }
    }

    @Override
    public InetSocketAddress local() {
        return local;
    }

    @Override
    public boolean send(ByteBuffer datagram, InetSocketAddress to) throws IOException {
        int length = datagram.remaining();
        return channel.send(datagram, to) == length && (length > 0 || channel.isOpen());
    }

    @Override
    public @Nullable InetSocketAddress receive(ByteBuffer into) throws IOException {
        return (InetSocketAddress) channel.receive(into);
    }

    @Override
    public void await() throws IOException {
        try {
            selector.select(key -> {});
        } catch (ClosedSelectorException e) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public void wakeup() {
        selector.wakeup();
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen() && selector.isOpen();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("Closing {}", local, e);
        }
        try {
            selector.close();
        } catch (IOException e) {
            LOG.debug("Closing the selector of {}", local, e);
        }
    }
}
