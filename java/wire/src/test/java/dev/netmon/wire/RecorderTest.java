// SPDX-License-Identifier: Apache-2.0
package dev.netmon.wire;

import static dev.netmon.wire.Recordings.everything;
import static dev.netmon.wire.Recordings.live;
import static dev.netmon.wire.Recordings.record;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.MonitorOptions;
import dev.netmon.spi.LinkSource;
import dev.netmon.spi.SourceException;
import dev.netmon.wire.FakeNetwork.Step;
import dev.netmon.wire.Recordings.Scenario;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class RecorderTest {

    @Test
    void framesStandBetweenTheInputsMadeOfThem(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("frames.pcapng");
        record(new Scenario(MonitorOptions.defaults(), List.of(Step.MOVE_V4, Step.RULE), List.of(0L)), file);
        List<String> seen = new ArrayList<>();
        try (RecordingReader reader = RecordingReader.open(file)) {
            for (RecordedInput i = reader.next(); i != null; i = reader.next()) {
                if (i instanceof RecordedInput.Frame f) {
                    seen.add(StandardCharsets.UTF_8.decode(f.datagram()).toString());
                } else if (i instanceof RecordedInput.Drained d) {
                    d.events().forEach(e -> seen.add("frame of " + e));
                }
            }
        }
        assertEquals(4, seen.size());
        assertEquals(List.of(seen.get(0), seen.get(2)), List.of(seen.get(1), seen.get(3)));
        assertTrue(seen.get(0).contains("default dev 3"), "events have their text: " + seen);
    }

    @Test
    void aFileThatCannotBeMadeIsAnErrorBeforeAnythingOpens(@TempDir Path dir) {
        IOException e = assertThrows(
                IOException.class,
                () -> Recorder.create(dir.resolve("no/such/dir"), MonitorOptions.defaults(), problem -> {}));
        assertTrue(e.getMessage().matches("cannot record to .*: no such file or directory"), e.getMessage());
        assertInstanceOf(java.nio.file.NoSuchFileException.class, e.getCause());
    }

    @Test
    void whatTheFileHeldIsReplacedOnceASourceIsOpenAndNotBefore(@TempDir Path dir) throws Exception {
        Scenario scenario = everything();
        Path file = dir.resolve("kept.pcapng");
        record(scenario, file);
        byte[] before = Files.readAllBytes(file);
        try (Recorder recorder = Recorder.create(file, scenario.options(), problem -> {})) {
            LinkSource never =
                    recorder.around(new Scenario(scenario.options(), List.of(Step.FAIL_OPEN), List.of(0L)).network());
            assertThrows(SourceException.class, () -> never.await(LinkSource.NEVER));
            assertThrows(SourceException.class, never::open);
            never.close();
        }
        assertArrayEquals(before, Files.readAllBytes(file));

        record(new Scenario(scenario.options(), List.of(Step.RULE), List.of(0L)), file);
        Path fresh = dir.resolve("fresh.pcapng");
        record(new Scenario(scenario.options(), List.of(Step.RULE), List.of(0L)), fresh);
        assertTrue(Files.size(file) < before.length, "nothing of the longer one is left");
        assertEquals(Recordings.replayed(fresh), Recordings.replayed(file));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskAtTheStartIsAnError() {
        IOException e = assertThrows(
                IOException.class, () -> Recorder.create(Path.of("/dev/full"), MonitorOptions.defaults(), p -> {}));
        assertEquals("cannot record to /dev/full: No space left on device", e.getMessage());
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aRecordingThatBreaksOffIsToldOnce(@TempDir Path dir) throws Exception {
        Path pipe = dir.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        Thread reader = new Thread(() -> {
            try (InputStream in = Files.newInputStream(pipe)) {
                in.read();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        reader.start();
        List<String> problems = Collections.synchronizedList(new ArrayList<>());
        Scenario scenario = everything();
        String told;
        try (Recorder recorder = Recorder.create(pipe, scenario.options(), problems::add)) {
            reader.join();
            told = live(recorder.around(scenario.network()), scenario.options());
        }
        assertEquals(List.of("recording to " + pipe + " ended: Broken pipe"), problems);
        assertEquals(live(scenario.network(), scenario.options()), told);
    }

    @Test
    void recordingThatCannotGoOnHarmsNothingAndIsToldOnce(@TempDir Path dir) throws Exception {
        Scenario scenario = everything();
        String alone = live(scenario.network(), scenario.options());
        List<String> problems = new ArrayList<>();
        Path file = dir.resolve("full.pcapng");
        RecordingFile full = new RecordingFile(file, ByteBuffer.allocate(0), problems::add);
        full.fail("No space left on device");
        String told = live(new RecordingSource(scenario.network(), full), scenario.options());
        full.fail("again");
        full.close();
        assertEquals(List.of("No space left on device"), problems);
        assertEquals(alone, told);
        assertEquals(0, Files.size(file));
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aDiskThatStandsStillHoldsNothingUp(@TempDir Path dir) throws Exception {
        Path pipe = dir.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        CountDownLatch enough = new CountDownLatch(1);
        Thread reader = new Thread(() -> {
            try (InputStream in = Files.newInputStream(pipe)) {
                in.read();
                enough.await();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        reader.start();
        List<String> problems = Collections.synchronizedList(new ArrayList<>());
        try (RecordingFile file = new RecordingFile(pipe, ByteBuffer.allocate(1), problems::add)) {
            ByteBuffer block = ByteBuffer.allocate(1 << 20);
            for (long bytes = 0; bytes <= RecordingFile.MAX_WAITING + (2 << 20); bytes += block.capacity()) {
                file.append(block.duplicate());
            }
            file.flush();
            assertEquals(List.of("the disk is too slow"), problems);
            enough.countDown();
            reader.join();
        }
        assertEquals(1, problems.size());
    }
}
