// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.testing;

import dev.netmon.ffi.Win32Error;
import dev.netmon.ffi.WindowsConstants;
import dev.netmon.ffi.WindowsLayouts;
import java.util.List;

/** Our numbers of Windows, each under the C expression that has its true value. */
public final class WindowsNumbers {

    private static final int CODES = 2000;

    private WindowsNumbers() {}

    /** Adds the constants. */
    public static HeaderAudit constants(HeaderAudit audit) {
        return audit.camelCaseEnum("MIB")
                .camelCaseEnum("IF_OPER_STATUS")
                .camelCaseEnum("MEDIA_CONNECT_STATE")
                .camelCaseEnum("IP_DAD_STATE")
                .camelCaseEnum("IP_PREFIX_ORIGIN")
                .camelCaseEnum("IP_SUFFIX_ORIGIN")
                .renamed("MIB_IPPROTO_OTHER", "MIB_IPPROTO_OTHER")
                .renamed("MIB_IPPROTO_LOCAL", "MIB_IPPROTO_LOCAL")
                .renamed("MIB_IPPROTO_NETMGMT", "MIB_IPPROTO_NETMGMT")
                .constants(WindowsConstants.class);
    }

    /** Adds sizes and offsets. */
    public static HeaderAudit layouts(HeaderAudit audit) {
        audit.struct("SOCKADDR_INET", "SOCKADDR_INET", "si_")
                .struct("SOCKADDR_IN", "SOCKADDR_IN", "sin_")
                .struct("SOCKADDR_IN6", "SOCKADDR_IN6", "sin6_")
                .camelCaseStruct("NET_LUID", "NET_LUID")
                .camelCaseStruct("IP_ADDRESS_PREFIX", "IP_ADDRESS_PREFIX")
                .camelCaseStruct("MIB_TABLE", "MIB_IF_TABLE2")
                .camelCaseStruct("MIB_IPINTERFACE_ROW", "MIB_IPINTERFACE_ROW")
                .camelCaseStruct("MIB_IPFORWARD_ROW2", "MIB_IPFORWARD_ROW2")
                .camelCaseStruct("MIB_UNICASTIPADDRESS_ROW", "MIB_UNICASTIPADDRESS_ROW")
                .camelCaseStruct("MIB_IF_ROW2", "MIB_IF_ROW2")
                .camelCaseStruct("DEVICE_NOTIFY_SUBSCRIBE_PARAMETERS", "DEVICE_NOTIFY_SUBSCRIBE_PARAMETERS")
                // Bits of a bit-field have no offset.
                .without("HARDWARE_INTERFACE_BIT", "FILTER_INTERFACE_BIT", "NOT_MEDIA_CONNECTED_BIT")
                .constants(WindowsLayouts.class);
        for (String table : List.of("MIB_IPINTERFACE_TABLE", "MIB_IPFORWARD_TABLE2", "MIB_UNICASTIPADDRESS_TABLE")) {
            audit.value("offsetof(" + table + ", NumEntries)", WindowsLayouts.MIB_TABLE_NUM_ENTRIES)
                    .value("offsetof(" + table + ", Table)", WindowsLayouts.MIB_TABLE_TABLE);
        }
        return audit;
    }

    /** Adds the names of error codes. */
    public static HeaderAudit errors(HeaderAudit audit) {
        for (int code = 0; code < CODES; code++) {
            String symbol = Win32Error.symbol(code);
            if (symbol.startsWith("ERROR_")) {
                audit.value(symbol, code);
            }
        }
        return audit;
    }
}
