// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows;

import static dev.netmon.ffi.WindowsConstants.ERROR_ACCESS_DENIED;
import static dev.netmon.ffi.WindowsConstants.ERROR_GEN_FAILURE;
import static dev.netmon.ffi.WindowsConstants.ERROR_NOT_ENOUGH_MEMORY;
import static dev.netmon.ffi.WindowsConstants.ERROR_NOT_FOUND;
import static dev.netmon.ffi.WindowsConstants.ERROR_NOT_SUPPORTED;
import static dev.netmon.ffi.WindowsConstants.IF_TYPE_ETHERNET_CSMACD;
import static dev.netmon.ffi.WindowsConstants.IP_DAD_STATE_PREFERRED;
import static dev.netmon.ffi.WindowsConstants.IP_DAD_STATE_TENTATIVE;
import static dev.netmon.ffi.WindowsConstants.MIB_ADD_INSTANCE;
import static dev.netmon.ffi.WindowsConstants.MIB_DELETE_INSTANCE;
import static dev.netmon.ffi.WindowsConstants.MIB_INITIAL_NOTIFICATION;
import static dev.netmon.ffi.WindowsConstants.MIB_PARAMETER_NOTIFICATION;
import static dev.netmon.ffi.WindowsConstants.PBT_APMRESUMEAUTOMATIC;
import static dev.netmon.ffi.WindowsConstants.PBT_APMRESUMESUSPEND;
import static dev.netmon.ffi.WindowsConstants.PBT_APMSUSPEND;
import static dev.netmon.windows.StandInWindows.ETHERNET;
import static dev.netmon.windows.StandInWindows.WIFI;
import static dev.netmon.windows.StandInWindows.ip;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.Addresses;
import dev.netmon.BackendUnavailableException;
import dev.netmon.Family;
import dev.netmon.Link;
import dev.netmon.LinkAddress;
import dev.netmon.LinkMonitor;
import dev.netmon.MonitorOptions;
import dev.netmon.NetInterface;
import dev.netmon.RawEvent.Kind;
import dev.netmon.RawEvent.Op;
import dev.netmon.ffi.MibKind;
import dev.netmon.ffi.testing.WindowsStandIn;
import dev.netmon.ffi.testing.WindowsStandIn.Function;
import dev.netmon.spi.Check;
import dev.netmon.spi.Inventory;
import dev.netmon.spi.LinkSource;
import dev.netmon.spi.NextHop;
import dev.netmon.spi.OsEvent;
import dev.netmon.spi.Route;
import dev.netmon.spi.SourceException;
import dev.netmon.testkit.FoldedInventory;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the source makes of what Windows does, over the stand-in library, through one binding. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the stand-in library is built for Linux")
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a deadlock ends
abstract class SourceScripts {
    private static final InetAddress WORLD = ip("73.158.64.1");
    private static final InetAddress WORLD6 = ip("2601:648::1");

    private final StandInWindows.Through binding;
    private StandInWindows machine;
    private WindowsStandIn windows;
    private IphlpSource source;

    SourceScripts(StandInWindows.Through binding) {
        this.binding = binding;
    }

    @BeforeEach
    void plug() {
        machine = StandInWindows.plugged(binding);
        windows = machine.standIn();
        source = machine.source();
    }

    @AfterEach
    void nothingIsLeft() {
        if (windows == null) {
            return;
        }
        for (Function function : Function.values()) {
            windows.answerAsUsual(function);
        }
        source.close();
        assertEquals(0, windows.tablesOut(), "tables not freed");
        assertEquals(0, windows.cancelsInsideCallbacks(), "cancelled in a callback");
        windows.forget();
    }

    private List<OsEvent> drained() throws SourceException {
        List<OsEvent> events = new ArrayList<>();
        int count = source.drain(events::add);
        assertEquals(count, events.size());
        return events;
    }

