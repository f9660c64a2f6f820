// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.ffm;

import static dev.netmon.ffi.WindowsConstants.DEVICE_NOTIFY_CALLBACK;
import static dev.netmon.ffi.WindowsConstants.ERROR_INVALID_DATA;
import static dev.netmon.ffi.WindowsConstants.ERROR_SUCCESS;
import static dev.netmon.ffi.WindowsLayouts.DEVICE_NOTIFY_SUBSCRIBE_PARAMETERS_CALLBACK;
import static dev.netmon.ffi.WindowsLayouts.DEVICE_NOTIFY_SUBSCRIBE_PARAMETERS_CONTEXT;
import static dev.netmon.ffi.WindowsLayouts.DEVICE_NOTIFY_SUBSCRIBE_PARAMETERS_SIZE;
import static dev.netmon.ffi.WindowsLayouts.MIB_IF_ROW2_SIZE;
import static dev.netmon.ffi.WindowsLayouts.MIB_IPFORWARD_ROW2_SIZE;
import static dev.netmon.ffi.WindowsLayouts.MIB_IPINTERFACE_ROW_SIZE;
import static dev.netmon.ffi.WindowsLayouts.MIB_TABLE_NUM_ENTRIES;
import static dev.netmon.ffi.WindowsLayouts.MIB_TABLE_TABLE;
import static dev.netmon.ffi.WindowsLayouts.MIB_UNICASTIPADDRESS_ROW_SIZE;
import static dev.netmon.ffi.WindowsLayouts.SOCKADDR_INET_SIZE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.netmon.ffi.MibChangeReceiver;
import dev.netmon.ffi.MibKind;
import dev.netmon.ffi.MibTable;
import dev.netmon.ffi.Registration;
import dev.netmon.ffi.WindowsLibrary;
import dev.netmon.ffi.callback.CancelOnce;
import dev.netmon.ffi.callback.MibCallback;
import dev.netmon.ffi.callback.PowerCallbacks;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** The libraries of Windows through the foreign function API. */
@SuppressWarnings("restricted")
final class FfmWindowsLibrary implements WindowsLibrary {

    private static final long NULL = 0;

    private static final class NotifyIpInterface {
        // DWORD NotifyIpInterfaceChange(ADDRESS_FAMILY Family, PIPINTERFACE_CHANGE_CALLBACK Callback,
        //         PVOID CallerContext, BOOLEAN InitialNotification, HANDLE *NotificationHandle)
        static final MethodHandle CALL = WindowsLinking.iphlpapi("NotifyIpInterfaceChange");
    }

    private static final class NotifyUnicastIpAddress {
        // DWORD NotifyUnicastIpAddressChange(ADDRESS_FAMILY Family, PUNICAST_IPADDRESS_CHANGE_CALLBACK Callback,
        //         PVOID CallerContext, BOOLEAN InitialNotification, HANDLE *NotificationHandle)
        static final MethodHandle CALL = WindowsLinking.iphlpapi("NotifyUnicastIpAddressChange");
    }

    private static final class NotifyRoute {
        // DWORD NotifyRouteChange2(ADDRESS_FAMILY AddressFamily, PIPFORWARD_CHANGE_CALLBACK Callback,
        //         PVOID CallerContext, BOOLEAN InitialNotification, HANDLE *NotificationHandle)
        static final MethodHandle CALL = WindowsLinking.iphlpapi("NotifyRouteChange2");
    }

    private static final class CancelNotify {
        // DWORD CancelMibChangeNotify2(HANDLE NotificationHandle)
        static final MethodHandle CALL = WindowsLinking.iphlpapi("CancelMibChangeNotify2");
    }

    private static final class InterfaceTable {
        // DWORD GetIfTable2(PMIB_IF_TABLE2 *Table)
        static final MethodHandle CALL = WindowsLinking.iphlpapi("GetIfTable2");
    }

    private static final class AddressTable {
        // DWORD GetUnicastIpAddressTable(ADDRESS_FAMILY Family, PMIB_UNICASTIPADDRESS_TABLE *Table)
        static final MethodHandle CALL = WindowsLinking.iphlpapi("GetUnicastIpAddressTable");
    }

