// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos;

import static dev.netmon.ffi.DarwinConstants.AF_INET;
import static dev.netmon.ffi.DarwinConstants.AF_INET6;
import static dev.netmon.ffi.DarwinConstants.AF_UNSPEC;
import static dev.netmon.ffi.DarwinConstants.CLOCK_MONOTONIC_RAW;
import static dev.netmon.ffi.DarwinConstants.CLOCK_UPTIME_RAW;
import static dev.netmon.ffi.DarwinConstants.CTL_NET;
import static dev.netmon.ffi.DarwinConstants.EACCES;
import static dev.netmon.ffi.DarwinConstants.EAGAIN;
import static dev.netmon.ffi.DarwinConstants.EINTR;
import static dev.netmon.ffi.DarwinConstants.EMFILE;
import static dev.netmon.ffi.DarwinConstants.ENFILE;
import static dev.netmon.ffi.DarwinConstants.ENOBUFS;
import static dev.netmon.ffi.DarwinConstants.ENOMEM;
import static dev.netmon.ffi.DarwinConstants.EPERM;
import static dev.netmon.ffi.DarwinConstants.IF_NAMESIZE;
import static dev.netmon.ffi.DarwinConstants.MSG_DONTWAIT;
import static dev.netmon.ffi.DarwinConstants.PF_ROUTE;
import static dev.netmon.ffi.DarwinConstants.PF_SYSTEM;
import static dev.netmon.ffi.DarwinConstants.POLLIN;
import static dev.netmon.ffi.DarwinConstants.SOCK_DGRAM;
import static dev.netmon.ffi.DarwinConstants.SOCK_RAW;
import static dev.netmon.ffi.DarwinConstants.SOL_SOCKET;
import static dev.netmon.ffi.DarwinConstants.SO_RCVBUF;
import static dev.netmon.ffi.DarwinKernelEvents.KEV_ANY_SUBCLASS;
import static dev.netmon.ffi.DarwinKernelEvents.KEV_NETWORK_CLASS;
import static dev.netmon.ffi.DarwinKernelEvents.KEV_REQUEST_KEV_CLASS;
import static dev.netmon.ffi.DarwinKernelEvents.KEV_REQUEST_KEV_SUBCLASS;
import static dev.netmon.ffi.DarwinKernelEvents.KEV_REQUEST_SIZE;
import static dev.netmon.ffi.DarwinKernelEvents.KEV_REQUEST_VENDOR_CODE;
import static dev.netmon.ffi.DarwinKernelEvents.KEV_VENDOR_APPLE;
import static dev.netmon.ffi.DarwinKernelEvents.SIOCSKEVFILT;
import static dev.netmon.ffi.DarwinKernelEvents.SYSPROTO_EVENT;
import static dev.netmon.ffi.DarwinRequests.IFMEDIAREQ_NAME;
import static dev.netmon.ffi.DarwinRequests.IFMEDIAREQ_SIZE;
import static dev.netmon.ffi.DarwinRequests.IFMEDIAREQ_STATUS;
import static dev.netmon.ffi.DarwinRequests.IFM_ACTIVE;
import static dev.netmon.ffi.DarwinRequests.IFM_AVALID;
import static dev.netmon.ffi.DarwinRequests.IN6_IFREQ_ADDR;
import static dev.netmon.ffi.DarwinRequests.IN6_IFREQ_FLAGS6;
import static dev.netmon.ffi.DarwinRequests.IN6_IFREQ_NAME;
import static dev.netmon.ffi.DarwinRequests.IN6_IFREQ_SIZE;
import static dev.netmon.ffi.DarwinRequests.SIOCGIFAFLAG_IN6;
import static dev.netmon.ffi.DarwinRequests.SIOCGIFMEDIA;

