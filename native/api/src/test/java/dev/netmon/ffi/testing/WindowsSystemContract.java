// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.testing;

import static dev.netmon.ffi.WindowsConstants.AF_INET;
import static dev.netmon.ffi.WindowsConstants.AF_UNSPEC;
import static dev.netmon.ffi.WindowsConstants.ERROR_INVALID_PARAMETER;
import static dev.netmon.ffi.WindowsConstants.ERROR_SUCCESS;
import static dev.netmon.ffi.WindowsConstants.IF_TYPE_SOFTWARE_LOOPBACK;
import static dev.netmon.ffi.WindowsConstants.MIB_INITIAL_NOTIFICATION;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.ffi.BindingChoice;
import dev.netmon.ffi.Bindings;
import dev.netmon.ffi.MibChangeReceiver;
import dev.netmon.ffi.MibTable;
import dev.netmon.ffi.Registration;
import dev.netmon.ffi.WindowsLayouts;
import dev.netmon.ffi.WindowsLibrary;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a binding must find on a real Windows, which no stand-in can tell. Changes nothing there, and is for that system alone. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class WindowsSystemContract {

    private final BindingChoice choice;
    private WindowsLibrary library;

    /** Tests the binding that {@code choice} names. */
    protected WindowsSystemContract(BindingChoice choice) {
        this.choice = choice;
    }

    @BeforeEach
    void open() throws Exception {
        library = Bindings.windows(choice).library();
    }

    @Test
    void theTablesHaveTheLoopback() {
        int index = loopback();
        assertTrue(index > 0);
        assertAll(
                () -> assertTrue(
                        has(
                                library.GetUnicastIpAddressTable(AF_INET),
                                WindowsLayouts.MIB_UNICASTIPADDRESS_ROW_SIZE,
                                WindowsLayouts.MIB_UNICASTIPADDRESS_ROW_INTERFACE_INDEX,
                                index),
                        "addresses"),
                () -> assertTrue(
                        has(
                                library.GetIpForwardTable2(AF_INET),
                                WindowsLayouts.MIB_IPFORWARD_ROW2_SIZE,
                                WindowsLayouts.MIB_IPFORWARD_ROW2_INTERFACE_INDEX,
                                index),
                        "routes"),
                () -> assertTrue(
                        has(
                                library.GetIpInterfaceTable(AF_INET),
                                WindowsLayouts.MIB_IPINTERFACE_ROW_SIZE,
                                WindowsLayouts.MIB_IPINTERFACE_ROW_INTERFACE_INDEX,
                                index),
                        "IP interfaces"));
    }

    @Test
    void theBestRouteToTheLoopbackIsTheLoopback() {
        ByteBuffer destination = direct(WindowsLayouts.SOCKADDR_INET_SIZE)
                .putShort(WindowsLayouts.SOCKADDR_INET_FAMILY, (short) AF_INET)
                .put(WindowsLayouts.SOCKADDR_IN_ADDR, new byte[] {127, 0, 0, 1});
        ByteBuffer route = direct(WindowsLayouts.MIB_IPFORWARD_ROW2_SIZE);
        ByteBuffer source = direct(WindowsLayouts.SOCKADDR_INET_SIZE);

        assertEquals(ERROR_SUCCESS, library.GetBestRoute2(null, destination, route, source));

        assertEquals(loopback(), route.getInt(WindowsLayouts.MIB_IPFORWARD_ROW2_INTERFACE_INDEX));
        assertEquals(AF_INET, source.getShort(WindowsLayouts.SOCKADDR_INET_FAMILY));
        assertEquals(127, source.get(WindowsLayouts.SOCKADDR_IN_ADDR));
    }

    @Test
    void aFamilyThatIsNoneIsRefused() {
        assertEquals(
                ERROR_INVALID_PARAMETER,
                library.GetUnicastIpAddressTable(0x7fff).error());
        assertEquals(ERROR_INVALID_PARAMETER, library.GetIpForwardTable2(0x7fff).error());
        Registration refused = library.NotifyRouteChange2(0x7fff, (kind, type, key) -> {}, 0);
        assertEquals(ERROR_INVALID_PARAMETER, refused.error());
        assertEquals(ERROR_SUCCESS, refused.cancel());
    }

    @Test
    void notificationsAreRegisteredToldInitiallyAndCancelled() throws Exception {
        List<Function<MibChangeReceiver, Registration>> kinds = List.of(
                receiver -> library.NotifyIpInterfaceChange(AF_UNSPEC, receiver, 1),
                receiver -> library.NotifyUnicastIpAddressChange(AF_UNSPEC, receiver, 1),
                receiver -> library.NotifyRouteChange2(AF_UNSPEC, receiver, 1));
        for (Function<MibChangeReceiver, Registration> kind : kinds) {
            CountDownLatch initial = new CountDownLatch(1);
            Registration registration = kind.apply((same, type, key) -> {
                if (type == MIB_INITIAL_NOTIFICATION && key == null) {
                    initial.countDown();
                }
            });
            assertEquals(ERROR_SUCCESS, registration.error());
            assertFalse(registration.nullHandle());
            initial.await();
            assertEquals(ERROR_SUCCESS, registration.cancel());
            assertEquals(ERROR_SUCCESS, registration.cancel());
        }
    }

    @Test
    void suspendAndResumeCanBeRegisteredAndCancelled() {
        Registration registration = library.PowerRegisterSuspendResumeNotification(type -> {});
        assertEquals(ERROR_SUCCESS, registration.error());
        assertFalse(registration.nullHandle());
        assertEquals(ERROR_SUCCESS, registration.cancel());
    }

    private int loopback() {
        ByteBuffer bytes = library.GetIfTable2().bytes();
        for (int at = WindowsLayouts.MIB_TABLE_TABLE;
                at + WindowsLayouts.MIB_IF_ROW2_SIZE <= bytes.limit();
                at += WindowsLayouts.MIB_IF_ROW2_SIZE) {
            if (bytes.getInt(at + WindowsLayouts.MIB_IF_ROW2_TYPE) == IF_TYPE_SOFTWARE_LOOPBACK) {
                return bytes.getInt(at + WindowsLayouts.MIB_IF_ROW2_INTERFACE_INDEX);
            }
        }
        throw new AssertionError("no loopback among the interfaces");
    }

    private static boolean has(MibTable table, int rowSize, int field, int index) {
        for (int at = WindowsLayouts.MIB_TABLE_TABLE;
                at + rowSize <= table.bytes().limit();
                at += rowSize) {
            if (table.bytes().getInt(at + field) == index) {
                return true;
            }
        }
        return false;
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
}
