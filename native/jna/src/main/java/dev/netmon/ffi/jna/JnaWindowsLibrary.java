// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.jna;

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

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.netmon.ffi.MibChangeReceiver;
import dev.netmon.ffi.MibKind;
import dev.netmon.ffi.MibTable;
import dev.netmon.ffi.Registration;
import dev.netmon.ffi.WindowsLibrary;
import dev.netmon.ffi.callback.CancelOnce;
import dev.netmon.ffi.callback.MibCallback;
import dev.netmon.ffi.callback.PowerCallbacks;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** The libraries of Windows through JNA. In a 64-bit process a handle is a Java long. */
final class JnaWindowsLibrary implements WindowsLibrary {

    private static final long NULL = 0;

    private static final class NotifyIpInterface {
        static final int MISSING = WindowsLinking.iphlpapi(NotifyIpInterface.class, "NotifyIpInterfaceChange");

        // DWORD NotifyIpInterfaceChange(ADDRESS_FAMILY Family, PIPINTERFACE_CHANGE_CALLBACK Callback,
        //         PVOID CallerContext, BOOLEAN InitialNotification, HANDLE *NotificationHandle)
        static native int NotifyIpInterfaceChange(
                short family, WindowsLinking.MibFunction callback, long context, byte initial, Pointer handle);
    }

    private static final class NotifyUnicastIpAddress {
        static final int MISSING =
                WindowsLinking.iphlpapi(NotifyUnicastIpAddress.class, "NotifyUnicastIpAddressChange");

        // DWORD NotifyUnicastIpAddressChange(ADDRESS_FAMILY Family, PUNICAST_IPADDRESS_CHANGE_CALLBACK Callback,
        //         PVOID CallerContext, BOOLEAN InitialNotification, HANDLE *NotificationHandle)
        static native int NotifyUnicastIpAddressChange(
                short family, WindowsLinking.MibFunction callback, long context, byte initial, Pointer handle);
    }

    private static final class NotifyRoute {
        static final int MISSING = WindowsLinking.iphlpapi(NotifyRoute.class, "NotifyRouteChange2");

        // DWORD NotifyRouteChange2(ADDRESS_FAMILY AddressFamily, PIPFORWARD_CHANGE_CALLBACK Callback,
        //         PVOID CallerContext, BOOLEAN InitialNotification, HANDLE *NotificationHandle)
        static native int NotifyRouteChange2(
                short family, WindowsLinking.MibFunction callback, long context, byte initial, Pointer handle);
    }

    private static final class CancelNotify {
        static final int MISSING = WindowsLinking.iphlpapi(CancelNotify.class, "CancelMibChangeNotify2");

        // DWORD CancelMibChangeNotify2(HANDLE NotificationHandle)
        static native int CancelMibChangeNotify2(long handle);
    }

    private static final class InterfaceTable {
        static final int MISSING = WindowsLinking.iphlpapi(InterfaceTable.class, "GetIfTable2");

        // DWORD GetIfTable2(PMIB_IF_TABLE2 *Table)
        static native int GetIfTable2(Pointer table);
    }

    private static final class AddressTable {
        static final int MISSING = WindowsLinking.iphlpapi(AddressTable.class, "GetUnicastIpAddressTable");

        // DWORD GetUnicastIpAddressTable(ADDRESS_FAMILY Family, PMIB_UNICASTIPADDRESS_TABLE *Table)
        static native int GetUnicastIpAddressTable(short family, Pointer table);
    }

    private static final class RouteTable {
        static final int MISSING = WindowsLinking.iphlpapi(RouteTable.class, "GetIpForwardTable2");

        // DWORD GetIpForwardTable2(ADDRESS_FAMILY Family, PMIB_IPFORWARD_TABLE2 *Table)
        static native int GetIpForwardTable2(short family, Pointer table);
    }

    private static final class IpInterfaceTable {
        static final int MISSING = WindowsLinking.iphlpapi(IpInterfaceTable.class, "GetIpInterfaceTable");

        // DWORD GetIpInterfaceTable(ADDRESS_FAMILY Family, PMIB_IPINTERFACE_TABLE *Table)
        static native int GetIpInterfaceTable(short family, Pointer table);
    }

    private static final class FreeTable {
        static final int MISSING = WindowsLinking.iphlpapi(FreeTable.class, "FreeMibTable");

        // void FreeMibTable(PVOID Memory)
        static native void FreeMibTable(long memory);
    }