    private static final class RouteTable {
        // DWORD GetIpForwardTable2(ADDRESS_FAMILY Family, PMIB_IPFORWARD_TABLE2 *Table)
        static final MethodHandle CALL = WindowsLinking.iphlpapi("GetIpForwardTable2");
    }

    private static final class IpInterfaceTable {
        // DWORD GetIpInterfaceTable(ADDRESS_FAMILY Family, PMIB_IPINTERFACE_TABLE *Table)
        static final MethodHandle CALL = WindowsLinking.iphlpapi("GetIpInterfaceTable");
    }

    private static final class FreeTable {
        // void FreeMibTable(PVOID Memory)
        static final MethodHandle CALL = WindowsLinking.iphlpapi("FreeMibTable");
    }

    private static final class BestRoute {
        // DWORD GetBestRoute2(NET_LUID *InterfaceLuid, NET_IFINDEX InterfaceIndex, const SOCKADDR_INET *SourceAddress,
        //         const SOCKADDR_INET *DestinationAddress, ULONG AddressSortOptions, PMIB_IPFORWARD_ROW2 BestRoute,
        //         SOCKADDR_INET *BestSourceAddress)
        static final MethodHandle CALL = WindowsLinking.iphlpapi("GetBestRoute2");
    }

    private static final class PowerRegister {
        // DWORD PowerRegisterSuspendResumeNotification(DWORD Flags, HANDLE Recipient,
        //         PHPOWERNOTIFY RegistrationHandle)
        static final MethodHandle CALL = WindowsLinking.powrprof("PowerRegisterSuspendResumeNotification");
    }

    private static final class PowerUnregister {
        // DWORD PowerUnregisterSuspendResumeNotification(HPOWERNOTIFY RegistrationHandle)
        static final MethodHandle CALL = WindowsLinking.powrprof("PowerUnregisterSuspendResumeNotification");
    }

    @Override
    public Registration NotifyIpInterfaceChange(int family, MibChangeReceiver receiver, int initialNotification) {
        return register(NotifyIpInterface.CALL, MibKind.IP_INTERFACE, family, receiver, initialNotification);
    }

    @Override
    public Registration NotifyUnicastIpAddressChange(int family, MibChangeReceiver receiver, int initialNotification) {
        return register(NotifyUnicastIpAddress.CALL, MibKind.UNICAST_ADDRESS, family, receiver, initialNotification);
    }

    @Override
    public Registration NotifyRouteChange2(int family, MibChangeReceiver receiver, int initialNotification) {
        return register(NotifyRoute.CALL, MibKind.ROUTE, family, receiver, initialNotification);
    }

    private static Registration register(
            MethodHandle function, MibKind kind, int family, MibChangeReceiver receiver, int initialNotification) {
        MibCallback callback = new MibCallback(kind, receiver, WindowsLinking::copy);
        Arena arena = Arena.ofShared();
        long code = WindowsLinking.code(callback, arena);
        MemorySegment handle = arena.allocate(Long.BYTES, Long.BYTES);
        int error = WindowsLinking.call(function, family, code, NULL, initialNotification, handle.address(), 0, 0);
        return CancelOnce.of(error, handle.get(JAVA_LONG, 0), new NotificationEntrance(callback, arena));
    }

    private record NotificationEntrance(MibCallback callback, Arena arena) implements CancelOnce.Entrance {
        @Override
        public void shut() {
            callback.shut();
        }

        @Override
        public int cancel(long handle) {
            return WindowsLinking.call(CancelNotify.CALL, handle, 0, 0, 0, 0, 0, 0);
        }

        @Override
        public void free() {
            arena.close();
        }
    }

