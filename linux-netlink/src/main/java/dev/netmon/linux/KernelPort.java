// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux;

import static dev.netmon.ffi.LinuxConstants.AF_NETLINK;
import static dev.netmon.ffi.LinuxConstants.CLOCK_BOOTTIME;
import static dev.netmon.ffi.LinuxConstants.CLOCK_MONOTONIC;
import static dev.netmon.ffi.LinuxConstants.CLOCK_REALTIME;
import static dev.netmon.ffi.LinuxConstants.EACCES;
import static dev.netmon.ffi.LinuxConstants.EAFNOSUPPORT;
import static dev.netmon.ffi.LinuxConstants.EAGAIN;
import static dev.netmon.ffi.LinuxConstants.ECANCELED;
import static dev.netmon.ffi.LinuxConstants.EFD_CLOEXEC;
import static dev.netmon.ffi.LinuxConstants.EFD_NONBLOCK;
import static dev.netmon.ffi.LinuxConstants.EINTR;
import static dev.netmon.ffi.LinuxConstants.EINVAL;
import static dev.netmon.ffi.LinuxConstants.EMFILE;
import static dev.netmon.ffi.LinuxConstants.ENFILE;
import static dev.netmon.ffi.LinuxConstants.ENOBUFS;
import static dev.netmon.ffi.LinuxConstants.ENOMEM;
import static dev.netmon.ffi.LinuxConstants.EPERM;
import static dev.netmon.ffi.LinuxConstants.EPROTONOSUPPORT;
import static dev.netmon.ffi.LinuxConstants.MSG_DONTWAIT;
import static dev.netmon.ffi.LinuxConstants.NETLINK_ADD_MEMBERSHIP;
import static dev.netmon.ffi.LinuxConstants.NETLINK_EXT_ACK;
import static dev.netmon.ffi.LinuxConstants.NETLINK_GET_STRICT_CHK;
import static dev.netmon.ffi.LinuxConstants.NETLINK_ROUTE;
import static dev.netmon.ffi.LinuxConstants.POLLIN;
import static dev.netmon.ffi.LinuxConstants.RTNLGRP_IPV4_IFADDR;
import static dev.netmon.ffi.LinuxConstants.RTNLGRP_IPV4_ROUTE;
import static dev.netmon.ffi.LinuxConstants.RTNLGRP_IPV4_RULE;
import static dev.netmon.ffi.LinuxConstants.RTNLGRP_IPV6_IFADDR;
import static dev.netmon.ffi.LinuxConstants.RTNLGRP_IPV6_ROUTE;
import static dev.netmon.ffi.LinuxConstants.RTNLGRP_IPV6_RULE;
import static dev.netmon.ffi.LinuxConstants.RTNLGRP_LINK;
import static dev.netmon.ffi.LinuxConstants.RTNLGRP_NEXTHOP;
import static dev.netmon.ffi.LinuxConstants.SOCK_CLOEXEC;
import static dev.netmon.ffi.LinuxConstants.SOCK_RAW;
import static dev.netmon.ffi.LinuxConstants.SOL_NETLINK;
import static dev.netmon.ffi.LinuxConstants.SOL_SOCKET;
import static dev.netmon.ffi.LinuxConstants.SO_RCVBUF;
import static dev.netmon.ffi.LinuxConstants.SO_RCVBUFFORCE;
import static dev.netmon.ffi.LinuxConstants.TFD_CLOEXEC;
import static dev.netmon.ffi.LinuxConstants.TFD_NONBLOCK;
import static dev.netmon.ffi.LinuxConstants.TFD_TIMER_ABSTIME;
import static dev.netmon.ffi.LinuxConstants.TFD_TIMER_CANCEL_ON_SET;

