// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos;

import static dev.netmon.ffi.DarwinConstants.EACCES;
import static dev.netmon.macos.DarwinHost.EN0;
import static dev.netmon.macos.DarwinHost.EN1;
import static dev.netmon.macos.DarwinHost.ip;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.EgressPath;
import dev.netmon.Family;
import dev.netmon.LinkChange;
import dev.netmon.LinkListener;
import dev.netmon.LinkMonitor;
import dev.netmon.MonitorOptions;
import dev.netmon.Reason;
import dev.netmon.Significance;
import dev.netmon.ffi.testing.DarwinStandIn.Call;
import dev.netmon.ffi.testing.HeaderAudit;
import dev.netmon.testkit.Await;
import dev.netmon.testkit.Gate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A whole monitor over the stand-in: what a Mac's day comes to. */
@EnabledOnOs(OS.LINUX)
class MonitorTest {
    private static final String HOME = "192.168.1.20";

    private final Gate gate = new Gate();
    private DarwinHost host;

    /** Hears what everybody is told. */
    private final class Ear implements LinkListener, AutoCloseable {
        private final LinkMonitor monitor;
        private final List<LinkChange> heard = new ArrayList<>();
        private int marks;

        Ear() throws Exception {
            monitor = LinkMonitor.over(gate.before(host.source()), MonitorOptions.defaults());
            monitor.watch(this);
        }

        @Override
        public synchronized void changed(LinkChange change) {
            heard.add(change);
        }

        synchronized List<LinkChange> heard() {
            return List.copyOf(heard);
        }

        /** Everything that led to a change by now has been told: so has something that is done last. */
        Ear settled() {
            int mtu = 1300 + ++marks;
            host.mtu(DarwinHost.LO0, mtu);
            Await.until(
                    "the last change",
                    () -> heard().stream()
                            .anyMatch(change ->
                                    change.state().interfaces().get(0).link().mtu() == mtu),
                    this::heard);
            return this;
        }

        void await(Reason reason) {
            Await.until(reason.toString(), () -> reasons().contains(reason), this::heard);
        }

        Set<Reason> reasons() {
            EnumSet<Reason> all = EnumSet.noneOf(Reason.class);
            heard().forEach(change -> all.addAll(change.reasons()));
            return all;
        }

        long count(Significance significance) {
            return heard().stream()
                    .filter(change -> change.significance() == significance)
                    .count();
        }

        EgressPath path(Family family) {
            EgressPath path = monitor.state().egress(family);
            assertNotNull(path);
            return path;
        }

        @Override
        public void close() {
            monitor.close();
        }
    }

    @BeforeEach
    void build() throws Exception {
        HeaderAudit.assumeCompiler();
        host = new DarwinHost(BindingUnderTest.all().findFirst().orElseThrow());
        host.put(EN0, HOME + "/24");
        host.put(EN1, "10.7.0.20/16");
        host.routeQuietly(EN0, "192.168.1.1", HOME);
    }

    @AfterEach
    void nothingIsLeftOpen() {
        if (host != null) {
            assertEquals(0, host.standIn().state().open());
        }
    }

    @Test
    void aWifiSwitchIsOneRebind() throws Exception {
        host.put(EN0, "fe80::20/64");
        host.put(EN0, "2001:db8:1::20/64");
        host.routeQuietly(EN0, "fe80::1", "2001:db8:1::20");
        try (Ear ear = new Ear()) {
            host.loseCarrier(EN0);
            host.deleteDefault(Family.V4);
            host.deleteDefault(Family.V6);
            host.removeAddress(EN0, HOME);
            host.removeAddress(EN0, "2001:db8:1::20");
            host.removeAddress(EN0, "fe80::20");
            neighbours(EN0);
            host.regainCarrier(EN0);
            host.addAddress(EN0, "fe80::21/64");
            neighbours(EN0);
            host.addAddress(EN0, "172.16.5.9/20");
            host.standIn()
                    .message(Darwin.route(
                            Darwin.ADD,
                            EN0,
                            Darwin.RTF_UP | Darwin.RTF_GATEWAY | Darwin.RTF_IFSCOPE | Darwin.RTF_DONE,
                            DarwinHost.CONFIGD,
                            "0.0.0.0/0",
                            ip("172.16.0.1")));
            host.defaultRoute(EN0, "172.16.0.1", "172.16.5.9");
            ear.await(Reason.SOURCE_ADDRESS_CHANGED);
            ear.settled();
            assertEquals(1, ear.count(Significance.REBIND), () -> ear.heard().toString());
            assertEquals(ip("172.16.5.9"), ear.path(Family.V4).source());
            assertNull(ear.monitor.state().egress(Family.V6));
        }
    }

