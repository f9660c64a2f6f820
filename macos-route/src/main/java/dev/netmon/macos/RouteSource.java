// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos;

import dev.netmon.BackendInfo;
import dev.netmon.Link;
import dev.netmon.Moment;
import dev.netmon.NetInterface;
import dev.netmon.ffi.DarwinLibrary;
import dev.netmon.macos.wire.RouteMessage;
import dev.netmon.spi.CountingSink;
import dev.netmon.spi.EventSink;
import dev.netmon.spi.FrameTap;
import dev.netmon.spi.Inventory;
import dev.netmon.spi.KnownInterfaces;
import dev.netmon.spi.LinkSource;
import dev.netmon.spi.NextHop;
import dev.netmon.spi.OsEvent;
import dev.netmon.spi.Route;
import dev.netmon.spi.SourceException;
import dev.netmon.spi.WakeClock;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kernel's routing socket as a source of events and answers, with its kernel events for what the routing socket does
 * not say: carrier.
 *
 * <p>Threading as {@link LinkSource} says: one thread, but for {@link #wakeup}, {@link #detail} and {@link #info}. It
 * waits in one call for messages, kernel events and a wake-up, and nothing wakes it while nothing happens. No privilege
 * is needed.
 *
 * <p>Any local process can write to the routing socket, and what it writes is repeated to everybody. So no message is
 * believed: what it says of interfaces and addresses leads to a look at the kernel's table, and the difference to what
 * was told last is told; what it says of routes is a hint. Where messages may have been lost, everything is looked at
 * again, and that is told only if something moved meanwhile.
 *
 * <p>Fails with {@link SourceException} where a sandbox denies the sockets, and where the kernel does not answer.
 */
public final class RouteSource implements LinkSource {
    private static final Logger LOG = LoggerFactory.getLogger(RouteSource.class);

    /** How many messages one {@link #drain} takes at most, so that a storm does not hold up a deadline. */
    private static final int DRAIN_MESSAGES = 4096;

    /** How many are thrown away before everything is read again: more than any receive buffer holds. */
    private static final int REREAD_MESSAGES = 1 << 20;

    /** How often a queue that is never found empty is suspected, in nanoseconds. */
    private static final long SUSPICION_NANOS = 200_000_000L;

    /** How many of the destinations asked for are remembered. */
    private static final int REMEMBERED = 64;

    private final DarwinLibrary library;
    private final BackendInfo info;
    private final int eventBufferBytes;
    private final WakeClock wakeClock;
    private final CarrierLog carrier = new CarrierLog();
    private final EventReader reader = new EventReader(carrier);
    private final KnownInterfaces known = new KnownInterfaces();

    /** What was answered last for each destination asked for, oldest first. */
    private final LinkedHashMap<InetAddress, Optional<Route>> answers = new LinkedHashMap<>();

    private volatile Detail detail = Detail.HINTS;
    private volatile boolean wakeWanted;
    private volatile @Nullable KernelPort port;

    private @Nullable Asker asker;
    private @Nullable InterfaceTable table;
    private @Nullable FrameTap tap;
    private QueueWatch routeQueue = new QueueWatch(KernelPort.EVENT_BUFFER);
    private QueueWatch kernelEventQueue = new QueueWatch(KernelPort.KERNEL_EVENT_BUFFER);
    /** Whether something that matters came while a queue was suspected. */
    private boolean moved;

    private boolean everOpened;
    private Moment last = Moment.now();
    private long lastSuspicion = System.nanoTime() - SUSPICION_NANOS;
    private long slept;

    RouteSource(DarwinLibrary library, BackendInfo info) {
        this(library, info, KernelPort.EVENT_BUFFER);
    }

    /** A source with a receive buffer of another size, in bytes, as tests need it. */
    RouteSource(DarwinLibrary library, BackendInfo info, int eventBufferBytes) {
        this.library = library;
        this.info = info;
        this.eventBufferBytes = eventBufferBytes;
        this.wakeClock =
                new WakeClock(() -> KernelPort.continuousTime(library), () -> KernelPort.absoluteTime(library));
    }

    @Override
    public BackendInfo info() {
        return info;
    }

    @Override
    public void detail(Detail wanted) {
        detail = wanted;
    }

    /**
     * Shows every message of the routing socket, and every kernel event, to a tap. Not {@link LinkSource#tap}: the frames
     * of a recording are netlink's.
     */
    void messages(FrameTap messages) {
        tap = messages;
    }

    @Override
    public Inventory open() throws SourceException {
        close();
        KernelPort opened = new KernelPort(library, eventBufferBytes);
        port = opened;
        asker = new Asker(opened);
        table = new InterfaceTable(opened, carrier);
        routeQueue = new QueueWatch(opened.routeBuffer());
        kernelEventQueue = new QueueWatch(KernelPort.KERNEL_EVENT_BUFFER);
        moved = false;
        answers.clear();
        String silent = opened.withoutKernelEvents();
        carrier.heard(silent == null);
        if (silent != null) {
            LOG.info("A lost carrier is noticed only when something else happens: {}", silent);
        }
        // Between a failure and this opening nobody watched the clock, nor carrier.
        noticeSleep();
        if (everOpened) {
            carrier.gap();
        }
        everOpened = true;
        try {
            return inventory();
        } catch (SourceException e) {
            close();
            throw e;
        }
    }

    @Override
    public Inventory reread() throws SourceException {
        // What is still queued is older than what is about to be read: told afterwards it would be old news.
        KernelPort kernel = opened();
        Touched unread = new Touched();
        take(kernel, REREAD_MESSAGES, unread, event -> {});
        if (kernelEventQueue.suspect()) {
            carrier.gap();
        }
        settled();
        return inventory();
    }

    private Inventory inventory() throws SourceException {
        List<NetInterface> interfaces = table().read();
        known.reset(interfaces);
        last = Moment.now();
        return new Inventory(last, interfaces);
    }

    @Override
    public Moment await(long timeoutNanos) throws SourceException {
        KernelPort kernel = opened();
        waitFor(kernel, timeoutNanos);
        wakeWanted = false;
        last = Moment.now();
        noticeSleep();
        return last;
    }

    private void waitFor(KernelPort kernel, long timeoutNanos) throws SourceException {
        while (true) {
            long left = Long.MAX_VALUE;
            if (wakeWanted || slept > 0 || suspect()) {
                left = 0;
            } else if (timeoutNanos != NEVER) {
                left = Math.max(0, timeoutNanos - (System.nanoTime() - last.nanos()));
            }
            if (kernel.await(left) || left == 0) {
                return;
            }
        }
    }

    private void noticeSleep() {
        slept += wakeClock.slept();
    }

    @Override
    public int drain(EventSink sink) throws SourceException {
        KernelPort kernel = opened();
        CountingSink counted = new CountingSink(sink);
        Touched touched = new Touched();
        if (slept > 0) {
            long told = slept;
            slept = 0;
            counted.event(new OsEvent.Wake(told));
            // After a wake on the same network no message need come, whatever changed.
            touched.look();
        }
        boolean emptied = take(kernel, DRAIN_MESSAGES, touched, counted);
        if (counted.events() > 0 && kernel.withoutKernelEvents() != null) {
            touched.look();
        }
        if (touched.any()) {
            tellDifference(touched, counted);
        }
        if (suspect() && (emptied || last.nanos() - lastSuspicion >= SUSPICION_NANOS)) {
            lastSuspicion = last.nanos();
            tellLoss(counted);
        }
        return counted.events();
    }

    /** Takes what is queued, up to a limit; whether the queues were found empty. */
    private boolean take(KernelPort kernel, int most, Touched touched, EventSink sink) throws SourceException {
        Detail wanted = detail;
        // First what is rare: a storm on the routing socket shall not hold it up.
        boolean eventsEmpty = false;
        for (int left = most; left > 0 && !eventsEmpty; left--) {
            ByteBuffer event = kernel.nextKernelEvent();
            if (event == null) {
                eventsEmpty = true;
                kernelEventQueue.empty();
            } else {
                kernelEventQueue.taken(event.remaining());
                show(event);
                moved |= reader.kernelEvent(event, wanted, touched, sink) && suspect();
            }
        }
        boolean routesEmpty = false;
        for (int left = most; left > 0 && !routesEmpty; left--) {
            ByteBuffer message = kernel.nextMessage();
            if (message == null) {
                routesEmpty = true;
                routeQueue.empty();
            } else {
                routeQueue.taken(message.remaining());
                show(message);
                moved |= reader.message(message, wanted, touched, sink) && suspect();
            }
        }
        return routesEmpty && eventsEmpty;
    }

    private void show(ByteBuffer message) {
        FrameTap messages = tap;
        if (messages != null) {
            messages.frame(last, message.duplicate().order(message.order()));
        }
    }

    private void tellDifference(Touched touched, EventSink sink) throws SourceException {
        List<NetInterface> read = table().read();
        Map<Integer, NetInterface> now = new TreeMap<>();
        read.forEach(one -> now.put(one.index(), one));
        touched.rest(known, now, sink);
        known.update(read, touched, sink);
    }

    private boolean suspect() {
        return routeQueue.suspect() || kernelEventQueue.suspect();
    }

    private void settled() {
        routeQueue.settled();
        kernelEventQueue.settled();
        moved = false;
    }

    /** What could have been lost left no trace if interfaces, addresses and the routes asked for are as told. */
    private void tellLoss(EventSink sink) throws SourceException {
        boolean lost = moved || kernelEventQueue.suspect() || !known.same(table().read()) || !asAnswered();
        if (kernelEventQueue.suspect()) {
            carrier.gap();
        }
        settled();
        if (lost) {
            sink.event(new OsEvent.Overflow("so many messages at once that the kernel may have dropped some"));
        } else {
            LOG.debug("Many messages at once; nothing that matters is different.");
        }
    }

    private boolean asAnswered() throws SourceException {
        for (Map.Entry<InetAddress, Optional<Route>> answer : answers.entrySet()) {
            if (!answer.getValue().equals(Optional.ofNullable(ask(answer.getKey())))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void wakeup() {
        wakeWanted = true;
        KernelPort kernel = port;
        if (kernel != null) {
            kernel.wake();
        }
    }

    @Override
    public @Nullable Route route(InetAddress destination) throws SourceException {
        Route route = ask(destination);
        answers.remove(destination);
        answers.put(destination, Optional.ofNullable(route));
        if (answers.size() > REMEMBERED) {
            Iterator<InetAddress> oldest = answers.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        return route;
    }

    private @Nullable Route ask(InetAddress destination) throws SourceException {
        KernelPort kernel = opened();
        RouteMessage answer = Objects.requireNonNull(asker).route(destination);
        if (answer == null || !Facts.leads(answer)) {
            return null;
        }
        // An IPv6 route names the address it was made with, which is link-local where a router announced it.
        InetAddress source = destination instanceof Inet6Address ? kernel.source(destination) : answer.source();
        return Facts.route(answer, source);
    }

    /** Not known: a lookup tells one next hop, which is the route's own. */
    @Override
    public Set<NextHop> nextHops(InetAddress destination) throws SourceException {
        opened();
        return Set.of();
    }

    @Override
    public @Nullable Link link(int index) throws SourceException {
        return table().link(index);
    }

    /** How many messages said nothing that matters. */
    long ignored() {
        return reader.ignored();
    }

    /** How many messages could not be read. */
    long malformed() {
        return reader.malformed();
    }

    @Override
    public void close() {
        KernelPort kernel = port;
        if (kernel != null) {
            kernel.close();
            port = null;
            asker = null;
            table = null;
        }
    }

    private KernelPort opened() throws SourceException {
        KernelPort kernel = port;
        if (kernel == null) {
            throw new SourceException("routing socket: the source is not open");
        }
        return kernel;
    }

    private InterfaceTable table() throws SourceException {
        opened();
        return Objects.requireNonNull(table);
    }
}