import dev.netmon.ffi.DarwinLibrary;
import dev.netmon.ffi.Errno;
import dev.netmon.ffi.InterfaceEntry;
import dev.netmon.ffi.PollSet;
import dev.netmon.macos.wire.RequestWriter;
import dev.netmon.macos.wire.SocketAddress;
import dev.netmon.spi.SourceException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The descriptors of one source: the routing socket that only listens, the socket of kernel events, a pipe that wakes the
 * waiting thread, and what questions need. The only class here that calls C.
 *
 * <p>A question goes over a routing socket of its own: every routing socket hears everything, so one that is kept would
 * be full of events when an answer comes, and the kernel drops what does not fit without a word.
 *
 * <p>All methods but {@link #wake} belong to one thread, which thereby cannot close a descriptor under its own wait.
 */
final class KernelPort implements AutoCloseable {
    /** What is asked for the events, in bytes; where the system refuses, half of it and so on. Some 14,000 messages. */
    static final int EVENT_BUFFER = 2 << 20;

    /** What is asked for an answer, in bytes: it comes before the request returns, but events may come before it. */
    private static final int ANSWER_BUFFER = 256 * 1024;

    /** What is asked for kernel events, in bytes; a hundred of them would fit into what there is without asking. */
    static final int KERNEL_EVENT_BUFFER = 256 * 1024;

    /** A routing socket's own buffer, in bytes ({@code net/raw_cb.h}); there is no point in asking for less. */
    private static final int LEAST_BUFFER = 8 * 1024;

    /** No message is longer: its length has 16 bits. */
    private static final int MESSAGE_BYTES = 64 * 1024;

    /** How much room a table gets at first, in bytes; that of a laptop has some 20 KiB. */
    private static final int TABLE_BYTES = 64 * 1024;

    /** How often a table is read that grows faster than the room for it. */
    private static final int TABLE_READS = 8;

    /** Any port will do to be told a source; nothing is sent. This one is "discard". */
    private static final int NO_PORT_IN_PARTICULAR = 9;

    private static final int CLOSED = -1;
    private static final int ROUTE_SLOT = 0;
    private static final int KERNEL_EVENT_SLOT = 1;
    private static final int WAKE_SLOT = 2;

    /** What a link says of its other end. */
    enum Media {
        ACTIVE,
        INACTIVE,
        /** A tunnel, or anything else that has no notion of it. */
        UNKNOWN
    }

    private final DarwinLibrary library;
    private final PollSet waiting;
    private final PollSet answering;
    private final ByteBuffer message = buffer(MESSAGE_BYTES);
    private final ByteBuffer request = buffer(RequestWriter.MAX_REQUEST);
    private final ByteBuffer mib = buffer(6 * Integer.BYTES);
    private final ByteBuffer media = buffer(IFMEDIAREQ_SIZE);
    private final ByteBuffer flags = buffer(IN6_IFREQ_SIZE);
    private final ByteBuffer address = buffer(SocketAddress.MAX_LENGTH);
    private ByteBuffer table = buffer(TABLE_BYTES);

    private int routes = CLOSED;
    private int kernelEvents = CLOSED;
    private int wakeRead = CLOSED;
    private int asks = CLOSED;
    private int inet = CLOSED;
    private int inet6 = CLOSED;
    private long routeBuffer;
    private @Nullable String withoutKernelEvents;

    /** Guards {@link #wakeWrite} and {@link #wakePending}: others write to the descriptor while its owner closes it. */
    private final Object wakeLock = new Object();

    private final ByteBuffer one = buffer(1);
    private int wakeWrite = CLOSED;
    /** Whether a byte is in the pipe: a second would say nothing, and a full pipe would block who writes it. */
    private boolean wakePending;

    /** Opens everything; nothing stays open where that fails. */
    KernelPort(DarwinLibrary library) throws SourceException {
        this(library, EVENT_BUFFER);
    }

    /** As the other, with a receive buffer of another size in bytes. */
    KernelPort(DarwinLibrary library, int eventBufferBytes) throws SourceException {
        this.library = library;
        this.waiting = new PollSet(library, 3);
        this.answering = new PollSet(library, 1);
        try {
            routes = check("socket(PF_ROUTE)", library.socket(PF_ROUTE, SOCK_RAW, AF_UNSPEC));
            routeBuffer = enlarge(routes, eventBufferBytes);
            kernelEvents = openKernelEvents();
            ByteBuffer ends = buffer(2 * Integer.BYTES);
            check("pipe", library.pipe(ends));
            wakeRead = ends.getInt(0);
            synchronized (wakeLock) {
                wakeWrite = ends.getInt(Integer.BYTES);
            }
            waiting.watch(ROUTE_SLOT, routes, POLLIN);
            waiting.watch(WAKE_SLOT, wakeRead, POLLIN);
            if (kernelEvents >= 0) {
                waiting.watch(KERNEL_EVENT_SLOT, kernelEvents, POLLIN);
            }
        } catch (SourceException e) {
            close();
            throw e;
        }
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    /** Asks for a receive buffer, or for as much of it as the system gives; returns what there is then, in bytes. */
    private long enlarge(int fd, int bytes) {
        // More than kern.ipc.maxsockbuf allows is refused, not cut down.
        for (int wanted = bytes; wanted > LEAST_BUFFER; wanted /= 2) {
            if (library.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, wanted) == 0) {
                break;
            }
        }
        long size = library.getsockopt(fd, SOL_SOCKET, SO_RCVBUF);
        return size > 0 ? size : LEAST_BUFFER;
    }

    private int openKernelEvents() {
        int fd = library.socket(PF_SYSTEM, SOCK_RAW, SYSPROTO_EVENT);
        if (fd < 0) {
            withoutKernelEvents = describe("socket(PF_SYSTEM)", -fd);
            return CLOSED;
        }
        ByteBuffer filter = buffer(KEV_REQUEST_SIZE)
                .putInt(KEV_REQUEST_VENDOR_CODE, KEV_VENDOR_APPLE)
                .putInt(KEV_REQUEST_KEV_CLASS, KEV_NETWORK_CLASS)
                .putInt(KEV_REQUEST_KEV_SUBCLASS, KEV_ANY_SUBCLASS);
        int filtered = library.ioctl(fd, SIOCSKEVFILT, filter);
        if (filtered < 0) {
            library.close(fd);
            withoutKernelEvents = describe("ioctl(SIOCSKEVFILT)", -filtered);
            return CLOSED;
        }
        enlarge(fd, KERNEL_EVENT_BUFFER);
        return fd;
    }

    /** Why kernel events cannot be had here, in one line; null where they can. */
    @Nullable
    String withoutKernelEvents() {
        return withoutKernelEvents;
    }

    /** The receive buffer of the routing socket, in bytes. */
    long routeBuffer() {
        return routeBuffer;
    }

    /**
     * Waits until there is something to do or the time is up.
     *
     * @param timeoutNanos rounded up to milliseconds; 0 or less looks only; {@link Long#MAX_VALUE} waits without end
     * @return whether there is something to do; false when the time is up or a signal came
     */
    boolean await(long timeoutNanos) throws SourceException {
        int ready = waiting.await(timeoutNanos);
        if (ready < 0 && ready != -EINTR) {
            throw failure("poll", -ready);
        }
        if (ready <= 0) {
            return false;
        }
        if (waiting.ready(WAKE_SLOT) != 0) {
            synchronized (wakeLock) {
                if (wakePending) {
                    library.read(wakeRead, one);
                    wakePending = false;
                }
            }
        }
        return true;
    }

    /** Ends the wait that runs or the next one; from any thread, without effect once closed. */
    void wake() {
        synchronized (wakeLock) {
            if (wakeWrite >= 0 && !wakePending) {
                wakePending = library.write(wakeWrite, one) > 0;
            }
        }
    }

    /** The next message of the routing socket, valid until the next call; null where none is queued. */
    @Nullable
    ByteBuffer nextMessage() throws SourceException {
        return next(routes);
    }

    /** The next kernel event, valid until the next call; null where none is queued. */
    @Nullable
    ByteBuffer nextKernelEvent() throws SourceException {
        return kernelEvents < 0 ? null : next(kernelEvents);
    }

    private @Nullable ByteBuffer next(int fd) throws SourceException {
        int length;
        do {
            length = library.recvfrom(fd, message.clear(), MSG_DONTWAIT, null);
        } while (length == -EINTR);
        if (length >= 0) {
            return message.limit(length);
        }
        if (length == -EAGAIN) {
            return null;
        }
        throw failure("recvfrom", -length);
    }

    /** An empty buffer for one question. */
    ByteBuffer request() {
        return request.clear();
    }

    /**
     * Writes the question to a fresh socket.
     *
     * @return 0, or the errno with which the kernel refuses it; then there is no answer to wait for
     */
    int ask() throws SourceException {
        forget();
        asks = check("socket(PF_ROUTE)", library.socket(PF_ROUTE, SOCK_RAW, AF_UNSPEC));
        enlarge(asks, ANSWER_BUFFER);
        int written;
        do {
            written = library.write(asks, request);
        } while (written == -EINTR);
        if (written == -EPERM || written == -EACCES) {
            throw failure("write to the routing socket", -written);
        }
        return written < 0 ? -written : 0;
    }

    /**
     * The next message the asking socket heard, which may be the answer, somebody else's, or an event; valid until the
     * next call.
     *
     * @param timeoutNanos how long to wait for one
     * @return null when the time is up
     */
    @Nullable
    ByteBuffer heard(long timeoutNanos) throws SourceException {
        ByteBuffer next = next(asks);
        if (next != null || timeoutNanos <= 0) {
            return next;
        }
        answering.watch(0, asks, POLLIN);
        int ready = answering.await(timeoutNanos);
        if (ready < 0 && ready != -EINTR) {
            throw failure("poll", -ready);
        }
        return ready == 0 ? null : next(asks);
    }

    /** Closes the asking socket. */
    void forget() {
        close(asks);
        asks = CLOSED;
    }

    /** The number of this process, as answers carry it. */
    int process() {
        return library.getpid();
    }

    /**
     * Reads a table of the routing system, of all families.
     *
     * @param operation NET_RT_…
     * @param argument what the operation wants, 0 for everything
     * @return the table, valid until the next call
     */
    ByteBuffer table(int operation, int argument) throws SourceException {
        mib.clear().putInt(CTL_NET).putInt(PF_ROUTE).putInt(0).putInt(AF_UNSPEC).putInt(operation);
        mib.putInt(argument).flip();
        int read = 0;
        for (int i = 0; i < TABLE_READS; i++) {
            read = library.sysctl(mib, table.clear());
            if (read >= 0) {
                return table.limit(read);
            }
            if (read == -ENOMEM || read == -ENOBUFS) {
                makeRoom();
            } else if (read != -EINTR) {
                break;
            }
        }
        throw failure("sysctl(NET_RT " + operation + ")", -read);
    }

    /** Room for half as much again as the table has, or as there was. */
    private void makeRoom() {
        int size = Math.max(library.sysctl(mib, null), table.capacity());
        table = buffer(size + size / 2);
    }

    /** Whether a link's other end is there. */
    Media media(String name) {
        if (inet < 0) {
            inet = library.socket(AF_INET, SOCK_DGRAM, 0);
        }
        name(media, IFMEDIAREQ_NAME, name);
        if (inet < 0 || library.ioctl(inet, SIOCGIFMEDIA, media) < 0) {
            return Media.UNKNOWN;
        }
        int status = media.getInt(IFMEDIAREQ_STATUS);
        if ((status & IFM_AVALID) == 0) {
            return Media.UNKNOWN;
        }
        return (status & IFM_ACTIVE) != 0 ? Media.ACTIVE : Media.INACTIVE;
    }

    /** The flags of an IPv6 address, IN6_IFF_…; 0 where the system does not tell. */
    int addressFlags(String name, InetAddress of) {
        if (inet6 < 0) {
            inet6 = library.socket(AF_INET6, SOCK_DGRAM, 0);
        }
        name(flags, IN6_IFREQ_NAME, name);
        SocketAddress.write(flags.position(IN6_IFREQ_ADDR), of, 0);
        flags.clear();
        return inet6 < 0 || library.ioctl(inet6, SIOCGIFAFLAG_IN6, flags) < 0 ? 0 : flags.getInt(IN6_IFREQ_FLAGS6);
    }

    /** A zeroed structure that begins with an interface's name. */
    private static void name(ByteBuffer structure, int at, String name) {
        structure.clear();
        while (structure.hasRemaining()) {
            structure.put((byte) 0);
        }
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        structure.clear().put(at, bytes, 0, Math.min(bytes.length, IF_NAMESIZE - 1));
    }

    /**
     * The source the system would choose for packets to an IPv6 destination; no packet is sent.
     *
     * @return null where it would find none
     */
    @Nullable
    InetAddress source(InetAddress destination) {
        int fd = library.socket(AF_INET6, SOCK_DGRAM, 0);
        if (fd < 0) {
            return null;
        }
        try {
            SocketAddress.write(address.clear(), destination, NO_PORT_IN_PARTICULAR);
            if (library.connect(fd, address.flip()) < 0) {
                return null;
            }
            int length = library.getsockname(fd, address.clear());
            return length < 0 ? null : SocketAddress.read(address.limit(Math.min(length, address.capacity())));
        } finally {
            library.close(fd);
        }
    }

    /** What the C library's own reading of the interfaces says. */
    List<InterfaceEntry> entries() throws SourceException {
        List<InterfaceEntry> entries = new ArrayList<>();
        check("getifaddrs", library.getifaddrs(entries));
        return entries;
    }

    /** A clock that goes on while the machine sleeps, in nanoseconds. */
    static long continuousTime(DarwinLibrary library) {
        return library.clock_gettime(CLOCK_MONOTONIC_RAW);
    }

    /** The same without the sleep, in nanoseconds. */
    static long absoluteTime(DarwinLibrary library) {
        return library.clock_gettime(CLOCK_UPTIME_RAW);
    }

    @Override
    public void close() {
        close(routes);
        routes = CLOSED;
        close(kernelEvents);
        kernelEvents = CLOSED;
        forget();
        close(inet);
        inet = CLOSED;
        close(inet6);
        inet6 = CLOSED;
        synchronized (wakeLock) {
            close(wakeWrite);
            wakeWrite = CLOSED;
        }
        close(wakeRead);
        wakeRead = CLOSED;
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
            case EACCES, EPERM -> ": a sandbox denies it; allow system-socket and network access, or poll";
            case EMFILE, ENFILE -> ": raise the limit of open files (ulimit -n)";
            default -> "";
        };
        return new SourceException(describe(call, errno) + advice);
    }

    private static String describe(String call, int errno) {
        return Errno.DARWIN.describe(call, errno);
    }
}
