// SPDX-License-Identifier: Apache-2.0
package dev.netmon.internal.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.Addresses;
import dev.netmon.CarrierCounters;
import dev.netmon.Family;
import dev.netmon.Interest;
import dev.netmon.Link;
import dev.netmon.LinkAddress;
import dev.netmon.LinkChange;
import dev.netmon.LinkListener;
import dev.netmon.LinkMonitor;
import dev.netmon.MonitorOptions;
import dev.netmon.NetworkState;
import dev.netmon.RawEvent;
import dev.netmon.Reason;
import dev.netmon.Significance;
import dev.netmon.Watch;
import dev.netmon.spi.Inventory;
import dev.netmon.spi.ManualSource;
import dev.netmon.spi.Route;
import dev.netmon.spi.SourceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ThreadedMonitorTest {

    /** Every event is a change of its own. */
    private static final MonitorOptions AT_ONCE = MonitorOptions.defaults().withTiming(Duration.ZERO, Duration.ZERO);

    private static final Link ETH0 = new Link(2, "eth0", true, true, false, 1500, null, new CarrierCounters(1, 0), 0);
    private static final LinkAddress ADDRESS = new LinkAddress(Addresses.parse("10.1.0.2"), 24, Set.of());
    private static final Route BY_ETH0 = new Route(2, Addresses.parse("10.1.0.2"), Addresses.parse("10.1.0.1"));

    private final ManualSource source = new ManualSource();
    private final List<LinkMonitor> open = new ArrayList<>();

    @AfterEach
    void closeAll() {
        open.forEach(LinkMonitor::close);
    }

    private LinkMonitor monitor(MonitorOptions options) {
        try {
            LinkMonitor monitor = LinkMonitor.over(source, options);
            open.add(monitor);
            return monitor;
        } catch (dev.netmon.BackendUnavailableException e) {
            throw new AssertionError(e);
        }
    }

    private void hasEth0() {
        source.put(ETH0);
        source.put(2, ADDRESS);
        source.route(MonitorOptions.defaults().probeV4(), BY_ETH0);
    }

    /** Makes changes one after the other, each told to this listener before the next. */
    private void changes(int count, Told told) {
        for (int i = 0; i < count; i++) {
            int before = told.changes.size();
            source.put(ETH0);
            Patience.until("told", () -> told.changes.size() > before);
        }
    }

    @Test
    void aListenerStartsFromAFullSnapshotAndIsToldWhatFollows() {
        hasEth0();
        LinkMonitor monitor = monitor(AT_ONCE);
        Told told = new Told();
        Watch watch = monitor.watch(told);
        NetworkState initial = watch.initial();
        assertTrue(initial.usable(Family.V4));
        assertEquals(
                List.of("eth0"),
                initial.interfaces().stream().map(i -> i.name()).toList());
        assertEquals(initial, monitor.state());
        assertEquals("manual", monitor.backend().name());

        source.route(MonitorOptions.defaults().probeV4(), null);
        Patience.until("told", () -> told.changes.size() == 1);
        assertEquals(Set.of(Reason.EGRESS_LOST), told.changes.get(0).reasons());
    }

    @Test
    void whatHappensBetweenTheOpeningAndTheFirstListenerIsToldToIt() {
        hasEth0();
        LinkMonitor monitor = monitor(AT_ONCE);
        source.route(MonitorOptions.defaults().probeV4(), null);
        Told told = new Told();
        Watch watch = monitor.watch(told);
        assertTrue(watch.initial().usable(Family.V4), "the state at the opening");
        Patience.until("told", () -> !told.changes.isEmpty());
        assertEquals(1, told.changes.get(0).seq());
        assertEquals(Set.of(Reason.EGRESS_LOST), told.changes.get(0).reasons());
    }

    @Test
    void aMonitorNobodyListensToClosesWithoutAThread() {
        LinkMonitor monitor = monitor(AT_ONCE);
        monitor.close();
        assertThrows(IllegalStateException.class, () -> monitor.watch(new Told()));
    }

    @Test
    void theStateIsNeverBehindWhatAListenerIsTold() {
        hasEth0();
        LinkMonitor monitor = monitor(AT_ONCE);
        AtomicReference<NetworkState> seen = new AtomicReference<>();
        Told told = new Told() {
            @Override
            public void changed(LinkChange change) {
                seen.set(monitor.state());
                super.changed(change);
            }
        };
        monitor.watch(told);
        for (int i = 0; i < 50; i++) {
            changes(1, told);
            assertSame(told.changes.get(i).state(), seen.get());
        }
    }

    @Test
    void aListenerThatBlocksHarmsNoOtherAndGetsChangesMerged() {
        hasEth0();
        LinkMonitor monitor = monitor(AT_ONCE);
        Told slow = Told.blocked();
        Told fast = new Told();
        monitor.watch(slow);
        monitor.watch(fast);
        changes(1, fast);
        Patience.await(slow.called);
        changes(199, fast);
        assertEquals(200, fast.changes.size());
        assertEquals(1, slow.changes.size());
        monitor.watch(new Told()).close(); // served when the last change is with all listeners
        slow.release.countDown();
        Patience.until("told the rest", () -> slow.changes.size() == 1 + Mailbox.CHANGES);
        assertEquals(200, slow.changes.get(Mailbox.CHANGES).seq());
        assertEquals(200, slow.changes.stream().mapToLong(LinkChange::rawEvents).sum());
    }

    @Test
    void aListenerThatThrowsIsKeptAndHarmsNoOther() {
        hasEth0();
        LinkMonitor monitor = monitor(AT_ONCE);
        AtomicInteger calls = new AtomicInteger();
        monitor.watch(change -> {
            calls.incrementAndGet();
            throw new IllegalStateException("on purpose");
        });
        Told other = new Told();
        monitor.watch(other);
        changes(3, other);
        Patience.until("called each time", () -> calls.get() == 3);
    }

    @Test
    void rawEventsReachOnlyWhoAskedAndComeBeforeTheChange() {
        hasEth0();
        LinkMonitor monitor = monitor(AT_ONCE);
        Told raw = new Told();
        Told plain = new Told();
        monitor.watch(Interest.rawEvents(), raw);
        monitor.watch(plain);
        changes(1, plain);
        Patience.until("told", () -> raw.all.size() == 2);
        assertEquals(RawEvent.Kind.LINK, ((RawEvent) raw.all.get(0)).kind());
        assertTrue(raw.all.get(1) instanceof LinkChange);
        assertTrue(plain.raws.isEmpty());
    }

    @Test
    void afterCloseNoCallRunsAndNoThreadIsLeft() {
        hasEth0();
        LinkMonitor monitor = monitor(AT_ONCE);
        Told told = Told.blocked();
        Told other = new Told();
        monitor.watch(told);
        monitor.watch(other);
        changes(5, other);
        Patience.await(told.called);
        Thread first = closing(monitor);
        Thread second = closing(monitor);
        assertTrue(first.isAlive());
        assertTrue(second.isAlive(), "whoever closes second waits for the running call as well");
        told.release.countDown();
        Patience.join(first);
        Patience.join(second);
        assertEquals(1, told.changes.size());
        assertFalse(told.thread.isAlive());
        assertFalse(other.thread.isAlive());
        source.put(ETH0);
        assertEquals(5, other.changes.size());
        monitor.close();
    }

    /** Starts a close and returns when it waits, or is over. */
    private static Thread closing(LinkMonitor monitor) {
        Thread closer = new Thread(monitor::close);
        closer.start();
        Patience.until(
                "waits",
                () -> closer.getState() == Thread.State.WAITING || closer.getState() == Thread.State.TERMINATED);
        return closer;
    }

    @Test
    void aListenerMayCloseTheMonitorAndThenItsCallIsTheLast() {
        hasEth0();
        LinkMonitor monitor = monitor(AT_ONCE);
        CountDownLatch closed = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Told told = new Told() {
            @Override
            public void changed(LinkChange change) {
                super.changed(change);
                Patience.await(go);
                monitor.close();
                closed.countDown();
            }
        };
        Told other = new Told();
        monitor.watch(told);
        monitor.watch(other);
        changes(3, other);
        go.countDown();
        Patience.await(closed);
        Patience.join(told.thread);
        Patience.join(other.thread);
        assertEquals(1, told.changes.size());
    }

    @Test
    void twoListenersMayCloseTheMonitorAtTheSameTime() throws Exception {
        hasEth0();
        LinkMonitor monitor = monitor(AT_ONCE);
        CyclicBarrier both = new CyclicBarrier(2);
        CountDownLatch closed = new CountDownLatch(2);
        LinkListener closer = change -> {
            try {
                both.await();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            monitor.close();
            closed.countDown();
        };
        monitor.watch(closer);
        monitor.watch(closer);
        source.put(ETH0);
        Patience.await(closed);
    }

    @Test
    void listenersMayCloseEachOthersWatchesAtTheSameTime() throws Exception {
        hasEth0();
        LinkMonitor monitor = monitor(AT_ONCE);
        int count = 3;
        CyclicBarrier together = new CyclicBarrier(count);
        CountDownLatch registered = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(count);
        List<Told> ring = new ArrayList<>();
        List<Watch> watches = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int next = (i + 1) % count;
            Told told = new Told() {
                @Override
                public void changed(LinkChange change) {
                    super.changed(change);
                    Patience.await(registered);
                    try {
                        together.await();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                    watches.get(next).close();
                    closed.countDown();
                }
            };
            ring.add(told);
            watches.add(monitor.watch(told));
        }
        registered.countDown();
        source.put(ETH0);
        Patience.await(closed);
        for (Told told : ring) {
            Patience.join(told.thread);
            assertEquals(1, told.changes.size());
        }
    }

    @Test
    void aListenerMayCloseItsOwnWatch() {
        hasEth0();
        LinkMonitor monitor = monitor(AT_ONCE);
        AtomicReference<Watch> watch = new AtomicReference<>();
        CountDownLatch registered = new CountDownLatch(1);
        Told told = new Told() {
            @Override
            public void changed(LinkChange change) {
                super.changed(change);
                Patience.await(registered);
                watch.get().close();
            }
        };
        Told other = new Told();
        monitor.watch(other);
        watch.set(monitor.watch(told));
        registered.countDown();
        changes(3, other);
        Patience.await(told.called);
        Patience.join(told.thread);
        assertEquals(1, told.changes.size());
        watch.get().close();
    }

    @Test
    void aWatchThatIsClosedIsToldNothingMoreAndTheOthersAre() {
        hasEth0();
        LinkMonitor monitor = monitor(AT_ONCE);
        Told gone = new Told();
        Told other = new Told();
        Watch watch = monitor.watch(gone);
        monitor.watch(other);
        changes(1, other);
        watch.close();
        int before = gone.changes.size();
        changes(3, other);
        assertEquals(before, gone.changes.size());
        watch.close();
        monitor.close();
        watch.close();
    }

    @Test
    void aClosedMonitorTakesNoListener() {
        LinkMonitor monitor = monitor(AT_ONCE);
        monitor.close();
        IllegalStateException refused = assertThrows(IllegalStateException.class, () -> monitor.watch(new Told()));
        assertEquals("the monitor is closed", refused.getMessage());
        assertTrue(monitor.state().interfaces().isEmpty(), "the last state stays");
    }

    @Test
    void aMonitorWhoseSourceEndedTakesNoListener() {
        LinkMonitor monitor = monitor(AT_ONCE);
        source.end();
        Patience.until("refused", () -> {
            try {
                monitor.watch(new Told()).close();
                return false;
            } catch (IllegalStateException e) {
                return true;
            }
        });
    }

    @Test
    void aSourceThatEndsTellsWhatIsPendingHoweverYoung() {
        hasEth0();
        LinkMonitor monitor = monitor(MonitorOptions.defaults().withTiming(Duration.ofHours(1), Duration.ofHours(2)));
        Told told = new Told();
        monitor.watch(told);
        source.route(MonitorOptions.defaults().probeV4(), null);
        source.end();
        Patience.until("told", () -> told.changes.size() == 1);
        assertEquals(Set.of(Reason.EGRESS_LOST), told.changes.get(0).reasons());
    }

    @Test
    void closeDiscardsWhatIsPending() {
        hasEth0();
        LinkMonitor monitor = monitor(MonitorOptions.defaults().withTiming(Duration.ofHours(1), Duration.ofHours(2)));
        Told told = new Told();
        monitor.watch(told);
        source.route(MonitorOptions.defaults().probeV4(), null);
        monitor.close();
        assertTrue(told.changes.isEmpty());
    }

    @Test
    void aSourceThatFailsIsOpenedAgainAndTheGapIsTold() throws Exception {
        hasEth0();
        AtomicBoolean dead = new AtomicBoolean();
        LinkMonitor monitor = LinkMonitor.over(
                new ForwardingSource(source) {
                    @Override
                    public Inventory open() throws SourceException {
                        if (dead.get()) {
                            throw new SourceException("not yet");
                        }
                        return super.open();
                    }
                },
                AT_ONCE);
        open.add(monitor);
        Told told = new Told();
        monitor.watch(told);
        dead.set(true);
        source.silently(() -> source.route(MonitorOptions.defaults().probeV4(), null));
        source.fail();
        Told late = new Told();
        Watch watch = monitor.watch(late); // served while the source is dead
        assertTrue(watch.initial().usable(Family.V4));
        dead.set(false);
        Patience.until("told", () -> told.changes.size() == 1 && late.changes.size() == 1);
        assertEquals(
                Set.of(Reason.EGRESS_LOST, Reason.BACKEND_RESTARTED),
                told.changes.get(0).reasons());
        assertEquals(told.changes.get(0), late.changes.get(0));
        source.route(MonitorOptions.defaults().probeV4(), BY_ETH0);
        Patience.until("told", () -> told.changes.size() == 2);
        assertEquals(Set.of(Reason.EGRESS_RESTORED), told.changes.get(1).reasons());
    }

    @Test
    void aSourceThatCannotBeOpenedAtOnceIsTriedAgainAndOneThatThrowsAnythingIsRestarted() throws Exception {
        hasEth0();
        AtomicInteger opens = new AtomicInteger();
        AtomicInteger failures = new AtomicInteger();
        LinkMonitor monitor = LinkMonitor.over(
                new ForwardingSource(source) {
                    @Override
                    public Inventory open() throws SourceException {
                        if (opens.incrementAndGet() == 2) {
                            throw new SourceException("not yet");
                        }
                        return super.open();
                    }

                    @Override
                    public Route route(java.net.InetAddress destination) throws SourceException {
                        if (opens.get() == 1 && failures.incrementAndGet() == 3) {
                            throw new IllegalStateException("a bug in a backend");
                        }
                        return super.route(destination);
                    }
                },
                AT_ONCE);
        open.add(monitor);
        Told told = new Told();
        monitor.watch(told);
        source.put(ETH0);
        Patience.until("told", () -> told.changes.size() == 1);
        assertEquals(3, opens.get());
        assertTrue(told.changes.get(0).reasons().contains(Reason.BACKEND_RESTARTED));
        assertEquals(Significance.NONE, told.changes.get(0).significance());
    }

    @Test
    void aMonitorClosesWhileItsSourceIsDead() {
        LinkMonitor monitor = monitor(AT_ONCE);
        source.fail();
        Told told = new Told();
        monitor.watch(told).close();
        monitor.close();
        assertTrue(told.changes.isEmpty());
    }

    @Test
    void aRequestThatFailsIsAnsweredAndTheMonitorGoesOn() throws Exception {
        hasEth0();
        LinkMonitor monitor = LinkMonitor.over(
                new ForwardingSource(source) {
                    @Override
                    public void detail(Detail detail) {
                        if (detail == Detail.FULL) {
                            throw new IllegalArgumentException("no text here");
                        }
                    }
                },
                AT_ONCE);
        open.add(monitor);
        IllegalStateException refused =
                assertThrows(IllegalStateException.class, () -> monitor.watch(Interest.rawEvents(), new Told()));
        assertEquals("no text here", refused.getMessage());
        assertFalse(monitor.state().interfaces().isEmpty());
    }

    @Test
    void aSourceThatCannotBeOpenedIsAnErrorBeforeAnyThreadStarts() {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        AtomicInteger closed = new AtomicInteger();
        assertThrows(
                dev.netmon.BackendUnavailableException.class,
                () -> LinkMonitor.over(
                        new ForwardingSource(source) {
                            @Override
                            public Inventory open() throws SourceException {
                                throw new SourceException("socket: EAFNOSUPPORT");
                            }

                            @Override
                            public void close() {
                                closed.incrementAndGet();
                            }
                        },
                        AT_ONCE));
        assertEquals(1, closed.get());
        assertTrue(Thread.getAllStackTraces().keySet().stream()
                .filter(t -> !before.contains(t))
                .noneMatch(t -> t.getName().startsWith("netmon-monitor")));
    }

    @Test
    void anInterruptOfTheMonitorsThreadHarmsNothing() {
        hasEth0();
        LinkMonitor monitor = monitor(AT_ONCE);
        Told told = new Told();
        monitor.watch(told);
        changes(1, told);
        Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().startsWith("netmon-monitor"))
                .forEach(Thread::interrupt);
        changes(2, told);
        assertEquals(3, told.changes.size());
    }

    @Test
    void aThousandMonitorsOpenedAndClosedLeaveNoThread() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        for (int i = 0; i < 1_000; i++) {
            ManualSource one = new ManualSource();
            try (LinkMonitor monitor = LinkMonitor.over(one, AT_ONCE)) {
                monitor.watch(new Told());
                one.put(ETH0);
            }
        }
        assertTrue(Thread.getAllStackTraces().keySet().stream()
                .filter(t -> !before.contains(t))
                .noneMatch(t -> t.getName().startsWith("netmon-")));
    }
}
