// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows;

import static dev.netmon.ffi.WindowsConstants.AF_INET;
import static dev.netmon.ffi.WindowsConstants.AF_INET6;

import dev.netmon.BackendInfo;
import dev.netmon.Family;
import dev.netmon.Link;
import dev.netmon.LinkAddress;
import dev.netmon.Moment;
import dev.netmon.NetInterface;
import dev.netmon.RawEvent.Kind;
import dev.netmon.RawEvent.Op;
import dev.netmon.ffi.MibKind;
import dev.netmon.ffi.WindowsLibrary;
import dev.netmon.spi.CountingSink;
import dev.netmon.spi.EventSink;
import dev.netmon.spi.Inventory;
import dev.netmon.spi.LinkSource;
import dev.netmon.spi.NextHop;
import dev.netmon.spi.OsEvent;
import dev.netmon.spi.Route;
import dev.netmon.spi.SourceException;
import dev.netmon.windows.IphlpPort.BestRoute;
import dev.netmon.windows.wire.AddressRow;
import dev.netmon.windows.wire.InterfaceRow;
import dev.netmon.windows.wire.MibRows;
import dev.netmon.windows.wire.RouteKey;
import dev.netmon.windows.wire.RouteRow;
import dev.netmon.windows.wire.RowText;
import dev.netmon.windows.wire.SockaddrInet;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * IP Helper of the host, as a source of events and answers.
 *
 * <p>Threading as {@link LinkSource} says: one thread, but for {@link #wakeup}, {@link #detail} and {@link #info}. It parks
 * until Windows calls back, and nothing wakes it while nothing happens. No privilege is needed.
 *
 * <p>Fails with {@link SourceException} where Windows refuses to report changes, or accepts a registration without a
 * handle, which means the same; and where a table cannot be read.
 */
public final class IphlpSource implements LinkSource {
    private static final Logger LOG = LoggerFactory.getLogger(IphlpSource.class);

    private final WindowsLibrary library;
    private final BackendInfo info;
    private final CarrierLog carrierLog = new CarrierLog();
    private final Told told = new Told();

    private volatile Detail detail = Detail.HINTS;
    // Stays when the source is closed and opened: a wake-up may come before either.
    private volatile ChangeQueue queue = new ChangeQueue();

    private @Nullable IphlpPort port;
    private SleepLog sleepLog = new SleepLog();
    private Moment last = Moment.now();
    private boolean everOpened;

    IphlpSource(WindowsLibrary library, BackendInfo info) {
        this.library = library;
        this.info = info;
    }

    @Override
    public BackendInfo info() {
        return info;
    }

    @Override
    public void detail(Detail wanted) {
        detail = wanted;
    }

    @Override
    public Inventory open() throws SourceException {
        close();
        // A callback that could not be cancelled writes into the old queue, which nobody reads.
        ChangeQueue fresh = new ChangeQueue();
        queue = fresh;
        sleepLog = new SleepLog();
        IphlpPort opened = new IphlpPort(library);
        opened.listen(fresh);
        port = opened;
        String noPower = opened.listenToPower(fresh);
        if (noPower != null) {
            LOG.info("A suspend of the machine is not noticed: {}", noPower);
        }
        if (everOpened) {
            carrierLog.gap();
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
        // What is still queued is older than what is about to be read, but for a sleep.
        opened();
        ChangeQueue waiting = queue;
        for (int i = 0; i < ChangeQueue.MOST && waiting.next() != null; i++) {}
        for (MibKind kind : MibKind.values()) {
            waiting.beyond(kind);
        }
        return inventory();
    }

    private Inventory inventory() throws SourceException {
        Map<Integer, Found> found = read();
        told.reset(found);
        last = Moment.now();
        return new Inventory(last, found.values().stream().map(Found::shown).toList());
    }

    private Map<Integer, Found> read() throws SourceException {
        IphlpPort windows = opened();
        List<InterfaceRow> links = windows.interfaces().rows();
        Map<Long, Integer> indexes = new HashMap<>();
        links.stream().filter(Facts::counts).forEach(row -> indexes.put(row.luid(), row.index()));
        Map<Integer, List<LinkAddress>> byIndex = new HashMap<>();
        for (AddressRow row : windows.addresses().rows()) {
            int index = row.key().index() > 0
                    ? row.key().index()
                    : indexes.getOrDefault(row.key().luid(), 0);
            byIndex.computeIfAbsent(index, none -> new ArrayList<>(2)).add(Facts.address(row));
        }
        Map<Integer, Found> found = new LinkedHashMap<>();
        for (InterfaceRow row : links) {
            if (Facts.counts(row)) {
                NetInterface shown =
                        new NetInterface(Facts.link(row, carrierLog), byIndex.getOrDefault(row.index(), List.of()));
                found.put(row.index(), new Found(row.luid(), shown));
            }
        }
        return found;
    }

    @Override
    public Moment await(long timeoutNanos) throws SourceException {
        opened();
        ChangeQueue waiting = queue;
        long left;
        do {
            left = timeoutNanos == NEVER
                    ? Long.MAX_VALUE
                    : Math.max(0, timeoutNanos - (System.nanoTime() - last.nanos()));
        } while (!waiting.await(left) && left > 0);
        waiting.awake();
        last = Moment.now();
        return last;
    }

    @Override
    public int drain(EventSink sink) throws SourceException {
        opened();
        ChangeQueue waiting = queue;
        CountingSink counted = new CountingSink(sink);
        Named named = new Named();
        boolean slept = tellSleep(waiting, counted);
        Detail wanted = detail;
        for (int i = 0; i < ChangeQueue.MOST; i++) {
            ChangeQueue.Change change = waiting.next();
            if (change == null) {
                break;
            }
            take(change, wanted, named, counted);
        }
        named.addUnnamed(waiting.beyond(MibKind.IP_INTERFACE) + waiting.beyond(MibKind.UNICAST_ADDRESS));
        long more = waiting.beyond(MibKind.ROUTE);
        if (more > 0) {
            String text = wanted == Detail.FULL ? more + " more notifications of routes" : null;
            counted.event(new OsEvent.Hint(Kind.ROUTE, Op.NEW, null, 0, text));
        }
        // After a sleep no notification need come, whatever changed.
        if (slept || named.any()) {
            told.update(read(), named, counted);
        }
        return counted.events();
    }

    private boolean tellSleep(ChangeQueue waiting, EventSink sink) {
        boolean any = false;
        for (PowerChange change = waiting.nextPower(); change != null; change = waiting.nextPower()) {
            long slept = sleepLog.slept(change);
            if (slept != SleepLog.AWAKE) {
                any = true;
                sink.event(new OsEvent.Wake(slept));
            }
        }
        return any;
    }

    private static void take(ChangeQueue.Change change, Detail wanted, Named named, EventSink sink) {
        switch (change.kind()) {
            case IP_INTERFACE -> named.add(change.key() == null ? null : MibRows.interfaceKey(change.key()));
            case UNICAST_ADDRESS ->
                named.add(change.key() == null ? null : MibRows.addressKey(change.key()), change.type());
            case ROUTE -> {
                RouteKey key = change.key() == null ? null : MibRows.routeKey(change.key());
                String text = null;
                if (wanted == Detail.FULL) {
                    text = (key == null ? "a route" : RowText.of(key)) + " " + RowText.ofType(change.type());
                }
                sink.event(new OsEvent.Hint(
                        Kind.ROUTE,
                        Facts.op(change.type()),
                        key == null ? null : Family.of(key.prefix()),
                        key == null ? 0 : Math.max(0, key.index()),
                        text));
            }
        }
    }

    @Override
    public void wakeup() {
        queue.wake();
    }

    @Override
    public @Nullable Route route(InetAddress destination) throws SourceException {
        IphlpPort windows = opened();
        BestRoute best = windows.bestRoute(destination);
        if (best.able()) {
            return best.route() == null ? null : Facts.route(best.route(), best.source());
        }
        RouteRow row = forwardTable(destination).best(destination);
        if (row == null) {
            return null;
        }
        SockaddrInet source =
                ForwardTable.source(row, destination, windows.addresses().rows());
        return Facts.route(row, source);
    }

    @Override
    public Set<NextHop> nextHops(InetAddress destination) throws SourceException {
        BestRoute best = opened().bestRoute(destination);
        ForwardTable table = forwardTable(destination);
        RouteRow row = best.able() ? best.route() : table.best(destination);
        return row == null || row.loopback() ? Set.of() : table.hops(row);
    }

    private ForwardTable forwardTable(InetAddress destination) throws SourceException {
        IphlpPort windows = opened();
        int family = destination instanceof Inet6Address ? AF_INET6 : AF_INET;
        return new ForwardTable(
                windows.routes(family).rows(),
                windows.ipInterfaces(family).rows(),
                windows.interfaces().rows());
    }

    @Override
    public @Nullable Link link(int index) throws SourceException {
        for (InterfaceRow row : opened().interfaces().rows()) {
            if (row.index() == index && Facts.counts(row)) {
                return Facts.link(row, carrierLog);
            }
        }
        return null;
    }

    @Override
    public void close() {
        IphlpPort windows = port;
        if (windows != null) {
            port = null;
            windows.close();
        }
    }

    private IphlpPort opened() throws SourceException {
        IphlpPort windows = port;
        if (windows == null) {
            throw new SourceException("IP Helper: the source is not open");
        }
        return windows;
    }
}
