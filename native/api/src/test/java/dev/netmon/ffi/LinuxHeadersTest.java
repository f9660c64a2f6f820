// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.ffi.testing.HeaderAudit;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Our numbers against the real headers. */
class LinuxHeadersTest {

    @Test
    void constantsAreThoseOfTheHeaders() throws Exception {
        HeaderAudit.assumeCompiler();
        HeaderAudit.Findings findings = HeaderAudit.against(
                        "<sys/socket.h>",
                        "<linux/netlink.h>",
                        "<linux/rtnetlink.h>",
                        "<poll.h>",
                        "<sys/eventfd.h>",
                        "<sys/timerfd.h>",
                        "<time.h>",
                        "<fcntl.h>",
                        "<sched.h>",
                        "<errno.h>")
                .constants(LinuxConstants.class)
                .run();
        assertEquals(List.of(), findings.different());
        assertEquals(Set.of(), findings.unknown(), "all of them are older than any header in use");
        assertTrue(findings.agreed() > 90, "compared only " + findings.agreed());
    }

    @Test
    void layoutsAreThoseOfTheHeaders() throws Exception {
        HeaderAudit.assumeCompiler();
        HeaderAudit.Findings findings = HeaderAudit.against(
                        "<sys/socket.h>", "<netinet/in.h>", "<linux/netlink.h>", "<poll.h>", "<time.h>")
                .struct("SOCKADDR_NL", "struct sockaddr_nl", "nl_")
                .struct("SOCKADDR_IN", "struct sockaddr_in", "sin_")
                .struct("IOVEC", "struct iovec", "iov_")
                .struct("MSGHDR", "struct msghdr", "msg_")
                .struct("MMSGHDR", "struct mmsghdr", "msg_")
                .struct("POLLFD", "struct pollfd", "")
                .struct("TIMESPEC", "struct timespec", "tv_")
                .struct("ITIMERSPEC", "struct itimerspec", "it_")
                .constants(LinuxLayouts.class)
                .run();
        assertEquals(List.of(), findings.different());
        assertEquals(Set.of(), findings.unknown());
        assertTrue(findings.agreed() > 30, "compared only " + findings.agreed());
    }

    @Test
    void errnoNamesAreThoseOfTheHeader() throws Exception {
        HeaderAudit.assumeCompiler();
        HeaderAudit audit = HeaderAudit.against("<errno.h>");
        for (int errno = 1; errno < Errno.LINUX.size(); errno++) {
            String symbol = Errno.LINUX.symbol(errno);
            if (!symbol.startsWith("errno")) {
                audit.value(symbol, errno);
            }
        }
        HeaderAudit.Findings findings = audit.run();
        assertEquals(List.of(), findings.different());
        assertEquals(Set.of(), findings.unknown());
        assertEquals(131, findings.agreed());
    }

    @Test
    void theAuditSeesADifferenceAndAnUnknownName() throws Exception {
        HeaderAudit.assumeCompiler();
        HeaderAudit.Findings findings = HeaderAudit.against("<errno.h>")
                .value("EPERM", 2)
                .value("ENOENT", 2)
                .value("ENOSUCHNAME", 3)
                .run();
        assertEquals(List.of("EPERM: ours 2, the header's 1"), findings.different());
        assertEquals(Set.of("ENOSUCHNAME"), findings.unknown());
        assertEquals(1, findings.agreed());
    }
}
