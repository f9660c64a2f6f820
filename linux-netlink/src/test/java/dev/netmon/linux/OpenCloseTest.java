// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.MonitorOptions.Binding;
import dev.netmon.spi.LinkSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A source that is closed leaves nothing behind. */
@EnabledOnOs(OS.LINUX)
class OpenCloseTest {
    private static final String BINDINGS = "dev.netmon.linux.BindingUnderTest#all";
    private static final int WARM_UP = 300;
    private static final int CYCLES = 1000;

    /**
     * How much the process may grow, in KiB: code compiled late. A page forgotten in each cycle would be 4,000, a set of
     * buffers 2,300,000.
     */
    private static final long RESIDENT_SLACK = 3000;

    /** How much direct memory may grow, in bytes; one source's buffers are 2.3 MiB. */
    private static final long DIRECT_SLACK = 16 * 1024;

    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource(BINDINGS)
    void aThousandTimesLeaveNothingBehind(Binding binding) throws Exception {
        Path output = folder.resolve("output");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= 22) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        // A heap that is there from the start, and little compiled late: what grows is native memory.
        command.addAll(List.of("-Xms48m", "-Xmx48m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC"));
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Dslf4j.internal.verbosity=ERROR"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), OpenCloseProbe.class.getName()));
        command.addAll(List.of(binding.name(), Integer.toString(WARM_UP), Integer.toString(CYCLES)));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        int exit = process.waitFor();
        String text = Files.readString(output);
        assertEquals(0, exit, text);
        Map<String, Long> grown = new HashMap<>();
        text.lines().forEach(line -> {
            int space = line.indexOf(' ');
            grown.put(line.substring(0, space), Long.valueOf(line.substring(space + 1)));
        });
        assertEquals(0L, grown.get("descriptors"), text);
        assertEquals(0L, grown.get("threads"), text);
        assertTrue(grown.get("direct") <= DIRECT_SLACK, text);
        assertTrue(grown.get("resident") <= RESIDENT_SLACK, text);
    }

    /** Waking a source from outside while it opens and closes must never touch a descriptor that is another's by then. */
    @ParameterizedTest
    @MethodSource(BINDINGS)
    void wakingFromOutsideDoesNoHarmAtAnyTime(Binding binding) throws Exception {
        NetlinkSource source = BindingUnderTest.source(binding);
        AtomicBoolean done = new AtomicBoolean();
        AtomicReference<Throwable> failed = new AtomicReference<>();
        Thread waker = new Thread(() -> {
            while (!done.get()) {
                try {
                    source.wakeup();
                } catch (RuntimeException | Error e) {
                    failed.set(e);
                    return;
                }
            }
        });
        waker.start();
        for (int i = 0; i < 200; i++) {
            source.open();
            source.await(LinkSource.NEVER);
            source.drain(event -> {});
            source.close();
        }
        done.set(true);
        waker.join();
        assertNull(failed.get());
    }
}
