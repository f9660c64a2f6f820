// SPDX-License-Identifier: Apache-2.0
package dev.netmon.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.Addresses;
import dev.netmon.Link;
import dev.netmon.Moment;
import dev.netmon.NetInterface;
import dev.netmon.RawEvent;
import dev.netmon.spi.Inventory;
import dev.netmon.spi.LinkSource;
import dev.netmon.spi.OsEvent;
import dev.netmon.spi.Route;
import dev.netmon.spi.SourceException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every backend has to do, on its own operating system. A backend's test extends this class and brings a
 * {@link TestNetwork}; each test gets a fresh one.
 *
 * <p>The source is used as a monitor uses it: by one thread, which waits, drains, and asks in between.
 */
public abstract class LinkSourceContractTest {
    private static final String NO_NETWORK = "the network was not built";

    private static final int OPENINGS = 30;

    /** By how much an opening starts earlier or later, against its change, than the one before it. */
    private static final long STAGGER_NANOS = 200_000;

    /** How long a thing may take that has to come; shorter only where it is known not to. */
    static Duration limit = Await.LIMIT;

    private @Nullable TestNetwork built;

    /** Builds a fresh network. */
    protected abstract TestNetwork network() throws Exception;

    @BeforeEach
    final void build() throws Exception {
        built = network();
    }

    @AfterEach
    final void tearDown() throws Exception {
        if (built != null) {
            built.close();
        }
    }

    /** What a test does with an unopened source, on the thread that owns it. */
    private interface Body {
        void run(TestNetwork network, LinkSource source) throws Exception;
    }

    private void with(Body body) throws Exception {
        TestNetwork network = Objects.requireNonNull(built, NO_NETWORK);
        network.inside(() -> {
            try (LinkSource source = network.source()) {
                body.run(network, source);
            }
            return null;
        });
    }

    @Test
    void namesItselfBeforeItIsOpened() throws Exception {
        with((network, source) -> {
            assertFalse(source.info().name().isBlank());
            source.open();
            assertFalse(source.info().name().isBlank());
        });
    }

    @Test
    void opensWithASnapshotOfEverything() throws Exception {
        with((network, source) -> {
            Moment before = Moment.now();
            Inventory inventory = source.open();
            Moment after = Moment.now();

            NetInterface uplink = find(inventory, network.uplink());
            assertTrue(uplink.link().up());
            assertTrue(uplink.link().carrier());
            assertFalse(uplink.link().loopback());
            assertTrue(uplink.link().mtu() > 0);
            assertTrue(
                    uplink.addresses().stream().anyMatch(a -> a.address().equals(network.address())),
                    () -> uplink.toString());
            assertTrue(
                    inventory.interfaces().stream().anyMatch(one -> one.link().loopback()));
            assertNotEquals(
                    uplink.index(), find(inventory, network.otherUplink()).index());
            assertTrue(inventory.at().nanos() - before.nanos() >= 0, "taken before it was asked for");
            assertTrue(after.nanos() - inventory.at().nanos() >= 0, "taken after it was handed over");
        });
    }

    @Test
    void anAddressComesAndGoes() throws Exception {
        with((network, source) -> {
            FoldedInventory folded = new FoldedInventory(source.open());

            network.addSpareAddress();
            awaitEvent(source, folded, "the new address", event -> isSpare(network, event, RawEvent.Op.NEW));
            network.removeSpareAddress();
            awaitEvent(source, folded, "its removal", event -> isSpare(network, event, RawEvent.Op.DEL));

            assertEquals(new FoldedInventory(source.reread()).lines(), folded.lines());
        });
    }

    @Test
    void eventsCarryTheIndexOfTheSnapshot() throws Exception {
        with((network, source) -> {
            Inventory inventory = source.open();
            FoldedInventory folded = new FoldedInventory(inventory);

            network.addSpareAddress();
            awaitEvent(
                    source,
                    folded,
                    "the new address on " + network.uplink(),
                    event -> isSpare(network, event, RawEvent.Op.NEW)
                            && event instanceof OsEvent.AddressEvent address
                            && address.index()
                                    == find(inventory, network.uplink()).index());
        });
    }

    @Test
    void aMovedDefaultRouteIsNoticedAndAskedFor() throws Exception {
        with((network, source) -> {
            Inventory inventory = source.open();
            FoldedInventory folded = new FoldedInventory(inventory);
            Route before = source.route(network.destination());
            assertNotNull(before);
            assertEquals(find(inventory, network.uplink()).index(), before.index());
            assertEquals(network.address(), before.source());
            assertNotNull(before.gateway());

            network.moveDefaultAway();
            awaitEvent(source, folded, "something about the route", event -> true);
            Route away = source.route(network.destination());
            assertNotNull(away);
            assertEquals(find(inventory, network.otherUplink()).index(), away.index());

            int seen = folded.events().size();
            network.moveDefaultBack();
            awaitMore(source, folded, "something about the way back", seen);
            assertEquals(before, source.route(network.destination()));
        });
    }