import dev.netmon.ffi.Errno;
import dev.netmon.ffi.LinuxLibrary;
import dev.netmon.ffi.MessageBatch;
import dev.netmon.ffi.NetlinkAddress;
import dev.netmon.ffi.PollSet;
import dev.netmon.spi.SourceException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The descriptors of one source: the event socket, the socket for questions, a descriptor that wakes the waiting thread,
 * and a timer that ends when the wall clock jumps, as it does after a sleep. The only class here that calls C.
 *
 * <p>All methods but {@link #wake} belong to one thread, which thereby cannot close a descriptor under its own wait.
 */
final class KernelPort implements AskChannel, AutoCloseable {
    /** What is asked for the events, in bytes; the kernel doubles it. Some 40,000 route messages fit. */
    static final int EVENT_BUFFER = 8 << 20;

    /** In {@link #await}'s answer: events are waiting, or were lost. */
    static final int EVENTS = 1;
    /** In {@link #await}'s answer: {@link #wake} was called. */
    static final int WOKEN = 2;
    /** In {@link #await}'s answer: the wall clock jumped. */
    static final int CLOCK_SET = 4;

    private static final Logger LOG = LoggerFactory.getLogger(KernelPort.class);

    static final int[] GROUPS = {
        RTNLGRP_LINK,
        RTNLGRP_IPV4_IFADDR,
        RTNLGRP_IPV6_IFADDR,
        RTNLGRP_IPV4_ROUTE,
        RTNLGRP_IPV6_ROUTE,
        RTNLGRP_IPV4_RULE,
        RTNLGRP_IPV6_RULE,
        RTNLGRP_NEXTHOP
    };

    private static final int CLOSED = -1;
    private static final int EVENT_SLOT = 0;
    private static final int WAKE_SLOT = 1;
    private static final int CLOCK_SLOT = 2;

    /** Room for the requests of one datagram, in bytes; a route over a hundred nexthop objects still fits. */
    private static final int REQUEST_BYTES = 16 * 1024;

    /** Far enough: a hundred years from now, in nanoseconds. Only the clock being set ends this timer. */
    private static final long NEVER_EXPIRES = 100L * 365 * 24 * 3600 * 1_000_000_000L;

    private final LinuxLibrary library;
    private final int eventBufferBytes;
    private final Buffers buffers;
    private final PollSet waiting;
    private final PollSet answering;
    private final ByteBuffer eight = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());

    private int events = CLOSED;
    private int asks = CLOSED;
    private int clock = CLOSED;

    /** Guards {@link #wakeFd} and {@link #one}: others write to the descriptor while its owner closes it. */
    private final Object wakeLock = new Object();

    private final ByteBuffer one = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());
    private int wakeFd = CLOSED;

    /**
     * Opens everything in the network namespace of the calling thread; nothing stays open where that fails.
     *
     * @param eventBufferBytes the receive buffer to ask for the events
     */
    KernelPort(LinuxLibrary library, int eventBufferBytes) throws SourceException {
        this.library = library;
        this.eventBufferBytes = eventBufferBytes;
        this.waiting = new PollSet(library, 3);
        this.answering = new PollSet(library, 1);
        this.one.putLong(0, 1);
        this.buffers = Buffers.take(library);
        try {
            events = openEvents();
            asks = openAsks();
            int wake = check("eventfd", library.eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
            synchronized (wakeLock) {
                wakeFd = wake;
            }
            clock = openClock();
            waiting.watch(EVENT_SLOT, events, POLLIN);
            waiting.watch(WAKE_SLOT, wake, POLLIN);
            if (clock >= 0) {
                waiting.watch(CLOCK_SLOT, clock, POLLIN);
            }
        } catch (SourceException e) {
            close();
            throw e;
        }
    }

    private int openEvents() throws SourceException {
        int fd = openSocket();
        try {
            // As root past the limit of net.core.rmem_max; else as much of it as there is.
            if (library.setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, eventBufferBytes) < 0) {
                check("setsockopt SO_RCVBUF", library.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, eventBufferBytes));
            }
            // Without a bind the groups can be joined, and nothing ever comes.
            check("bind", library.bind(fd, NetlinkAddress.of(0, 0)));
            for (int group : GROUPS) {
                int joined = library.setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, group);
                boolean mayLack = group == RTNLGRP_NEXTHOP || group == RTNLGRP_IPV6_RULE;
                if (joined == -EINVAL && mayLack) {
                    LOG.debug("This kernel has no rtnetlink group {}.", group);
                } else {
                    check("setsockopt NETLINK_ADD_MEMBERSHIP " + group, joined);
                }
            }
            return fd;
        } catch (SourceException e) {
            library.close(fd);
            throw e;
        }
    }

    private int openAsks() throws SourceException {
        int fd = openSocket();
        // Kernels before 4.12 and 4.20 lack these; the answers are the same, only with fewer words.
        library.setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, 1);
        library.setsockopt(fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, 1);
        answering.watch(0, fd, POLLIN);
        return fd;
    }

    private int openSocket() throws SourceException {
        return check("socket(AF_NETLINK)", library.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
    }

    /** A timer whose read fails with ECANCELED when the wall clock is set; negative where a sandbox denies it. */
    private int openClock() {
        int fd = library.timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
        if (fd < 0) {
            LOG.info("Sleep is noticed at the next event only: {}", Errno.LINUX.describe("timerfd_create", -fd));
            return CLOSED;
        }
        arm(fd);
        return fd;
    }

    private void arm(int fd) {
        long expiry = library.clock_gettime(CLOCK_REALTIME) + NEVER_EXPIRES;
        // ECANCELED says that the clock was set meanwhile; the timer is armed nevertheless (timerfd_settime(2)).
        int armed = library.timerfd_settime(fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, expiry, 0);
        if (armed < 0 && armed != -ECANCELED) {
            LOG.info("Sleep is noticed at the next event only: {}", Errno.LINUX.describe("timerfd_settime", -armed));
        }
    }

    /** Whether the timer that tells of a jump of the wall clock could not be had. */
    boolean withoutClock() {
        return clock < 0;
    }

    /**
     * Waits until there is something to do or the time is up.
     *
     * @param timeoutNanos 0 or less looks only; {@link Long#MAX_VALUE} waits without end
     * @return {@link #EVENTS}, {@link #WOKEN} and {@link #CLOCK_SET} joined; 0 when the time is up or a signal came
     */
    int await(long timeoutNanos) throws SourceException {
        int ready = waiting.await(timeoutNanos);
        if (ready < 0 && ready != -EINTR) {
            throw failure("ppoll", -ready);
        }
        if (ready <= 0) {
            return 0;
        }
        int what = 0;
        if (waiting.ready(EVENT_SLOT) != 0) {
            what |= EVENTS;
        }
        if (waiting.ready(WAKE_SLOT) != 0) {
            what |= WOKEN;
            library.read(wakeFd, eight.clear());
        }
        if (waiting.ready(CLOCK_SLOT) != 0) {
            library.read(clock, eight.clear());
            arm(clock);
            what |= CLOCK_SET;
        }
        return what;
    }

    /** Ends the wait that runs or the next one; from any thread, without effect once closed. */
    void wake() {
        synchronized (wakeLock) {
            if (wakeFd >= 0) {
                library.write(wakeFd, one);
            }
        }
    }

    /**
     * Takes what is queued, up to one batch.
     *
     * @return how many datagrams came, 0 where none is queued, -1 where some were lost: the ones queued before the loss
     *     are still to be had, and as long as they are not all taken further ones are lost
     */
    int receiveEvents() throws SourceException {
        int count;
        do {
            count = buffers.events.receive(events, MSG_DONTWAIT);
        } while (count == -EINTR);
        if (count >= 0 || count == -EAGAIN) {
            return Math.max(count, 0);
        }
        if (count == -ENOBUFS || count == -ENOMEM) {
            return -1;
        }
        throw failure("recvmmsg", -count);
    }

    /** Whether one receive may have left more behind. */
    boolean full(int count) {
        return count == buffers.events.slots();
    }

    /** A datagram of the last {@link #receiveEvents}, or null if another process sent it: only the kernel is believed. */
    @Nullable
    ByteBuffer event(int index) {
        return buffers.events.senderPort(index) == 0 ? buffers.events.message(index) : null;
    }

    /** Whether the datagram was longer than its slot and lost its tail. */
    boolean cut(int index) {
        return buffers.events.truncated(index);
    }

    /** A clock that goes on while the machine sleeps, in nanoseconds. */
    static long bootTime(LinuxLibrary library) {
        return library.clock_gettime(CLOCK_BOOTTIME);
    }

    /** The same without the sleep, in nanoseconds. */
    static long monotonicTime(LinuxLibrary library) {
        return library.clock_gettime(CLOCK_MONOTONIC);
    }

    @Override
    public ByteBuffer requests() {
        return buffers.requests.clear();
    }

    @Override
    public void send() throws SourceException {
        int sent;
        do {
            sent = library.sendto(asks, buffers.requests, 0, null);
        } while (sent == -EINTR);
        // ENOBUFS and EAGAIN: the kernel could not take it now; the asker sends it again.
        if (sent < 0 && sent != -ENOBUFS && sent != -EAGAIN) {
            throw failure("sendto", -sent);
        }
    }

    @Override
    public int receive(long timeoutNanos) throws SourceException {
        long deadline = System.nanoTime() + timeoutNanos;
        while (true) {
            // The answer to anything but a long dump is there before sendto returns.
            int count = buffers.answers.receive(asks, MSG_DONTWAIT);
            if (count > 0) {
                return count;
            }
            if (count == -ENOBUFS || count == -ENOMEM) {
                return 0;
            }
            if (count != -EAGAIN && count != -EINTR) {
                throw failure("recvmmsg", -count);
            }
            int ready = answering.await(deadline - System.nanoTime());
            if (ready == 0) {
                return 0;
            }
            if (ready < 0 && ready != -EINTR) {
                throw failure("ppoll", -ready);
            }
        }
    }

    @Override
    public @Nullable ByteBuffer datagram(int index) {
        MessageBatch answers = buffers.answers;
        return answers.senderPort(index) == 0 && !answers.truncated(index) ? answers.message(index) : null;
    }

    @Override
    public void renew() throws SourceException {
        LOG.debug("rtnetlink: asking again over a fresh socket");
        close(asks);
        asks = CLOSED;
        asks = openAsks();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public void close() {
        close(events);
        events = CLOSED;
        close(asks);
        asks = CLOSED;
        close(clock);
        clock = CLOSED;
        synchronized (wakeLock) {
            close(wakeFd);
            wakeFd = CLOSED;
        }
        buffers.release();
    }

    private void close(int fd) {
        if (fd >= 0) {
            library.close(fd);
        }
    }

    private static int check(String call, int result) throws SourceException {
        if (result < 0) {
            throw failure(call, -result);
        }
        return result;
    }

    private static SourceException failure(String call, int errno) {
        String advice = switch (errno) {
            case EAFNOSUPPORT, EPROTONOSUPPORT, EACCES, EPERM ->
                "a sandbox denies rtnetlink; allow AF_NETLINK "
                        + "(systemd: RestrictAddressFamilies=AF_NETLINK; containers: the seccomp profile), or poll";
            case EMFILE, ENFILE -> "raise the limit of open files (ulimit -n)";
            default -> null;
        };
        return new SourceException(describe(call, errno, advice));
    }

    /** One line: the call, the errno with its symbol, and what else there is to say. */
    static String describe(String call, int errno, @Nullable String more) {
        String what = Errno.LINUX.describe(call, errno);
        return more == null ? what : what + ": " + more;
    }

    /** The same calls one by one, for the diagnosis: each answers a negative errno where it fails. For one thread. */
    static final class Trial implements AutoCloseable {
        private final LinuxLibrary library;
        private int socket = CLOSED;

        Trial(LinuxLibrary library) {
            this.library = library;
        }

        int open() {
            socket = library.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
            return socket;
        }

        int bind() {
            return library.bind(socket, NetlinkAddress.of(0, 0));
        }

        int join(int group) {
            return library.setsockopt(socket, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, group);
        }

        /** Asks for {@link #EVENT_BUFFER} and answers what there is, which the kernel has doubled (socket(7)). */
        long receiveBuffer() {
            if (library.setsockopt(socket, SOL_SOCKET, SO_RCVBUFFORCE, EVENT_BUFFER) < 0) {
                library.setsockopt(socket, SOL_SOCKET, SO_RCVBUF, EVENT_BUFFER);
            }
            return library.getsockopt(socket, SOL_SOCKET, SO_RCVBUF);
        }

        /** Arms a timer that would end with the wall clock's next jump. */
        int timer() {
            int fd = library.timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
            if (fd < 0) {
                return fd;
            }
            long expiry = library.clock_gettime(CLOCK_REALTIME) + NEVER_EXPIRES;
            int armed = library.timerfd_settime(fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, expiry, 0);
            library.close(fd);
            return armed == -ECANCELED ? 0 : armed;
        }

        @Override
        public void close() {
            if (socket >= 0) {
                library.close(socket);
                socket = CLOSED;
            }
        }
    }

    /**
     * The receive buffers, which outlive a source: direct memory is given back only when the collector finds it, so a
     * program that opens and closes monitors would pile it up. A few sets wait for the next source.
     */
    private static final class Buffers {
        /** How many sets are kept; more were only needed if as many sources had been open at once. */
        private static final int KEPT = 2;

        /** Guarded by itself. */
        private static final ArrayDeque<Buffers> FREE = new ArrayDeque<>();

        private static final int ANSWER_SLOTS = 8;

        private final Class<?> binding;
        private final MessageBatch events;
        private final MessageBatch answers;
        private final ByteBuffer requests =
                ByteBuffer.allocateDirect(REQUEST_BYTES).order(ByteOrder.nativeOrder());
        private boolean inUse = true;

        private Buffers(LinuxLibrary library) {
            binding = library.getClass();
            events = new MessageBatch(library);
            answers = new MessageBatch(library, ANSWER_SLOTS, MessageBatch.DEFAULT_SLOT_BYTES);
        }

        static Buffers take(LinuxLibrary library) {
            synchronized (FREE) {
                for (Buffers free : FREE) {
                    if (free.binding == library.getClass()) {
                        FREE.remove(free);
                        free.inUse = true;
                        return free;
                    }
                }
            }
            return new Buffers(library);
        }

        /** Gives the set back, once. */
        void release() {
            synchronized (FREE) {
                if (inUse && FREE.size() < KEPT) {
                    FREE.add(this);
                }
                inUse = false;
            }
        }
    }
}
