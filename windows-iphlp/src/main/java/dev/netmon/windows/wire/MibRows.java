// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows.wire;

import static dev.netmon.ffi.WindowsConstants.IF_MAX_PHYS_ADDRESS_LENGTH;
import static dev.netmon.ffi.WindowsConstants.IF_MAX_STRING_SIZE;
import static dev.netmon.ffi.WindowsLayouts.IP_ADDRESS_PREFIX_PREFIX;
import static dev.netmon.ffi.WindowsLayouts.IP_ADDRESS_PREFIX_PREFIX_LENGTH;
import static dev.netmon.ffi.WindowsLayouts.MIB_IF_ROW2_ADMIN_STATUS;
import static dev.netmon.ffi.WindowsLayouts.MIB_IF_ROW2_ALIAS;
import static dev.netmon.ffi.WindowsLayouts.MIB_IF_ROW2_DESCRIPTION;
import static dev.netmon.ffi.WindowsLayouts.MIB_IF_ROW2_INTERFACE_AND_OPER_STATUS_FLAGS;
import static dev.netmon.ffi.WindowsLayouts.MIB_IF_ROW2_INTERFACE_INDEX;
import static dev.netmon.ffi.WindowsLayouts.MIB_IF_ROW2_INTERFACE_LUID;
import static dev.netmon.ffi.WindowsLayouts.MIB_IF_ROW2_MEDIA_CONNECT_STATE;
import static dev.netmon.ffi.WindowsLayouts.MIB_IF_ROW2_MTU;
import static dev.netmon.ffi.WindowsLayouts.MIB_IF_ROW2_OPER_STATUS;
import static dev.netmon.ffi.WindowsLayouts.MIB_IF_ROW2_PHYSICAL_ADDRESS;
import static dev.netmon.ffi.WindowsLayouts.MIB_IF_ROW2_PHYSICAL_ADDRESS_LENGTH;
import static dev.netmon.ffi.WindowsLayouts.MIB_IF_ROW2_SIZE;
import static dev.netmon.ffi.WindowsLayouts.MIB_IF_ROW2_TYPE;
import static dev.netmon.ffi.WindowsLayouts.MIB_IPFORWARD_ROW2_DESTINATION_PREFIX;
import static dev.netmon.ffi.WindowsLayouts.MIB_IPFORWARD_ROW2_INTERFACE_INDEX;
import static dev.netmon.ffi.WindowsLayouts.MIB_IPFORWARD_ROW2_INTERFACE_LUID;
import static dev.netmon.ffi.WindowsLayouts.MIB_IPFORWARD_ROW2_LOOPBACK;
import static dev.netmon.ffi.WindowsLayouts.MIB_IPFORWARD_ROW2_METRIC;
import static dev.netmon.ffi.WindowsLayouts.MIB_IPFORWARD_ROW2_NEXT_HOP;
import static dev.netmon.ffi.WindowsLayouts.MIB_IPFORWARD_ROW2_ORIGIN;
import static dev.netmon.ffi.WindowsLayouts.MIB_IPFORWARD_ROW2_PROTOCOL;
import static dev.netmon.ffi.WindowsLayouts.MIB_IPFORWARD_ROW2_SIZE;
import static dev.netmon.ffi.WindowsLayouts.MIB_IPINTERFACE_ROW_CONNECTED;
import static dev.netmon.ffi.WindowsLayouts.MIB_IPINTERFACE_ROW_FAMILY;
import static dev.netmon.ffi.WindowsLayouts.MIB_IPINTERFACE_ROW_INTERFACE_INDEX;
import static dev.netmon.ffi.WindowsLayouts.MIB_IPINTERFACE_ROW_INTERFACE_LUID;
import static dev.netmon.ffi.WindowsLayouts.MIB_IPINTERFACE_ROW_METRIC;
import static dev.netmon.ffi.WindowsLayouts.MIB_IPINTERFACE_ROW_NL_MTU;
import static dev.netmon.ffi.WindowsLayouts.MIB_IPINTERFACE_ROW_SIZE;
import static dev.netmon.ffi.WindowsLayouts.MIB_TABLE_NUM_ENTRIES;
import static dev.netmon.ffi.WindowsLayouts.MIB_TABLE_TABLE;
import static dev.netmon.ffi.WindowsLayouts.MIB_UNICASTIPADDRESS_ROW_ADDRESS;
import static dev.netmon.ffi.WindowsLayouts.MIB_UNICASTIPADDRESS_ROW_DAD_STATE;
import static dev.netmon.ffi.WindowsLayouts.MIB_UNICASTIPADDRESS_ROW_INTERFACE_INDEX;
import static dev.netmon.ffi.WindowsLayouts.MIB_UNICASTIPADDRESS_ROW_INTERFACE_LUID;
import static dev.netmon.ffi.WindowsLayouts.MIB_UNICASTIPADDRESS_ROW_ON_LINK_PREFIX_LENGTH;
import static dev.netmon.ffi.WindowsLayouts.MIB_UNICASTIPADDRESS_ROW_PREFIX_ORIGIN;
import static dev.netmon.ffi.WindowsLayouts.MIB_UNICASTIPADDRESS_ROW_SIZE;
import static dev.netmon.ffi.WindowsLayouts.MIB_UNICASTIPADDRESS_ROW_SKIP_AS_SOURCE;
import static dev.netmon.ffi.WindowsLayouts.MIB_UNICASTIPADDRESS_ROW_SUFFIX_ORIGIN;
import static dev.netmon.ffi.WindowsLayouts.SOCKADDR_INET_SIZE;

