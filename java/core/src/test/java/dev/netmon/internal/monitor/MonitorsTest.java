// SPDX-License-Identifier: Apache-2.0
package dev.netmon.internal.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.BackendInfo;
import dev.netmon.BackendUnavailableException;
import dev.netmon.Interest;
import dev.netmon.LinkMonitor;
import dev.netmon.MonitorOptions;
import dev.netmon.MonitorOptions.Backend;
import dev.netmon.MonitorOptions.Binding;
import dev.netmon.Watch;
import dev.netmon.spi.Inventory;
import dev.netmon.spi.ManualSource;
import dev.netmon.spi.SourceException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MonitorsTest {

    private static final MonitorOptions DEFAULTS = MonitorOptions.defaults();

    @AfterEach
    void noStandIn() {
        StandInProvider.maker = null;
    }

    @Test
    void nativeIsTakenWhereItRuns() throws Exception {
        StandInProvider.maker = binding -> new ManualSource();
        try (LinkMonitor monitor = LinkMonitor.system(DEFAULTS)) {
            assertEquals("manual", monitor.backend().name());
        }
        try (LinkMonitor monitor = LinkMonitor.system()) {
            assertEquals("manual", monitor.backend().name());
        }
    }

    @Test
    void withoutABackendForThisSystemItPollsAndSaysWhy() {
        try (LinkMonitor monitor = LinkMonitor.system()) {
            BackendInfo info = monitor.backend();
            assertEquals("poll", info.name());
            assertNull(info.binding());
            assertTrue(info.fallbackReason().startsWith("no native backend for "), info.fallbackReason());
        }
    }

    @Test
    void aBackendThatIsRefusedByTheSystemFallsBackToPollingAndSaysWhy() throws Exception {
        AtomicInteger closed = new AtomicInteger();
        StandInProvider.maker = binding -> new ForwardingSource(new ManualSource()) {
            @Override
            public Inventory open() throws SourceException {
                throw new SourceException("socket(AF_NETLINK) failed: EAFNOSUPPORT");
            }

            @Override
            public void close() {
                closed.incrementAndGet();
            }
        };
        try (LinkMonitor monitor = LinkMonitor.system(DEFAULTS)) {
            assertEquals("poll", monitor.backend().name());
            assertEquals(
                    "socket(AF_NETLINK) failed: EAFNOSUPPORT", monitor.backend().fallbackReason());
        }
        assertEquals(1, closed.get());
    }

    @Test
    void aBindingThatCannotRunFallsBackToPollingAndNamesTheFlag() throws Exception {
        StandInProvider.maker = binding -> {
            throw new BackendUnavailableException("native access is denied; add --enable-native-access=ALL-UNNAMED");
        };
        try (LinkMonitor monitor = LinkMonitor.system(DEFAULTS)) {
            assertTrue(monitor.backend().fallbackReason().contains("--enable-native-access"));
        }
    }

    @Test
    void whatIsDemandedByNameAndCannotRunIsAnErrorBeforeAnyThreadStarts() {
        StandInProvider.maker = binding -> {
            throw new BackendUnavailableException("no " + binding);
        };
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        assertEquals(
                "no AUTO",
                assertThrows(
                                BackendUnavailableException.class,
                                () -> LinkMonitor.system(DEFAULTS.withBackend(Backend.NATIVE)))
                        .getMessage());
        assertEquals(
                "no FFM",
                assertThrows(
                                BackendUnavailableException.class,
                                () -> LinkMonitor.system(DEFAULTS.withBinding(Binding.FFM)))
                        .getMessage());
        assertTrue(Thread.getAllStackTraces().keySet().stream()
                .filter(t -> !before.contains(t))
                .noneMatch(t -> t.getName().startsWith("netmon-")));
    }

    @Test
    void pollingDemandedByNameIsNoFallback() throws Exception {
        StandInProvider.maker = binding -> new ManualSource();
        try (LinkMonitor monitor = LinkMonitor.system(DEFAULTS.withBackend(Backend.POLL))) {
            assertEquals(new BackendInfo("poll", null, null), monitor.backend());
        }
    }

    @Test
    void theDecoratorIsPutAroundTheSource() throws Exception {
        StandInProvider.maker = binding -> new ManualSource();
        MonitorOptions options = DEFAULTS.decorated(source -> new ForwardingSource(source) {
            @Override
            public BackendInfo info() {
                return new BackendInfo("decorated " + super.info().name(), null, null);
            }
        });
        try (LinkMonitor monitor = LinkMonitor.system(options)) {
            assertEquals("decorated manual", monitor.backend().name());
        }
    }

    @Test
    void theNoopMonitorTellsNothingAndOwnsNoThread() {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        LinkMonitor monitor = LinkMonitor.noop();
        Watch watch = monitor.watch(Interest.rawEvents(), new Told());
        assertTrue(watch.initial().interfaces().isEmpty());
        assertEquals(watch.initial(), monitor.state());
        assertEquals("none", monitor.backend().name());
        assertTrue(Thread.getAllStackTraces().keySet().stream()
                .filter(t -> !before.contains(t))
                .noneMatch(t -> t.getName().startsWith("netmon-")));
        watch.close();
        monitor.close();
    }
}