    /** What a switch makes besides: the caches of the neighbours go and come. */
    private void neighbours(int index) {
        for (int i = 1; i <= 20; i++) {
            host.standIn()
                    .message(Darwin.route(
                            i % 2 == 0 ? Darwin.ADD : Darwin.DELETE,
                            index,
                            Darwin.RTF_UP | Darwin.RTF_HOST | Darwin.RTF_WASCLONED | 0x400,
                            0,
                            "192.168.1." + i + "/32",
                            null));
        }
    }

    @Test
    void aPulledCableIsOneRebindToTheOtherUplink() throws Exception {
        try (Ear ear = new Ear()) {
            host.loseCarrier(EN0);
            host.defaultRoute(EN1, "10.7.0.1", "10.7.0.20");
            host.removeAddress(EN0, HOME);
            ear.await(Reason.DEFAULT_INTERFACE_CHANGED);
            ear.settled();
            assertEquals(1, ear.count(Significance.REBIND), () -> ear.heard().toString());
            assertEquals("en1", ear.path(Family.V4).interfaceName());
        }
    }

    @Test
    void aCableThatComesBackRestoresThePath() throws Exception {
        try (Ear ear = new Ear()) {
            host.loseCarrier(EN0);
            ear.await(Reason.EGRESS_LOST);
            assertTrue(ear.reasons().contains(Reason.CARRIER_LOST));
            assertEquals(EgressPath.Unusable.NO_CARRIER, ear.path(Family.V4).whyUnusable());
            host.regainCarrier(EN0);
            ear.await(Reason.EGRESS_RESTORED);
            ear.settled();
            assertEquals(0, ear.count(Significance.REBIND), () -> ear.heard().toString());
        }
    }

    @Test
    void aFlapIsAReprobe() throws Exception {
        try (Ear ear = new Ear()) {
            gate.whileShut(() -> {
                host.loseCarrier(EN0);
                host.regainCarrier(EN0);
            });
            ear.await(Reason.LINK_FLAP);
            ear.settled();
            assertEquals(1, ear.count(Significance.REPROBE), () -> ear.heard().toString());
            assertEquals(0, ear.count(Significance.REBIND));
        }
    }

    @Test
    void aTunnelThatComesAndGoesIsARebindEach() throws Exception {
        try (Ear ear = new Ear()) {
            host.attachTunnel(11, "utun3");
            host.addAddress(11, "100.64.0.1/32");
            host.defaultRoute(11, null, "100.64.0.1");
            ear.await(Reason.DEFAULT_INTERFACE_CHANGED);
            ear.settled();
            assertEquals("utun3", ear.path(Family.V4).interfaceName());
            assertEquals(1, ear.count(Significance.REBIND), () -> ear.heard().toString());
            host.defaultRoute(EN0, "192.168.1.1", HOME);
            host.detach(11);
            Await.until("the way back", () -> ear.count(Significance.REBIND) == 2, ear::heard);
            ear.settled();
            assertEquals(2, ear.count(Significance.REBIND), () -> ear.heard().toString());
        }
    }

    @Test
    void aRenewedLeaseIsNothing() throws Exception {
        try (Ear ear = new Ear()) {
            gate.whileShut(() -> {
                host.removeAddress(EN0, HOME);
                host.deleteDefault(Family.V4);
                host.addAddress(EN0, HOME + "/24");
                host.defaultRoute(EN0, "192.168.1.1", HOME);
            });
            ear.settled();
            assertTrue(
                    ear.reasons().contains(Reason.ADDRESS_RESTORED),
                    () -> ear.heard().toString());
            assertEquals(ear.heard().size(), ear.count(Significance.NONE));
        }
    }

