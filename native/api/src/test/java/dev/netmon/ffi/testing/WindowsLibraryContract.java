// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.testing;

import static dev.netmon.ffi.WindowsConstants.AF_INET;
import static dev.netmon.ffi.WindowsConstants.AF_INET6;
import static dev.netmon.ffi.WindowsConstants.AF_UNSPEC;
import static dev.netmon.ffi.WindowsConstants.ERROR_ACCESS_DENIED;
import static dev.netmon.ffi.WindowsConstants.ERROR_INVALID_DATA;
import static dev.netmon.ffi.WindowsConstants.ERROR_INVALID_PARAMETER;
import static dev.netmon.ffi.WindowsConstants.ERROR_IO_PENDING;
import static dev.netmon.ffi.WindowsConstants.ERROR_MOD_NOT_FOUND;
import static dev.netmon.ffi.WindowsConstants.ERROR_NETWORK_UNREACHABLE;
import static dev.netmon.ffi.WindowsConstants.ERROR_NOT_FOUND;
import static dev.netmon.ffi.WindowsConstants.ERROR_NOT_SUPPORTED;
import static dev.netmon.ffi.WindowsConstants.ERROR_PROC_NOT_FOUND;
import static dev.netmon.ffi.WindowsConstants.ERROR_SUCCESS;
import static dev.netmon.ffi.WindowsConstants.MIB_ADD_INSTANCE;
import static dev.netmon.ffi.WindowsConstants.MIB_DELETE_INSTANCE;
import static dev.netmon.ffi.WindowsConstants.MIB_INITIAL_NOTIFICATION;
import static dev.netmon.ffi.WindowsConstants.MIB_PARAMETER_NOTIFICATION;
import static dev.netmon.ffi.WindowsConstants.PBT_APMRESUMEAUTOMATIC;
import static dev.netmon.ffi.WindowsConstants.PBT_APMSUSPEND;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.ffi.BindingProvider;
import dev.netmon.ffi.MibChangeReceiver;
import dev.netmon.ffi.MibKind;
import dev.netmon.ffi.MibTable;
import dev.netmon.ffi.Registration;
import dev.netmon.ffi.WindowsLayouts;
import dev.netmon.ffi.WindowsLibrary;
import dev.netmon.ffi.testing.WindowsStandIn.Function;
import dev.netmon.ffi.testing.WindowsStandIn.Row;
import dev.netmon.ffi.testing.WindowsStandIn.Table;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a binding of the Windows calls must do, shown over the {@link WindowsStandIn}. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a deadlock ends
public abstract class WindowsLibraryContract {

    private static final int THREADS = 8;
    private static final int CALLS_OF_EACH = 125_000;
    private static final int ROUNDS = 200;
    private static final int REGISTRATIONS = 3_000;

    private final Class<? extends BindingProvider> provider;
    private WindowsStandIn windows;
    private WindowsLibrary library;

    /** Tests the binding that {@code provider} belongs to. */
    protected WindowsLibraryContract(Class<? extends BindingProvider> provider) {
        this.provider = provider;
    }

    private record Told(MibKind kind, int type, ByteBuffer key, Thread thread) {}

    private static final class Receiver implements MibChangeReceiver {
        private final List<Told> told = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void changed(MibKind kind, int type, ByteBuffer key) {
            told.add(new Told(kind, type, key, Thread.currentThread()));
        }

        List<Told> told() {
            synchronized (told) {
                return List.copyOf(told);
            }
        }
    }

    @BeforeEach
    void open() {
        windows = WindowsStandIn.fresh();
        library = windows.library(provider);
    }

    @AfterEach
    void nothingIsLeft() {
        if (windows != null) {
            assertEquals(0, windows.tablesOut(), "tables not freed");
            assertEquals(0, windows.cancelsInsideCallbacks(), "cancelled in a callback");
            windows.forget();
        }
    }

    // ---- tables

    @ParameterizedTest
    @EnumSource(Table.class)
    void aTableIsCopiedWholeAndFreed(Table table) {
        List<Row> rows = IntStream.range(0, 5).mapToObj(i -> row(table, i)).toList();
        windows.show(table, rows);

        MibTable read = read(table, AF_UNSPEC);

        ByteBuffer bytes = read.bytes();
        int size = rows.get(0).bytes().remaining();
        assertEquals(ERROR_SUCCESS, read.error());
        assertSame(ByteOrder.nativeOrder(), bytes.order());
        assertEquals(8 + 5 * size, bytes.remaining());
        assertEquals(5, bytes.getInt(0));
        for (int i = 0; i < 5; i++) {
            assertEquals(rows.get(i).bytes(), bytes.slice(8 + i * size, size), "row " + i);
        }
        assertEquals(0, windows.tablesOut());
    }

