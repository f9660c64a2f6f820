// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.ffi.DarwinConstants;
import dev.netmon.ffi.DarwinKernelEvents;
import dev.netmon.ffi.testing.AppleHeaders;
import dev.netmon.ffi.testing.HeaderAudit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Every number of the wire format against those of Apple's headers, which are the same for both CPUs. */
class LayoutsTest {

    /** Of {@code <net/if_types.h>}, which is on a Mac only. */
    private static final Set<String> ON_A_MAC_ONLY =
            Set.of("IFT_OTHER", "IFT_ETHER", "IFT_PPP", "IFT_LOOP", "IFT_BRIDGE", "IFT_CELLULAR");

    @Test
    void numbersAreThoseThatWereRecorded() throws Exception {
        HeaderAudit.Findings findings = numbers(HeaderAudit.recordedOfApple()).run();
        assertEquals(List.of(), findings.different());
        assertEquals(ON_A_MAC_ONLY, findings.unknown());
        assertTrue(findings.agreed() > 80, "compared only " + findings.agreed());
    }

    @Test
    void numbersAreThoseOfTheHeaders() throws Exception {
        AppleHeaders.assumePresent();
        HeaderAudit.Findings findings = numbers(HeaderAudit.apple()).run();
        assertEquals(List.of(), findings.different());
        assertEquals(AppleHeaders.onAMac() ? Set.of() : ON_A_MAC_ONLY, findings.unknown());
    }

    @Test
    void kernelEventsAreThoseOfAMac() throws Exception {
        Assumptions.assumeTrue(AppleHeaders.onAMac(), "no kern_event.h: the numbers of kernel events are not compared");
        AppleHeaders.assumePresent();
        HeaderAudit.Findings findings = HeaderAudit.apple()
                .offsets("KEV", "struct kern_event_msg", "")
                .renamed("KEV_VENDOR_CODE_AT", "offsetof(struct kern_event_msg, vendor_code)")
                .renamed("KEV_CLASS_AT", "offsetof(struct kern_event_msg, kev_class)")
                .renamed("KEV_SUBCLASS_AT", "offsetof(struct kern_event_msg, kev_subclass)")
                .renamed("SIZEOF_KERN_EVENT_MSG", "offsetof(struct kern_event_msg, event_data)")
                .offsets("NET", "struct net_event_data", "")
                .constants(KernelEvents.class)
                .run();
        assertEquals(List.of(), findings.different());
    }

    /** The slots are numbered as their bits are. */
    @Test
    void slotsAreTheBitsOfTheHeaders() throws Exception {
        Map<String, Long> headers = AppleHeaders.numbers();
        for (String slot : List.of("DST", "GATEWAY", "NETMASK", "IFP", "IFA", "BRD")) {
            assertEquals(headers.get("RTA_" + slot), 1L << headers.get("RTAX_" + slot), slot);
        }
    }

    /** Both kinds of interface message keep addrs, flags and index where the other has them. */
    @Test
    void bothInterfaceMessagesBeginAlike() throws Exception {
        Map<String, Long> headers = AppleHeaders.numbers();
        for (String field : List.of("type", "mtu", "baudrate")) {
            assertEquals(at(headers, "if_data", "ifi_" + field), at(headers, "if_data64", "ifi_" + field), field);
        }
        for (String field : List.of("addrs", "flags", "index")) {
            assertEquals(at(headers, "if_msghdr", "ifm_" + field), at(headers, "if_msghdr2", "ifm_" + field), field);
        }
        for (String field : List.of("flags", "addrs", "index", "rmx")) {
            assertEquals(at(headers, "rt_msghdr", "rtm_" + field), at(headers, "rt_msghdr2", "rtm_" + field), field);
        }
        assertEquals(headers.get("sizeof(struct rt_msghdr)"), headers.get("sizeof(struct rt_msghdr2)"));
        assertEquals(
                (long) NetIf.SIZEOF_IF_MSGHDR2,
                at(headers, "if_msghdr2", "ifm_data") + headers.get("sizeof(struct if_data64)"));
        assertEquals(
                (long) NetIf.SIZEOF_IF_MSGHDR,
                at(headers, "if_msghdr", "ifm_data") + headers.get("sizeof(struct if_data)"));
    }

    /** Parser and binding say the same of what both know. */
    @Test
    void numbersAreThoseOfTheBinding() {
        assertEquals(DarwinConstants.AF_UNSPEC, Sockaddr.AF_UNSPEC);
        assertEquals(DarwinConstants.AF_INET, Sockaddr.AF_INET);
        assertEquals(DarwinConstants.AF_INET6, Sockaddr.AF_INET6);
        assertEquals(DarwinConstants.AF_LINK, Sockaddr.AF_LINK);
        assertEquals(DarwinConstants.IF_NAMESIZE, KernelEvents.IFNAMSIZ);
        assertEquals(DarwinKernelEvents.KEV_VENDOR_APPLE, KernelEvents.KEV_VENDOR_APPLE);
        assertEquals(DarwinKernelEvents.KEV_NETWORK_CLASS, KernelEvents.KEV_NETWORK_CLASS);
    }

    private static HeaderAudit numbers(HeaderAudit audit) {
        return audit.offsets("RTM", "struct rt_msghdr", "rtm_")
                .offsets("RMX", "struct rt_metrics", "rmx_")
                .offsets("IFM", "struct if_msghdr", "ifm_")
                .offsets("IFM2", "struct if_msghdr2", "ifm_")
                .offsets("IFI", "struct if_data", "ifi_")
                .offsets("IFAM", "struct ifa_msghdr", "ifam_")
                .offsets("SA", "struct sockaddr", "sa_")
                .offsets("SIN", "struct sockaddr_in", "sin_")
                .offsets("SIN6", "struct sockaddr_in6", "sin6_")
                .offsets("SDL", "struct sockaddr_dl", "sdl_")
                // What every message begins with ends where the first field of its own stands.
                .renamed("COMMON_HEADER", "offsetof(struct rt_msghdr, rtm_index)")
                .constants(Rtsock.class)
                .constants(NetIf.class)
                .constants(Sockaddr.class);
    }

    private static long at(Map<String, Long> headers, String struct, String field) {
        return headers.get("offsetof(struct " + struct + ", " + field + ")");
    }
}
