// SPDX-License-Identifier: Apache-2.0
package dev.netmon.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.Addresses;
import dev.netmon.CarrierCounters;
import dev.netmon.Link;
import dev.netmon.LinkAddress;
import dev.netmon.NetInterface;
import dev.netmon.RawEvent;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ManualSourceTest {

    private static final Link ETH0 = new Link(2, "eth0", true, true, false, 1500, null, CarrierCounters.UNKNOWN, 0);
    private static final LinkAddress ADDRESS = new LinkAddress(Addresses.parse("10.1.0.2"), 24, Set.of());
    private static final InetAddress PEER = Addresses.parse("198.51.100.7");
    private static final Route ROUTE = new Route(2, Addresses.parse("10.1.0.2"), null);

    private final ManualSource source = new ManualSource();
    private final List<OsEvent> events = new ArrayList<>();

    private int drain() throws SourceException {
        return source.drain(events::add);
    }

    @Test
    void whatIsPutIsAnsweredAndTold() throws Exception {
        source.open();
        source.put(ETH0);
        source.put(2, ADDRESS);
        source.route(PEER, ROUTE);
        source.nextHops(PEER, Set.of(new NextHop(2, null)));
        source.wake(Duration.ofSeconds(1));
        assertEquals(5, drain());
        assertEquals(new OsEvent.LinkEvent(RawEvent.Op.NEW, ETH0), events.get(0));
        assertEquals(new OsEvent.AddressEvent(RawEvent.Op.NEW, 2, ADDRESS), events.get(1));
        assertTrue(events.get(2) instanceof OsEvent.Hint);
        assertEquals(new OsEvent.Wake(1_000_000_000), events.get(4));
        assertEquals(ROUTE, source.route(PEER));
        assertEquals(Set.of(new NextHop(2, null)), source.nextHops(PEER));
        assertEquals(ETH0, source.link(2));
        assertEquals(
                List.of(new NetInterface(ETH0, List.of(ADDRESS))),
                source.reread().interfaces());
    }

    @Test
    void whatIsRemovedIsAnsweredNoMore() throws Exception {
        source.put(ETH0);
        source.put(2, ADDRESS);
        source.route(PEER, ROUTE);
        assertEquals(1, source.open().interfaces().size());
        source.remove(2, ADDRESS);
        source.route(PEER, null);
        source.remove(2);
        source.remove(2);
        assertEquals(3, drain());
        assertNull(source.route(PEER));
        assertNull(source.link(2));
        assertTrue(source.nextHops(PEER).isEmpty());
        assertTrue(source.reread().interfaces().isEmpty());
    }

    @Test
    void anAddressIsReplacedByItsOtherFlags() {
        source.put(ETH0);
        source.put(2, ADDRESS);
        LinkAddress deprecated = new LinkAddress(ADDRESS.address(), 24, Set.of(LinkAddress.Flag.DEPRECATED));
        source.put(2, deprecated);
        source.put(ETH0);
        assertEquals(List.of(deprecated), source.open().interfaces().get(0).addresses());
    }

    @Test
    void whatChangesSilentlyIsAnsweredButNotTold() throws Exception {
        source.open();
        source.put(ETH0);
        source.silently(() -> source.route(PEER, ROUTE));
        assertEquals(1, drain());
        assertEquals(ROUTE, source.route(PEER));
    }

    @Test
    void aWaitEndsWithAnEventAWakeupOrItsTime() throws Exception {
        source.open();
        source.put(ETH0);
        assertNotNull(source.await(LinkSource.NEVER));
        assertEquals(1, drain());
        source.wakeup();
        assertNotNull(source.await(LinkSource.NEVER));
        assertNotNull(source.await(0));
        long before = System.nanoTime();
        assertNotNull(source.await(1_000_000));
        assertTrue(System.nanoTime() - before >= 0);
        assertEquals(0, drain());
    }

    @Test
    void aSourceThatEndedHandsOverWhatItHasFirst() throws Exception {
        source.open();
        source.put(ETH0);
        source.end();
        assertNotNull(source.await(LinkSource.NEVER));
        assertEquals(1, drain());
        assertNull(source.await(LinkSource.NEVER));
    }

    @Test
    void aSourceThatFailsIsDeadUntilItIsOpenedAgain() throws Exception {
        source.open();
        source.fail();
        assertThrows(SourceException.class, () -> source.await(LinkSource.NEVER));
        assertThrows(SourceException.class, this::drain);
        assertThrows(SourceException.class, () -> source.route(PEER));
        assertThrows(SourceException.class, () -> source.nextHops(PEER));
        assertThrows(SourceException.class, () -> source.link(2));
        source.put(ETH0);
        assertEquals(1, source.open().interfaces().size());
        assertEquals(0, drain(), "what came before is in what was read");
    }

    @Test
    void anInterruptEndsOneWaitAndNoMore() throws Exception {
        source.open();
        Thread.currentThread().interrupt();
        assertNotNull(source.await(LinkSource.NEVER));
        assertEquals(false, Thread.interrupted());
    }
}
