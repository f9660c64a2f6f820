// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.ffi.testing.HeaderAudit;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every number of the wire format, offsets and sizes included, against the kernel's headers on this machine. */
class HeadersTest {
    private static final List<Class<?>> HOLDERS =
            List.of(Netlink.class, Rtnetlink.class, IfLink.class, IfAddr.class, FibRules.class, Nexthops.class);

    /** What the name of an offset starts with: the struct, and what its fields start with in C. */
    private static final Map<String, List<String>> STRUCTS = Map.of(
            "NLMSG_", List.of("struct nlmsghdr", "nlmsg_"),
            "NLA_", List.of("struct nlattr", "nla_"),
            "IFI_", List.of("struct ifinfomsg", "ifi_"),
            "IFA_", List.of("struct ifaddrmsg", "ifa_"),
            "RTM_", List.of("struct rtmsg", "rtm_"),
            "RTNH_", List.of("struct rtnexthop", "rtnh_"),
            "RTVIA_", List.of("struct rtvia", "rtvia_"),
            "FRH_", List.of("struct fib_rule_hdr", ""),
            "NH_", List.of("struct nhmsg", "nh_"),
            "NHG_", List.of("struct nexthop_grp", ""));

    @Test
    void numbersAreThoseOfTheHeaders() throws Exception {
        HeaderAudit.assumeCompiler();
        HeaderAudit audit = HeaderAudit.against(
                        "<sys/socket.h>",
                        "<linux/netlink.h>",
                        "<linux/rtnetlink.h>",
                        "<linux/if.h>",
                        "<linux/if_link.h>",
                        "<linux/if_addr.h>",
                        "<linux/fib_rules.h>",
                        "<linux/nexthop.h>")
                .renamed("ERROR_AT", "offsetof(struct nlmsgerr, error)")
                .renamed("MSG_AT", "offsetof(struct nlmsgerr, msg)")
                .renamed("IFA_PREFERED_AT", "offsetof(struct ifa_cacheinfo, ifa_prefered)")
                .renamed("IFA_VALID_AT", "offsetof(struct ifa_cacheinfo, ifa_valid)");
        for (Class<?> holder : HOLDERS) {
            for (Field field : holder.getDeclaredFields()) {
                rename(audit, field.getName());
            }
        }
        HOLDERS.forEach(audit::constants);
        HeaderAudit.Findings findings = audit.run();
        assertEquals(List.of(), findings.different());
        // Headers older than Linux 5.3 lack the nexthop objects; nothing else may be missing.
        assertTrue(
                findings.unknown().stream().allMatch(name -> name.contains("NEXTHOP") || name.startsWith("NHA_")),
                () -> "not in the headers: " + findings.unknown());
        assertTrue(findings.agreed() > 150, "compared only " + findings.agreed());
    }

    private static void rename(HeaderAudit audit, String name) {
        if (name.startsWith("SIZEOF_")) {
            audit.renamed(
                    name, "sizeof(struct " + name.substring("SIZEOF_".length()).toLowerCase(Locale.ROOT) + ")");
            return;
        }
        String prefix = name.substring(0, name.indexOf('_') + 1);
        List<String> struct = STRUCTS.get(prefix);
        boolean already = name.equals("IFA_PREFERED_AT") || name.equals("IFA_VALID_AT");
        if (name.endsWith("_AT") && struct != null && !already) {
            String field = name.substring(prefix.length(), name.length() - "_AT".length());
            audit.renamed(
                    name, "offsetof(" + struct.get(0) + ", " + struct.get(1) + field.toLowerCase(Locale.ROOT) + ")");
        }
    }
}