    @Test
    void withoutADefaultRouteThereIsNoRoute() throws Exception {
        with((network, source) -> {
            Inventory inventory = source.open();
            FoldedInventory folded = new FoldedInventory(inventory);

            network.removeDefault();
            awaitEvent(source, folded, "something about the route", event -> true);

            Route left = source.route(network.destination());
            if (network.isolated()) {
                assertNull(left);
                assertEquals(Set.of(), source.nextHops(network.destination()));
            } else if (left != null) {
                assertNotEquals(find(inventory, network.uplink()).index(), left.index());
            }
        });
    }

    @Test
    void nextHopsAreThoseOfTheRouteOrUnknown() throws Exception {
        with((network, source) -> {
            Inventory inventory = source.open();

            source.nextHops(network.destination())
                    .forEach(hop ->
                            assertEquals(find(inventory, network.uplink()).index(), hop.index()));
        });
    }

    @Test
    void lostCarrierIsSeenFreshAtOnceAndAsAnEventInTime() throws Exception {
        with((network, source) -> {
            Inventory inventory = source.open();
            FoldedInventory folded = new FoldedInventory(inventory);
            int index = find(inventory, network.uplink()).index();

            network.loseCarrier();

            Link fresh = source.link(index);
            assertNotNull(fresh);
            assertFalse(fresh.carrier(), "a fresh read is not held back");
            awaitEvent(
                    source,
                    folded,
                    "the link without carrier",
                    event -> event instanceof OsEvent.LinkEvent link
                            && link.link().index() == index
                            && !link.link().carrier());
        });
    }

    @Test
    void aLinkThatIsNotThereIsNull() throws Exception {
        with((network, source) -> {
            source.open();

            assertNull(source.link(Integer.MAX_VALUE - 1));
        });
    }

    /** A change while the snapshot is being read is in it or comes afterwards; a gap would show here. */
    @Test
    void nothingIsLostBetweenSubscribingAndTheSnapshot() throws Exception {
        with((network, source) -> {
            for (int round = 0; round < OPENINGS; round++) {
                boolean add = round % 2 == 0;
                // From well before the change to well after its beginning.
                long lead = (round - OPENINGS / 2) * STAGGER_NANOS;
                AtomicReference<@Nullable Exception> failed = new AtomicReference<>();
                Thread mover = new Thread(() -> {
                    LockSupport.parkNanos(-lead);
                    try {
                        if (add) {
                            network.addSpareAddress();
                        } else {
                            network.removeSpareAddress();
                        }
                    } catch (Exception e) {
                        failed.set(e);
                    }
                });
                mover.start();
                LockSupport.parkNanos(lead);
                FoldedInventory folded = new FoldedInventory(source.open());
                mover.join();
                assertNull(failed.get());

                List<String> truth = new FoldedInventory(secondRead(network)).lines();
                pump(
                        source,
                        folded,
                        "the events lead to the state of a fresh read",
                        () -> folded.lines().equals(truth));
            }
        });
    }

    @Test
    void rereadingGivesTheStateOfNow() throws Exception {
        with((network, source) -> {
            source.open();

            network.addSpareAddress();

            assertTrue(find(source.reread(), network.uplink()).addresses().stream()
                    .anyMatch(a -> a.address().equals(network.spareAddress())));
        });
    }

    @Test
    void waitingEndsWhenTheTimeIsOver() throws Exception {
        with((network, source) -> {
            FoldedInventory folded = new FoldedInventory(source.open());
            long timeout = Duration.ofMillis(20).toNanos();
            // An event of the system's own may end a wait early; then the next one has to prove it.
            pump(source, folded, "a wait that lasts", () -> {
                try {
                    long start = System.nanoTime();
                    Moment end = source.await(timeout);
                    assertNotNull(end);
                    return end.nanos() - start >= timeout / 2 && source.drain(folded) == 0;
                } catch (SourceException e) {
                    throw new AssertionError(e);
                }
            });
        });
    }

    @Test
    void aTimeoutOfZeroDoesNotWait() throws Exception {
        with((network, source) -> {
            source.open();

            assertNotNull(source.await(0));
            assertNotNull(source.await(0));
        });
    }

    @Test
    void drainingCountsWhatItHandsOver() throws Exception {
        with((network, source) -> {
            FoldedInventory folded = new FoldedInventory(source.open());
            network.addSpareAddress();
            int counted = 0;
            long deadline = System.nanoTime() + limit.toNanos();
            while (folded.events().isEmpty() && System.nanoTime() - deadline < 0) {
                source.await(Duration.ofMillis(100).toNanos());
                counted += source.drain(folded);
            }

            assertTrue(counted > 0);
            assertEquals(folded.events().size(), counted);
        });
    }

