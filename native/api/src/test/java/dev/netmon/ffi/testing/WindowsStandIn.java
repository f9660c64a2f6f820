// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.ffi.BindingProvider;
import dev.netmon.ffi.MibKind;
import dev.netmon.ffi.WindowsLibrary;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A stand-in for {@code iphlpapi.dll} and {@code powrprof.dll} on Linux, and what scripts it. It is not Windows.
 *
 * <p>One per JVM, compiled when first asked for, in the calling convention the JVM's linker is set to. Its tables hold
 * what {@link #show} put there last; nothing calls back by itself:
 *
 * <pre>{@code
 * WindowsStandIn windows = WindowsStandIn.fresh();                  // skips the test without a compiler
 * WindowsLibrary library = windows.library(FfmProvider.class);
 * Row up = windows.row(Table.INTERFACE).set("InterfaceIndex", 7).text("Alias", "Ethernet").set("OperStatus", 1);
 * windows.show(Table.INTERFACE, List.of(up));
 * windows.fire(MibKind.IP_INTERFACE, MIB_PARAMETER_NOTIFICATION,
 *         windows.row(Table.IP_INTERFACE).set("Family", 2).set("InterfaceIndex", 7));
 * windows.answer(Function.GetBestRoute2, ERROR_NOT_SUPPORTED);      // as Wine does
 * windows.succeedWithoutResult(Function.NotifyRouteChange2);        // success and a null handle
 * }</pre>
 *
 * <p>Fields have their C names and are placed by the stand-in's own structures, not by our layouts. {@code GetBestRoute2}
 * answers from the route table: longest prefix, then the smallest sum of route and interface metric; the source is the
 * first address of that interface. A table without a row of the family asked for answers {@code ERROR_NOT_FOUND}, but
 * {@code GetIfTable2}. A thread of Windows is a new one each time and has ended when {@link #fire} returns.
 *
 * <p>Every thread may call; {@link #fresh} forgets the registrations of before, so one test at a time.
 */
public final class WindowsStandIn {

    private static final int AS_USUAL = -1;
    private static final int SUCCESS_WITHOUT_RESULT = -2;
    private static final int POWER = 4;

    private static final int REGISTERED = 0;
    private static final int DELIVERED = 1;
    private static final int TABLES_OUT = 2;
    private static final int CANCELS_INSIDE = 3;

    /** The tables; the first three are also the kinds of notification, in the order of {@link MibKind}. */
    public enum Table {
        /** {@code MIB_IPINTERFACE_ROW}, read by {@code GetIpInterfaceTable}. */
        IP_INTERFACE,
        /** {@code MIB_UNICASTIPADDRESS_ROW}, read by {@code GetUnicastIpAddressTable}. */
        UNICAST_ADDRESS,
        /** {@code MIB_IPFORWARD_ROW2}, read by {@code GetIpForwardTable2}. */
        ROUTE,
        /** {@code MIB_IF_ROW2}, read by {@code GetIfTable2}. */
        INTERFACE
    }

    /** The functions whose answer can be set. */
    public enum Function {
        NotifyIpInterfaceChange,
        NotifyUnicastIpAddressChange,
        NotifyRouteChange2,
        CancelMibChangeNotify2,
        GetIfTable2,
        GetUnicastIpAddressTable,
        GetIpForwardTable2,
        GetIpInterfaceTable,
        GetBestRoute2,
        PowerRegisterSuspendResumeNotification,
        PowerUnregisterSuspendResumeNotification
    }

    /** Threads that call without end. */
    public interface Storm extends AutoCloseable {
        @Override
        void close();
    }

    /** A row in memory of its own, zero at first. Not thread-safe. */
    public static final class Row {

        private static final int AF_INET = 2;
        private static final int AF_INET6 = 23;
        private static final int PORT_AND_FLOW_BYTES = 8;
        private static final int IN6_SCOPE = 24;

        private final Table table;
        private final ByteBuffer bytes;

        private Row(Table table) {
            this.table = table;
            this.bytes = ByteBuffer.allocateDirect(rowSize(table.ordinal())).order(ByteOrder.nativeOrder());
        }

        /** Sets a number of 1, 2, 4 or 8 bytes. */
        public Row set(String field, long value) {
            long place = place(field);
            int at = (int) (place >> 32);
            switch ((int) place) {
                case 1 -> bytes.put(at, (byte) value);
                case 2 -> bytes.putShort(at, (short) value);
                case 4 -> bytes.putInt(at, (int) value);
                case 8 -> bytes.putLong(at, value);
                default -> throw new IllegalArgumentException(field + " is no number");
            }
            return this;
        }

        /** Sets bytes from the start of a field. */
        public Row bytes(String field, byte... value) {
            long place = place(field);
            if (value.length > (int) place) {
                throw new IllegalArgumentException(field + " has " + (int) place + " bytes");
            }
            bytes.put((int) (place >> 32), value);
            return this;
        }

        /** Sets a text of two bytes each character, ended by a zero. */
        public Row text(String field, String value) {
            return bytes(field, (value + '\0').getBytes(StandardCharsets.UTF_16LE));
        }

        /** Sets a {@code SOCKADDR_INET}: family and address, no port. */
        public Row address(String field, InetAddress address) {
            return address(field, address, 0);
        }

        /** As {@link #address(String, InetAddress)}, an IPv6 address with its scope id. */
        public Row address(String field, InetAddress address, int scope) {
            byte[] raw = address.getAddress();
            int at = (int) (place(field) >> 32);
            boolean v4 = raw.length == 4;
            bytes.putShort(at, (short) (v4 ? AF_INET : AF_INET6));
            bytes.put(at + (v4 ? PORT_AND_FLOW_BYTES / 2 : PORT_AND_FLOW_BYTES), raw);
            if (!v4) {
                bytes.putInt(at + IN6_SCOPE, scope);
            }
            return this;
        }

        /** A copy with the same content. */
        public Row copy() {
            Row copy = new Row(table);
            copy.bytes.put(0, bytes, 0, bytes.capacity());
            return copy;
        }

        /** The bytes of the row, in native order; a view. */
        public ByteBuffer bytes() {
            return bytes.duplicate().order(ByteOrder.nativeOrder());
        }

        private long place(String field) {
            return PLACES.computeIfAbsent(table + "." + field, key -> {
                byte[] name = (field + '\0').getBytes(StandardCharsets.US_ASCII);
                long place = WindowsStandIn.field(
                        table.ordinal(), ByteBuffer.allocateDirect(name.length).put(0, name));
                if (place < 0) {
                    throw new IllegalArgumentException(key + ": the stand-in knows no such field");
                }
                return place;
            });
        }
    }

    // Names the stand-in, built beforehand, in a Windows JVM under Wine: no compiler runs there.
    private static final @Nullable String BUILT = System.getProperty("netmon.test.windows-standin");

    // How the JDK's linker is told on Linux to call as 64-bit Windows does.
    private static final boolean WIN64 = "WIN_64".equals(System.getProperty("jdk.internal.foreign.CABI"));

    private static final Map<String, Long> PLACES = new ConcurrentHashMap<>();

    private static final class Loaded {
        static final Path LIBRARY = load();
    }

    private WindowsStandIn() {}

    /** The stand-in with empty tables and its usual answers; skips the calling test where it cannot be compiled. */
    public static WindowsStandIn fresh() {
        if (BUILT == null) {
            HeaderAudit.assumeCompiler();
        }
        Assumptions.assumeTrue(
                !WIN64 || System.getProperty("os.arch").equals("amd64"),
                "not x64: gcc has the calling convention of Windows there alone");
        assertTrue(Files.exists(Loaded.LIBRARY), "the stand-in is gone");
        WindowsStandIn standIn = new WindowsStandIn();
        standIn.forget();
        return standIn;
    }

    /** Empties the tables, forgets all registrations and answers as at first. */
    public void forget() {
        clear();
    }

    /** A binding's calls into the stand-in; each call loads the binding's classes afresh. */
    public WindowsLibrary library(Class<? extends BindingProvider> provider) {
        String path = Loaded.LIBRARY.toString();
        try {
            return StandIn.provider(provider, Map.of("iphlpapi", path, "powrprof", path))
                    .windows();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** The compiled library. */
    Path file() {
        return Loaded.LIBRARY;
    }

    /** An empty row. */
    public Row row(Table table) {
        return new Row(table);
    }

    /** Puts a table in place of the one before; nobody is told. */
    public void show(Table table, List<Row> rows) {
        ByteBuffer all = ByteBuffer.allocateDirect(rows.size() * rowSize(table.ordinal()));
        for (Row row : rows) {
            if (row.table != table) {
                throw new IllegalArgumentException("a row of " + row.table + " in " + table);
            }
            all.put(row.bytes());
        }
        setTable(table.ordinal(), all, rows.size());
    }

    /** Calls everybody registered for a kind and the row's family, on a thread of Windows; returns when they have. */
    public void fire(MibKind kind, int type, Row row) {
        if (row.table.ordinal() != kind.ordinal()) {
            throw new IllegalArgumentException("a row of " + row.table + " for " + kind);
        }
        fire(kind.ordinal(), type, row.bytes);
    }

    /** As {@link #fire} without a row. */
    public void fireWithoutRow(MibKind kind, int type) {
        fire(kind.ordinal(), type, null);
    }

    /** Tells everybody registered for suspend and resume, on a thread of Windows; returns when they have returned. */
    public void firePower(int type) {
        fire(POWER, type, null);
    }

    /** Calls those who registered successfully and were given no handle; Windows is not known to. */
    public void fireToTheForgotten(MibKind kind) {
        fireForgotten(kind.ordinal(), 0);
    }

    /**
     * Calls from many threads at once, and returns when all have ended. The calls of each go round the kinds in the order
     * of {@link MibKind}, the type being the kind's number, without a row every other time; InterfaceIndex counts them.
     */
    public void storm(int threads, int callsOfEach) {
        fireStorm(threads, callsOfEach);
    }

    /** As {@link #storm} until it is closed, which waits for the threads; one at a time. */
    public Storm storm(int threads) {
        long storm = beginStorm(threads);
        return () -> endStorm(storm);
    }

    /** From now on a function does nothing and answers this code. Cancelling so leaves the registration in place. */
    public void answer(Function function, int error) {
        if (error < 0) {
            throw new IllegalArgumentException("no error code: " + error);
        }
        setAnswer(function.ordinal(), error);
    }

    /** From now on a registration succeeds with a null handle, and a table function with a null table. */
    public void succeedWithoutResult(Function function) {
        setAnswer(function.ordinal(), SUCCESS_WITHOUT_RESULT);
    }

    /** From now on a function answers as it did at first. */
    public void answerAsUsual(Function function) {
        setAnswer(function.ordinal(), AS_USUAL);
    }

    /** How often a function was called. */
    public int calls(Function function) {
        return callsOf(function.ordinal());
    }

    /** How many registrations there are, power included. */
    public long registrations() {
        return count(REGISTERED);
    }

    /** How many callbacks have returned. */
    public long delivered() {
        return count(DELIVERED);
    }

    /** How many tables were handed out and not freed. */
    public long tablesOut() {
        return count(TABLES_OUT);
    }

    /** How often a registration was cancelled on a thread that was in a callback; Windows may never return from it. */
    public long cancelsInsideCallbacks() {
        return count(CANCELS_INSIDE);
    }

    // Outlives the test that asked first, so no temporary folder of a test.
    private static Path load() {
        if (BUILT != null) {
            System.load(BUILT);
            return Path.of(BUILT);
        }
        try {
            Path folder = Files.createTempDirectory("windows-stand-in");
            folder.toFile().deleteOnExit();
            String source;
            try (InputStream in = WindowsStandIn.class.getResourceAsStream("windows-standin.c")) {
                source = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
            Path library = StandIn.compile(
                    folder, source, WIN64 ? List.of("-pthread", "-DWIN64_CONVENTION") : List.of("-pthread"));
            try (var files = Files.list(folder)) {
                files.forEach(file -> file.toFile().deleteOnExit());
            }
            System.load(library.toString());
            return library;
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static native int rowSize(int table);

    private static native long field(int table, ByteBuffer name);

    private static native void setTable(int table, ByteBuffer rows, int count);

    private static native void setAnswer(int function, int code);

    private static native int callsOf(int function);

    private static native long count(int what);

    private static native void clear();

    private static native void fire(int kind, int type, ByteBuffer row);

    private static native void fireForgotten(int kind, int type);

    private static native void fireStorm(int threads, long each);

    private static native long beginStorm(int threads);

    private static native void endStorm(long storm);
}