    @ParameterizedTest
    @EnumSource(names = "INTERFACE", mode = EnumSource.Mode.EXCLUDE)
    void theFamilyReachesTheFunction(Table table) {
        windows.show(table, List.of(row(table, 0), row(table, 1), row(table, 2)));

        assertEquals(2, read(table, AF_INET).bytes().getInt(0), "rows 0 and 2");
        assertEquals(1, read(table, AF_INET6).bytes().getInt(0), "row 1");
        assertEquals(ERROR_INVALID_PARAMETER, read(table, 0x7fff).error());
    }

    @ParameterizedTest
    @EnumSource(Table.class)
    void anErrorComesWithoutBytes(Table table) {
        windows.answer(function(table), ERROR_ACCESS_DENIED);
        MibTable denied = read(table, AF_UNSPEC);
        windows.succeedWithoutResult(function(table));
        MibTable nothing = read(table, AF_UNSPEC);

        assertEquals(ERROR_ACCESS_DENIED, denied.error());
        assertFalse(denied.bytes().hasRemaining());
        assertEquals(ERROR_INVALID_DATA, nothing.error(), "success without a table is none");
        assertFalse(nothing.bytes().hasRemaining());
    }

    @Test
    void anEmptyTableIsWhatWindowsSays() {
        assertEquals(
                ERROR_NOT_FOUND, library.GetUnicastIpAddressTable(AF_UNSPEC).error());
        assertEquals(ERROR_NOT_FOUND, library.GetIpForwardTable2(AF_INET6).error());
        assertEquals(ERROR_NOT_FOUND, library.GetIpInterfaceTable(AF_INET).error());
        MibTable interfaces = library.GetIfTable2();
        assertEquals(ERROR_SUCCESS, interfaces.error());
        assertEquals(8, interfaces.bytes().remaining());
        assertEquals(0, interfaces.bytes().getInt(0));
    }

    @Test
    void aLongTableIsRead() {
        Row route = row(Table.ROUTE, 0);
        windows.show(Table.ROUTE, Collections.nCopies(20_000, route));

        ByteBuffer bytes = library.GetIpForwardTable2(AF_UNSPEC).bytes();

        assertEquals(20_000, bytes.getInt(0));
        assertEquals(route.bytes(), bytes.slice(8 + 19_999 * 104, 104));
    }

    // ---- the best route

    @Test
    void theBestRouteAndItsSourceComeBack() throws Exception {
        Row narrow = route("203.0.113.0", 24, 7).set("Metric", 5);
        Row wide = route("0.0.0.0", 0, 8).set("Metric", 1);
        Row source = windows.row(Table.UNICAST_ADDRESS)
                .address("Address", address("192.0.2.8"))
                .set("InterfaceIndex", 8);
        windows.show(Table.ROUTE, List.of(narrow, wide));
        windows.show(Table.UNICAST_ADDRESS, List.of(source));
        ByteBuffer best = direct(110).position(4);
        ByteBuffer from = direct(30).position(2);

        assertEquals(ERROR_SUCCESS, library.GetBestRoute2(null, inet("198.51.100.1"), best, from));

        assertEquals(wide.bytes(), best.slice(4, 104));
        assertEquals(inet("192.0.2.8"), from.slice(2, 28));
        assertEquals(4, best.position());

        assertEquals(ERROR_SUCCESS, library.GetBestRoute2(inet("192.0.2.99"), inet("203.0.113.9"), best, from));
        assertEquals(narrow.bytes(), best.slice(4, 104));
        assertEquals(inet("192.0.2.99"), from.slice(2, 28), "the source asked for");
    }

    @Test
    void theBestRouteMayBeRefused() throws Exception {
        ByteBuffer best = direct(104);
        ByteBuffer from = direct(28);
        assertEquals(ERROR_NETWORK_UNREACHABLE, library.GetBestRoute2(null, inet("192.0.2.1"), best, from));
        assertEquals(ERROR_INVALID_PARAMETER, library.GetBestRoute2(inet("::1"), inet("192.0.2.1"), best, from));
        windows.answer(Function.GetBestRoute2, ERROR_NOT_SUPPORTED);
        assertEquals(ERROR_NOT_SUPPORTED, library.GetBestRoute2(null, inet("192.0.2.1"), best, from));
    }

