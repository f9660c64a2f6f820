// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.Family;
import dev.netmon.testkit.Await;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How long a replaced socket is read on; real sockets of the loopback. */
class OldSocketsTest {
    private static final long AN_HOUR = Duration.ofHours(1).toNanos();

    private final Owner owner = new Owner("old-sockets-test");
    private final Inbox inbox = new Inbox();
    private final StubWires wires = new StubWires();
    private final AtomicBoolean present = new AtomicBoolean(true);

    @AfterEach
    void end() {
        owner.end(() -> {});
        owner.join();
    }

    private OldSockets living(long nanos) {
        return new OldSockets(owner, nanos, address -> present.get());
    }

    private Pump open(String address) throws Exception {
        Wire wire = wires.bind(Family.V4, new InetSocketAddress(address, 0), null);
        Pump pump = new Pump(wire, new Dispatch(Set.of(Family.V4), inbox), "pump-of-old-sockets-test");
        pump.start();
        return pump;
    }

    private void readOn(OldSockets old, Pump pump) {
        owner.call(
                () -> {
                    old.readOn(pump);
                    return pump;
                },
                pump);
    }

    @Test
    void itIsReadAsLongAsItsAddressExists() throws Exception {
        Pump pump = open("127.0.0.1");
        readOn(living(AN_HOUR), pump);
        try (EchoPeer peer = new EchoPeer("127.0.0.1")) {
            peer.send("late", pump.wire().local().getPort());
            inbox.await("late");
        }
        assertTrue(pump.wire().isOpen());

        present.set(false);

        Await.until("the end of a socket without an address", () -> !pump.wire().isOpen());
    }

    @Test
    void anUnboundOneIsReadForItsTime() throws Exception {
        present.set(false);
        Pump lasting = open("0.0.0.0");
        readOn(living(AN_HOUR), lasting);
        Pump brief = open("0.0.0.0");
        readOn(living(Duration.ofMillis(50).toNanos()), brief);

        Await.until("the end of its time", () -> !brief.wire().isOpen());

        assertTrue(lasting.wire().isOpen());
        lasting.stopAndJoin();
    }

    @Test
    void quickRebindsDoNotUseUpTheDescriptors() throws Exception {
        OldSockets old = living(AN_HOUR);
        List<Pump> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(open("127.0.0.1"));
            readOn(old, all.get(i));
        }

        assertEquals(16, wires.open());
        assertFalse(all.get(3).wire().isOpen(), "the oldest go");
        assertTrue(all.get(4).wire().isOpen());

        owner.call(
                () -> {
                    old.closeAll();
                    return "";
                },
                "");
        assertEquals(0, wires.open());
    }
}