    private static final class BestRoute {
        static final int MISSING = WindowsLinking.iphlpapi(BestRoute.class, "GetBestRoute2");

        // DWORD GetBestRoute2(NET_LUID *InterfaceLuid, NET_IFINDEX InterfaceIndex, const SOCKADDR_INET *SourceAddress,
        //         const SOCKADDR_INET *DestinationAddress, ULONG AddressSortOptions, PMIB_IPFORWARD_ROW2 BestRoute,
        //         SOCKADDR_INET *BestSourceAddress)
        static native int GetBestRoute2(
                @Nullable Pointer luid,
                int index,
                @Nullable ByteBuffer source,
                ByteBuffer destination,
                int sortOptions,
                ByteBuffer bestRoute,
                ByteBuffer bestSource);
    }

    private static final class PowerRegister {
        static final int MISSING =
                WindowsLinking.powrprof(PowerRegister.class, "PowerRegisterSuspendResumeNotification");

        // DWORD PowerRegisterSuspendResumeNotification(DWORD Flags, HANDLE Recipient,
        //         PHPOWERNOTIFY RegistrationHandle)
        static native int PowerRegisterSuspendResumeNotification(int flags, Pointer recipient, Pointer handle);
    }

    private static final class PowerUnregister {
        static final int MISSING =
                WindowsLinking.powrprof(PowerUnregister.class, "PowerUnregisterSuspendResumeNotification");

        // DWORD PowerUnregisterSuspendResumeNotification(HPOWERNOTIFY RegistrationHandle)
        static native int PowerUnregisterSuspendResumeNotification(long handle);
    }

    @Override
    public Registration NotifyIpInterfaceChange(int family, MibChangeReceiver receiver, int initialNotification) {
        return register(MibKind.IP_INTERFACE, family, receiver, initialNotification);
    }

    @Override
    public Registration NotifyUnicastIpAddressChange(int family, MibChangeReceiver receiver, int initialNotification) {
        return register(MibKind.UNICAST_ADDRESS, family, receiver, initialNotification);
    }

    @Override
    public Registration NotifyRouteChange2(int family, MibChangeReceiver receiver, int initialNotification) {
        return register(MibKind.ROUTE, family, receiver, initialNotification);
    }

    private static Registration register(
            MibKind kind, int family, MibChangeReceiver receiver, int initialNotification) {
        MibCallback callback = new MibCallback(kind, receiver, WindowsLinking::copy);
        WindowsLinking.MibFunction code = WindowsLinking.code(callback);
        try (Memory handle = room()) {
            int error = notify(kind, (short) family, code, (byte) initialNotification, handle);
            return CancelOnce.of(error, handle.getLong(0), new NotificationEntrance(callback, code));
        } finally {
            Reference.reachabilityFence(code);
        }
    }

    private static int notify(
            MibKind kind, short family, WindowsLinking.MibFunction code, byte initial, Memory handle) {
        return switch (kind) {
            case IP_INTERFACE ->
                NotifyIpInterface.MISSING == ERROR_SUCCESS
                        ? NotifyIpInterface.NotifyIpInterfaceChange(family, code, NULL, initial, handle)
                        : NotifyIpInterface.MISSING;
            case UNICAST_ADDRESS ->
                NotifyUnicastIpAddress.MISSING == ERROR_SUCCESS
                        ? NotifyUnicastIpAddress.NotifyUnicastIpAddressChange(family, code, NULL, initial, handle)
                        : NotifyUnicastIpAddress.MISSING;
            case ROUTE ->
                NotifyRoute.MISSING == ERROR_SUCCESS
                        ? NotifyRoute.NotifyRouteChange2(family, code, NULL, initial, handle)
                        : NotifyRoute.MISSING;
        };
    }

    /** Its second component is what keeps the code alive. */
    private record NotificationEntrance(MibCallback callback, WindowsLinking.MibFunction code)
            implements CancelOnce.Entrance {
        @Override
        public void shut() {
            callback.shut();
        }

        @Override
        public int cancel(long handle) {
            return CancelNotify.MISSING == ERROR_SUCCESS
                    ? CancelNotify.CancelMibChangeNotify2(handle)
                    : CancelNotify.MISSING;
        }

        @Override
        public void free() {
            // The collector does it, once nobody holds this registration.
        }
    }

