// SPDX-License-Identifier: Apache-2.0
package dev.netmon.internal.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.netmon.CarrierCounters;
import dev.netmon.Link;
import dev.netmon.LinkMonitor;
import dev.netmon.MonitorOptions;
import dev.netmon.spi.ManualSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlightRecorderTest {

    @Test
    void everyChangeIsInTheFlightRecording(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("changes.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("netmon.LinkChange");
            recording.start();
            ManualSource source = new ManualSource();
            try (LinkMonitor monitor =
                    LinkMonitor.over(source, MonitorOptions.defaults().withTiming(Duration.ZERO, Duration.ZERO))) {
                Told told = new Told();
                monitor.watch(told);
                source.put(new Link(2, "eth0", true, true, false, 1500, null, CarrierCounters.UNKNOWN, 0));
                Patience.until("told", () -> told.changes.size() == 1);
                source.wake(Duration.ofMinutes(11));
                Patience.until("told", () -> told.changes.size() == 2);
            } // the recorder is served last, and a close waits for it
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file).stream()
                .filter(e -> e.getEventType().getName().equals("netmon.LinkChange"))
                .toList();
        assertEquals(2, events.size());
        assertEquals(1, events.get(0).getLong("seq"));
        assertEquals("none", events.get(0).getString("significance"));
        assertEquals("interface_added", events.get(0).getString("reasons"));
        assertEquals(1, events.get(0).getLong("rawEvents"));
        assertEquals(false, events.get(0).getBoolean("eager"));
        assertEquals(2, events.get(1).getLong("seq"));
    }
}