    @Test
    void buffersThatCannotBePassedAreRefused() throws Exception {
        ByteBuffer to = inet("192.0.2.1");
        ByteBuffer heap = ByteBuffer.allocate(104);
        assertThrows(IllegalArgumentException.class, () -> library.GetBestRoute2(heap, to, direct(104), direct(28)));
        assertThrows(IllegalArgumentException.class, () -> library.GetBestRoute2(null, heap, direct(104), direct(28)));
        assertThrows(IllegalArgumentException.class, () -> library.GetBestRoute2(null, to, heap, direct(28)));
        assertThrows(IllegalArgumentException.class, () -> library.GetBestRoute2(null, to, direct(104), heap));
        assertThrows(IndexOutOfBoundsException.class, () -> library.GetBestRoute2(null, to, direct(103), direct(28)));
        assertThrows(IndexOutOfBoundsException.class, () -> library.GetBestRoute2(null, to, direct(104), direct(27)));
        assertThrows(IndexOutOfBoundsException.class, () -> library.GetBestRoute2(null, direct(27), direct(104), to));
        assertEquals(0, windows.calls(Function.GetBestRoute2));
    }

    // ---- notifications

    @ParameterizedTest
    @EnumSource(MibKind.class)
    void aNotificationCarriesItsTypeAndACopyOfTheKey(MibKind kind) {
        Receiver receiver = new Receiver();
        Registration registration = register(kind, AF_UNSPEC, receiver, 0);
        Row row = row(Table.values()[kind.ordinal()], 3);
        ByteBuffer before = row.copy().bytes();

        windows.fire(kind, MIB_ADD_INSTANCE, row);
        windows.fireWithoutRow(kind, MIB_PARAMETER_NOTIFICATION);
        windows.fire(kind, MIB_DELETE_INSTANCE, row);

        assertEquals(ERROR_SUCCESS, registration.error());
        assertFalse(registration.nullHandle());
        List<Told> told = receiver.told();
        assertEquals(3, told.size());
        assertEquals(
                List.of(MIB_ADD_INSTANCE, MIB_PARAMETER_NOTIFICATION, MIB_DELETE_INSTANCE),
                told.stream().map(Told::type).toList());
        assertTrue(told.stream().allMatch(each -> each.kind() == kind));
        assertSame(ByteOrder.nativeOrder(), told.get(0).key().order());
        assertEquals(before.slice(0, kind.keyBytes()), told.get(0).key(), "the row itself is gone by now");
        assertNull(told.get(1).key());
        assertNotSame(told.get(0).key(), told.get(2).key());
        assertTrue(told.stream().allMatch(each -> each.thread().isDaemon() && each.thread() != Thread.currentThread()));
        assertEquals(ERROR_SUCCESS, registration.cancel());
        assertEquals(0, windows.registrations());
    }

    @ParameterizedTest
    @EnumSource(MibKind.class)
    void onlyTheKindAndFamilyAskedForAreTold(MibKind kind) {
        Receiver receiver = new Receiver();
        Registration registration = register(kind, AF_INET6, receiver, 0);
        for (MibKind each : MibKind.values()) {
            Table table = Table.values()[each.ordinal()];
            windows.fire(each, MIB_ADD_INSTANCE, row(table, 0));
            windows.fire(each, MIB_ADD_INSTANCE, row(table, 1));
        }
        assertEquals(List.of(kind), receiver.told().stream().map(Told::kind).toList());
        assertEquals(ERROR_SUCCESS, registration.cancel());
    }

    @ParameterizedTest
    @EnumSource(MibKind.class)
    void theInitialNotificationMayComeBeforeTheCallReturns(MibKind kind) {
        Receiver receiver = new Receiver();
        Registration registration = register(kind, AF_UNSPEC, receiver, 1);
        assertEquals(1, receiver.told().size());
        Told initial = receiver.told().get(0);
        assertEquals(MIB_INITIAL_NOTIFICATION, initial.type());
        assertNull(initial.key());
        assertSame(Thread.currentThread(), initial.thread(), "as Wine does it");
        assertEquals(ERROR_SUCCESS, registration.cancel());
    }

