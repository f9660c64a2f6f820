// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.ffi.testing.HeaderAudit;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Our numbers against the Windows headers of mingw-w64. */
class WindowsHeadersTest {

    // In this order, because winsock2.h must come before windows.h.
    private static final String[] HEADERS = {
        "<winsock2.h>", "<ws2ipdef.h>", "<windows.h>", "<iphlpapi.h>", "<netioapi.h>", "<powrprof.h>"
    };

    @BeforeAll
    static void assumeCompiler() {
        HeaderAudit.assumeWindowsHeaders();
    }

    @Test
    void constantsAreThoseOfTheHeaders() throws Exception {
        HeaderAudit.Findings findings = HeaderAudit.windows(HEADERS)
                .camelCaseEnum("MIB")
                .camelCaseEnum("IF_OPER_STATUS")
                .camelCaseEnum("MEDIA_CONNECT_STATE")
                .camelCaseEnum("IP_DAD_STATE")
                .camelCaseEnum("IP_PREFIX_ORIGIN")
                .camelCaseEnum("IP_SUFFIX_ORIGIN")
                .renamed("MIB_IPPROTO_OTHER", "MIB_IPPROTO_OTHER")
                .renamed("MIB_IPPROTO_LOCAL", "MIB_IPPROTO_LOCAL")
                .renamed("MIB_IPPROTO_NETMGMT", "MIB_IPPROTO_NETMGMT")
                .constants(WindowsConstants.class)
                .run();
        assertEquals(List.of(), findings.different());
        // Not in the headers of version 10; Microsoft's metadata have them.
        Set<String> unknown = new TreeSet<>(findings.unknown());
        unknown.removeAll(Set.of("DEVICE_NOTIFY_CALLBACK", "IF_TYPE_WWANPP", "IF_TYPE_WWANPP2"));
        assertEquals(Set.of(), unknown);
        assertTrue(findings.agreed() > 60, "compared only " + findings.agreed());
    }

    @Test
    void layoutsAreThoseOfTheHeaders() throws Exception {
        HeaderAudit audit = HeaderAudit.windows(HEADERS)
                .struct("SOCKADDR_INET", "SOCKADDR_INET", "si_")
                .struct("SOCKADDR_IN", "struct sockaddr_in", "sin_")
                .struct("SOCKADDR_IN6", "struct sockaddr_in6", "sin6_")
                .camelCaseStruct("NET_LUID", "NET_LUID")
                .camelCaseStruct("IP_ADDRESS_PREFIX", "IP_ADDRESS_PREFIX")
                .camelCaseStruct("MIB_TABLE", "MIB_IF_TABLE2")
                .camelCaseStruct("MIB_IPINTERFACE_ROW", "MIB_IPINTERFACE_ROW")
                .camelCaseStruct("MIB_IPFORWARD_ROW2", "MIB_IPFORWARD_ROW2")
                .camelCaseStruct("MIB_UNICASTIPADDRESS_ROW", "MIB_UNICASTIPADDRESS_ROW")
                .camelCaseStruct("MIB_IF_ROW2", "MIB_IF_ROW2")
                // Not in the headers of version 10; Microsoft's metadata have it.
                .without(
                        "DEVICE_NOTIFY_SUBSCRIBE_PARAMETERS_SIZE",
                        "DEVICE_NOTIFY_SUBSCRIBE_PARAMETERS_CALLBACK",
                        "DEVICE_NOTIFY_SUBSCRIBE_PARAMETERS_CONTEXT")
                // Bits of a bit-field have no offset.
                .without("HARDWARE_INTERFACE_BIT", "FILTER_INTERFACE_BIT")
                .constants(WindowsLayouts.class);
        for (String table : List.of("MIB_IPINTERFACE_TABLE", "MIB_IPFORWARD_TABLE2", "MIB_UNICASTIPADDRESS_TABLE")) {
            audit.value("offsetof(" + table + ", NumEntries)", WindowsLayouts.MIB_TABLE_NUM_ENTRIES)
                    .value("offsetof(" + table + ", Table)", WindowsLayouts.MIB_TABLE_TABLE);
        }
        HeaderAudit.Findings findings = audit.run();
        assertEquals(List.of(), findings.different());
        assertEquals(Set.of(), findings.unknown());
        assertTrue(findings.agreed() > 85, "compared only " + findings.agreed());
    }

    @Test
    void errorNamesAreThoseOfTheHeader() throws Exception {
        HeaderAudit audit = HeaderAudit.windows("<windows.h>");
        for (int code = 0; code < 2000; code++) {
            String symbol = Win32Error.symbol(code);
            if (symbol.startsWith("ERROR_")) {
                audit.value(symbol, code);
            }
        }
        HeaderAudit.Findings findings = audit.run();
        assertEquals(List.of(), findings.different());
        assertEquals(Set.of(), findings.unknown());
        assertTrue(findings.agreed() >= 28, "compared only " + findings.agreed());
    }

    @Test
    void theAuditSeesADifferenceAndAnUnknownName() throws Exception {
        HeaderAudit.Findings findings = HeaderAudit.windows(HEADERS)
                .value("AF_INET6", 10)
                .value("AF_INET", 2)
                .value("AF_NOSUCHNAME", 3)
                .run();
        assertEquals(List.of("AF_INET6: ours 10, the header's 23"), findings.different());
        assertEquals(Set.of("AF_NOSUCHNAME"), findings.unknown());
        assertEquals(1, findings.agreed());
    }
}
