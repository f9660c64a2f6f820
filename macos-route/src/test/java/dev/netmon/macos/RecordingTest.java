// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos;

import static dev.netmon.macos.DarwinHost.EN0;
import static dev.netmon.macos.DarwinHost.EN1;
import static dev.netmon.macos.DarwinHost.ip;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.BackendInfo;
import dev.netmon.Family;
import dev.netmon.Interest;
import dev.netmon.LinkChange;
import dev.netmon.LinkListener;
import dev.netmon.LinkMonitor;
import dev.netmon.MonitorOptions;
import dev.netmon.RawEvent;
import dev.netmon.ffi.Binding;
import dev.netmon.ffi.testing.HeaderAudit;
import dev.netmon.testkit.Await;
import dev.netmon.wire.JsonLines;
import dev.netmon.wire.Recorder;
import dev.netmon.wire.Replay;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A recording of a Mac says on any system what the Mac said. */
@EnabledOnOs(OS.LINUX)
class RecordingTest {

    private static final class Lines implements LinkListener {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final JsonLines json = new JsonLines(bytes);
        private final AtomicInteger changes = new AtomicInteger();

        @Override
        public void changed(LinkChange change) {
            write(() -> json.change(change));
            changes.incrementAndGet();
        }

        @Override
        public void raw(RawEvent event) {
            write(() -> json.raw(event));
        }

        private interface Line {
            void write() throws IOException;
        }

        private static void write(Line line) {
            try {
                line.write();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.netmon.macos.BindingUnderTest#all")
    void whatWasToldIsReplayed(Binding binding, @TempDir Path folder) throws Exception {
        HeaderAudit.assumeCompiler();
        DarwinHost host = new DarwinHost(binding);
        host.put(EN0, "192.168.1.20/24");
        host.put(EN1, "10.7.0.20/16");
        host.routeQuietly(EN0, "192.168.1.1", "192.168.1.20");
        Path file = folder.resolve("mac.pcapng");
        // A change at a time, so that none is merged with the next.
        MonitorOptions options = MonitorOptions.defaults().withEager(MonitorOptions.Eager.OFF);
        Lines live = new Lines();
        try (Recorder recorder = Recorder.create(file, options, problem -> {});
                LinkMonitor monitor = LinkMonitor.over(host.source(), recorder.options())) {
            monitor.watch(Interest.rawEvents(), live);
            List<Runnable> steps = List.of(
                    () -> host.defaultRoute(EN1, "10.7.0.1", "10.7.0.20"),
                    () -> host.loseCarrier(EN1),
                    () -> host.regainCarrier(EN1),
                    () -> host.addAddress(EN0, "192.168.1.77/24"),
                    () -> host.standIn().message(Darwin.address(Darwin.NEWADDR, EN0, "en0", ip("6.6.6.6"), 24)),
                    () -> {
                        host.standIn().sleep(Duration.ofHours(1));
                        host.deleteDefault(Family.V4);
                    });
            for (int i = 0; i < steps.size(); i++) {
                int told = i;
                steps.get(i).run();
                Await.until("a change for step " + i, () -> live.changes.get() > told, live::text);
            }
        }
        assertTrue(live.text().contains("\"carrier_lost\""), live.text());

        Lines replayed = new Lines();
        try (Replay replay = Replay.open(file)) {
            assertEquals(
                    new BackendInfo("macos-route", binding == Binding.FFM ? "ffm" : "jna", null), replay.backend());
            replay.run(Interest.rawEvents(), state -> {}, replayed);
        }
        assertEquals(live.text(), replayed.text());
    }
}
