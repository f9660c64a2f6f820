// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.ffi.testing.AppleHeaders;
import dev.netmon.ffi.testing.HeaderAudit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Our numbers of macOS against what Apple's headers said, on every system, and against the headers where there are any. */
class AppleHeadersTest {

    @Test
    void numbersAreThoseThatWereRecorded() throws Exception {
        HeaderAudit.Findings findings = numbers(HeaderAudit.recordedOfApple()).run();
        assertEquals(List.of(), findings.different());
        assertEquals(Set.of(), findings.unknown());
        assertTrue(findings.agreed() > 90, "compared only " + findings.agreed());
    }

    @Test
    void errnoNamesAreThoseThatWereRecorded() throws Exception {
        HeaderAudit.Findings findings = errnos(HeaderAudit.recordedOfApple()).run();
        assertEquals(List.of(), findings.different());
        assertEquals(Set.of(), findings.unknown());
        assertEquals(106, findings.agreed());
    }

    @Test
    void whatIsRecordedIsWhatTheHeadersSay() throws Exception {
        AppleHeaders.assumePresent();
        HeaderAudit audit = HeaderAudit.apple();
        for (Map.Entry<String, Long> number : AppleHeaders.numbers().entrySet()) {
            audit.value(number.getKey(), number.getValue());
        }
        HeaderAudit.Findings findings = audit.run();
        assertEquals(List.of(), findings.different());
        assertEquals(Set.of(), findings.unknown());
        assertTrue(findings.agreed() > 350, "compared only " + findings.agreed());
    }

    @Test
    void numbersAreThoseOfTheHeaders() throws Exception {
        AppleHeaders.assumePresent();
        HeaderAudit.Findings findings = errnos(numbers(HeaderAudit.apple())).run();
        assertEquals(List.of(), findings.different());
        assertEquals(Set.of(), findings.unknown());
    }

    @Test
    void whatTheCopyLacksIsThatOfAMac() throws Exception {
        Assumptions.assumeTrue(AppleHeaders.onAMac(), "the copy has no kern_event.h, if_media.h and in6_var.h");
        AppleHeaders.assumePresent();
        HeaderAudit.Findings findings = HeaderAudit.apple()
                .struct("KEV_REQUEST", "struct kev_request", "")
                .struct("IFMEDIAREQ", "struct ifmediareq", "ifm_")
                .struct("IN6_IFREQ", "struct in6_ifreq", "ifr_ifru.ifru_")
                .renamed("IN6_IFREQ_NAME", "offsetof(struct in6_ifreq, ifr_name)")
                .constants(DarwinKernelEvents.class)
                .constants(DarwinRequests.class)
                .run();
        assertEquals(List.of(), findings.different());
        assertEquals(Set.of(), findings.unknown());
    }

    private static HeaderAudit numbers(HeaderAudit audit) {
        return audit.renamed("IF_DATA_SIZE", "sizeof(struct if_data)")
                .struct("IFADDRS", "struct ifaddrs", "ifa_")
                .struct("SOCKADDR", "struct sockaddr", "sa_")
                .struct("POLLFD", "struct pollfd", "")
                .struct("TIMESPEC", "struct timespec", "tv_")
                .constants(DarwinConstants.class)
                .constants(DarwinLayouts.class)
                .value("SIOCGIFMEDIA", DarwinRequests.SIOCGIFMEDIA)
                .value("sizeof(struct ifmediareq)", DarwinRequests.IFMEDIAREQ_SIZE)
                .value("offsetof(struct ifmediareq, ifm_name)", DarwinRequests.IFMEDIAREQ_NAME)
                .value("offsetof(struct ifmediareq, ifm_status)", DarwinRequests.IFMEDIAREQ_STATUS);
    }

    private static HeaderAudit errnos(HeaderAudit audit) {
        for (int errno = 1; errno < Errno.DARWIN.size(); errno++) {
            audit.value(Errno.DARWIN.symbol(errno), errno);
        }
        return audit;
    }
}