    @Test
    void anotherThreadWakesAWaitWithoutEnd() throws Exception {
        with((network, source) -> {
            source.open();
            Thread waker = new Thread(() -> {
                pause();
                source.wakeup();
            });
            waker.start();

            assertTrue(endsByItself(network, source), "the wakeup did not end the wait");
            waker.join();
        });
    }

    @Test
    void aWakeupBeforeTheWaitIsKeptForIt() throws Exception {
        with((network, source) -> {
            source.open();

            source.wakeup();
            source.wakeup();

            assertTrue(endsByItself(network, source), "the wakeup did not end the wait");
        });
    }

    /** Waits without end; if nothing ends that, an event does, after the limit. */
    private static boolean endsByItself(TestNetwork network, LinkSource source) throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        AtomicBoolean rescued = new AtomicBoolean();
        Thread rescuer = new Thread(() -> {
            try {
                if (!ended.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                    rescued.set(true);
                    network.addSpareAddress();
                }
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        rescuer.start();
        assertNotNull(source.await(LinkSource.NEVER));
        ended.countDown();
        rescuer.join();
        return !rescued.get();
    }

    @Test
    void opensAgainWhereItWasOpen() throws Exception {
        with((network, source) -> {
            source.open();
            network.addSpareAddress();
            FoldedInventory folded = new FoldedInventory(source.open());
            assertTrue(
                    folded.lines().stream().anyMatch(line -> line.contains(Addresses.format(network.spareAddress()))));

            network.removeSpareAddress();
            awaitEvent(source, folded, "the removal", event -> isSpare(network, event, RawEvent.Op.DEL));
        });
    }

    @Test
    void hintsCarryTextWhenItIsAskedFor() throws Exception {
        with((network, source) -> {
            source.detail(LinkSource.Detail.FULL);
            FoldedInventory folded = new FoldedInventory(source.open());

            network.moveDefaultAway();
            awaitEvent(source, folded, "something about the route", event -> true);

            assertTrue(
                    folded.events().stream()
                            .noneMatch(event -> event instanceof OsEvent.Hint hint && hint.detail() == null),
                    () -> folded.events().toString());
        });
    }

    @Test
    void closesAsOftenAsYouLikeAndWakeupDoesNoHarmAfterwards() throws Exception {
        with((network, source) -> {
            source.open();

            source.close();
            source.wakeup();
            source.close();
            source.wakeup();
        });
    }

    @Test
    void closesWithoutEverHavingBeenOpened() throws Exception {
        with((network, source) -> source.close());
    }

    @Test
    void twoSourcesDoNotDisturbEachOther() throws Exception {
        with((network, first) -> {
            try (LinkSource second = network.source()) {
                FoldedInventory one = new FoldedInventory(first.open());
                FoldedInventory two = new FoldedInventory(second.open());

                network.addSpareAddress();
                awaitEvent(first, one, "the address", event -> isSpare(network, event, RawEvent.Op.NEW));
                first.close();
                awaitEvent(second, two, "the address", event -> isSpare(network, event, RawEvent.Op.NEW));
                network.removeSpareAddress();
                awaitEvent(second, two, "its removal", event -> isSpare(network, event, RawEvent.Op.DEL));
            }
        });
    }

    private static Inventory secondRead(TestNetwork network) throws Exception {
        try (LinkSource other = network.source()) {
            return other.open();
        }
    }

    private static NetInterface find(Inventory inventory, String name) {
        return inventory.interfaces().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not in " + inventory));
    }

    private static boolean isSpare(TestNetwork network, OsEvent event, RawEvent.Op op) {
        return event instanceof OsEvent.AddressEvent address
                && address.op() == op
                && address.address().address().equals(network.spareAddress());
    }

    private static void awaitEvent(LinkSource source, FoldedInventory folded, String what, Predicate<OsEvent> wanted)
            throws SourceException {
        pump(source, folded, what, () -> folded.events().stream().anyMatch(wanted));
    }

    private static void awaitMore(LinkSource source, FoldedInventory folded, String what, int seen)
            throws SourceException {
        pump(source, folded, what, () -> folded.events().size() > seen);
    }

    /** Waits and drains as a monitor does, until the condition holds. */
    private static void pump(LinkSource source, FoldedInventory folded, String what, BooleanSupplier condition)
            throws SourceException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline >= 0) {
                throw new AssertionError("not within " + limit + ": " + what + "\nevents: " + folded.events()
                        + "\nstate: " + folded.lines());
            }
            assertNotNull(source.await(Duration.ofMillis(200).toNanos()), "the source has ended");
            source.drain(folded);
        }
    }

    /** Gives the other thread time to be inside its wait; correct without it too, only less telling. */
    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
