// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi;

import static dev.netmon.ffi.WindowsLayouts.MIB_IPFORWARD_ROW2_SITE_PREFIX_LENGTH;
import static dev.netmon.ffi.WindowsLayouts.MIB_IPINTERFACE_ROW_MAX_REASSEMBLY_SIZE;
import static dev.netmon.ffi.WindowsLayouts.MIB_UNICASTIPADDRESS_ROW_PREFIX_ORIGIN;

/** What a notification of Windows is about, and how much of its row is the key. */
public enum MibKind {
    /** A {@code MIB_IPINTERFACE_ROW} up to and with InterfaceIndex: Family, InterfaceLuid, InterfaceIndex. */
    IP_INTERFACE(MIB_IPINTERFACE_ROW_MAX_REASSEMBLY_SIZE),
    /** A {@code MIB_UNICASTIPADDRESS_ROW} up to and with InterfaceIndex: Address, InterfaceLuid, InterfaceIndex. */
    UNICAST_ADDRESS(MIB_UNICASTIPADDRESS_ROW_PREFIX_ORIGIN),
    /**
     * A {@code MIB_IPFORWARD_ROW2} up to and with NextHop: InterfaceLuid, InterfaceIndex, DestinationPrefix, NextHop.
     */
    ROUTE(MIB_IPFORWARD_ROW2_SITE_PREFIX_LENGTH);

    private final int keyBytes;

    MibKind(int keyBytes) {
        this.keyBytes = keyBytes;
    }

    /** How many bytes at the start of a row identify it; the key fields stand at the row's own offsets. */
    public int keyBytes() {
        return keyBytes;
    }
}
