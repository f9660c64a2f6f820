// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay;

import dev.netmon.Addresses;
import dev.netmon.testkit.Await;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Somebody on loopback who answers each datagram with the same, and can send some of its own. */
final class EchoPeer implements AutoCloseable {

    private final DatagramSocket socket;
    private final Thread thread;
    private final List<SocketAddress> senders = new CopyOnWriteArrayList<>();

    EchoPeer(String address) throws IOException {
        socket = new DatagramSocket(new InetSocketAddress(Addresses.parse(address), 0));
        thread = new Thread(this::run, "echo-peer");
        thread.setDaemon(true);
        thread.start();
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    /** Whom it heard, in order. */
    List<SocketAddress> senders() {
        return List.copyOf(senders);
    }

    /** Sends to a port of its own host. */
    void send(String text, int port) throws IOException {
        send(text, new InetSocketAddress(socket.getLocalAddress(), port));
    }

    void send(String text, InetSocketAddress to) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        socket.send(new DatagramPacket(bytes, bytes.length, to));
    }

    private void run() {
        DatagramPacket packet = new DatagramPacket(new byte[2000], 2000);
        while (!socket.isClosed()) {
            try {
                packet.setLength(2000);
                socket.receive(packet);
                senders.add(packet.getSocketAddress());
                socket.send(packet);
            } catch (IOException e) {
                // closed, or nobody is there to hear the answer
            }
        }
    }

    @Override
    public void close() {
        socket.close();
        Await.until("the peer ended", () -> !thread.isAlive());
    }
}
