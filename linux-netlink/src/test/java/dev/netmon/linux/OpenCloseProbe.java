// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux;

import dev.netmon.MonitorOptions.Binding;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The program that {@link OpenCloseTest} runs in a JVM of its own, where nothing else opens, starts or allocates: opens
 * and closes sources and prints by how much the process grew. Arguments: binding, cycles to warm up, cycles.
 */
final class OpenCloseProbe {
    private OpenCloseProbe() {}

    public static void main(String[] args) throws Exception {
        Binding binding = Binding.valueOf(args[0]);
        cycle(binding, Integer.parseInt(args[1]));
        // Measuring takes things too, the first time.
        long used = descriptors() + Thread.getAllStackTraces().size() + direct() + residentKiB();
        System.out.println("measured " + used);
        long descriptors = descriptors();
        long threads = Thread.getAllStackTraces().size();
        long direct = direct();
        long resident = residentKiB();
        cycle(binding, Integer.parseInt(args[2]));
        System.out.println("descriptors " + (descriptors() - descriptors));
        System.out.println("threads " + (Thread.getAllStackTraces().size() - threads));
        System.out.println("direct " + (direct() - direct));
        System.out.println("resident " + (residentKiB() - resident));
    }

    private static void cycle(Binding binding, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            try (NetlinkSource source = BindingUnderTest.source(binding)) {
                source.open();
                source.await(0);
            }
        }
    }

    private static long descriptors() throws Exception {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    /** Direct memory in bytes, after the collector has given back what it found. */
    private static long direct() throws Exception {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 10; i++) {
            System.gc();
            Thread.sleep(20);
            least = Math.min(
                    least,
                    ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                            .filter(pool -> pool.getName().equals("direct"))
                            .mapToLong(BufferPoolMXBean::getMemoryUsed)
                            .sum());
        }
        return least;
    }

    private static long residentKiB() throws Exception {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("RssAnon:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")))
                .sum();
    }
}
