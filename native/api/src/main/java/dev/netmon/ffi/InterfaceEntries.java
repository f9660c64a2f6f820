// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi;

import static dev.netmon.ffi.DarwinConstants.AF_LINK;
import static dev.netmon.ffi.DarwinConstants.IF_NAMESIZE;
import static dev.netmon.ffi.DarwinLayouts.IFADDRS_ADDR;
import static dev.netmon.ffi.DarwinLayouts.IFADDRS_DATA;
import static dev.netmon.ffi.DarwinLayouts.IFADDRS_DSTADDR;
import static dev.netmon.ffi.DarwinLayouts.IFADDRS_FLAGS;
import static dev.netmon.ffi.DarwinLayouts.IFADDRS_NAME;
import static dev.netmon.ffi.DarwinLayouts.IFADDRS_NETMASK;
import static dev.netmon.ffi.DarwinLayouts.IFADDRS_NEXT;
import static dev.netmon.ffi.DarwinLayouts.IFADDRS_SIZE;
import static dev.netmon.ffi.DarwinLayouts.IF_DATA_SIZE;
import static dev.netmon.ffi.DarwinLayouts.SOCKADDR_FAMILY;
import static dev.netmon.ffi.DarwinLayouts.SOCKADDR_LEN;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Copies the linked list of {@code getifaddrs} for both twins, which differ only in how they look at memory.
 *
 * <p>For the twins alone: a wrong address ends the JVM.
 */
public final class InterfaceEntries {

    /** How a twin looks at the memory of C. */
    @FunctionalInterface
    public interface Memory {
        /** The bytes at an address, as many as asked; not zero, and not longer than what C has there. */
        ByteBuffer at(long address, int bytes);
    }

    private InterfaceEntries() {}

    /** All entries of the list that starts at {@code head}, in its order; none where that is zero. */
    public static List<InterfaceEntry> copy(long head, Memory memory) {
        List<InterfaceEntry> entries = new ArrayList<>();
        long at = head;
        while (at != 0) {
            ByteBuffer entry = memory.at(at, IFADDRS_SIZE).order(ByteOrder.nativeOrder());
            byte[] address = sockaddr(entry.getLong(IFADDRS_ADDR), memory);
            boolean link = address != null && address.length > SOCKADDR_FAMILY && address[SOCKADDR_FAMILY] == AF_LINK;
            long data = entry.getLong(IFADDRS_DATA);
            entries.add(new InterfaceEntry(
                    name(entry.getLong(IFADDRS_NAME), memory),
                    entry.getInt(IFADDRS_FLAGS),
                    address,
                    sockaddr(entry.getLong(IFADDRS_NETMASK), memory),
                    sockaddr(entry.getLong(IFADDRS_DSTADDR), memory),
                    link && data != 0 ? bytes(data, IF_DATA_SIZE, memory) : null));
            at = entry.getLong(IFADDRS_NEXT);
        }
        return entries;
    }

    private static byte @Nullable [] sockaddr(long address, Memory memory) {
        if (address == 0) {
            return null;
        }
        int length = Byte.toUnsignedInt(memory.at(address + SOCKADDR_LEN, 1).get(0));
        return length == 0 ? new byte[0] : bytes(address, length, memory);
    }

    // Byte by byte: behind the zero there may be nothing that is ours to read.
    private static String name(long address, Memory memory) {
        byte[] name = new byte[IF_NAMESIZE];
        int length = 0;
        while (address != 0 && length < name.length) {
            byte next = memory.at(address + length, 1).get(0);
            if (next == 0) {
                break;
            }
            name[length++] = next;
        }
        return new String(name, 0, length, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(long address, int length, Memory memory) {
        byte[] copy = new byte[length];
        memory.at(address, length).get(copy);
        return copy;
    }
}