import dev.netmon.ffi.MibKind;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the tables and rows of IP Helper, and the keys its notifications carry.
 *
 * <p>Buffers are read from their positions on, which do not move; their byte order does not matter. A row of a family that
 * is neither IPv4 nor IPv6, or that says what cannot be, is left out and counted. Nothing is thrown on any bytes.
 */
public final class MibRows {

    /** {@code NumEntries}, at the start of every table. */
    private static final int COUNT_BYTES = 4;

    private static final HexFormat COLONS = HexFormat.ofDelimiter(":");

    private MibRows() {}

    /** The rows of a {@code MIB_IF_TABLE2}. */
    public static Rows<InterfaceRow> interfaces(ByteBuffer table) {
        return rows(table, MIB_IF_ROW2_SIZE, MibRows::interfaceRow);
    }

    /** The rows of a {@code MIB_UNICASTIPADDRESS_TABLE}. */
    public static Rows<AddressRow> addresses(ByteBuffer table) {
        return rows(table, MIB_UNICASTIPADDRESS_ROW_SIZE, MibRows::addressRow);
    }

    /** The rows of a {@code MIB_IPFORWARD_TABLE2}. */
    public static Rows<RouteRow> routes(ByteBuffer table) {
        return rows(table, MIB_IPFORWARD_ROW2_SIZE, MibRows::routeRow);
    }

    /** The rows of a {@code MIB_IPINTERFACE_TABLE}. */
    public static Rows<IpInterfaceRow> ipInterfaces(ByteBuffer table) {
        return rows(table, MIB_IPINTERFACE_ROW_SIZE, MibRows::ipInterfaceRow);
    }

    /** A {@code MIB_IF_ROW2}; null where bytes are missing. */
    public static @Nullable InterfaceRow interfaceRow(ByteBuffer bytes) {
        ByteBuffer row = row(bytes, MIB_IF_ROW2_SIZE);
        if (row == null) {
            return null;
        }
        return new InterfaceRow(
                row.getLong(MIB_IF_ROW2_INTERFACE_LUID),
                row.getInt(MIB_IF_ROW2_INTERFACE_INDEX),
                text(row, MIB_IF_ROW2_ALIAS),
                text(row, MIB_IF_ROW2_DESCRIPTION),
                mac(row),
                unsigned(row, MIB_IF_ROW2_MTU),
                row.getInt(MIB_IF_ROW2_TYPE),
                row.get(MIB_IF_ROW2_INTERFACE_AND_OPER_STATUS_FLAGS) & 0xff,
                row.getInt(MIB_IF_ROW2_OPER_STATUS),
                row.getInt(MIB_IF_ROW2_ADMIN_STATUS),
                row.getInt(MIB_IF_ROW2_MEDIA_CONNECT_STATE));
    }

