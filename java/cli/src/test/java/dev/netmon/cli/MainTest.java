// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.BackendInfo;
import dev.netmon.LinkMonitor;
import dev.netmon.MonitorOptions;
import dev.netmon.spi.ManualSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "watc | no such command: 'watc', did you mean watch?",
                "watch --intrface=eth0 | '--intrface=eth0', did you mean --interface?",
                "watch extra | 'extra'",
                "watch --settle 3 | '3' is no duration, write 250ms, 1s, 5m or 0",
                "watch --settle -1s | -1s",
                "watch --timeout soon | 'soon' is no duration",
                "watch --timeout 999999999m | longer than a year",
                "watch --count 0 | --count is 0: give at least 1",
                "watch --count x | 'x'",
                "watch --max-wait 100ms | --max-wait (100ms) is below --settle (250ms)",
                "watch --settle 2s | --max-wait (1s) is below --settle (2s): give a --max-wait of at least 2s",
                "watch --color blue | 'blue' is none of auto, always, never",
                "watch --backend kernel | 'kernel' is none of auto, native, poll",
                "watch --binding cffi | 'cffi' is none of auto, ffm, jna",
                "watch --policy never | 'never' is none of significant, always",
                "watch --probe example.org | 'example.org' is no IP address",
                "watch --probe 9.9.9.9 --probe 8.8.8.8 | --probe is given twice for IPv4",
                "status --all | '--all'",
                "wait --until online --timeout 1h | '1h' is no duration"
            })
    void nonsenseIsUsageInOneLine(String arguments, String message) {
        Run run = Run.opening(options -> {
            throw new AssertionError("opened in spite of " + arguments);
        });
        assertEquals(Exit.USAGE, run.start(arguments.split(" ")).exit());
        assertTrue(run.error().startsWith("netmon"), run.error());
        assertTrue(run.error().contains(message), run.error());
        assertEquals(List.of(), run.lines());
    }

    @Test
    void withoutACommandHelpIsTalk() {
        Run run = new Run();
        assertEquals(Exit.USAGE, run.start().exit());
        assertEquals(List.of(), run.lines());
        assertTrue(run.errors().contains("netmon wait --until online"), run.errors());
    }

    @ParameterizedTest
    @CsvSource({"watch", "status", "wait", "replay", "doctor"})
    void helpIsDataWithExamplesFirst(String command) {
        Run run = new Run();
        assertEquals(Exit.DONE, run.start(command, "--help").exit());
        String text = String.join("\n", run.lines());
        assertEquals("", run.errors());
        assertTrue(text.contains("Usage: netmon " + command), text);
        assertTrue(text.indexOf("Examples:") < text.indexOf("--json "), text);
        assertTrue(text.contains("Exit codes:"), text);
        assertFalse(text.contains("${"), text);
    }

    @Test
    void theVersionIsData() {
        Run run = new Run();
        assertEquals(Exit.DONE, run.start("--version").exit());
        assertTrue(run.lines().get(0).startsWith("netmon "), run.lines().toString());
    }

    @Test
    void theOptionsReachTheMonitor() {
        AtomicReference<MonitorOptions> seen = new AtomicReference<>();
        Run run = Run.opening(options -> {
            seen.set(options);
            return LinkMonitor.over(new Network().source, options);
        });
        run.run("watch --timeout 0 --settle 0 --max-wait 5m --no-eager --policy always --backend native --binding jna"
                .split(" "));
        MonitorOptions options = seen.get();
        assertEquals(0, options.settle().toMillis());
        assertEquals(300_000, options.maxWait().toMillis());
        assertEquals(MonitorOptions.Eager.OFF, options.eager());
        assertEquals(MonitorOptions.Policy.ALWAYS, options.policy());
        assertEquals(MonitorOptions.Backend.NATIVE, options.backend());
        assertEquals(MonitorOptions.Binding.JNA, options.binding());
    }

    @Test
    void probesAndTunnelsReachTheMonitor() {
        AtomicReference<MonitorOptions> seen = new AtomicReference<>();
        Run run = Run.opening(options -> {
            seen.set(options);
            return LinkMonitor.over(new Network().source, options);
        });
        run.run("status --probe 10.20.0.1 --probe 2001:db8::1 --own-tunnel tun0 --own-tunnel wg0".split(" "));
        assertEquals("10.20.0.1", seen.get().probeV4().getHostAddress());
        assertEquals("2001:db8:0:0:0:0:0:1", seen.get().probeV6().getHostAddress());
        assertEquals(java.util.Set.of("tun0", "wg0"), seen.get().ownTunnels());
    }

    @Test
    void theDefaultsAreTheLibrarys() {
        AtomicReference<MonitorOptions> seen = new AtomicReference<>();
        Run.opening(options -> {
                    seen.set(options);
                    return LinkMonitor.over(new Network().source, options);
                })
                .run("watch", "--timeout", "0");
        assertEquals(MonitorOptions.defaults(), seen.get());
    }

    @Test
    void aFallbackIsToldInOneLine() {
        Run run = Run.opening(options -> new Monitor(
                LinkMonitor.over(new ManualSource(), options),
                new BackendInfo("poll", null, "socket: EAFNOSUPPORT; allow AF_NETLINK")));
        assertEquals(Exit.DONE, run.start("status").exit());
        assertTrue(run.error().contains("polling") && run.error().contains("allow AF_NETLINK"), run.error());
    }

    @Test
    void aSecondChoiceOfBindingIsTold() {
        Run run = Run.opening(options -> new Monitor(
                LinkMonitor.over(new ManualSource(), options),
                new BackendInfo("linux-netlink", "jna", "ffm: native access is denied")));
        assertEquals(Exit.DONE, run.start("status").exit());
        assertEquals("netmon: the jna binding is used: ffm: native access is denied", run.error());
    }

    @Test
    void statusTellsEverything() {
        Run run = Run.over(new Network().source).run("status");
        assertEquals(
                List.of(
                        "egress v4  eth0 10.1.0.2 via 10.1.0.1",
                        "egress v6  none",
                        "backend    manual",
                        "eth0       up, carrier, mtu 1500  10.1.0.2/24",
                        "eth1       up, carrier, mtu 1500  10.2.0.2/24"),
                run.lines());
    }

    @Test
    void statusInJsonIsASnapshot() {
        Run run = Run.over(new Network().source).run("status", "--json");
        assertEquals(1, run.lines().size());
        assertTrue(
                run.lines().get(0).contains("\"type\":\"snapshot\""),
                run.lines().toString());
    }

    /** A monitor that says it is another. */
    private record Monitor(LinkMonitor monitor, BackendInfo backend) implements LinkMonitor {
        @Override
        public dev.netmon.NetworkState state() {
            return monitor.state();
        }

        @Override
        public dev.netmon.Watch watch(dev.netmon.Interest interest, dev.netmon.LinkListener listener) {
            return monitor.watch(interest, listener);
        }

        @Override
        public void close() {
            monitor.close();
        }
    }
}
