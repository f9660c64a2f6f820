// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos;

import static dev.netmon.ffi.DarwinConstants.EACCES;
import static dev.netmon.ffi.DarwinConstants.EPERM;
import static dev.netmon.ffi.DarwinConstants.NET_RT_IFLIST2;
import static dev.netmon.macos.DarwinHost.EN0;
import static dev.netmon.macos.DarwinHost.ip;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.ffi.InterfaceEntry;
import dev.netmon.ffi.testing.DarwinStandIn.Call;
import dev.netmon.ffi.testing.HeaderAudit;
import dev.netmon.spi.Check;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What {@code doctor} says over the stand-in library. */
@EnabledOnOs(OS.LINUX)
class MacosDiagnosisTest {
    private DarwinHost host;

    @BeforeEach
    void build() throws Exception {
        HeaderAudit.assumeCompiler();
        host = new DarwinHost(BindingUnderTest.all().findFirst().orElseThrow());
        host.put(EN0, "192.168.1.20/24");
        host.put(EN0, "fe80::20/64");
        host.routeQuietly(EN0, "192.168.1.1", "192.168.1.20");
        host.standIn()
                .entries(List.of(
                        entry("lo0", "127.0.0.1"),
                        new InterfaceEntry("en0", 1, new byte[] {20, 18, 4, 0}, null, null, new byte[96]),
                        new InterfaceEntry("en1", 1, null, null, null, null),
                        entry("en0", "192.168.1.20"),
                        new InterfaceEntry("en0", 1, Darwin.embedded(ip("fe80::20"), EN0), null, null, null)));
    }

    @AfterEach
    void nothingIsLeftOpen() {
        if (host != null) {
            assertEquals(0, host.standIn().state().open());
            assertEquals(0, host.standIn().state().lists());
        }
    }

    private static InterfaceEntry entry(String name, String address) {
        return new InterfaceEntry(name, 1, Darwin.sockaddr(ip(address)), null, null, null);
    }

    private Map<String, Check> checks() {
        Map<String, Check> checks = new TreeMap<>();
        MacosDiagnosis.of(host.standIn().library()).forEach(check -> checks.put(check.name(), check));
        return checks;
    }

    @Test
    void allIsWell() {
        Map<String, Check> checks = checks();
        assertEquals(
                "[carrier, interface_table, lookup, media, receive_buffer, routing_socket, wake, witness]",
                checks.keySet().toString());
        checks.values().forEach(check -> assertTrue(check.ok(), check::toString));
        checks.values().forEach(check -> assertNull(check.fix(), check::toString));
        assertEquals(
                "2 of 3 interfaces tell whether their other end is there",
                checks.get("media").detail());
        assertEquals(
                "getifaddrs finds the same 3 addresses", checks.get("witness").detail());
    }

    @Test
    void aSandboxIsNamed() {
        host.standIn().fail(Call.SOCKET, EPERM, 1);
        Check check = checks().get("routing_socket");
        assertFalse(check.ok());
        assertTrue(check.detail().contains("EPERM"), check.detail());
        assertTrue(check.fix().contains("App Sandbox"), check.fix());
    }

    @Test
    void missingKernelEventsAreNamed() {
        host.standIn().fail(Call.IOCTL, EACCES, 1);
        Check check = checks().get("carrier");
        assertFalse(check.ok());
        assertTrue(check.detail().startsWith("ioctl(SIOCSKEVFILT): EACCES (13): a lost carrier"), check.detail());
    }

    @Test
    void aSmallBufferIsNamedWithItsRemedy() {
        host.standIn().mostReceiveBuffer(1 << 20);
        Check check = checks().get("receive_buffer");
        assertFalse(check.ok());
        assertEquals("sysctl -w kern.ipc.maxsockbuf=4194304", check.fix());
    }

    @Test
    void aWitnessThatDiffersIsNamed() {
        host.standIn().entries(List.of(entry("lo0", "127.0.0.1"), entry("en0", "192.168.1.21")));
        Check check = checks().get("witness");
        assertFalse(check.ok());
        assertEquals("getifaddrs differs: en0 192.168.1.20, en0 192.168.1.21, en0 fe80::20", check.detail());
    }

    @Test
    void aTableThatCannotBeReadIsNamed() {
        host.standIn().table(0, NET_RT_IFLIST2, 0, new byte[0]);
        Map<String, Check> checks = checks();
        assertFalse(checks.get("interface_table").ok());
        assertFalse(checks.containsKey("witness"));
        assertTrue(checks.get("lookup").ok());
    }

    @Test
    void aLookupThatIsDeniedIsNamed() {
        host.standIn().fail(Call.WRITE, EACCES, 1);
        assertFalse(checks().get("lookup").ok());
        host.standIn().refuse(Darwin.anyOf(ip("127.0.0.1")), 3);
        assertEquals(
                "the kernel answers, and knows no way to itself",
                checks().get("lookup").detail());
    }

    @Test
    void aFailingGetifaddrsIsNamed() {
        host.standIn().fail(Call.GETIFADDRS, EACCES, 1);
        assertEquals("getifaddrs: EACCES (13)", checks().get("witness").detail().substring(0, 23));
    }
}