    /** A {@code MIB_UNICASTIPADDRESS_ROW}; null where it cannot be read. */
    public static @Nullable AddressRow addressRow(ByteBuffer bytes) {
        ByteBuffer row = row(bytes, MIB_UNICASTIPADDRESS_ROW_SIZE);
        AddressKey key = row == null ? null : addressKey(row);
        if (row == null || key == null) {
            return null;
        }
        // 255 stands for a length that is not known.
        int length = row.get(MIB_UNICASTIPADDRESS_ROW_ON_LINK_PREFIX_LENGTH) & 0xff;
        return new AddressRow(
                key,
                row.getInt(MIB_UNICASTIPADDRESS_ROW_PREFIX_ORIGIN),
                row.getInt(MIB_UNICASTIPADDRESS_ROW_SUFFIX_ORIGIN),
                Math.min(length, key.address().bits()),
                truth(row, MIB_UNICASTIPADDRESS_ROW_SKIP_AS_SOURCE),
                row.getInt(MIB_UNICASTIPADDRESS_ROW_DAD_STATE));
    }

    /** A {@code MIB_IPFORWARD_ROW2}; null where it cannot be read. */
    public static @Nullable RouteRow routeRow(ByteBuffer bytes) {
        ByteBuffer row = row(bytes, MIB_IPFORWARD_ROW2_SIZE);
        RouteKey key = row == null ? null : routeKey(row);
        if (row == null || key == null) {
            return null;
        }
        return new RouteRow(
                key,
                unsigned(row, MIB_IPFORWARD_ROW2_METRIC),
                row.getInt(MIB_IPFORWARD_ROW2_PROTOCOL),
                truth(row, MIB_IPFORWARD_ROW2_LOOPBACK),
                row.getInt(MIB_IPFORWARD_ROW2_ORIGIN));
    }

    /** A {@code MIB_IPINTERFACE_ROW}; null where bytes are missing. */
    public static @Nullable IpInterfaceRow ipInterfaceRow(ByteBuffer bytes) {
        ByteBuffer row = row(bytes, MIB_IPINTERFACE_ROW_SIZE);
        InterfaceKey key = row == null ? null : interfaceKey(row);
        if (row == null || key == null) {
            return null;
        }
        return new IpInterfaceRow(
                key,
                unsigned(row, MIB_IPINTERFACE_ROW_METRIC),
                unsigned(row, MIB_IPINTERFACE_ROW_NL_MTU),
                truth(row, MIB_IPINTERFACE_ROW_CONNECTED));
    }

    /** The key at the start of a {@code MIB_IPINTERFACE_ROW}; null where bytes are missing. */
    public static @Nullable InterfaceKey interfaceKey(ByteBuffer bytes) {
        ByteBuffer key = row(bytes, MibKind.IP_INTERFACE.keyBytes());
        if (key == null) {
            return null;
        }
        return new InterfaceKey(
                key.getShort(MIB_IPINTERFACE_ROW_FAMILY) & 0xffff,
                key.getLong(MIB_IPINTERFACE_ROW_INTERFACE_LUID),
                key.getInt(MIB_IPINTERFACE_ROW_INTERFACE_INDEX));
    }

