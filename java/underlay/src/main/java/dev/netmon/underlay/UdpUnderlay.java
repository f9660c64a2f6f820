// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay;

import dev.netmon.Family;
import dev.netmon.Interest;
import dev.netmon.resilience.Backoff;
import dev.netmon.underlay.RebindResult.Cause;
import dev.netmon.underlay.RebindResult.Outcome;
import dev.netmon.underlay.UnderlayOptions.PortFallback;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The UDP sockets of a program, one per family, which are replaced in place when the network changes: the program sends
 * and receives through this object and never sees which socket carries its datagrams.
 *
 * <p>A socket is never left closed: a rebind that fails is tried again, half a second later at first, and a send that
 * fails because the socket is broken asks for another. Nothing is sent but what the program and its protocols send, and
 * that only over the families and to the destinations that the options allow.
 *
 * <p>One thread owns the sockets, another reads each. All methods may be called from any thread; {@link #rebind} and
 * {@link #exclusively} not from a receiving call. On Linux a socket that is neither bound to an address nor connected
 * follows the routes by itself, so there a rebind matters for what NATs and firewalls remember; elsewhere, and for bound
 * sockets, it matters for all.
 */
public final class UdpUnderlay implements DatagramPort, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(UdpUnderlay.class);
    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** Pauses before the further tries for the old port, in ms: within 50 ms all in all, as a port freed late takes. */
    private static final long[] PAUSES_MILLIS = {1, 2, 4, 8, 16};

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final UnderlayOptions options;
    private final Wires wires;
    private final String name;
    private final Owner owner;
    private final Dispatch dispatch;
    private final Map<Family, Slot> slots;
    private final Map<Family, String> unavailable = Collections.synchronizedMap(new EnumMap<>(Family.class));
    private final List<UnderlayListener> listeners = new CopyOnWriteArrayList<>();
    private final OldSockets oldSockets;
    private volatile long generation; // written by the owner
    private volatile boolean closing;

    /** The socket of one family. The owner writes; what others read is volatile. */
    private static final class Slot {
        final Family family;
        final Backoff backoff =
                Backoff.standard(() -> ThreadLocalRandom.current().nextDouble());
        final ErrorRebinds errors = new ErrorRebinds(); // guarded by itself
        volatile @Nullable Pump pump;
        volatile long since;
        volatile @Nullable InetSocketAddress publicEndpoint;

        @Nullable
        InetSocketAddress last;

        @Nullable
        Future<?> retry;

        Slot(Family family) {
            this.family = family;
        }
    }

    private UdpUnderlay(UnderlayOptions options, DatagramReceiver receiver, Wires wires) {
        this.options = options;
        this.wires = wires;
        this.name = "netmon-underlay-" + NUMBER.incrementAndGet();
        this.dispatch = new Dispatch(options.families(), receiver);
        this.slots = new EnumMap<>(Family.class);
        options.families().forEach(family -> slots.put(family, new Slot(family)));
        this.owner = new Owner(name);
        this.oldSockets = new OldSockets(owner);
    }

    /**
     * Binds the sockets. A family that this JVM or host does not have is left out, and {@link #unavailable()} says why.
     *
     * @param receiver takes what no protocol takes
     * @throws IOException where no socket can be bound at all
     */
    public static UdpUnderlay open(UnderlayOptions options, DatagramReceiver receiver) throws IOException {
        return open(options, receiver, NioWire::bind);
    }

    static UdpUnderlay open(UnderlayOptions options, DatagramReceiver receiver, Wires wires) throws IOException {
        UdpUnderlay underlay = new UdpUnderlay(options, receiver, wires);
        List<IOException> failures = underlay.owner.call(underlay::bindAll, List.of());
        if (underlay.slots.values().stream().allMatch(slot -> slot.pump == null)) {
            underlay.close();
            IOException failure = new IOException("no UDP socket can be bound: " + underlay.unavailable());
            failures.forEach(failure::addSuppressed);
            throw failure;
        }
        return underlay;
    }

    @Override
    public Sent send(ByteBuffer datagram, InetSocketAddress to) {
        InetAddress address = to.getAddress();
        Slot slot = address == null ? null : slots.get(Family.of(address));
        if (slot == null || to.getPort() == 0 || !options.egress().allows(to)) {
            return Sent.REFUSED;
        }
        Pump pump = slot.pump;
        while (pump != null) {
            try {
                boolean sent = pump.wire().send(datagram.duplicate(), to);
                if (slot.errors.failing()) {
                    synchronized (slot.errors) {
                        slot.errors.sent();
                    }
                }
                return sent ? Sent.SENT : Sent.FAILED;
            } catch (IOException | RuntimeException e) {
                Pump now = slot.pump;
                if (now == pump) {
                    failed(slot, pump, e);
                    return Sent.FAILED;
                }
                pump = now; // replaced meanwhile: that failure was about the old socket
            }
        }
        return Sent.FAILED;
    }

    @Override
    public AutoCloseable demux(Protocol protocol) {
        return dispatch.add(protocol);
    }

    @Override
    public long generation() {
        return generation;
    }

    @Override
    public @Nullable InetSocketAddress local(Family family) {
        Slot slot = slots.get(family);
        Pump pump = slot == null ? null : slot.pump;
        return pump == null ? null : pump.wire().local();
    }

    /** The families that were asked for and cannot be had, each with the reason. */
    public Map<Family, String> unavailable() {
        synchronized (unavailable) {
            return Map.copyOf(unavailable);
        }
    }

    /** What the world sees of a family's socket, as the last netcheck over it found; null where no such is known. */
    public @Nullable InetSocketAddress publicEndpoint(Family family) {
        Slot slot = slots.get(family);
        return slot == null ? null : slot.publicEndpoint;
    }

    /** {@inheritDoc} Heard by the listeners where it is news. */
    @Override
    public void learned(Family family, InetSocketAddress endpoint, long generation) {
        Slot slot = slots.get(family);
        if (slot != null) {
            owner.run(() -> {
                if (slot.pump != null && generation >= slot.since && !endpoint.equals(slot.publicEndpoint)) {
                    slot.publicEndpoint = endpoint;
                    tell(listener -> listener.publicEndpoint(family, endpoint));
                }
            });
        }
    }

    /** Adds a listener; closing what is returned removes it. */
    public AutoCloseable watch(UnderlayListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** What a monitor has to look at for these sockets: the addresses that they are bound to. */
    public Interest interest() {
        Interest interest = Interest.none();
        for (InetAddress address : options.addresses().values()) {
            interest = interest.withBoundAddress(address);
        }
        return interest;
    }

    /**
     * Replaces the socket of every family, one family after the other, and returns when that is done or has failed; what
     * failed is tried again until it works. Rebinds asked for side by side happen one after the other.
     *
     * @return one result per family there is; none once the underlay is closed
     * @throws IllegalStateException when called by a receiving call, which it would wait for
     */
    public List<RebindResult> rebind(RebindMode mode) {
        notWhileReceiving();
        return owner.call(() -> replaceAll(mode), List.of());
    }

    /**
     * Runs something while no socket is replaced but by itself, and waits for it: a rebind and all that has to follow, as
     * one operation. It must not block. Once the underlay is closed it is not run.
     *
     * @throws IllegalStateException when called by a receiving call, which it would wait for
     */
    public void exclusively(Runnable work) {
        notWhileReceiving();
        owner.call(
                () -> {
                    if (!closing) {
                        work.run();
                    }
                    return work;
                },
                work);
    }

    /**
     * Closes the sockets, also under a running rebind. When this returns no socket is left and no call runs; called from
     * a receiving call or a listener, that call is the last and the sockets go as it returns. Idempotent.
     */
    @Override
    public void close() {
        closing = true;
        owner.end(this::closeAll);
        if (!owner.calling() && !dispatch.calling()) {
            owner.join();
        }
        dispatch.close();
    }

    private void notWhileReceiving() {
        if (dispatch.calling()) {
            throw new IllegalStateException("called while receiving, which this would wait for; use another thread");
        }
    }

    /** Tells the error policy, and rebinds where it says so. */
    private void failed(Slot slot, Pump pump, Exception failure) {
        RebindMode mode;
        synchronized (slot.errors) {
            mode = slot.errors.failed(SendFailure.of(failure), System.nanoTime());
        }
        LOG.debug("Sending over {} failed", slot.family.label(), failure);
        if (mode != null) {
            owner.run(() -> {
                if (slot.pump == pump && !closing) {
                    replace(slot, mode, Cause.SEND_ERROR);
                }
            });
        }
    }

    // What follows is run by the owner.

    private List<IOException> bindAll() {
        List<IOException> failures = new ArrayList<>();
        for (Slot slot : List.copyOf(slots.values())) {
            InetSocketAddress wanted = at(slot.family, options.port());
            try {
                install(slot, open(slot.family, wanted));
            } catch (UnsupportedOperationException e) {
                // The JVM looked for IPv6 when it started, and never looks again.
                unavailable.put(slot.family, "this JVM was started without " + slot.family.label());
                LOG.info("No IP{} sockets: this JVM was started without it", slot.family.label());
            } catch (IOException e) {
                failures.add(e);
                slot.last = wanted;
                if (slots.size() == 1 && options.fallback() == PortFallback.KEEP_TRYING) {
                    return failures;
                }
                replace(slot, RebindMode.KEEP_PORT, Cause.RETRY);
            }
        }
        return failures;
    }

    private List<RebindResult> replaceAll(RebindMode mode) {
        List<RebindResult> results = new ArrayList<>();
        for (Slot slot : slots.values()) {
            if (!unavailable.containsKey(slot.family) && !closing) {
                synchronized (slot.errors) {
                    slot.errors.replaced();
                }
                results.add(replace(slot, mode, Cause.ASKED));
            }
        }
        return results;
    }

    private RebindResult replace(Slot slot, RebindMode mode, Cause cause) {
        // The class of a first event costs a tenth of a second, which a program without a recording need not lose here.
        RebindEvent event = FlightRecorder.isInitialized() ? new RebindEvent() : null;
        if (event != null) {
            event.begin();
        }
        long start = System.nanoTime();
        cancelRetry(slot);
        InetSocketAddress old = slot.last;
        Tries tries = new Tries();
        Pump before = slot.pump;
        Pump fresh;
        if (mode == RebindMode.KEEP_PORT) {
            slot.pump = null;
            if (before != null) {
                before.stopAndJoin();
            }
            fresh = keepPort(slot, tries);
        } else {
            fresh = tries.open(slot.family, at(slot.family, 0));
        }
        if (fresh != null && closing) {
            fresh.stopAndJoin();
            fresh = null;
        }
        Outcome outcome = Outcome.FAILED;
        if (fresh != null) {
            int port = fresh.wire().local().getPort();
            outcome = old != null && port == old.getPort() ? Outcome.SAME_PORT : Outcome.NEW_PORT;
            install(slot, fresh);
            if (mode == RebindMode.FRESH_PORT && before != null) {
                oldSockets.readOn(before);
            }
        }
        Pump now = slot.pump;
        RebindResult result = new RebindResult(
                slot.family,
                outcome,
                cause,
                before == null ? null : old,
                now == null ? null : now.wire().local(),
                tries.count,
                Duration.ofNanos(System.nanoTime() - start));
        if (event != null) {
            event.end();
            event.commit(result);
        }
        conclude(slot, mode, result, tries.failure);
        return result;
    }

    /** Says what happened, and sees to it that a failure is not the end. */
    private void conclude(Slot slot, RebindMode mode, RebindResult result, @Nullable Exception failure) {
        if (result.replaced()) {
            slot.backoff.reset();
        } else if (!closing) {
            long pause = slot.backoff.failed();
            LOG.warn(
                    "No new IP{} socket ({}), next try in {} ms",
                    slot.family.label(),
                    failure == null ? "closed" : failure.getMessage(),
                    pause / NANOS_PER_MILLI);
            slot.retry = owner.after(pause, () -> replace(slot, mode, Cause.RETRY));
        }
        if (result.outcome() == Outcome.NEW_PORT && mode == RebindMode.KEEP_PORT) {
            LOG.warn(
                    "The IP{} port {} could not be kept: {}; now {}",
                    slot.family.label(),
                    slot.last,
                    failure == null ? "taken" : failure.getMessage(),
                    result.now());
        }
        if (result.outcome() == Outcome.NEW_PORT) {
            synchronized (slot.errors) {
                slot.errors.replaced();
            }
        }
        if (slot.pump != null) {
            slot.last = result.now();
        }
        if (result.replaced() && slot.publicEndpoint != null) {
            slot.publicEndpoint = null;
            tell(listener -> listener.publicEndpoint(slot.family, null));
        }
        tell(listener -> listener.rebound(result));
    }

    private @Nullable Pump keepPort(Slot slot, Tries tries) {
        InetSocketAddress wanted = Objects.requireNonNull(slot.last);
        Pump pump = tries.open(slot.family, wanted);
        for (int i = 0; pump == null && i < PAUSES_MILLIS.length && !closing; i++) {
            LockSupport.parkNanos(this, PAUSES_MILLIS[i] * NANOS_PER_MILLI);
            pump = tries.open(slot.family, wanted);
        }
        if (pump == null && options.fallback() == PortFallback.EPHEMERAL && !closing) {
            pump = tries.open(slot.family, at(slot.family, 0));
        }
        return pump;
    }

    /** Counts the binds and keeps the first failure, which says why the port was not had. */
    private final class Tries {

        private int count;
        private @Nullable Exception failure;

        @Nullable
        Pump open(Family family, InetSocketAddress local) {
            count++;
            try {
                return UdpUnderlay.this.open(family, local);
            } catch (IOException | RuntimeException e) {
                failure = failure == null ? e : failure;
                return null;
            }
        }
    }

    /** Binds a socket and starts to read it. */
    private Pump open(Family family, InetSocketAddress local) throws IOException {
        Slot other = slots.get(family == Family.V4 ? Family.V6 : Family.V4);
        Pump sibling = other == null ? null : other.pump;
        Wire wire = wires.bind(family, local, sibling == null ? null : sibling.wire());
        try {
            Pump pump = new Pump(wire, dispatch, name + "-" + family.label());
            pump.start();
            return pump;
        } catch (OutOfMemoryError e) { // what the JDK throws where the system gives it no thread
            wire.close();
            throw new IOException("no thread to read with", e);
        }
    }

    private void install(Slot slot, Pump pump) {
        slot.last = slot.last == null ? pump.wire().local() : slot.last;
        slot.since = generation + 1;
        slot.pump = pump;
        generation = slot.since;
    }

    private InetSocketAddress at(Family family, int port) {
        InetAddress bound = options.address(family);
        return new InetSocketAddress(bound == null ? Wildcard.of(family) : bound, port);
    }

    private void cancelRetry(Slot slot) {
        Future<?> retry = slot.retry;
        slot.retry = null;
        if (retry != null) {
            retry.cancel(false);
        }
    }

    private void closeAll() {
        for (Slot slot : slots.values()) {
            cancelRetry(slot);
            Pump pump = slot.pump;
            slot.pump = null;
            if (pump != null) {
                pump.stopAndJoin();
            }
        }
        oldSockets.closeAll();
    }

    private void tell(Consumer<UnderlayListener> what) {
        for (UnderlayListener listener : listeners) {
            try {
                what.accept(listener);
            } catch (RuntimeException | Error e) {
                LOG.warn("{} failed", listener, e);
            }
        }
    }
}
