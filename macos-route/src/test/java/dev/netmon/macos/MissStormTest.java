// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos;

import static dev.netmon.macos.DarwinHost.EN0;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.LinkChange;
import dev.netmon.LinkMonitor;
import dev.netmon.MonitorOptions;
import dev.netmon.Reason;
import dev.netmon.Watch;
import dev.netmon.ffi.Binding;
import dev.netmon.ffi.testing.DarwinStandIn.Call;
import dev.netmon.ffi.testing.HeaderAudit;
import dev.netmon.spi.OsEvent;
import dev.netmon.testkit.Await;
import dev.netmon.testkit.FoldedInventory;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * A hundred thousand failed lookups, which newer systems tell everybody of: no change. What they cost is printed on
 * request, of the reading thread's processor, the stand-in's part of it included:
 *
 * <pre>{@code
 * mvn -Dquick -pl macos-route -am test -Dtest=MissStormTest -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Dtest.args=-Dnetmon.figures=true
 * }</pre>
 */
@EnabledOnOs(OS.LINUX)
class MissStormTest {
    private static final int STORM = 100_000;

    /** Fits into the receive buffer, so that a reader who takes one after the other loses nothing. */
    private static final int BURST = 1000;

    private static final InetAddress SOMEWHERE = DarwinHost.ip("73.158.64.1");
    private static final List<byte[]> MISSES =
            List.of(Darwin.miss(DarwinHost.ip("203.0.113.9")), Darwin.miss(DarwinHost.ip("2001:db8::9")));

    private DarwinHost host;

    @BeforeEach
    void oneUplink() throws Exception {
        HeaderAudit.assumeCompiler();
        host = new DarwinHost(Runtime.version().feature() >= 22 ? Binding.FFM : Binding.JNA);
        host.put(EN0, "192.168.1.20/24");
        host.routeQuietly(EN0, "192.168.1.1", "192.168.1.20");
    }

    @Test
    void aStormThatIsReadIsNoEvent() throws Exception {
        List<OsEvent> events = new ArrayList<>();
        try (RouteSource source = host.source()) {
            source.open();
            assertNotNull(source.route(SOMEWHERE));
            source.await(0);
            source.drain(events::add);
            events.clear();
            int looks = tableReads();
            long before = source.ignored();
            long cost = 0;
            for (int burst = 0; burst < STORM / BURST; burst++) {
                assertEquals(BURST, flood(BURST));
                long start = cpu();
                source.await(0);
                source.drain(events::add);
                cost += cpu() - start;
            }
            assertEquals(List.of(), events);
            assertEquals(STORM, source.ignored() - before);
            assertEquals(0, source.malformed());
            assertEquals(0, host.standIn().state().queued());
            assertEquals(looks, tableReads(), "nobody had to look at the interfaces");
            print(cost);
        }
    }

    /** What did not fit into the buffer is gone without a sign, so the source looks; there is nothing to find. */
    @Test
    void aStormThatNobodyReadsIsNoEventEither() throws Exception {
        List<OsEvent> events = new ArrayList<>();
        try (RouteSource source = host.source()) {
            source.open();
            assertNotNull(source.route(SOMEWHERE));
            int looks = tableReads();
            flood(STORM);
            assertTrue(host.standIn().state().dropped() > 0);
            drainAll(source, events);
            assertEquals(List.of(), events);
            assertTrue(tableReads() > looks, "somebody looked");
        }
    }

    /** A change behind such a storm, whose own message found no room, is not lost with it. */
    @Test
    void aChangeThatAStormHidIsFound() throws Exception {
        List<OsEvent> events = new ArrayList<>();
        try (RouteSource source = host.source()) {
            source.open();
            flood(STORM);
            host.put(EN0, "192.168.1.77/24");
            for (int drains = 0; events.isEmpty() && drains < STORM / BURST; drains++) {
                source.await(0);
                source.drain(events::add);
            }
            assertInstanceOf(OsEvent.Overflow.class, events.remove(0));
            assertEquals(List.of(), events);
            List<String> lines = new FoldedInventory(source.reread()).lines();
            assertTrue(lines.stream().anyMatch(line -> line.contains("192.168.1.77/24")), lines::toString);
            drainAll(source, events);
            assertEquals(List.of(), events);
        }
    }

    @Test
    void theMonitorTellsOfNoChange() throws Exception {
        MonitorOptions options = MonitorOptions.defaults().withTiming(Duration.ofMillis(5), Duration.ofMillis(50));
        BlockingQueue<LinkChange> heard = new LinkedBlockingQueue<>();
        try (LinkMonitor monitor = LinkMonitor.over(host.source(), options);
                Watch watch = monitor.watch(heard::add)) {
            assertNotNull(watch);
            flood(STORM);
            Await.until("everything is read", () -> host.standIn().state().queued() == 0);
            host.addAddress(EN0, "192.168.1.77/24");
            Await.until("the address is told", () -> !heard.isEmpty());
            LinkChange first = heard.remove();
            assertEquals(1, first.seq(), first::toString);
            assertTrue(first.reasons().contains(Reason.ADDRESS_ADDED), first::toString);
        }
    }

    private static void drainAll(RouteSource source, List<OsEvent> events) throws Exception {
        // Far more often than what fits into the buffer takes.
        for (int drains = 0; drains < STORM / BURST; drains++) {
            source.await(0);
            source.drain(events::add);
        }
    }

    private int flood(int count) {
        int taken = 0;
        for (int i = 0; i < count; i++) {
            taken += host.standIn().message(MISSES.get(i % MISSES.size()));
        }
        return taken;
    }

    private int tableReads() {
        return host.standIn().calls(Call.SYSCTL);
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static void print(long nanos) {
        if (Boolean.getBoolean("netmon.figures")) {
            System.out.printf(
                    "%,d failed lookups: %d ms of processor, %d ns each%n", STORM, nanos / 1_000_000, nanos / STORM);
        }
    }
}
