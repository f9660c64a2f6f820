// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux;

import dev.netmon.BackendInfo;
import dev.netmon.Link;
import dev.netmon.LinkAddress;
import dev.netmon.Moment;
import dev.netmon.NetInterface;
import dev.netmon.ffi.LinuxLibrary;
import dev.netmon.linux.Asker.Answer;
import dev.netmon.linux.wire.AddressMessage;
import dev.netmon.linux.wire.LinkMessage;
import dev.netmon.linux.wire.Message;
import dev.netmon.linux.wire.NexthopMessage;
import dev.netmon.linux.wire.RequestWriter;
import dev.netmon.linux.wire.RouteHop;
import dev.netmon.linux.wire.RouteMessage;
import dev.netmon.linux.wire.Rtnetlink;
import dev.netmon.spi.CountingSink;
import dev.netmon.spi.EventSink;
import dev.netmon.spi.FrameTap;
import dev.netmon.spi.Inventory;
import dev.netmon.spi.LinkSource;
import dev.netmon.spi.NextHop;
import dev.netmon.spi.OsEvent;
import dev.netmon.spi.Route;
import dev.netmon.spi.SourceException;
import dev.netmon.spi.WakeClock;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kernel of the network namespace that the opening thread lives in, as a source of events and answers.
 *
 * <p>Threading as {@link LinkSource} says: one thread, but for {@link #wakeup}, {@link #detail} and {@link #info}. It
 * waits in one call for events, a wake-up and a jump of the wall clock, and nothing wakes it while nothing happens. No
 * privilege is needed; as root the receive buffer may be larger than the system's limit.
 *
 * <p>Fails with {@link SourceException} where a sandbox denies the sockets, and where the kernel does not answer.
 */
public final class NetlinkSource implements LinkSource {
    private static final Logger LOG = LoggerFactory.getLogger(NetlinkSource.class);

    /** How many full batches one {@link #drain} takes at most, so that a storm does not hold up a deadline. */
    private static final int DRAIN_BATCHES = 16;

    /** How many it takes once events were lost: more than any receive buffer holds. */
    private static final int OVERFLOW_BATCHES = 4096;

    /** How many members of a nexthop group are asked for; their requests fit into one datagram. */
    private static final int MOST_MEMBERS = 256;

    private final LinuxLibrary library;
    private final BackendInfo info;
    private final int eventBufferBytes;
    private final WakeClock wakeClock;
    private final EventReader reader = new EventReader();

    private volatile Detail detail = Detail.HINTS;
    private volatile boolean wakeWanted;
    private volatile @Nullable KernelPort port;

    private @Nullable Asker asker;
    private @Nullable FrameTap tap;
    private Moment last = Moment.now();
    private long slept;
    private long foreign;

    NetlinkSource(LinuxLibrary library, BackendInfo info) {
        this(
                library,
                info,
                KernelPort.EVENT_BUFFER,
                new WakeClock(() -> KernelPort.bootTime(library), () -> KernelPort.monotonicTime(library)));
    }

    /** A source with a receive buffer of another size, in bytes, and other clocks, as tests need them. */
    NetlinkSource(LinuxLibrary library, BackendInfo info, int eventBufferBytes, WakeClock wakeClock) {
        this.library = library;
        this.info = info;
        this.eventBufferBytes = eventBufferBytes;
        this.wakeClock = wakeClock;
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
    public void tap(FrameTap frames) {
        tap = frames;
    }

    @Override
    public Inventory open() throws SourceException {
        close();
        KernelPort opened = new KernelPort(library, eventBufferBytes);
        port = opened;
        asker = new Asker(new TappedChannel(opened));
        // Between a failure and this opening nobody watched the clock.
        noticeSleep();
        try {
            return inventory();
        } catch (SourceException e) {
            close();
            throw e;
        }
    }

    @Override
    public Inventory reread() throws SourceException {
        // What is still queued is older than what is about to be read: applied afterwards it would be wrong.
        KernelPort kernel = opened();
        for (int i = 0; i < OVERFLOW_BATCHES; i++) {
            int count = kernel.receiveEvents();
            if (count == 0) {
                break;
            }
            tapEvents(kernel, count);
        }
        return inventory();
    }

    private Inventory inventory() throws SourceException {
        List<Message> links = asker().dump("links", RequestWriter::dumpLinks);
        List<Message> addresses = asker().dump("addresses", RequestWriter::dumpAddresses);
        Map<Integer, List<LinkAddress>> byIndex = new LinkedHashMap<>();
        for (Message message : addresses) {
            if (message instanceof AddressMessage address) {
                byIndex.computeIfAbsent(address.index(), index -> new ArrayList<>(2))
                        .add(Facts.address(address));
            }
        }
        List<NetInterface> interfaces = new ArrayList<>(links.size());
        for (Message message : links) {
            Link link = message instanceof LinkMessage found && !found.bridgePort() ? Facts.link(found) : null;
            if (link != null) {
                interfaces.add(new NetInterface(link, byIndex.getOrDefault(link.index(), List.of())));
            }
        }
        last = Moment.now();
        return new Inventory(last, interfaces);
    }

    @Override
    public Moment await(long timeoutNanos) throws SourceException {
        KernelPort kernel = opened();
        int ready = waitFor(kernel, timeoutNanos);
        wakeWanted = false;
        last = Moment.now();
        if ((ready & KernelPort.CLOCK_SET) != 0 || kernel.withoutClock()) {
            noticeSleep();
        }
        return last;
    }

    private int waitFor(KernelPort kernel, long timeoutNanos) throws SourceException {
        while (true) {
            long left = Long.MAX_VALUE;
            if (wakeWanted || slept > 0) {
                left = 0;
            } else if (timeoutNanos != NEVER) {
                left = Math.max(0, timeoutNanos - (System.nanoTime() - last.nanos()));
            }
            int ready = kernel.await(left);
            if (ready != 0 || left == 0) {
                return ready;
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
        if (slept > 0) {
            long told = slept;
            slept = 0;
            counted.event(new OsEvent.Wake(told));
        }
        int batches = DRAIN_BATCHES;
        boolean more = true;
        while (more && batches-- > 0) {
            int count = kernel.receiveEvents();
            if (count < 0) {
                counted.event(new OsEvent.Overflow("the kernel dropped events: receive buffer full (ENOBUFS)"));
                // As long as the queue is not empty the kernel goes on dropping.
                batches = OVERFLOW_BATCHES;
            } else {
                hand(kernel, count, counted);
                more = kernel.full(count);
            }
        }
        return counted.events();
    }

    private void hand(KernelPort kernel, int count, EventSink sink) {
        FrameTap frames = tap;
        Detail wanted = detail;
        for (int i = 0; i < count; i++) {
            ByteBuffer datagram = kernel.event(i);
            if (datagram == null) {
                ignoreForeign();
                continue;
            }
            if (frames != null) {
                frames.frame(last, copy(datagram));
            }
            if (kernel.cut(i)) {
                sink.event(new OsEvent.Overflow("a datagram was longer than " + datagram.limit() + " bytes"));
            } else {
                reader.read(datagram, wanted, sink);
            }
        }
    }

    private void tapEvents(KernelPort kernel, int count) {
        FrameTap frames = tap;
        if (frames == null) {
            return;
        }
        for (int i = 0; i < count; i++) {
            ByteBuffer datagram = kernel.event(i);
            if (datagram != null) {
                frames.frame(Moment.now(), datagram);
            }
        }
    }

    /** The same bytes under a position of their own, so that a tap may read them as it likes. */
    private static ByteBuffer copy(ByteBuffer datagram) {
        return datagram.duplicate().order(datagram.order());
    }

    private void ignoreForeign() {
        if (foreign++ == 0) {
            LOG.warn("rtnetlink: a process other than the kernel sends to the monitor's socket; it is ignored.");
        }
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
        Answer answer = asker().ask("a route", (writer, sequence) -> writer.lookUp(sequence, destination));
        // Any errno is "no egress": unreachable, prohibited, a blackhole, or no route at all.
        if (answer.text() != null) {
            LOG.debug("No route to {}: errno {}, {}", destination, answer.errno(), answer.text());
        }
        return answer.errno() == 0 && answer.only() instanceof RouteMessage route ? Facts.route(route) : null;
    }

    @Override
    public Set<NextHop> nextHops(InetAddress destination) throws SourceException {
        Answer answer =
                asker().ask("the route matched", (writer, sequence) -> writer.lookUpMatch(sequence, destination));
        if (answer.errno() != 0
                || !(answer.only() instanceof RouteMessage route)
                || route.type() != Rtnetlink.RTN_UNICAST) {
            return Set.of();
        }
        Set<NextHop> hops = new LinkedHashSet<>();
        for (RouteHop hop : route.liveHops()) {
            hops.add(new NextHop(hop.index(), hop.gateway()));
        }
        // With net.ipv4.nexthop_compat_mode=0 a route names its nexthop object and nothing of what is in it.
        if (hops.isEmpty() && route.hops().isEmpty() && route.index() == 0 && route.nexthopId() != 0) {
            addNexthops(List.of(route.nexthopId()), hops);
        }
        return Set.copyOf(hops);
    }

    /** Adds the hops of these nexthop objects, those of groups included; a group holds no groups. */
    private void addNexthops(List<Long> ids, Set<NextHop> hops) throws SourceException {
        List<Long> members = new ArrayList<>();
        List<Asker.Request> requests = new ArrayList<>(ids.size());
        for (long id : ids) {
            requests.add((writer, sequence) -> writer.nexthop(sequence, id));
        }
        for (Answer answer : asker().ask("nexthop objects", requests)) {
            if (answer.errno() == 0 && answer.only() instanceof NexthopMessage nexthop) {
                RouteHop hop = new RouteHop(nexthop.index(), nexthop.gateway(), nexthop.flags(), 1);
                if (nexthop.index() != 0 && hop.live()) {
                    hops.add(new NextHop(hop.index(), hop.gateway()));
                }
                for (NexthopMessage.Member member : nexthop.group()) {
                    members.add(member.id());
                }
            }
        }
        if (!members.isEmpty() && ids.size() == 1) {
            addNexthops(members.subList(0, Math.min(members.size(), MOST_MEMBERS)), hops);
        }
    }

    @Override
    public @Nullable Link link(int index) throws SourceException {
        Answer answer = asker().ask("a link", (writer, sequence) -> writer.link(sequence, index));
        return answer.errno() == 0 && answer.only() instanceof LinkMessage link ? Facts.link(link) : null;
    }

    /** How many messages could not be read, and how many datagrams came from others than the kernel. */
    long ignored() {
        return reader.malformed() + foreign;
    }

    @Override
    public void close() {
        KernelPort kernel = port;
        if (kernel != null) {
            kernel.close();
            port = null;
            asker = null;
        }
    }

    private KernelPort opened() throws SourceException {
        KernelPort kernel = port;
        if (kernel == null) {
            throw new SourceException("rtnetlink: the source is not open");
        }
        return kernel;
    }

    private Asker asker() throws SourceException {
        opened();
        Asker current = asker;
        if (current == null) {
            throw new SourceException("rtnetlink: the source is not open");
        }
        return current;
    }

    /** The channel for questions, with the tap on it. */
    private final class TappedChannel implements AskChannel {
        private final KernelPort kernel;

        TappedChannel(KernelPort kernel) {
            this.kernel = kernel;
        }

        @Override
        public ByteBuffer requests() {
            return kernel.requests();
        }

        @Override
        public void send() throws SourceException {
            kernel.send();
        }

        @Override
        public int receive(long timeoutNanos) throws SourceException {
            return kernel.receive(timeoutNanos);
        }

        @Override
        public @Nullable ByteBuffer datagram(int index) {
            ByteBuffer datagram = kernel.datagram(index);
            FrameTap frames = tap;
            if (datagram != null && frames != null) {
                frames.frame(Moment.now(), copy(datagram));
            }
            return datagram;
        }

        @Override
        public void renew() throws SourceException {
            kernel.renew();
        }

        @Override
        public long nanoTime() {
            return kernel.nanoTime();
        }
    }
}
