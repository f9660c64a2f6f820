// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.testing;

import dev.netmon.ffi.Binding;
import dev.netmon.ffi.BindingProvider;
import dev.netmon.ffi.DarwinLibrary;
import dev.netmon.ffi.Errno;
import dev.netmon.ffi.InterfaceEntry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stand-in for the C library of macOS and the sockets behind it, for tests on Linux: not macOS, but C code written from
 * Apple's manual pages, headers and published source ({@code darwin-standin.c} beside this class).
 *
 * <p>{@link #library()} is a real binding that found the stand-in where it looked for the C library. It takes the numbers
 * of macOS only ({@code socket(AF_NETLINK)} is {@code EAFNOSUPPORT}), answers with the errnos of macOS, keeps the
 * boundaries of messages, and drops without a sign what does not fit into a receive buffer (8192 bytes until
 * {@code SO_RCVBUF} raises it).
 *
 * <p>It starts as a system without interfaces and routes: every table is empty, every name unknown ({@code ENXIO}), every
 * {@code RTM_GET} answered {@code ESRCH}. A test writes what there is with the methods here. Messages, tables and
 * addresses are the raw bytes of macOS; nothing here builds or checks them. Tables and events are two things: a test that
 * adds an address changes the table first and then sends the message, as a kernel would.
 *
 * <p>Every stand-in is loaded afresh and shares nothing with another. Any thread may call; what a call changed is seen by
 * the next.
 */
public final class DarwinStandIn {

    /** The calls that can be made to fail, and that are counted, in the order of the C source. */
    public enum Call {
        SOCKET,
        BIND,
        SETSOCKOPT,
        GETSOCKOPT,
        GETSOCKNAME,
        SENDTO,
        RECVFROM,
        READ,
        WRITE,
        CLOSE,
        ISATTY,
        CLOCK_GETTIME,
        POLL,
        PIPE,
        SYSCTL,
        GETIFADDRS,
        IF_INDEXTONAME,
        IOCTL,
        CONNECT
    }

    /**
     * What is open and pending.
     *
     * @param routeSockets open sockets of {@code PF_ROUTE}
     * @param eventSockets open sockets of kernel events
     * @param pipeEnds open ends of pipes
     * @param queued messages in all receive buffers
     * @param dropped messages that did not fit, since the start
     * @param polling threads that wait in {@code poll} or in a blocking receive
     * @param lists lists of {@code getifaddrs} that were not freed
     * @param datagramSockets open datagram sockets, which ask interfaces and choose sources
     */
    public record State(
            int routeSockets,
            int eventSockets,
            int pipeEnds,
            int queued,
            int dropped,
            int polling,
            int lists,
            int datagramSockets) {

        /** All descriptors that were handed out and not closed. */
        public int open() {
            return routeSockets + eventSockets + pipeEnds + datagramSockets;
        }
    }

    private static final String C_SOURCE = "darwin-standin.c";

    // sysctl names of the stand-in's own, in the order of the C source
    private static final int STAND_IN = 0x5354414e;
    private static final int EMIT_ROUTE = 1;
    private static final int EMIT_EVENT = 2;
    private static final int TABLE = 3;
    private static final int TABLE_AFTER_PROBE = 4;
    private static final int NAME = 5;
    private static final int ENTRIES = 6;
    private static final int ANSWER = 7;
    private static final int BEFORE_REPLY = 8;
    private static final int LOSE_REPLIES = 9;
    private static final int FAIL = 10;
    private static final int AHEAD = 11;
    private static final int PROCESS = 12;
    private static final int STATE = 13;
    private static final int CALL_COUNTS = 14;
    private static final int REQUEST = 15;
    private static final int MOST_BUFFER = 16;
    private static final int PRIVILEGED = 17;
    private static final int SOURCE = 18;
    private static final int MEDIA = 19;
    private static final int ADDRESS_FLAGS = 20;

    private static final int RTM_GET_BYTES = 64 * 1024;
    private static final byte[] NOTHING = {};

    private static @Nullable Path compiled;

    private final DarwinLibrary library;

    private DarwinStandIn(DarwinLibrary library) {
        this.library = library;
    }

    /** The bindings this JVM can run over a stand-in, the one it would choose first. */
    public static List<Binding> bindings() {
        if (System.getProperty(StandIn.COMPILER) != null) {
            // With a compiler for another system its calling convention is that of FFM, which can be told.
            return List.of(Binding.FFM);
        }
        return Runtime.version().feature() >= 22 ? List.of(Binding.FFM, Binding.JNA) : List.of(Binding.JNA);
    }

    /** A new stand-in behind the binding that this JVM would choose; {@link HeaderAudit#assumeCompiler} first. */
    public static DarwinStandIn load() throws IOException, InterruptedException, ReflectiveOperationException {
        return load(bindings().get(0));
    }

    /** A new stand-in behind a binding, whose jar must be on the path. */
    public static DarwinStandIn load(Binding binding)
            throws IOException, InterruptedException, ReflectiveOperationException {
        return load(Class.forName(
                        binding == Binding.FFM ? "dev.netmon.ffi.ffm.FfmProvider" : "dev.netmon.ffi.jna.JnaProvider")
                .asSubclass(BindingProvider.class));
    }

    /** A new stand-in behind the binding of a provider. */
    public static DarwinStandIn load(Class<? extends BindingProvider> provider)
            throws IOException, InterruptedException, ReflectiveOperationException {
        // A file of its own: a library that is loaded already would be handed out again, with all its state.
        Path own = Files.createTempFile("darwin-standin", ".so");
        own.toFile().deleteOnExit();
        Files.write(own, Files.readAllBytes(compiled()));
        return new DarwinStandIn(StandIn.darwin(provider, own).darwin());
    }

    private static synchronized Path compiled() throws IOException, InterruptedException {
        if (compiled == null) {
            Path folder = Files.createTempDirectory("darwin-standin");
            folder.toFile().deleteOnExit();
            Path library = StandIn.compile(folder, source());
            for (String left : List.of("standin.c", "standin.o", "standin.so", "output")) {
                folder.resolve(left).toFile().deleteOnExit();
            }
            compiled = library;
        }
        return compiled;
    }

    private static String source() throws IOException {
        try (InputStream in = DarwinStandIn.class.getResourceAsStream(C_SOURCE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The binding to test with. */
    public DarwinLibrary library() {
        return library;
    }

    /**
     * A message of the routing socket, to every socket whose protocol lets it through.
     *
     * @return how many sockets took it; the others dropped it, and their readers do not learn it
     */
    public int message(byte[] message) {
        return control(EMIT_ROUTE, message, 0);
    }

    /** As {@link #message} of a family, for sockets that were opened for one. */
    public int message(int family, byte[] message) {
        return control(EMIT_ROUTE, message, family);
    }

    /** A kernel event, to every event socket whose filter lets it through; how many took it. */
    public int event(byte[] message) {
        return control(EMIT_EVENT, message);
    }

    /**
     * What {@code sysctl} of {@code CTL_NET, PF_ROUTE, 0, family, op, argument} answers from now on; a name nobody wrote
     * is empty.
     */
    public void table(int family, int op, int argument, byte[] content) {
        control(TABLE, content, family, op, argument);
    }

    /**
     * What replaces a table as soon as somebody has asked for its size, so that it grows between the question and the
     * reading. Several are used up one after the other, one for each question.
     */
    public void tableAfterProbe(int family, int op, int argument, byte[] content) {
        control(TABLE_AFTER_PROBE, content, family, op, argument);
    }

    /** The name of an interface, or the new one. */
    public void name(int index, String name) {
        control(NAME, name.getBytes(StandardCharsets.UTF_8), index);
    }

    /** No interface has this index any more. */
    public void noName(int index) {
        control(NAME, NOTHING, index);
    }

    /** What {@code getifaddrs} lists from now on. */
    public void entries(List<InterfaceEntry> entries) {
        ByteBuffer out = ByteBuffer.allocate(RTM_GET_BYTES).order(ByteOrder.nativeOrder());
        for (InterfaceEntry entry : entries) {
            byte[] name = entry.name().getBytes(StandardCharsets.UTF_8);
            out.put((byte) name.length).put(name).putInt(entry.flags());
            for (byte[] part : Arrays.asList(entry.address(), entry.netmask(), entry.destination(), entry.data())) {
                out.putShort((short) (part == null ? -1 : part.length));
                if (part != null) {
                    out.put(part);
                }
            }
        }
        control(ENTRIES, Arrays.copyOf(out.array(), out.position()));
    }

    /**
     * What an {@code RTM_GET} for a destination is answered from now on.
     *
     * <p>The stand-in puts the asker's process and sequence number into the reply, sets {@code RTF_DONE}, clears the
     * error, and sends it to every routing socket, as the kernel does.
     *
     * @param destination a {@code struct sockaddr}, matched by family and address; with a length of 2, family only, for
     *     all others of the family
     * @param reply a whole message with {@code struct rt_msghdr}
     */
    public void answer(byte[] destination, byte[] reply) {
        control(ANSWER, joined(destination, reply), 0, destination.length);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** An {@code RTM_GET} for a destination fails from now on; the request is echoed with the errno, as by the kernel. */
    public void refuse(byte[] destination, int errno) {
        control(ANSWER, destination, errno, destination.length);
    }

    /**
     * The source that {@code connect} of a datagram socket chooses for a destination, and {@code getsockname} tells;
     * without one it is {@code ENETUNREACH}.
     *
     * @param destination as in {@link #answer}
     * @param source a whole {@code struct sockaddr} of the family
     */
    public void source(byte[] destination, byte[] source) {
        control(SOURCE, joined(destination, source), 0, destination.length);
    }

    /** {@code connect} to a destination fails from now on. */
    public void noSource(byte[] destination, int errno) {
        control(SOURCE, destination, errno, destination.length);
    }

    /**
     * What {@code SIOCGIFMEDIA} says of an interface: {@code IFM_AVALID}, {@code IFM_ACTIVE}; negative where it has no
     * media ({@code EOPNOTSUPP}). One that nobody named is {@code ENXIO}.
     */
    public void media(String name, int status) {
        control(MEDIA, name.getBytes(StandardCharsets.UTF_8), status);
    }

    /**
     * What {@code SIOCGIFAFLAG_IN6} says of an address of an interface; of others it is {@code EADDRNOTAVAIL}.
     *
     * @param address 16 bytes, a scope in its bytes 2 and 3 does not count
     */
    public void addressFlags(String name, byte[] address, int flags) {
        control(ADDRESS_FLAGS, joined(address, name.getBytes(StandardCharsets.UTF_8)), flags);
    }

    /** A message that reaches the sockets right before the next reply; several keep their order. */
    public void beforeReply(byte[] message) {
        control(BEFORE_REPLY, message);
    }

    /** The next replies do not fit into anybody's buffer. */
    public void loseReplies(int count) {
        control(LOSE_REPLIES, NOTHING, count);
    }

    /** The last request that was written to a routing socket, whole or not; empty where there was none. */
    public byte[] request() {
        byte[] request = new byte[RTM_GET_BYTES];
        return Arrays.copyOf(request, control(REQUEST, request));
    }

    /** The next calls fail, and do nothing. */
    public void fail(Call call, int errno, int times) {
        failAfter(call, 0, errno, times);
    }

    /** As {@link #fail}, after {@code skip} calls that work. */
    public void failAfter(Call call, int skip, int errno, int times) {
        control(FAIL, NOTHING, call.ordinal(), errno, skip, times);
    }

    /** The machine slept: of the clocks only {@code CLOCK_UPTIME_RAW} does not know. */
    public void sleep(Duration time) {
        clocks(time, Duration.ZERO);
    }

    /** Time passed: all clocks go on by it at once. */
    public void pass(Duration time) {
        clocks(time, time);
    }

    private void clocks(Duration continuous, Duration absolute) {
        byte[] both = new byte[2 * Long.BYTES];
        ByteBuffer.wrap(both)
                .order(ByteOrder.nativeOrder())
                .putLong(continuous.toNanos())
                .putLong(absolute.toNanos());
        control(AHEAD, both);
    }

    /** What {@code getpid} answers, and what replies carry; 0 is the real number. */
    public void process(int pid) {
        control(PROCESS, NOTHING, pid);
    }

    /** Requests that change routes are allowed from now on: they are echoed as done, and nothing else happens. */
    public void privileged() {
        control(PRIVILEGED, NOTHING, 1);
    }

    /** The largest {@code SO_RCVBUF} that is not refused with {@code ENOBUFS}; 8 MiB at first. */
    public void mostReceiveBuffer(int bytes) {
        control(MOST_BUFFER, NOTHING, bytes);
    }

    /** What is open and pending now. */
    public State state() {
        ByteBuffer numbers = numbers(STATE, 8);
        return new State(
                numbers.getInt(),
                numbers.getInt(),
                numbers.getInt(),
                numbers.getInt(),
                numbers.getInt(),
                numbers.getInt(),
                numbers.getInt(),
                numbers.getInt());
    }

    /** How often a call was made, failed ones included. */
    public int calls(Call call) {
        return numbers(CALL_COUNTS, Call.values().length).getInt(call.ordinal() * Integer.BYTES);
    }

    private ByteBuffer numbers(int what, int count) {
        byte[] numbers = new byte[count * Integer.BYTES];
        control(what, numbers);
        return ByteBuffer.wrap(numbers).order(ByteOrder.nativeOrder());
    }

    private int control(int what, byte[] data, int... arguments) {
        ByteBuffer mib = ByteBuffer.allocateDirect((2 + arguments.length) * Integer.BYTES)
                .order(ByteOrder.nativeOrder());
        mib.putInt(STAND_IN).putInt(what);
        for (int argument : arguments) {
            mib.putInt(argument);
        }
        ByteBuffer memory = data.length == 0
                ? null
                : ByteBuffer.allocateDirect(data.length).put(data).flip();
        int result = library.sysctl(mib.flip(), memory);
        if (result < 0) {
            throw new IllegalStateException("the stand-in does not understand: " + Errno.DARWIN.symbol(-result));
        }
        if (memory != null) {
            memory.get(data);
        }
        return result;
    }
}