    @Test
    void aForgerMovesNothing() throws Exception {
        try (Ear ear = new Ear()) {
            for (int i = 0; i < 200; i++) {
                host.standIn().message(Darwin.address(Darwin.DELADDR, EN0, "en0", ip(HOME), 24));
                host.standIn().message(Darwin.address(Darwin.NEWADDR, EN0, "en0", ip("6.6.6." + i), 24));
                host.standIn().message(Darwin.ifinfo(EN0, 0, 1500));
                byte[] route = Darwin.route(Darwin.DELETE, EN0, 0x2, 0, "0.0.0.0/0", ip("192.168.1.1"));
                host.standIn().message(Darwin.failed(route, 1));
            }
            ear.settled();
            assertEquals(
                    ear.heard().size(),
                    ear.count(Significance.NONE),
                    () -> ear.heard().toString());
            assertEquals(ip(HOME), ear.path(Family.V4).source());
        }
    }

    @Test
    void aLongSleepIsARebind() throws Exception {
        try (Ear ear = new Ear()) {
            host.standIn().sleep(Duration.ofMinutes(30));
            host.standIn().message(Darwin.miss(ip("2001:db8::1"))); // anything wakes it
            ear.await(Reason.WOKE_FROM_SLEEP);
            ear.settled();
            assertEquals(1, ear.count(Significance.REBIND));
        }
    }

    @Test
    void aDarkWakeIsAReprobe() throws Exception {
        try (Ear ear = new Ear()) {
            host.standIn().sleep(Duration.ofSeconds(40));
            host.standIn().message(Darwin.miss(ip("2001:db8::1")));
            ear.await(Reason.WOKE_FROM_SLEEP);
            ear.settled();
            assertEquals(0, ear.count(Significance.REBIND));
        }
    }

    @Test
    void whatASilentOverflowHidIsToldAsWhatItIs() throws Exception {
        try (Ear ear = new Ear()) {
            gate.whileShut(() -> {
                misses(30_000);
                assertTrue(host.standIn().state().dropped() > 0);
                host.routeQuietly(EN1, "10.7.0.1", "10.7.0.20");
                host.put(EN0, "192.168.1.99/24");
            });
            ear.await(Reason.DEFAULT_INTERFACE_CHANGED);
            ear.settled();
            assertTrue(
                    ear.reasons().contains(Reason.OVERFLOW_RESYNC),
                    () -> ear.heard().toString());
            assertEquals(1, ear.count(Significance.REBIND));
            assertTrue(ear.monitor.state().interfaces().get(1).addresses().stream()
                    .anyMatch(address -> address.address().equals(ip("192.168.1.99"))));
        }
    }

    @Test
    void withoutKernelEventsAPulledCableIsToldWithWhatFollowsIt() throws Exception {
        host.standIn().fail(Call.IOCTL, EACCES, 1);
        try (Ear ear = new Ear()) {
            host.carrierQuietly(EN0, false);
            host.removeAddress(EN0, HOME);
            ear.await(Reason.CARRIER_LOST);
            ear.settled();
            assertFalse(ear.monitor.state().online());
        }
    }

    private void misses(int count) {
        byte[] miss = Darwin.miss(ip("2001:db8::1"));
        for (int i = 0; i < count; i++) {
            host.standIn().message(miss);
        }
    }

    @Test
    void closingEndsABlockedWait() throws Exception {
        Ear ear = new Ear();
        Await.until("the monitor waits", () -> host.standIn().state().polling() == 1);
        ear.close();
        assertEquals(0, host.standIn().state().open());
    }

    @Test
    void aSocketThatDiesIsOpenedAgain() throws Exception {
        try (Ear ear = new Ear()) {
            Await.until("the monitor waits", () -> host.standIn().state().polling() == 1);
            host.standIn().fail(Call.RECVFROM, 9, 1); // EBADF
            host.standIn().message(Darwin.miss(ip("2001:db8::1")));
            ear.await(Reason.BACKEND_RESTARTED);
            host.defaultRoute(EN1, "10.7.0.1", "10.7.0.20");
            ear.await(Reason.DEFAULT_INTERFACE_CHANGED);
        }
    }
}
