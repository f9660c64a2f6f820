// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi;

import java.nio.ByteBuffer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The calls of Windows netmon makes, of {@code iphlpapi.dll} and {@code powrprof.dll}, under their C names.
 *
 * <p><b>Result.</b> The Win32 error code as the function returns it, 0 for success ({@link Win32Error} has the names);
 * no call throws for one. A function this system lacks answers {@code ERROR_PROC_NOT_FOUND}, a missing
 * {@code powrprof.dll} {@code ERROR_MOD_NOT_FOUND}, and the others go on working.
 *
 * <p><b>Registrations.</b> A receiver is called on threads of Windows, several at a time, in no order between kinds,
 * and, for the initial notification, maybe on the thread that registers, before the call returns. See
 * {@link MibChangeReceiver} for what it may do and {@link Registration} for how it ends.
 *
 * <p><b>Threads.</b> Stateless: any thread may call. Register and cancel wait for Windows and hold no lock of ours.
 *
 * <p>{@code GetIpInterfaceEntry} is left out on purpose: under Wine calling it ends the process. What it tells is read
 * from the table.
 */
@SuppressWarnings("checkstyle:MethodName") // C names, so that the page of the vendor is one search away
public interface WindowsLibrary {

    /**
     * {@code NotifyIpInterfaceChange(ADDRESS_FAMILY Family, PIPINTERFACE_CHANGE_CALLBACK Callback, PVOID CallerContext,
     * BOOLEAN InitialNotification, HANDLE *NotificationHandle)}: tells the receiver of {@link MibKind#IP_INTERFACE}.
     *
     * @param family {@code AF_UNSPEC} for both
     * @param initialNotification 1 to be called once with {@code MIB_INITIAL_NOTIFICATION} and no row, else 0
     */
    Registration NotifyIpInterfaceChange(int family, MibChangeReceiver receiver, int initialNotification);

    /**
     * {@code NotifyUnicastIpAddressChange(ADDRESS_FAMILY Family, PUNICAST_IPADDRESS_CHANGE_CALLBACK Callback, PVOID
     * CallerContext, BOOLEAN InitialNotification, HANDLE *NotificationHandle)}: tells the receiver of
     * {@link MibKind#UNICAST_ADDRESS}.
     */
    Registration NotifyUnicastIpAddressChange(int family, MibChangeReceiver receiver, int initialNotification);

    /**
     * {@code NotifyRouteChange2(ADDRESS_FAMILY AddressFamily, PIPFORWARD_CHANGE_CALLBACK Callback, PVOID CallerContext,
     * BOOLEAN InitialNotification, HANDLE *NotificationHandle)}: tells the receiver of {@link MibKind#ROUTE}.
     */
    Registration NotifyRouteChange2(int family, MibChangeReceiver receiver, int initialNotification);

    /**
     * {@code PowerRegisterSuspendResumeNotification(DWORD Flags, HANDLE Recipient, PHPOWERNOTIFY RegistrationHandle)}
     * with a callback: tells the receiver {@code PBT_APMSUSPEND}, {@code PBT_APMRESUMEAUTOMATIC} and the like.
     *
     * <p>The receiver is held to what {@link MibChangeReceiver} says. Unlike the others, this registration's
     * {@link Registration#cancel} does not wait for a receiver that is running: the vendor does not promise it.
     */
    Registration PowerRegisterSuspendResumeNotification(IntConsumer receiver);

    /** {@code GetIfTable2(PMIB_IF_TABLE2 *Table)}: rows of {@code MIB_IF_ROW2}. */
    MibTable GetIfTable2();

    /**
     * {@code GetUnicastIpAddressTable(ADDRESS_FAMILY Family, PMIB_UNICASTIPADDRESS_TABLE *Table)}: rows of
     * {@code MIB_UNICASTIPADDRESS_ROW}; {@code ERROR_NOT_FOUND} where there is no address.
     */
    MibTable GetUnicastIpAddressTable(int family);

    /**
     * {@code GetIpForwardTable2(ADDRESS_FAMILY Family, PMIB_IPFORWARD_TABLE2 *Table)}: rows of
     * {@code MIB_IPFORWARD_ROW2}; {@code ERROR_NOT_FOUND} where there is no route.
     */
    MibTable GetIpForwardTable2(int family);

    /**
     * {@code GetIpInterfaceTable(ADDRESS_FAMILY Family, PMIB_IPINTERFACE_TABLE *Table)}: rows of
     * {@code MIB_IPINTERFACE_ROW}. Wine answers {@code ERROR_NOT_SUPPORTED}.
     */
    MibTable GetIpInterfaceTable(int family);

    /**
     * {@code GetBestRoute2(NET_LUID *InterfaceLuid, NET_IFINDEX InterfaceIndex, const SOCKADDR_INET *SourceAddress,
     * const SOCKADDR_INET *DestinationAddress, ULONG AddressSortOptions, PMIB_IPFORWARD_ROW2 BestRoute, SOCKADDR_INET
     * *BestSourceAddress)} without an interface and without options: the error code.
     *
     * <p>The buffers are direct and in native byte order, used from their positions, which do not move; a heap buffer
     * is an {@link IllegalArgumentException}, a short one an {@link IndexOutOfBoundsException}. Wine answers
     * {@code ERROR_NOT_SUPPORTED}.
     *
     * @param source a {@code SOCKADDR_INET}; null for any
     * @param destination a {@code SOCKADDR_INET}
     * @param bestRoute room for a {@code MIB_IPFORWARD_ROW2}
     * @param bestSource room for a {@code SOCKADDR_INET}
     */
    int GetBestRoute2(@Nullable ByteBuffer source, ByteBuffer destination, ByteBuffer bestRoute, ByteBuffer bestSource);
}
