// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.netcheck;

import dev.netmon.Addresses;
import dev.netmon.underlay.stun.StunAttribute;
import dev.netmon.underlay.stun.StunMessage;
import dev.netmon.underlay.stun.StunWriter;
import dev.netmon.underlay.stun.TransactionId;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A STUN server on loopback, good or bad. */
final class StunServer implements AutoCloseable {

    /** What it does with a request. */
    enum Manner {
        GOOD,
        /** As the servers of DERP relays: only their own request form is answered. */
        DERP_ONLY,
        SILENT,
        /** Loses the first request of everybody. */
        LOSSY,
        GARBAGE,
        ERROR,
        NO_ADDRESS,
        /** The right answer, from another port. */
        WRONG_SOURCE,
        WRONG_ID,
        /** Answers once it is told to. */
        SLOW,
        /** As if a NAT gave another mapping towards it. */
        OTHER_MAPPING
    }

    private final DatagramSocket socket;
    private final DatagramSocket other;
    private final Manner manner;
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger plainRequests = new AtomicInteger();
    private final Set<InetAddress> senders = ConcurrentHashMap.newKeySet();
    private final CountDownLatch release = new CountDownLatch(1);

    StunServer(Manner manner) throws IOException {
        this(manner, "127.0.0.1");
    }

    StunServer(Manner manner, String address) throws IOException {
        this.manner = manner;
        this.socket = new DatagramSocket(new InetSocketAddress(Addresses.parse(address), 0));
        this.other = new DatagramSocket(new InetSocketAddress(Addresses.parse(address), 0));
        Thread thread = new Thread(this::serve, "stun-server");
        thread.setDaemon(true);
        thread.start();
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    int port() {
        return socket.getLocalPort();
    }

    int requests() {
        return requests.get();
    }

    /** How many of them were not in the form of DERP relays. */
    int plainRequests() {
        return plainRequests.get();
    }

    /** Whether a request came from this address. */
    boolean heard(String address) {
        return senders.contains(Addresses.parse(address));
    }

    /** Lets a slow server answer. */
    void release() {
        release.countDown();
    }

    private void serve() {
        byte[] buffer = new byte[2048];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                StunMessage request = StunMessage.read(ByteBuffer.wrap(buffer, 0, packet.getLength()));
                if (request != null) {
                    senders.add(packet.getAddress());
                    if (!request.has(StunAttribute.SOFTWARE)) {
                        plainRequests.incrementAndGet();
                    }
                    answer(request, (InetSocketAddress) packet.getSocketAddress(), requests.incrementAndGet());
                }
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private void answer(StunMessage request, InetSocketAddress from, int number) throws IOException {
        TransactionId id = request.id();
        ByteBuffer good = StunWriter.success(id).xorMapped(from).fingerprint().finish();
        switch (manner) {
            case GOOD -> send(socket, good, from);
            case DERP_ONLY -> {
                if ("tailnode".equals(request.text(StunAttribute.SOFTWARE))) {
                    send(socket, good, from);
                }
            }
            case LOSSY -> {
                if (number > 1) {
                    send(socket, good, from);
                }
            }
            case GARBAGE -> send(socket, ByteBuffer.wrap("go away".getBytes(StandardCharsets.UTF_8)), from);
            case ERROR -> send(socket, StunWriter.error(id, 400, "Bad Request").finish(), from);
            case NO_ADDRESS -> send(socket, StunWriter.success(id).finish(), from);
            case WRONG_SOURCE -> send(other, good, from);
            case WRONG_ID ->
                send(
                        socket,
                        StunWriter.success(TransactionId.random())
                                .xorMapped(from)
                                .finish(),
                        from);
            case SLOW -> {
                Thread later = new Thread(() -> {
                    try {
                        release.await();
                        send(socket, good, from);
                    } catch (IOException | InterruptedException e) {
                        // Closed.
                    }
                });
                later.setDaemon(true);
                later.start();
            }
            case OTHER_MAPPING -> {
                InetSocketAddress seen = new InetSocketAddress(Addresses.parse("203.0.113.9"), 999);
                send(socket, StunWriter.success(id).xorMapped(seen).finish(), from);
            }
            case SILENT -> {}
        }
    }

    private static void send(DatagramSocket socket, ByteBuffer bytes, InetSocketAddress to) throws IOException {
        socket.send(new DatagramPacket(bytes.array(), bytes.arrayOffset(), bytes.limit(), to));
    }

    @Override
    public void close() {
        release.countDown();
        socket.close();
        other.close();
    }
}
