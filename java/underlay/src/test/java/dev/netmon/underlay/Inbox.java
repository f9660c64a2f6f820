// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay;

import dev.netmon.testkit.Await;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what was received, as text. */
final class Inbox implements DatagramReceiver, DatagramPort.Protocol {

    private final List<String> texts = new CopyOnWriteArrayList<>();

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    static String text(ByteBuffer datagram) {
        return StandardCharsets.UTF_8.decode(datagram).toString();
    }

    @Override
    public void received(ByteBuffer datagram, InetSocketAddress from) {
        texts.add(text(datagram));
    }

    @Override
    public boolean take(ByteBuffer datagram, InetSocketAddress from, long nanos) {
        texts.add(text(datagram));
        return true;
    }

    List<String> texts() {
        return List.copyOf(texts);
    }

    void await(String text) {
        Await.until("received " + text, () -> texts.contains(text), () -> texts);
    }
}