    @Override
    public Registration PowerRegisterSuspendResumeNotification(IntConsumer receiver) {
        long context = PowerCallbacks.remember(receiver);
        Arena arena = Arena.ofShared();
        MemorySegment parameters = arena.allocate(DEVICE_NOTIFY_SUBSCRIBE_PARAMETERS_SIZE, Long.BYTES);
        parameters.set(JAVA_LONG, DEVICE_NOTIFY_SUBSCRIBE_PARAMETERS_CALLBACK, WindowsLinking.powerCode());
        parameters.set(JAVA_LONG, DEVICE_NOTIFY_SUBSCRIBE_PARAMETERS_CONTEXT, context);
        MemorySegment handle = arena.allocate(Long.BYTES, Long.BYTES);
        int error = WindowsLinking.call(
                PowerRegister.CALL, DEVICE_NOTIFY_CALLBACK, parameters.address(), handle.address(), 0, 0, 0, 0);
        return CancelOnce.of(error, handle.get(JAVA_LONG, 0), new PowerEntrance(context, arena));
    }

    private record PowerEntrance(long context, Arena arena) implements CancelOnce.Entrance {
        @Override
        public void shut() {
            PowerCallbacks.forget(context);
        }

        @Override
        public int cancel(long handle) {
            return WindowsLinking.call(PowerUnregister.CALL, handle, 0, 0, 0, 0, 0, 0);
        }

        @Override
        public void free() {
            arena.close();
        }
    }

    @Override
    public MibTable GetIfTable2() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment table = arena.allocate(Long.BYTES, Long.BYTES);
            int error = WindowsLinking.call(InterfaceTable.CALL, table.address(), 0, 0, 0, 0, 0, 0);
            return table(error, table.get(JAVA_LONG, 0), MIB_IF_ROW2_SIZE);
        }
    }

    @Override
    public MibTable GetUnicastIpAddressTable(int family) {
        return table(AddressTable.CALL, family, MIB_UNICASTIPADDRESS_ROW_SIZE);
    }

    @Override
    public MibTable GetIpForwardTable2(int family) {
        return table(RouteTable.CALL, family, MIB_IPFORWARD_ROW2_SIZE);
    }

    @Override
    public MibTable GetIpInterfaceTable(int family) {
        return table(IpInterfaceTable.CALL, family, MIB_IPINTERFACE_ROW_SIZE);
    }

    private static MibTable table(MethodHandle function, int family, int rowSize) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment table = arena.allocate(Long.BYTES, Long.BYTES);
            int error = WindowsLinking.call(function, family, table.address(), 0, 0, 0, 0, 0);
            return table(error, table.get(JAVA_LONG, 0), rowSize);
        }
    }

    private static MibTable table(int error, long table, int rowSize) {
        if (error != ERROR_SUCCESS) {
            return MibTable.failed(error);
        }
        if (table == NULL) {
            return MibTable.failed(ERROR_INVALID_DATA);
        }
        try {
            int rows =
                    MemorySegment.ofAddress(table).reinterpret(MIB_TABLE_TABLE).get(JAVA_INT, MIB_TABLE_NUM_ENTRIES);
            long bytes = MIB_TABLE_TABLE + Integer.toUnsignedLong(rows) * rowSize;
            return bytes > Integer.MAX_VALUE
                    ? MibTable.failed(ERROR_INVALID_DATA)
                    : MibTable.of(WindowsLinking.copy(table, (int) bytes));
        } finally {
            WindowsLinking.call(FreeTable.CALL, table, 0, 0, 0, 0, 0, 0);
        }
    }

    @Override
    public int GetBestRoute2(
            @Nullable ByteBuffer source, ByteBuffer destination, ByteBuffer bestRoute, ByteBuffer bestSource) {
        try {
            return WindowsLinking.call(
                    BestRoute.CALL,
                    NULL,
                    0,
                    source == null ? NULL : Linking.array(source, 1, SOCKADDR_INET_SIZE),
                    Linking.array(destination, 1, SOCKADDR_INET_SIZE),
                    0,
                    Linking.array(bestRoute, 1, MIB_IPFORWARD_ROW2_SIZE),
                    Linking.array(bestSource, 1, SOCKADDR_INET_SIZE));
        } finally {
            Reference.reachabilityFence(source);
            Reference.reachabilityFence(destination);
            Reference.reachabilityFence(bestRoute);
            Reference.reachabilityFence(bestSource);
        }
    }
}
