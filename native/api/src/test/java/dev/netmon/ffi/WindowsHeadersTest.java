// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.ffi.testing.HeaderAudit;
import dev.netmon.ffi.testing.WindowsNumbers;
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
    static void assumeHeaders() {
        HeaderAudit.assumeWindowsHeaders();
    }

    @Test
    void constantsAreThoseOfTheHeaders() throws Exception {
        HeaderAudit.Findings findings =
                WindowsNumbers.constants(HeaderAudit.windows(HEADERS)).run();
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
                // Not in the headers of version 10; Microsoft's metadata have it.
                .without(
                        "DEVICE_NOTIFY_SUBSCRIBE_PARAMETERS_SIZE",
                        "DEVICE_NOTIFY_SUBSCRIBE_PARAMETERS_CALLBACK",
                        "DEVICE_NOTIFY_SUBSCRIBE_PARAMETERS_CONTEXT");
        HeaderAudit.Findings findings = WindowsNumbers.layouts(audit).run();
        assertEquals(List.of(), findings.different());
        assertEquals(Set.of(), findings.unknown());
        assertTrue(findings.agreed() > 85, "compared only " + findings.agreed());
    }

    @Test
    void errorNamesAreThoseOfTheHeader() throws Exception {
        HeaderAudit.Findings findings =
                WindowsNumbers.errors(HeaderAudit.windows("<windows.h>")).run();
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