    @ParameterizedTest
    @EnumSource(MibKind.class)
    void aRefusedRegistrationSaysWhyAndEndsInSilence(MibKind kind) {
        Receiver receiver = new Receiver();
        windows.answer(notify(kind), ERROR_ACCESS_DENIED);
        Registration refused = register(kind, AF_UNSPEC, receiver, 0);
        windows.answerAsUsual(notify(kind));
        Registration wrong = register(kind, 0x7fff, receiver, 1);

        assertEquals(ERROR_ACCESS_DENIED, refused.error());
        assertEquals(ERROR_INVALID_PARAMETER, wrong.error());
        assertFalse(refused.nullHandle());
        assertEquals(ERROR_SUCCESS, refused.cancel());
        assertEquals(ERROR_SUCCESS, wrong.cancel());
        assertEquals(0, windows.calls(Function.CancelMibChangeNotify2));
        assertEquals(List.of(), receiver.told());
    }

    @ParameterizedTest
    @EnumSource(MibKind.class)
    void successWithoutAHandleIsSaidAndCanBeClosed(MibKind kind) {
        Receiver receiver = new Receiver();
        windows.succeedWithoutResult(notify(kind));
        Registration registration = register(kind, AF_UNSPEC, receiver, 1);

        assertEquals(ERROR_SUCCESS, registration.error());
        assertTrue(registration.nullHandle());
        assertEquals(1, receiver.told().size(), "the initial one comes all the same");
        assertEquals(ERROR_SUCCESS, registration.cancel());
        assertEquals(0, windows.calls(Function.CancelMibChangeNotify2), "there is nothing to cancel by");
        windows.fireToTheForgotten(kind);
        assertEquals(1, receiver.told().size(), "and if one comes after all, it finds nobody and no crash");
    }

    @ParameterizedTest
    @EnumSource(MibKind.class)
    void aCancelThatFailsLeavesTheCodeInPlaceAndTellsNobody(MibKind kind) {
        Receiver receiver = new Receiver();
        Registration registration = register(kind, AF_UNSPEC, receiver, 0);
        windows.answer(Function.CancelMibChangeNotify2, ERROR_ACCESS_DENIED);

        assertEquals(ERROR_ACCESS_DENIED, registration.cancel());
        assertEquals(ERROR_ACCESS_DENIED, registration.cancel(), "it is tried once");
        registration = null;
        System.gc();

        assertEquals(1, windows.calls(Function.CancelMibChangeNotify2));
        assertEquals(1, windows.registrations());
        windows.fireWithoutRow(kind, MIB_ADD_INSTANCE);
        windows.fire(kind, MIB_ADD_INSTANCE, row(Table.values()[kind.ordinal()], 0));
        assertEquals(2, windows.delivered(), "Windows still calls");
        assertEquals(List.of(), receiver.told());
    }

    @ParameterizedTest
    @EnumSource(MibKind.class)
    void cancellingInACallbackIsHandedToAnotherThread(MibKind kind) throws Exception {
        AtomicReference<Registration> mine = new AtomicReference<>();
        List<Integer> answers = Collections.synchronizedList(new ArrayList<>());
        mine.set(register(
                kind,
                AF_UNSPEC,
                (same, type, key) -> {
                    answers.add(mine.get().cancel());
                    answers.add(mine.get().cancel());
                },
                0));

        windows.fireWithoutRow(kind, MIB_ADD_INSTANCE);

        assertEquals(ERROR_SUCCESS, mine.get().cancel(), "waits for the other thread");
        assertEquals(List.of(ERROR_IO_PENDING, ERROR_IO_PENDING), answers);
        assertEquals(0, windows.registrations());
        assertEquals(1, windows.calls(Function.CancelMibChangeNotify2));
        assertEquals(0, windows.cancelsInsideCallbacks());
    }

