// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows;

import static dev.netmon.ffi.WindowsConstants.AF_UNSPEC;
import static dev.netmon.ffi.WindowsConstants.ERROR_CALL_NOT_IMPLEMENTED;
import static dev.netmon.ffi.WindowsConstants.ERROR_NOT_FOUND;
import static dev.netmon.ffi.WindowsConstants.ERROR_NOT_SUPPORTED;
import static dev.netmon.ffi.WindowsConstants.ERROR_PROC_NOT_FOUND;
import static dev.netmon.ffi.WindowsConstants.ERROR_SUCCESS;

import dev.netmon.ffi.MibTable;
import dev.netmon.ffi.Registration;
import dev.netmon.ffi.Win32Error;
import dev.netmon.ffi.WindowsLayouts;
import dev.netmon.ffi.WindowsLibrary;
import dev.netmon.spi.SourceException;
import dev.netmon.windows.wire.AddressRow;
import dev.netmon.windows.wire.InterfaceRow;
import dev.netmon.windows.wire.IpInterfaceRow;
import dev.netmon.windows.wire.MibRows;
import dev.netmon.windows.wire.RouteRow;
import dev.netmon.windows.wire.Rows;
import dev.netmon.windows.wire.SockaddrInet;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to Windows: registers, reads tables, asks for routes. One thread, which also closes it; it holds no lock, so that
 * cancelling, which waits for the callbacks that run, cannot hold one up.
 */
final class IphlpPort implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IphlpPort.class);

    /**
     * What {@code GetBestRoute2} answered.
     *
     * @param able whether this system answers such questions at all
     * @param route null where there is none
     */
    record BestRoute(
            boolean able,
            @Nullable RouteRow route,
            @Nullable SockaddrInet source) {
        static final BestRoute UNABLE = new BestRoute(false, null, null);
        static final BestRoute NONE = new BestRoute(true, null, null);
    }

    private record Kept(String call, Registration registration) {}

    private final WindowsLibrary library;
    private final Deque<Kept> registrations = new ArrayDeque<>();
    private final ByteBuffer destination = sized(WindowsLayouts.SOCKADDR_INET_SIZE);
    private final ByteBuffer bestRoute = sized(WindowsLayouts.MIB_IPFORWARD_ROW2_SIZE);
    private final ByteBuffer bestSource = sized(WindowsLayouts.SOCKADDR_INET_SIZE);
    private boolean unreadTold;

    IphlpPort(WindowsLibrary library) {
        this.library = library;
    }

    private static ByteBuffer sized(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    /**
     * Registers for changes of interfaces, addresses and routes of both families, without an initial notification.
     *
     * @throws SourceException where one is refused, or accepted without a handle; those before it are cancelled
     */
    void listen(ChangeQueue queue) throws SourceException {
        try {
            keep("NotifyIpInterfaceChange", library.NotifyIpInterfaceChange(AF_UNSPEC, queue, 0));
            keep("NotifyUnicastIpAddressChange", library.NotifyUnicastIpAddressChange(AF_UNSPEC, queue, 0));
            keep("NotifyRouteChange2", library.NotifyRouteChange2(AF_UNSPEC, queue, 0));
        } catch (SourceException e) {
            close();
            throw e;
        }
    }

    private void keep(String call, Registration registration) throws SourceException {
        registrations.push(new Kept(call, registration));
        String refused = refused(call, registration);
        if (refused != null) {
            throw new SourceException(refused);
        }
    }

    /** Why a registration is none, in one line; null where it is one. */
    private static @Nullable String refused(String call, Registration registration) {
        if (registration.error() != ERROR_SUCCESS) {
            return Win32Error.describe(call, registration.error()) + ": Windows refuses to report changes";
        }
        return registration.nullHandle()
                ? call + ": success without a handle, so changes are never reported (Wine does this)"
                : null;
    }

    /**
     * Registers for suspend and resume.
     *
     * @return why that is not possible, in one line; null where it is done
     */
    @Nullable
    String listenToPower(ChangeQueue queue) {
        String call = "PowerRegisterSuspendResumeNotification";
        Registration registration =
                library.PowerRegisterSuspendResumeNotification(type -> queue.power(PowerChange.now(type)));
        String refused = refused(call, registration);
        registrations.push(new Kept(call, registration));
        return refused;
    }

    /** All interfaces, filter drivers' views included. */
    Rows<InterfaceRow> interfaces() throws SourceException {
        return read("GetIfTable2", library.GetIfTable2(), MibRows::interfaces);
    }

    /** All addresses of both families. */
    Rows<AddressRow> addresses() throws SourceException {
        return read("GetUnicastIpAddressTable", library.GetUnicastIpAddressTable(AF_UNSPEC), MibRows::addresses);
    }

    /** All routes of a family. */
    Rows<RouteRow> routes(int family) throws SourceException {
        return read("GetIpForwardTable2", library.GetIpForwardTable2(family), MibRows::routes);
    }

    /** A family on all interfaces; nothing where this system does not tell. */
    Rows<IpInterfaceRow> ipInterfaces(int family) throws SourceException {
        MibTable table = library.GetIpInterfaceTable(family);
        return unable(table.error()) ? Rows.none() : read("GetIpInterfaceTable", table, MibRows::ipInterfaces);
    }

    private <R> Rows<R> read(String call, MibTable table, Function<ByteBuffer, Rows<R>> reader) throws SourceException {
        // What an empty table answers, and a family that is switched off.
        if (table.error() == ERROR_NOT_FOUND) {
            return Rows.none();
        }
        if (table.error() != ERROR_SUCCESS) {
            throw new SourceException(Win32Error.describe(call, table.error()));
        }
        Rows<R> rows = reader.apply(table.bytes());
        if (rows.unread() > 0 && !unreadTold) {
            unreadTold = true;
            LOG.warn("{}: {} rows cannot be read and are left out.", call, rows.unread());
        }
        return rows;
    }

    /** Asks for the best route; no packet is sent. */
    BestRoute bestRoute(InetAddress to) {
        SockaddrInet.write(to, destination);
        int error = library.GetBestRoute2(null, destination, bestRoute, bestSource);
        if (unable(error)) {
            return BestRoute.UNABLE;
        }
        if (error != ERROR_SUCCESS) {
            // Whatever the reason: unreachable, no route, no address of that family.
            LOG.debug("No route to {}: {}", to, Win32Error.symbol(error));
            return BestRoute.NONE;
        }
        return new BestRoute(true, MibRows.routeRow(bestRoute), SockaddrInet.read(bestSource));
    }

    /** Whether an error means that this system lacks the call. */
    private static boolean unable(int error) {
        return List.of(ERROR_NOT_SUPPORTED, ERROR_PROC_NOT_FOUND, ERROR_CALL_NOT_IMPLEMENTED)
                .contains(error);
    }

    /** Cancels every registration, the last one first; when it returns no callback runs. Idempotent. */
    @Override
    public void close() {
        for (Kept one = registrations.poll(); one != null; one = registrations.poll()) {
            int error = one.registration().cancel();
            if (error != ERROR_SUCCESS) {
                LOG.warn(
                        "{}: cannot be cancelled ({}); a little memory is kept.", one.call(), Win32Error.symbol(error));
            }
        }
    }
}