    private static NetInterface find(Inventory inventory, int index) {
        return inventory.interfaces().stream()
                .filter(one -> one.index() == index)
                .findFirst()
                .orElseThrow();
    }

    private static Set<Integer> indexes(Inventory inventory) {
        return inventory.interfaces().stream().map(NetInterface::index).collect(Collectors.toSet());
    }

    // Opening and closing

    @Test
    void openingRegistersForEverythingOnce() throws SourceException {
        source.open();

        assertEquals(4, windows.registrations());
        assertEquals(1, windows.calls(Function.NotifyIpInterfaceChange));
        assertEquals(1, windows.calls(Function.NotifyUnicastIpAddressChange));
        assertEquals(1, windows.calls(Function.NotifyRouteChange2));
        assertEquals(1, windows.calls(Function.PowerRegisterSuspendResumeNotification));
        assertEquals(0, windows.delivered(), "no initial notification is asked for");
    }

    @Test
    void closingCancelsEverything() throws SourceException {
        source.open();
        source.close();

        assertEquals(0, windows.registrations());
        assertEquals(3, windows.calls(Function.CancelMibChangeNotify2));
    }

    @Test
    void openingAgainLeavesNoRegistrationBehind() throws SourceException {
        for (int i = 0; i < 5; i++) {
            source.open();
        }

        assertEquals(4, windows.registrations());
    }

    @ParameterizedTest
    @EnumSource(
            value = Function.class,
            names = {"NotifyIpInterfaceChange", "NotifyUnicastIpAddressChange", "NotifyRouteChange2"})
    void aRefusedRegistrationIsOneClearLineAndTheOthersAreCancelled(Function refused) {
        windows.answer(refused, ERROR_NOT_ENOUGH_MEMORY);

        SourceException e = assertThrows(SourceException.class, source::open);

        assertEquals(refused + ": ERROR_NOT_ENOUGH_MEMORY (8): Windows refuses to report changes", e.getMessage());
        assertEquals(0, windows.registrations());
        assertThrows(SourceException.class, () -> source.await(0));
    }

    @ParameterizedTest
    @EnumSource(
            value = Function.class,
            names = {"NotifyIpInterfaceChange", "NotifyUnicastIpAddressChange", "NotifyRouteChange2"})
    void successWithoutAHandleIsNoSuccess(Function empty) {
        windows.succeedWithoutResult(empty);

        SourceException e = assertThrows(SourceException.class, source::open);

        assertTrue(e.getMessage().startsWith(empty + ": success without a handle"), e.getMessage());
        // The one without a handle cannot be cancelled, nor will it be called.
        assertEquals(0, windows.registrations());
    }

    @Test
    void aMonitorOverARefusedSourceIsNotMade() {
        windows.succeedWithoutResult(Function.NotifyRouteChange2);

        assertThrows(BackendUnavailableException.class, () -> LinkMonitor.over(source, MonitorOptions.defaults()));
        assertEquals(0, windows.registrations());
    }

    @Test
    void openingSucceedsOnceTheReasonIsGone() throws SourceException {
        windows.answer(Function.NotifyRouteChange2, ERROR_ACCESS_DENIED);
        assertThrows(SourceException.class, source::open);
        windows.answerAsUsual(Function.NotifyRouteChange2);

        assertNotNull(source.open());
        assertEquals(4, windows.registrations());
    }

    @Test
    void withoutNotificationsOfSuspendItRunsAllTheSame() throws SourceException {
        windows.answer(Function.PowerRegisterSuspendResumeNotification, ERROR_NOT_SUPPORTED);

        assertNotNull(source.open());
        machine.addAddress(ETHERNET, "192.0.2.99", 24);
        assertEquals(1, drained().size());
    }

    @Test
    void aTableThatCannotBeReadClosesWhatWasOpened() {
        windows.answer(Function.GetIfTable2, ERROR_NOT_ENOUGH_MEMORY);

        SourceException e = assertThrows(SourceException.class, source::open);

        assertEquals("GetIfTable2: ERROR_NOT_ENOUGH_MEMORY (8)", e.getMessage());
        assertEquals(0, windows.registrations());
    }