    @Test
    void cancellingAnotherRegistrationInACallbackIsHandedOverToo() {
        Registration other = register(MibKind.ROUTE, AF_UNSPEC, new Receiver(), 0);
        Registration power = library.PowerRegisterSuspendResumeNotification(type -> {});
        AtomicInteger answer = new AtomicInteger();
        AtomicInteger ofPower = new AtomicInteger();
        Registration first = register(
                MibKind.IP_INTERFACE,
                AF_UNSPEC,
                (kind, type, key) -> {
                    answer.set(other.cancel());
                    ofPower.set(power.cancel());
                },
                0);
        windows.fireWithoutRow(MibKind.IP_INTERFACE, MIB_ADD_INSTANCE);
        assertEquals(ERROR_IO_PENDING, answer.get());
        assertEquals(ERROR_IO_PENDING, ofPower.get());
        assertEquals(ERROR_SUCCESS, other.cancel());
        assertEquals(ERROR_SUCCESS, power.cancel());
        assertEquals(ERROR_SUCCESS, first.cancel());
        assertEquals(0, windows.registrations());
    }

    @Test
    void cancellingInTheInitialNotificationOfAnotherIsHandedOver() {
        Registration other = register(MibKind.ROUTE, AF_UNSPEC, new Receiver(), 0);
        AtomicInteger answer = new AtomicInteger();
        Registration first =
                register(MibKind.UNICAST_ADDRESS, AF_UNSPEC, (kind, type, key) -> answer.set(other.cancel()), 1);
        assertEquals(ERROR_IO_PENDING, answer.get());
        assertEquals(ERROR_SUCCESS, other.cancel(), "this thread is out of the callback again");
        assertEquals(ERROR_SUCCESS, first.cancel());
    }

