// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.netmon.ffi.testing.HeaderAudit;
import dev.netmon.ffi.testing.WindowsNumbers;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Our numbers against Microsoft's: all of them. */
class WindowsMetadataTest {

    private static Metadata metadata;

    @BeforeAll
    static void read() throws Exception {
        metadata = Metadata.read(Path.of("target", "test-classes"));
    }

    @Test
    void constantsAreMicrosofts() throws Exception {
        agree(WindowsNumbers.constants(HeaderAudit.of(metadata)));
    }

    @Test
    void layoutsAreMicrosofts() throws Exception {
        agree(WindowsNumbers.layouts(HeaderAudit.of(metadata)));
    }

    @Test
    void errorNamesAreMicrosofts() throws Exception {
        agree(WindowsNumbers.errors(HeaderAudit.of(metadata)));
    }

    @Test
    void aDifferenceIsSeen() throws Exception {
        HeaderAudit.Findings findings = HeaderAudit.of(metadata)
                .value("AF_INET6", 10)
                .value("offsetof(SOCKADDR_IN6, sin6_scope_id)", 20)
                .value("sizeof(NO_SUCH_STRUCTURE)", 1)
                .run();
        assertEquals(
                List.of(
                        "AF_INET6: ours 10, the header's 23",
                        "offsetof(SOCKADDR_IN6, sin6_scope_id): ours 20, the header's 24"),
                findings.different());
        assertEquals(Set.of("sizeof(NO_SUCH_STRUCTURE)"), findings.unknown());
    }

    private static void agree(HeaderAudit audit) throws Exception {
        HeaderAudit.Findings findings = audit.run();
        assertEquals(List.of(), findings.different());
        assertEquals(Set.of(), findings.unknown());
        assertEquals(audit.size(), findings.agreed());
    }
}