    @Test
    void aNullTableIsAnError() {
        windows.succeedWithoutResult(Function.GetUnicastIpAddressTable);

        assertThrows(SourceException.class, source::open);
        assertEquals(0, windows.registrations());
    }

    @Test
    void aCancelThatFailsDoesNotHoldUpTheClose() throws SourceException {
        source.open();
        windows.answer(Function.CancelMibChangeNotify2, ERROR_GEN_FAILURE);

        source.close();

        assertEquals(3, windows.calls(Function.CancelMibChangeNotify2));
        // Still registered, as far as Windows is concerned: it may call, and nobody minds.
        machine.addAddress(ETHERNET, "192.0.2.99", 24);
        windows.answerAsUsual(Function.CancelMibChangeNotify2);
        source.open();
        assertEquals(List.of(), drained(), "what came for the one before");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8})
    @SuppressWarnings("try") // that the storm rages is all
    void callbacksMayRaceTheClose(int threads) throws SourceException {
        for (int round = 0; round < 20; round++) {
            source.open();
            try (WindowsStandIn.Storm storm = windows.storm(threads)) {
                source.await(TimeUnit.MILLISECONDS.toNanos(1));
                source.drain(event -> {});
                source.close();
                assertEquals(0, windows.registrations());
            }
        }
    }

    @Test
    @SuppressWarnings("try")
    void callbacksMayRaceTheOpening() throws SourceException {
        try (WindowsStandIn.Storm storm = windows.storm(8)) {
            for (int round = 0; round < 20; round++) {
                assertEquals(3, source.open().interfaces().size());
            }
        }
    }

    // The snapshot

    @Test
    void theSnapshotHasLinksByTheirAliasesWithoutFilters() throws SourceException {
        Inventory inventory = source.open();

        assertEquals(Set.of(StandInWindows.LOOPBACK, ETHERNET, WIFI), indexes(inventory));
        Link link = find(inventory, ETHERNET).link();
        assertEquals(StandInWindows.ETHERNET_NAME, link.name());
        assertEquals("02:00:00:00:00:0c", link.mac());
        assertEquals(1500, link.mtu());
        assertEquals("[192.0.2.20/24]", find(inventory, ETHERNET).addresses().toString());
        assertTrue(find(inventory, StandInWindows.LOOPBACK).link().loopback());
    }

    @Test
    void noAddressAtAllIsNoError() throws SourceException {
        windows.answer(Function.GetUnicastIpAddressTable, ERROR_NOT_FOUND);

        assertTrue(source.open().interfaces().stream()
                .allMatch(one -> one.addresses().isEmpty()));
    }

    @Test
    void anAddressThatNamesItsLinkByLuidAloneIsFound() throws SourceException {
        machine.address("192.0.2.20")
                .set("InterfaceIndex", 0)
                .set("InterfaceLuid", (long) IF_TYPE_ETHERNET_CSMACD << 48 | (long) ETHERNET << 24);
        machine.show();

        assertEquals(1, find(source.open(), ETHERNET).addresses().size());
    }

    @Test
    void anUnnamedLinkHasItsDescription() throws SourceException {
        machine.link(WIFI).text("Alias", "");
        machine.show();

        assertEquals("Card 9", find(source.open(), WIFI).name());
    }

    // Events

    @Test
    void aNewAddressIsOneEvent() throws SourceException {
        source.open();

        machine.addAddress(ETHERNET, "192.0.2.99", 25);

        OsEvent.AddressEvent event = (OsEvent.AddressEvent) drained().get(0);
        assertEquals(Op.NEW, event.op());
        assertEquals(ETHERNET, event.index());
        assertEquals("192.0.2.99/25", event.address().toString());
        assertEquals(List.of(), drained(), "and only once");
    }

    @Test
    void anAddressBecomesUsableWhenDetectionIsOver() throws SourceException {
        source.open();
        machine.addAddress(WIFI, "2001:db8::7", 64);
        machine.address("2001:db8::7").set("DadState", IP_DAD_STATE_TENTATIVE);
        machine.show();
        OsEvent.AddressEvent first = (OsEvent.AddressEvent) drained().get(0);
        assertTrue(first.address().has(LinkAddress.Flag.TENTATIVE));

        machine.address("2001:db8::7").set("DadState", IP_DAD_STATE_PREFERRED);
        machine.show();
        machine.fireAddress(WIFI, "2001:db8::7", MIB_PARAMETER_NOTIFICATION);

        OsEvent.AddressEvent second = (OsEvent.AddressEvent) drained().get(0);
        assertEquals(Op.NEW, second.op());
        assertFalse(second.address().has(LinkAddress.Flag.TENTATIVE));
    }

    @Test
    void aRefreshOfAnAddressIsToldAsItIs() throws SourceException {
        source.open();
        for (int i = 0; i < 3; i++) {
            machine.fireAddress(ETHERNET, "192.0.2.20", MIB_PARAMETER_NOTIFICATION);
        }

        List<OsEvent> events = drained();
        assertEquals(1, events.size(), "once, however often it was named");
        assertEquals(
                "192.0.2.20/24",
                ((OsEvent.AddressEvent) events.get(0)).address().toString());
    }

    @Test
    void anAddressThatWasAwayForAMomentIsToldSo() throws SourceException {
        source.open();
        machine.removeAddress("192.0.2.20");
        machine.addAddress(ETHERNET, "192.0.2.20", 24);

        assertEquals(
                List.of(Op.DEL, Op.NEW),
                drained().stream()
                        .map(event -> ((OsEvent.AddressEvent) event).op())
                        .toList());
    }

    @Test
    void anAddressThatCameAndWentIsNoFact() throws SourceException {
        source.open();
        machine.addAddress(ETHERNET, "192.0.2.99", 24);
        machine.removeAddress("192.0.2.99");

        List<OsEvent> events = drained();
        assertEquals(1, events.size());
        assertTrue(events.get(0) instanceof OsEvent.Filtered, events.toString());
    }

    @Test
    void anotherPrefixIsAnotherAddress() throws SourceException {
        source.open();
        machine.address("192.0.2.20").set("OnLinkPrefixLength", 16);
        machine.show();
        machine.fireAddress(ETHERNET, "192.0.2.20", MIB_PARAMETER_NOTIFICATION);

        assertEquals(
                List.of("192.0.2.20/24", "192.0.2.20/16"),
                drained().stream()
                        .map(event -> ((OsEvent.AddressEvent) event).address().toString())
                        .toList());
    }

    @Test
    void aLinkComesAndGoes() throws SourceException {
        FoldedInventory folded = new FoldedInventory(source.open());
        machine.link(40, "Tunnel", 53);
        machine.linkMoved(40, MIB_ADD_INSTANCE);
        machine.addAddress(40, "10.9.0.2", 32);
        source.drain(folded);
        assertTrue(folded.lines().stream().anyMatch(line -> line.startsWith("40 Tunnel up carrier [10.9.0.2/32]")));

        machine.removeLink(40);
        source.drain(folded);
        assertEquals(new FoldedInventory(source.reread()).lines(), folded.lines());
        assertNull(source.link(40));
    }

    @Test
    void aRenamedLinkKeepsItsIndex() throws SourceException {
        source.open();
        machine.link(WIFI).text("Alias", "Wi-Fi");
        machine.linkMoved(WIFI, MIB_PARAMETER_NOTIFICATION);

        OsEvent.LinkEvent event = (OsEvent.LinkEvent) drained().get(0);
        assertEquals("Wi-Fi", event.link().name());
        assertEquals(WIFI, event.link().index());
    }

    @Test
    void anotherCardUnderTheSameIndexIsAnotherLink() throws SourceException {
        source.open();
        machine.link(WIFI).set("InterfaceLuid", 0x0047_0099_0000_0000L);
        machine.linkMoved(WIFI, MIB_ADD_INSTANCE);

        List<OsEvent> events = drained();
        assertEquals(Op.DEL, ((OsEvent.LinkEvent) events.get(0)).op());
        assertEquals(Op.NEW, ((OsEvent.LinkEvent) events.get(1)).op());
        assertEquals(Op.NEW, ((OsEvent.AddressEvent) events.get(2)).op());
    }

    @Test
    void aFilterIsNotALink() throws SourceException {
        source.open();
        machine.fireInterface(30, MIB_PARAMETER_NOTIFICATION);

        assertTrue(drained().get(0) instanceof OsEvent.Filtered);
        assertNull(source.link(30));
    }

    @Test
    void aChangeThatShowsNowhereIsStillAReasonToAsk() throws SourceException {
        source.open();
        machine.metric(ETHERNET, 500);
        machine.fireInterface(ETHERNET, MIB_PARAMETER_NOTIFICATION);

        List<OsEvent> events = drained();
        assertEquals(1, events.size(), "one for both families");
        assertEquals(ETHERNET, ((OsEvent.LinkEvent) events.get(0)).link().index());
    }

    @Test
    void aFlapBetweenTwoReadsIsCounted() throws SourceException {
        long before = find(source.open(), ETHERNET).link().counters().changes();
        machine.disconnect(ETHERNET);
        source.drain(event -> {});
        machine.connect(ETHERNET);

        Link link = source.link(ETHERNET);
        assertEquals(before + 2, link.counters().changes());
        assertEquals(1, link.counters().downs());
        assertEquals(link, ((OsEvent.LinkEvent) drained().get(0)).link());
    }

    @Test
    void whileNobodyListenedCarrierMayHaveMoved() throws SourceException {
        Link before = find(source.open(), ETHERNET).link();
        Link after = find(source.open(), ETHERNET).link();

        assertNotEquals(before.counters(), after.counters());
    }

    @ParameterizedTest
    @EnumSource(MibKind.class)
    void aNotificationWithoutARowIsAReasonToReadAgain(MibKind kind) throws SourceException {
        source.open();
        windows.fireWithoutRow(kind, MIB_INITIAL_NOTIFICATION);

        List<OsEvent> events = drained();
        assertEquals(1, events.size());
        assertTrue(events.get(0) instanceof OsEvent.Hint, events.toString());
    }

    @Test
    void whatANotificationWithoutARowMeansIsFound() throws SourceException {
        source.open();
        machine.link(WIFI).set("Mtu", 1400);
        machine.show();
        windows.fireWithoutRow(MibKind.UNICAST_ADDRESS, MIB_PARAMETER_NOTIFICATION);

        assertEquals(1400, ((OsEvent.LinkEvent) drained().get(0)).link().mtu());
    }

    @Test
    void aNotificationByLuidAloneIsUnderstood() throws SourceException {
        source.open();
        windows.fire(
                MibKind.IP_INTERFACE,
                MIB_PARAMETER_NOTIFICATION,
                windows.row(WindowsStandIn.Table.IP_INTERFACE)
                        .set("Family", 2)
                        .set("InterfaceLuid", (long) IF_TYPE_ETHERNET_CSMACD << 48 | (long) ETHERNET << 24));

        assertEquals(ETHERNET, ((OsEvent.LinkEvent) drained().get(0)).link().index());
    }

    @Test
    void aRouteIsAHintWithoutText() throws SourceException {
        source.open();
        machine.addRoute("10.0.0.0", 8, WIFI, "198.51.100.1", 0);

        assertEquals(List.of(new OsEvent.Hint(Kind.ROUTE, Op.NEW, Family.V4, WIFI, null)), drained());
    }

    @ParameterizedTest
    @CsvSource({MIB_PARAMETER_NOTIFICATION + ", changed", MIB_ADD_INSTANCE + ", added", "9, notification 9"})
    void aRouteHasTextWhereItIsWanted(int type, String text) throws SourceException {
        source.detail(LinkSource.Detail.FULL);
        source.open();
        machine.fireRoute("2001:db8::", 32, WIFI, "fe80::1", type);

        OsEvent.Hint hint = (OsEvent.Hint) drained().get(0);
        assertEquals(Op.NEW, hint.op());
        assertEquals(Family.V6, hint.family());
        assertEquals("2001:db8::/32 via fe80::1 index 9 " + text, hint.detail());
    }

    @Test
    void aRouteThatIsGoneSaysSo() throws SourceException {
        source.open();
        machine.removeRoute("0.0.0.0", 0, ETHERNET);

        assertEquals(Op.DEL, ((OsEvent.Hint) drained().get(0)).op());
    }

    @Test
    void routesReadNoTable() throws SourceException {
        source.open();
        int before = windows.calls(Function.GetIfTable2);
        machine.addRoute("10.0.0.0", 8, WIFI, "198.51.100.1", 0);
        drained();

        assertEquals(before, windows.calls(Function.GetIfTable2));
    }

    @Test
    void aBurstOfRoutesIsCountedBeyondABound() throws SourceException {
        source.detail(LinkSource.Detail.FULL);
        source.open();
        for (int i = 0; i < 1000; i++) {
            machine.fireRoute("10.0.0.0", 8, WIFI, "198.51.100.1", MIB_PARAMETER_NOTIFICATION);
        }

        List<OsEvent> events = drained();
        assertEquals(ChangeQueue.MOST + 1, events.size());
        assertEquals(
                (1000 - ChangeQueue.MOST) + " more notifications of routes",
                ((OsEvent.Hint) events.get(events.size() - 1)).detail());
        assertEquals(List.of(), drained());
    }

    @Test
    void aBurstOfEverythingLeadsToTheStateOfNow() throws SourceException {
        FoldedInventory folded = new FoldedInventory(source.open());
        for (int i = 0; i < 600; i++) {
            machine.fireRoute("10.0.0.0", 8, WIFI, "198.51.100.1", MIB_PARAMETER_NOTIFICATION);
        }
        // The queue is full: only that something came is known of this one.
        machine.addAddress(WIFI, "198.51.100.99", 24);
        source.drain(folded);

        assertEquals(new FoldedInventory(source.reread()).lines(), folded.lines());
        assertTrue(folded.lines().toString().contains("198.51.100.99"));
    }

    @Test
    void aStormFromEightThreadsEndsInTheStateOfNow() throws SourceException {
        FoldedInventory folded = new FoldedInventory(source.open());
        windows.storm(8, 2_000);
        machine.removeAddress("192.0.2.20");
        while (source.drain(folded) > 0) {
            source.await(0);
        }

        assertEquals(new FoldedInventory(source.reread()).lines(), folded.lines());
    }

    @Test
    void rereadingForgetsWhatWasQueued() throws SourceException {
        source.open();
        machine.addAddress(ETHERNET, "192.0.2.99", 24);
        source.reread();

        assertEquals(List.of(), drained());
    }

    @Test
    void anInterruptNeitherEndsAWaitNorIsLost() throws SourceException {
        source.open();
        Thread.currentThread().interrupt();
        long start = System.nanoTime();
        long wait = TimeUnit.MILLISECONDS.toNanos(30);

        source.await(wait);

        assertTrue(System.nanoTime() - start >= wait / 2);
        assertTrue(Thread.interrupted());
    }

    // Sleep

    @Test
    void aSleepIsToldWithItsLength() throws SourceException {
        source.open();
        windows.firePower(PBT_APMSUSPEND);
        assertEquals(List.of(), drained());
        windows.firePower(PBT_APMRESUMEAUTOMATIC);
        windows.firePower(PBT_APMRESUMESUSPEND);

        List<OsEvent> events = drained();
        assertEquals(1, events.size(), events.toString());
        assertTrue(((OsEvent.Wake) events.get(0)).sleptNanos() > 0);
    }

    @Test
    void aWakeEndsAWait() throws SourceException {
        source.open();
        windows.firePower(PBT_APMRESUMEAUTOMATIC);

        assertNotNull(source.await(LinkSource.NEVER));
        assertEquals(List.of(new OsEvent.Wake(SleepLog.UNKNOWN)), drained());
    }

    @Test
    void whatChangedInASleepIsReadWithoutBeingTold() throws SourceException {
        source.open();
        windows.firePower(PBT_APMSUSPEND);
        machine.link(ETHERNET).set("Mtu", 1400);
        machine.show();
        windows.firePower(PBT_APMRESUMEAUTOMATIC);

        List<OsEvent> events = drained();
        assertTrue(events.get(0) instanceof OsEvent.Wake);
        assertEquals(1400, ((OsEvent.LinkEvent) events.get(1)).link().mtu());
    }

    // Questions

    private void unableToAnswer() {
        windows.answer(Function.GetBestRoute2, ERROR_NOT_SUPPORTED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theDefaultRouteIsFound(boolean asked) throws SourceException {
        source.open();
        if (!asked) {
            unableToAnswer();
        }

        assertEquals(new Route(ETHERNET, ip("192.0.2.20"), ip("192.0.2.1")), source.route(WORLD));
        assertNull(source.route(WORLD6));
        assertEquals(Set.of(new NextHop(ETHERNET, ip("192.0.2.1"))), source.nextHops(WORLD));
        assertEquals(Set.of(), source.nextHops(WORLD6));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theMetricOfTheInterfaceCounts(boolean asked) throws SourceException {
        source.open();
        if (!asked) {
            unableToAnswer();
        }
        // 30 + 50 against 60 + 25: the smaller number in the route loses to the sum.
        machine.removeRoute("0.0.0.0", 0, ETHERNET);
        machine.addRoute("0.0.0.0", 0, ETHERNET, "192.0.2.1", 60);
        machine.addRoute("0.0.0.0", 0, WIFI, "198.51.100.1", 30);
        assertEquals(WIFI, source.route(WORLD).index());

        machine.metric(WIFI, 60);
        assertEquals(ETHERNET, source.route(WORLD).index());
    }

    @Test
    void withoutMetricsOfInterfacesTheRoutesDecide() throws SourceException {
        source.open();
        unableToAnswer();
        windows.answer(Function.GetIpInterfaceTable, ERROR_NOT_SUPPORTED);
        machine.removeRoute("0.0.0.0", 0, ETHERNET);
        machine.addRoute("0.0.0.0", 0, ETHERNET, "192.0.2.1", 60);
        machine.addRoute("0.0.0.0", 0, WIFI, "198.51.100.1", 59);

        assertEquals(WIFI, source.route(WORLD).index());
    }

    @Test
    void noRouteOfAFamilyIsNoError() throws SourceException {
        source.open();
        unableToAnswer();
        windows.answer(Function.GetIpForwardTable2, ERROR_NOT_FOUND);

        assertNull(source.route(WORLD));
        assertEquals(Set.of(), source.nextHops(WORLD));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 87, 1168, 1231, 1232, 4711})
    void whateverWindowsHasAgainstARouteThereIsNone(int error) throws SourceException {
        source.open();
        windows.answer(Function.GetBestRoute2, error);

        assertNull(source.route(WORLD));
        assertEquals(Set.of(), source.nextHops(WORLD));
    }

    @ParameterizedTest
    @ValueSource(ints = {50, 120, 127})
    void aSystemThatCannotAnswerIsReadInstead(int error) throws SourceException {
        source.open();
        windows.answer(Function.GetBestRoute2, error);

        assertEquals(ETHERNET, source.route(WORLD).index());
    }

    @Test
    void twoEqualRoutesAreTwoNextHops() throws SourceException {
        source.open();
        machine.metric(WIFI, 25);
        machine.addRoute("0.0.0.0", 0, WIFI, "198.51.100.1", 0);
        assertEquals(
                Set.of(new NextHop(ETHERNET, ip("192.0.2.1")), new NextHop(WIFI, ip("198.51.100.1"))),
                source.nextHops(WORLD));

        machine.disconnect(WIFI);
        assertEquals(Set.of(new NextHop(ETHERNET, ip("192.0.2.1"))), source.nextHops(WORLD));
    }

    @Test
    void aLinkIsReadAfresh() throws SourceException {
        source.open();
        machine.link(WIFI).set("Mtu", 1300);
        machine.show();

        assertEquals(1300, source.link(WIFI).mtu());
    }

    @Test
    void aSourceThatIsNotOpenSaysSo() {
        assertThrows(SourceException.class, () -> source.await(0));
        assertThrows(SourceException.class, () -> source.drain(event -> {}));
        assertThrows(SourceException.class, () -> source.route(WORLD));
        assertThrows(SourceException.class, () -> source.link(ETHERNET));
        assertThrows(SourceException.class, source::reread);
    }

    // Diagnosis

    private static Check check(List<Check> checks, String name) {
        return checks.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aGoodSystemHasOnlyGoodChecks() {
        List<Check> checks = WindowsDiagnosis.of(machine.library());

        assertTrue(checks.stream().allMatch(Check::ok), checks.toString());
        assertEquals(
                List.of("notifications", "interfaces", "addresses", "routes", "metrics", "best_route", "wake"),
                checks.stream().map(Check::name).toList());
        assertEquals(0, windows.registrations());
    }

    @Test
    void aSystemThatNeverReportsIsToldApart() {
        windows.succeedWithoutResult(Function.NotifyIpInterfaceChange);

        Check check = check(WindowsDiagnosis.of(machine.library()), "notifications");
        assertFalse(check.ok());
        assertEquals("use --backend poll", check.fix());
        assertEquals(0, windows.registrations());
    }

    @Test
    void whatIsDoneWithoutIsNoFault() {
        unableToAnswer();
        windows.answer(Function.GetIpInterfaceTable, ERROR_NOT_SUPPORTED);

        List<Check> checks = WindowsDiagnosis.of(machine.library());
        assertTrue(check(checks, "best_route").ok());
        assertTrue(check(checks, "best_route").detail().contains("table of routes"));
        assertTrue(check(checks, "metrics").ok());
    }

    @ParameterizedTest
    @CsvSource({
        "GetIfTable2, interfaces",
        "GetUnicastIpAddressTable, addresses",
        "GetIpForwardTable2, routes",
        "GetIpInterfaceTable, metrics",
        "PowerRegisterSuspendResumeNotification, wake"
    })
    void whatIsMissingIsNamedWithItsError(Function function, String name) {
        windows.answer(function, ERROR_ACCESS_DENIED);

        Check check = check(WindowsDiagnosis.of(machine.library()), name);
        assertFalse(check.ok());
        assertTrue(check.detail().contains(function + ": ERROR_ACCESS_DENIED (5)"), check.detail());
    }

    @Test
    void addressesAreWrittenAsEverywhere() throws SourceException {
        source.open();
        machine.addAddress(WIFI, "2001:db8:0:0:0:0:0:7", 64);

        assertEquals(
                "2001:db8::7",
                Addresses.format(
                        ((OsEvent.AddressEvent) drained().get(0)).address().address()));
    }

    @Test
    void deletesOfAnUnknownAddressAreFiltered() throws SourceException {
        source.open();
        machine.fireAddress(ETHERNET, "203.0.113.1", MIB_DELETE_INSTANCE);

        OsEvent.Filtered event = (OsEvent.Filtered) drained().get(0);
        assertEquals(Op.DEL, event.op());
        assertEquals(Kind.ADDRESS, event.kind());
    }
}