    @ParameterizedTest
    @EnumSource(MibKind.class)
    void cancelReturnsAfterTheReceiverThatIsRunning(MibKind kind) throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        Registration registration = register(
                kind,
                AF_UNSPEC,
                (same, type, key) -> {
                    inside.countDown();
                    uninterruptibly(leave);
                    order.add("receiver");
                },
                0);
        Thread foreign = start(() -> windows.fireWithoutRow(kind, MIB_ADD_INSTANCE));
        inside.await();
        Thread canceller = start(() -> {
            registration.cancel();
            order.add("cancelled");
        });
        await(() -> windows.calls(Function.CancelMibChangeNotify2) == 1);
        leave.countDown();
        foreign.join();
        canceller.join();
        assertEquals(List.of("receiver", "cancelled"), order);
    }

    @Test
    void manyMayCancelAtOnce() throws Exception {
        Registration registration = register(MibKind.ROUTE, AF_UNSPEC, new Receiver(), 0);
        List<Integer> answers = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = IntStream.range(0, THREADS)
                .mapToObj(i -> start(() -> answers.add(registration.cancel())))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(Collections.nCopies(THREADS, ERROR_SUCCESS), answers);
        assertEquals(1, windows.calls(Function.CancelMibChangeNotify2));
    }

    @ParameterizedTest
    @EnumSource(MibKind.class)
    void whatAReceiverThrowsNeverReachesTheForeignThread(MibKind kind) {
        List<Throwable> thrown = List.of(
                new IllegalStateException("a receiver"),
                new AssertionError("a receiver"),
                new OutOfMemoryError("a receiver"),
                new Exception("not declared"));
        AtomicInteger turn = new AtomicInteger();
        Registration registration = register(
                kind,
                AF_UNSPEC,
                (same, type, key) -> {
                    int i = turn.getAndIncrement();
                    if (i == thrown.size()) {
                        deeper(0);
                    } else if (i < thrown.size()) {
                        throw WindowsLibraryContract.<RuntimeException>sneaky(thrown.get(i));
                    }
                },
                0);
        for (int i = 0; i < thrown.size() + 2; i++) {
            windows.fireWithoutRow(kind, MIB_ADD_INSTANCE);
        }
        assertEquals(thrown.size() + 2, windows.delivered());
        assertEquals(thrown.size() + 2, turn.get());
        assertEquals(ERROR_SUCCESS, registration.cancel());
        assertEquals(0, windows.registrations());
    }

    // ---- suspend and resume

    @Test
    void suspendAndResumeAreToldToEachReceiver() {
        List<Integer> one = Collections.synchronizedList(new ArrayList<>());
        List<Integer> two = Collections.synchronizedList(new ArrayList<>());
        Registration first = library.PowerRegisterSuspendResumeNotification(one::add);
        Registration second = library.PowerRegisterSuspendResumeNotification(two::add);
        windows.firePower(PBT_APMSUSPEND);
        assertEquals(ERROR_SUCCESS, first.cancel());
        windows.firePower(PBT_APMRESUMEAUTOMATIC);

        assertEquals(List.of(PBT_APMSUSPEND), one);
        assertEquals(List.of(PBT_APMSUSPEND, PBT_APMRESUMEAUTOMATIC), two);
        assertEquals(ERROR_SUCCESS, second.cancel());
        assertEquals(0, windows.registrations());
        assertEquals(2, windows.calls(Function.PowerUnregisterSuspendResumeNotification));
    }

    @Test
    void aPowerReceiverThatThrowsIsKeptFromWindows() {
        AtomicInteger calls = new AtomicInteger();
        IntConsumer throwing = type -> {
            calls.incrementAndGet();
            deeper(0);
        };
        Registration registration = library.PowerRegisterSuspendResumeNotification(throwing);
        windows.firePower(PBT_APMSUSPEND);
        windows.firePower(PBT_APMSUSPEND);
        assertEquals(2, calls.get());
        assertEquals(2, windows.delivered());
        assertEquals(ERROR_SUCCESS, registration.cancel());
    }

    @Test
    void powerNotificationsMayBeRefusedOrNotBeEnded() {
        List<Integer> told = Collections.synchronizedList(new ArrayList<>());
        windows.answer(Function.PowerRegisterSuspendResumeNotification, ERROR_ACCESS_DENIED);
        Registration refused = library.PowerRegisterSuspendResumeNotification(told::add);
        windows.succeedWithoutResult(Function.PowerRegisterSuspendResumeNotification);
        Registration without = library.PowerRegisterSuspendResumeNotification(told::add);
        windows.answerAsUsual(Function.PowerRegisterSuspendResumeNotification);
        Registration stays = library.PowerRegisterSuspendResumeNotification(told::add);
        windows.answer(Function.PowerUnregisterSuspendResumeNotification, ERROR_ACCESS_DENIED);

        assertEquals(ERROR_ACCESS_DENIED, refused.error());
        assertTrue(without.nullHandle());
        assertEquals(ERROR_SUCCESS, refused.cancel());
        assertEquals(ERROR_SUCCESS, without.cancel());
        assertEquals(ERROR_ACCESS_DENIED, stays.cancel());
        windows.firePower(PBT_APMSUSPEND);
        assertEquals(List.of(), told);
        assertEquals(1, windows.delivered());
    }

    // ---- what is missing

    @Test
    void aMissingFunctionSwitchesOffOnlyItself(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder)
            throws Exception {
        HeaderAudit.assumeCompiler();
        Path poor = StandIn.compile(folder, "int GetIfTable2(void **table) { return 5; }");
        WindowsLibrary less = StandIn.provider(
                        provider, Map.of("iphlpapi", poor.toString(), "powrprof", "/nowhere/powrprof.dll"))
                .windows();
        ByteBuffer to = inet("192.0.2.1");
        Registration power = less.PowerRegisterSuspendResumeNotification(type -> {});
        assertAll(
                () -> assertEquals(
                        ERROR_PROC_NOT_FOUND,
                        less.NotifyIpInterfaceChange(0, new Receiver(), 1).error()),
                () -> assertEquals(
                        ERROR_PROC_NOT_FOUND,
                        less.NotifyUnicastIpAddressChange(0, new Receiver(), 1).error()),
                () -> assertEquals(
                        ERROR_PROC_NOT_FOUND,
                        less.NotifyRouteChange2(0, new Receiver(), 1).error()),
                () -> assertEquals(
                        ERROR_PROC_NOT_FOUND, less.GetUnicastIpAddressTable(0).error()),
                () -> assertEquals(
                        ERROR_PROC_NOT_FOUND, less.GetIpForwardTable2(0).error()),
                () -> assertEquals(
                        ERROR_PROC_NOT_FOUND, less.GetIpInterfaceTable(0).error()),
                () -> assertEquals(ERROR_PROC_NOT_FOUND, less.GetBestRoute2(null, to, direct(104), direct(28))),
                () -> assertEquals(ERROR_MOD_NOT_FOUND, power.error()),
                () -> assertEquals(ERROR_SUCCESS, power.cancel()),
                () -> assertEquals(ERROR_ACCESS_DENIED, less.GetIfTable2().error(), "the others go on"));
    }

    @Test
    void modulesAreEnoughToBeCalledBack() throws Exception {
        HeaderAudit.assumeCompiler();
        assertEquals(
                List.of("module", "told " + MIB_INITIAL_NOTIFICATION, "0 0", "0 0", "0"),
                WindowsAsModules.run(provider, windows.file(), otherModules()));
    }

    /** The stand-in's file. */
    protected final Path library() {
        return windows.file();
    }

    /** A class of each module that the binding needs besides its own. */
    protected abstract Class<?>[] otherModules();

    // ---- load

    @Test
    void aMillionCallbacksFromEightThreadsAreAllTold() {
        long[] told = new long[MibKind.values().length];
        AtomicLong wrong = new AtomicLong();
        AtomicLong withRow = new AtomicLong();
        AtomicLong sum = new AtomicLong();
        AtomicLong all = new AtomicLong();
        int[] index = {
            WindowsLayouts.MIB_IPINTERFACE_ROW_INTERFACE_INDEX,
            WindowsLayouts.MIB_UNICASTIPADDRESS_ROW_INTERFACE_INDEX,
            WindowsLayouts.MIB_IPFORWARD_ROW2_INTERFACE_INDEX
        };
        MibChangeReceiver receiver = (kind, type, key) -> {
            all.incrementAndGet();
            if (type != kind.ordinal()) {
                wrong.incrementAndGet();
            }
            if (key != null) {
                withRow.incrementAndGet();
                sum.addAndGet(key.getInt(index[kind.ordinal()]));
            }
        };
        List<Registration> registrations = new ArrayList<>();
        for (MibKind kind : MibKind.values()) {
            registrations.add(register(kind, AF_UNSPEC, receiver, 0));
        }

        windows.storm(THREADS, CALLS_OF_EACH);

        assertEquals(THREADS * CALLS_OF_EACH, all.get());
        assertEquals(0, wrong.get());
        assertEquals(THREADS * CALLS_OF_EACH / 2, withRow.get());
        long half = CALLS_OF_EACH / 2;
        assertEquals(THREADS * half * (half - 1), sum.get(), "0, 2, 4 and so on from each thread");
        assertEquals(told.length, registrations.size());
        for (Registration registration : registrations) {
            assertEquals(ERROR_SUCCESS, registration.cancel());
        }
        windows.storm(THREADS, 100);
        assertEquals(THREADS * CALLS_OF_EACH, all.get());
        assertEquals(0, windows.registrations());
    }

    @Test
    @SuppressWarnings("try") // the storm is closed and nothing else
    void noneComesAfterACancelInTheMiddleOfAStorm() {
        AtomicLong witnessed = new AtomicLong();
        Registration witness = register(MibKind.ROUTE, AF_UNSPEC, (kind, type, key) -> witnessed.incrementAndGet(), 0);
        try (WindowsStandIn.Storm storm = windows.storm(THREADS)) {
            for (int round = 0; round < ROUNDS; round++) {
                int some = round % 50;
                AtomicLong calls = new AtomicLong();
                List<Registration> registrations = new ArrayList<>();
                for (MibKind kind : MibKind.values()) {
                    registrations.add(
                            register(kind, AF_UNSPEC, (same, type, key) -> calls.incrementAndGet(), round % 2));
                }
                await(() -> calls.get() >= some);
                for (Registration registration : registrations) {
                    assertEquals(ERROR_SUCCESS, registration.cancel());
                }
                long atTheEnd = calls.get();
                long then = witnessed.get();
                await(() -> witnessed.get() >= then + THREADS);
                assertEquals(atTheEnd, calls.get());
            }
        }
        assertEquals(ERROR_SUCCESS, witness.cancel());
        assertEquals(0, windows.registrations());
    }

    @Test
    void thousandsOfRegistrationsLeaveNothingBehind() {
        registerAndCancel(100);
        long before = codeInUse();

        registerAndCancel(REGISTRATIONS);

        // What the collector frees, it frees in its own time; and JNA looks after it when something is registered.
        long most = before + REGISTRATIONS / 10 * codeOfOne();
        await(() -> {
            if (codeInUse() > most) {
                System.gc();
                registerAndCancel(1);
            }
            return codeInUse() <= most;
        });
        assertEquals(0, windows.registrations());
    }

    @Test
    void foreignThreadsAreForgottenWhenTheyEnd() {
        Registration registration = register(MibKind.ROUTE, AF_UNSPEC, new Receiver(), 0);
        Registration power = library.PowerRegisterSuspendResumeNotification(type -> {});
        int before = Thread.getAllStackTraces().size();
        for (int i = 0; i < 200; i++) {
            windows.fireWithoutRow(MibKind.ROUTE, MIB_ADD_INSTANCE);
            windows.firePower(PBT_APMSUSPEND);
        }
        await(() -> Thread.getAllStackTraces().size() < before + 100);
        assertEquals(ERROR_SUCCESS, registration.cancel());
        assertEquals(ERROR_SUCCESS, power.cancel());
    }

    /** How much of the code that C calls there is, in some unit. */
    protected abstract long codeInUse();

    /** At least what one registration takes of it. */
    protected abstract long codeOfOne();

    // ---- pieces

    private void registerAndCancel(int times) {
        for (int i = 0; i < times; i++) {
            MibKind kind = MibKind.values()[i % MibKind.values().length];
            Registration registration = register(kind, AF_UNSPEC, (same, type, key) -> {}, 0);
            assertEquals(ERROR_SUCCESS, registration.cancel());
        }
    }

    private Row row(Table table, int i) {
        InetAddress address;
        try {
            address = address(i % 2 == 0 ? "192.0.2." + (i + 1) : "2001:db8::" + (i + 1));
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
        Row row = windows.row(table).set("InterfaceIndex", 100 + i).set("InterfaceLuid", 6L << 48 | (long) i << 24);
        return switch (table) {
            case IP_INTERFACE ->
                row.set("Family", i % 2 == 0 ? AF_INET : AF_INET6).set("Metric", 25 + i);
            case UNICAST_ADDRESS ->
                row.address("Address", address, 3).set("OnLinkPrefixLength", 24).set("DadState", 4);
            case ROUTE ->
                row.address("DestinationPrefix.Prefix", address)
                        .set("DestinationPrefix.PrefixLength", 24)
                        .address("NextHop", address)
                        .set("Metric", 5);
            case INTERFACE ->
                row.text("Alias", "Ethernet " + i)
                        .set("Type", 6)
                        .set("OperStatus", 1)
                        .set("OutOctets", -1);
        };
    }

    private Row route(String destination, int length, int index) throws UnknownHostException {
        return windows.row(Table.ROUTE)
                .address("DestinationPrefix.Prefix", address(destination))
                .set("DestinationPrefix.PrefixLength", length)
                .address("NextHop", address("192.0.2.254"))
                .set("InterfaceIndex", index);
    }

    private ByteBuffer inet(String text) throws UnknownHostException {
        Row row = windows.row(Table.UNICAST_ADDRESS).address("Address", address(text));
        return direct(28).put(0, row.bytes(), 0, 28);
    }

    private static InetAddress address(String text) throws UnknownHostException {
        return InetAddress.getByName(text);
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    private MibTable read(Table table, int family) {
        return switch (table) {
            case IP_INTERFACE -> library.GetIpInterfaceTable(family);
            case UNICAST_ADDRESS -> library.GetUnicastIpAddressTable(family);
            case ROUTE -> library.GetIpForwardTable2(family);
            case INTERFACE -> library.GetIfTable2();
        };
    }

    private static Function function(Table table) {
        return switch (table) {
            case IP_INTERFACE -> Function.GetIpInterfaceTable;
            case UNICAST_ADDRESS -> Function.GetUnicastIpAddressTable;
            case ROUTE -> Function.GetIpForwardTable2;
            case INTERFACE -> Function.GetIfTable2;
        };
    }

    private Registration register(MibKind kind, int family, MibChangeReceiver receiver, int initial) {
        return switch (kind) {
            case IP_INTERFACE -> library.NotifyIpInterfaceChange(family, receiver, initial);
            case UNICAST_ADDRESS -> library.NotifyUnicastIpAddressChange(family, receiver, initial);
            case ROUTE -> library.NotifyRouteChange2(family, receiver, initial);
        };
    }

    private static Function notify(MibKind kind) {
        return switch (kind) {
            case IP_INTERFACE -> Function.NotifyIpInterfaceChange;
            case UNICAST_ADDRESS -> Function.NotifyUnicastIpAddressChange;
            case ROUTE -> Function.NotifyRouteChange2;
        };
    }

    private static Thread start(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void uninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition) {
        while (!condition.holds()) {
            Thread.onSpinWait();
        }
    }

    @SuppressWarnings("InfiniteRecursion") // until there is no stack left
    private static int deeper(int depth) {
        return deeper(depth + 1) + 1;
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> T sneaky(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