    @Override
    public Registration PowerRegisterSuspendResumeNotification(IntConsumer receiver) {
        long context = PowerCallbacks.remember(receiver);
        Memory parameters = new Memory(DEVICE_NOTIFY_SUBSCRIBE_PARAMETERS_SIZE);
        parameters.setPointer(DEVICE_NOTIFY_SUBSCRIBE_PARAMETERS_CALLBACK, WindowsLinking.powerCode());
        parameters.setLong(DEVICE_NOTIFY_SUBSCRIBE_PARAMETERS_CONTEXT, context);
        try (Memory handle = room()) {
            int error = PowerRegister.MISSING == ERROR_SUCCESS
                    ? PowerRegister.PowerRegisterSuspendResumeNotification(DEVICE_NOTIFY_CALLBACK, parameters, handle)
                    : PowerRegister.MISSING;
            return CancelOnce.of(error, handle.getLong(0), new PowerEntrance(context, parameters));
        }
    }

    private record PowerEntrance(long context, Memory parameters) implements CancelOnce.Entrance {
        @Override
        public void shut() {
            PowerCallbacks.forget(context);
        }

        @Override
        public int cancel(long handle) {
            return PowerUnregister.MISSING == ERROR_SUCCESS
                    ? PowerUnregister.PowerUnregisterSuspendResumeNotification(handle)
                    : PowerUnregister.MISSING;
        }

        @Override
        public void free() {
            parameters.close();
        }
    }

    @Override
    public MibTable GetIfTable2() {
        if (InterfaceTable.MISSING != ERROR_SUCCESS) {
            return MibTable.failed(InterfaceTable.MISSING);
        }
        try (Memory table = room()) {
            return table(InterfaceTable.GetIfTable2(table), table.getLong(0), MIB_IF_ROW2_SIZE);
        }
    }

    @Override
    public MibTable GetUnicastIpAddressTable(int family) {
        if (AddressTable.MISSING != ERROR_SUCCESS) {
            return MibTable.failed(AddressTable.MISSING);
        }
        try (Memory table = room()) {
            int error = AddressTable.GetUnicastIpAddressTable((short) family, table);
            return table(error, table.getLong(0), MIB_UNICASTIPADDRESS_ROW_SIZE);
        }
    }

    @Override
    public MibTable GetIpForwardTable2(int family) {
        if (RouteTable.MISSING != ERROR_SUCCESS) {
            return MibTable.failed(RouteTable.MISSING);
        }
        try (Memory table = room()) {
            int error = RouteTable.GetIpForwardTable2((short) family, table);
            return table(error, table.getLong(0), MIB_IPFORWARD_ROW2_SIZE);
        }
    }

    @Override
    public MibTable GetIpInterfaceTable(int family) {
        if (IpInterfaceTable.MISSING != ERROR_SUCCESS) {
            return MibTable.failed(IpInterfaceTable.MISSING);
        }
        try (Memory table = room()) {
            int error = IpInterfaceTable.GetIpInterfaceTable((short) family, table);
            return table(error, table.getLong(0), MIB_IPINTERFACE_ROW_SIZE);
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
            long rows = Integer.toUnsignedLong(new Pointer(table).getInt(MIB_TABLE_NUM_ENTRIES));
            long bytes = MIB_TABLE_TABLE + rows * rowSize;
            return bytes > Integer.MAX_VALUE
                    ? MibTable.failed(ERROR_INVALID_DATA)
                    : MibTable.of(WindowsLinking.copy(table, (int) bytes));
        } finally {
            if (FreeTable.MISSING == ERROR_SUCCESS) {
                FreeTable.FreeMibTable(table);
            }
        }
    }

    // For a handle or a pointer that the function writes. JNA's memory holds anything at first.
    private static Memory room() {
        Memory room = new Memory(Long.BYTES);
        room.setLong(0, NULL);
        return room;
    }

    @Override
    public int GetBestRoute2(
            @Nullable ByteBuffer source, ByteBuffer destination, ByteBuffer bestRoute, ByteBuffer bestSource) {
        return BestRoute.MISSING == ERROR_SUCCESS
                ? BestRoute.GetBestRoute2(
                        null,
                        0,
                        source == null ? null : Linking.array(source, 1, SOCKADDR_INET_SIZE),
                        Linking.array(destination, 1, SOCKADDR_INET_SIZE),
                        0,
                        Linking.array(bestRoute, 1, MIB_IPFORWARD_ROW2_SIZE),
                        Linking.array(bestSource, 1, SOCKADDR_INET_SIZE))
                : BestRoute.MISSING;
    }
}
