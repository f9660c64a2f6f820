// SPDX-License-Identifier: Apache-2.0
package dev.netmon.internal.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.netmon.Addresses;
import dev.netmon.Link;
import dev.netmon.LinkAddress;
import dev.netmon.LinkMonitor;
import dev.netmon.MonitorOptions;
import dev.netmon.MonitorOptions.Backend;
import dev.netmon.NetInterface;
import dev.netmon.Reason;
import dev.netmon.spi.Inventory;
import dev.netmon.spi.LinkSource;
import dev.netmon.spi.Route;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PollingSourceTest {

    private final PollingSource source = new PollingSource(null);

    @Test
    void readsTheInterfacesOfTheJdk() throws Exception {
        Inventory inventory = source.open();
        NetInterface loopback = inventory.interfaces().stream()
                .filter(i -> i.link().loopback())
                .findFirst()
                .orElse(null);
        assumeTrue(loopback != null, "this host has no loopback with an address");
        Link fresh = source.link(loopback.index());
        assertEquals(loopback.link(), fresh);
        assertFalse(fresh.counters().known());
        for (LinkAddress address : loopback.addresses()) {
            assertFalse(Addresses.format(address.address()).contains("%"), "without a scope");
        }
        assertNull(source.link(Integer.MAX_VALUE));
        source.close();
    }

    @Test
    void aWaitEndsAtOnceWithAWakeupOrWithoutTimeAndHandsNothingOver() throws Exception {
        source.open();
        source.wakeup();
        assertNotNull(source.await(LinkSource.NEVER));
        assertNotNull(source.await(0));
        assertEquals(0, source.drain(event -> {
            throw new AssertionError(event);
        }));
    }

    @Test
    void aDestinationOnTheHostItselfIsNoEgress() throws Exception {
        source.open();
        assertNull(source.route(Addresses.parse("127.0.0.1")));
        assertNull(source.route(Addresses.parse("::1")));
        assertTrue(source.nextHops(Addresses.parse("127.0.0.1")).isEmpty());
    }

    @Test
    void theEgressIsOnAnInterfaceThatHasItsSource() throws Exception {
        Inventory inventory = source.open();
        Route route = source.route(MonitorOptions.defaults().probeV4());
        assumeTrue(route != null, "this host has no way out");
        assertTrue(inventory.interfaces().stream()
                .filter(i -> i.index() == route.index())
                .flatMap(i -> i.addresses().stream())
                .anyMatch(a -> a.address().equals(route.source())));
    }

    /** A JVM in a network namespace of its own: first without any address, then with a loopback, seen by the next poll. */
    @Test
    void aHostWithoutAnyAddressIsOfflineAndNotAFailure() throws Exception {
        List<String> command = new ArrayList<>(namespace());
        assumeTrue(!command.isEmpty(), "no network namespace can be made here");
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                WithoutAddress.class.getName()));
        assertEquals(List.of("online=false interfaces=[]", "[ADDRESS_ADDED, INTERFACE_ADDED] [lo]"), run(command));
    }

    private static List<String> namespace() throws Exception {
        for (List<String> way : List.of(List.of("unshare", "-n"), List.of("unshare", "-Urn"))) {
            List<String> trial = new ArrayList<>(way);
            trial.add("true");
            try {
                run(trial);
                return way;
            } catch (IOException | AssertionError e) {
                // the next way, if any
            }
        }
        return List.of();
    }

    private static List<String> run(List<String> command) throws Exception {
        Path output = Files.createTempFile("polling", ".txt");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            process.getOutputStream().close();
            int exit = process.waitFor();
            List<String> lines = Files.readAllLines(output, StandardCharsets.UTF_8);
            assertEquals(0, exit, lines::toString);
            return lines;
        } finally {
            Files.delete(output);
        }
    }

    /** Runs inside the namespace. */
    static final class WithoutAddress {

        private WithoutAddress() {}

        public static void main(String[] args) throws Exception {
            MonitorOptions options = MonitorOptions.defaults()
                    .withBackend(Backend.POLL)
                    .withTiming(Duration.ofMillis(10), Duration.ofSeconds(1));
            try (LinkMonitor monitor = LinkMonitor.system(options)) {
                System.out.println("online=" + monitor.state().online() + " interfaces="
                        + monitor.state().interfaces());
                Told told = new Told();
                monitor.watch(told);
                int exit = new ProcessBuilder("ip", "link", "set", "lo", "up")
                        .inheritIO()
                        .start()
                        .waitFor();
                if (exit != 0) {
                    throw new IllegalStateException("ip: exit " + exit);
                }
                Patience.until(
                        "told",
                        () -> told.changes.stream().anyMatch(c -> c.reasons().contains(Reason.INTERFACE_ADDED)));
                System.out.println(told.changes.get(0).reasons() + " "
                        + monitor.state().interfaces().stream()
                                .map(NetInterface::name)
                                .toList());
            }
        }
    }
}