    /** The key at the start of a {@code MIB_UNICASTIPADDRESS_ROW}; null where it cannot be read. */
    public static @Nullable AddressKey addressKey(ByteBuffer bytes) {
        ByteBuffer key = row(bytes, MibKind.UNICAST_ADDRESS.keyBytes());
        SockaddrInet address = key == null ? null : sockaddr(key, MIB_UNICASTIPADDRESS_ROW_ADDRESS);
        if (key == null || address == null) {
            return null;
        }
        return new AddressKey(
                address,
                key.getLong(MIB_UNICASTIPADDRESS_ROW_INTERFACE_LUID),
                key.getInt(MIB_UNICASTIPADDRESS_ROW_INTERFACE_INDEX));
    }

    /** The key at the start of a {@code MIB_IPFORWARD_ROW2}; null where it cannot be read. */
    public static @Nullable RouteKey routeKey(ByteBuffer bytes) {
        ByteBuffer key = row(bytes, MibKind.ROUTE.keyBytes());
        if (key == null) {
            return null;
        }
        int destination = MIB_IPFORWARD_ROW2_DESTINATION_PREFIX;
        SockaddrInet prefix = sockaddr(key, destination + IP_ADDRESS_PREFIX_PREFIX);
        int length = key.get(destination + IP_ADDRESS_PREFIX_PREFIX_LENGTH) & 0xff;
        if (prefix == null || length > prefix.bits()) {
            return null;
        }
        SockaddrInet nextHop = sockaddr(key, MIB_IPFORWARD_ROW2_NEXT_HOP);
        InetAddress gateway = nextHop == null || nextHop.address().isAnyLocalAddress() ? null : nextHop.address();
        return new RouteKey(
                key.getLong(MIB_IPFORWARD_ROW2_INTERFACE_LUID),
                key.getInt(MIB_IPFORWARD_ROW2_INTERFACE_INDEX),
                prefix.address(),
                length,
                gateway);
    }

    private static <R> Rows<R> rows(ByteBuffer table, int size, Function<ByteBuffer, @Nullable R> reader) {
        ByteBuffer view = row(table, COUNT_BYTES);
        if (view == null) {
            return Rows.none();
        }
        long claimed = unsigned(view, MIB_TABLE_NUM_ENTRIES);
        long whole = Math.max(0, table.remaining() - MIB_TABLE_TABLE) / size;
        List<R> rows = new ArrayList<>();
        for (long i = 0; i < Math.min(claimed, whole); i++) {
            R row = reader.apply(table.slice(table.position() + MIB_TABLE_TABLE + (int) i * size, size));
            if (row != null) {
                rows.add(row);
            }
        }
        return new Rows<>(rows, claimed - rows.size());
    }

    /** The first bytes, little endian as Windows is everywhere; null where some are missing. */
    private static @Nullable ByteBuffer row(ByteBuffer bytes, int size) {
        return bytes.remaining() < size
                ? null
                : bytes.slice(bytes.position(), size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static @Nullable SockaddrInet sockaddr(ByteBuffer row, int offset) {
        return SockaddrInet.read(row.slice(offset, SOCKADDR_INET_SIZE));
    }

    private static long unsigned(ByteBuffer row, int offset) {
        return Integer.toUnsignedLong(row.getInt(offset));
    }

    private static boolean truth(ByteBuffer row, int offset) {
        return row.get(offset) != 0;
    }

    /** A text of two bytes each character, up to its zero or to the end of its room. */
    private static String text(ByteBuffer row, int offset) {
        int characters = 0;
        while (characters < IF_MAX_STRING_SIZE && row.getChar(offset + characters * Character.BYTES) != 0) {
            characters++;
        }
        byte[] raw = new byte[characters * Character.BYTES];
        row.get(offset, raw);
        return new String(raw, StandardCharsets.UTF_16LE);
    }

    private static @Nullable String mac(ByteBuffer row) {
        long length = unsigned(row, MIB_IF_ROW2_PHYSICAL_ADDRESS_LENGTH);
        if (length == 0 || length > IF_MAX_PHYS_ADDRESS_LENGTH) {
            return null;
        }
        byte[] raw = new byte[(int) length];
        row.get(MIB_IF_ROW2_PHYSICAL_ADDRESS, raw);
        return COLONS.formatHex(raw);
    }
}
