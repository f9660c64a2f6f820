// SPDX-License-Identifier: Apache-2.0
package dev.netmon.wire;

import static dev.netmon.wire.Recordings.everything;
import static dev.netmon.wire.Recordings.live;
import static dev.netmon.wire.Recordings.play;
import static dev.netmon.wire.Recordings.record;
import static dev.netmon.wire.Recordings.replay;
import static dev.netmon.wire.Recordings.replayed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.Addresses;
import dev.netmon.Interest;
import dev.netmon.LinkChange;
import dev.netmon.LinkListener;
import dev.netmon.LinkMonitor;
import dev.netmon.MonitorOptions;
import dev.netmon.RawEvent;
import dev.netmon.Watch;
import dev.netmon.spi.LinkSource;
import dev.netmon.wire.FakeNetwork.AtEnd;
import dev.netmon.wire.FakeNetwork.Step;
import dev.netmon.wire.Recordings.Lines;
import dev.netmon.wire.Recordings.Scenario;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {

    @Test
    void everythingIsReplayed(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("all.pcapng");
        String told = record(everything(), file);
        assertTrue(told.contains("\"eager\":true"), told);
        assertTrue(told.contains("overflow_resync"), told);
        assertTrue(told.contains("woke_from_sleep"), told);
        assertTrue(told.contains("backend_restarted"), told);
        assertEquals(told, replayed(file));
    }

    @Test
    void aThreadedMonitorWithAnInterestAndAFailureReplays(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("threaded.pcapng");
        MonitorOptions options = MonitorOptions.defaults().withEager(MonitorOptions.Eager.OFF);
        Lines live = new Lines();
        Semaphore settled = new Semaphore(0);
        LinkListener counting = new LinkListener() {
            @Override
            public void changed(LinkChange change) {
                live.changed(change);
                settled.release();
            }

            @Override
            public void raw(RawEvent event) {
                live.raw(event);
            }
        };
        FakeNetwork network = new FakeNetwork(AtEnd.BLOCK);
        try (Recorder recorder = Recorder.create(file, options, problem -> {});
                LinkMonitor monitor = LinkMonitor.over(network, recorder.options());
                Watch watch = monitor.watch(Interest.rawEvents(), counting)) {
            live.snapshot(watch.initial(), monitor.backend());
            Interest interest = Interest.none()
                    .withDestination(Addresses.parse("203.0.113.9"))
                    .withBoundAddress(Addresses.parse("10.0.0.2"));
            try (Watch other = monitor.watch(interest, change -> {})) {
                assertEquals(monitor.state(), other.initial());
                for (Step step : List.of(Step.MOVE_V4, Step.OVERFLOW, Step.FAIL_OPEN, Step.WAKE, Step.MOVE_V6)) {
                    network.then(10_000_000, step);
                    assertTrue(settled.tryAcquire(60, TimeUnit.SECONDS), step.name());
                }
            }
            network.then(10_000_000, Step.ADD_ADDRESS);
            assertTrue(settled.tryAcquire(60, TimeUnit.SECONDS));
        }
        assertEquals(live.toString(), replayed(file));
    }

    @Test
    void wherePendingWasNotToldItIsNotToldNow(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("pending.pcapng");
        MonitorOptions options = MonitorOptions.defaults().withEager(MonitorOptions.Eager.OFF);
        try (Recorder recorder = Recorder.create(file, options, problem -> {})) {
            LinkSource source = recorder.around(new Scenario(options, List.of(Step.RULE), List.of(0L)).network());
            source.open();
            source.route(options.probeV4());
            source.link(2);
            source.nextHops(options.probeV4());
            source.route(options.probeV6());
            source.link(3);
            source.nextHops(options.probeV6());
            source.await(LinkSource.NEVER);
            source.drain(event -> {});
            source.close();
        }
        String lines = replayed(file);
        assertTrue(lines.contains("\"rule\""), lines);
        assertTrue(!lines.contains("link_change"), lines);
    }

    @Test
    void anotherQuestionThanWasRecordedIsTold(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("other.pcapng");
        MonitorOptions options = MonitorOptions.defaults();
        try (Recorder recorder = Recorder.create(file, options, problem -> {})) {
            LinkSource source = recorder.around(new FakeNetwork(AtEnd.END));
            source.open();
            source.route(options.probeV4());
            source.await(LinkSource.NEVER);
            source.close();
        }
        RecordingException e = assertThrows(RecordingException.class, () -> replayed(file));
        assertTrue(
                e.getMessage().matches(".*other.pcapng does not fit this version of netmon, which asks for link 2 .*"),
                e.getMessage());
    }

    @Test
    void anAnswerNobodyAsksForIsTold(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("more.pcapng");
        MonitorOptions options = MonitorOptions.defaults();
        try (Recorder recorder = Recorder.create(file, options, problem -> {})) {
            LinkSource source = recorder.around(new FakeNetwork(AtEnd.END));
            source.open();
            source.route(options.probeV4());
            source.link(2);
            source.nextHops(options.probeV4());
            source.route(options.probeV6());
            source.link(3);
            source.nextHops(options.probeV6());
            source.link(1);
            source.await(LinkSource.NEVER);
            source.close();
        }
        RecordingException e = assertThrows(RecordingException.class, () -> replayed(file));
        assertTrue(e.getMessage().endsWith("which waits where the recorded one asks for link 1"), e.getMessage());
    }

    @Test
    void aRecordingCutAnywhereIsReplayedUpToTheCut(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("cut.pcapng");
        Scenario scenario = new Scenario(
                MonitorOptions.defaults().withEager(MonitorOptions.Eager.OFF), List.of(Step.MOVE_V4), List.of(0L));
        String whole = record(scenario, file);
        byte[] bytes = Files.readAllBytes(file);
        int whenCut = 0;
        String before = "";
        for (int length = 0; length < bytes.length; length += length < 400 || length > bytes.length - 400 ? 1 : 7) {
            Lines lines = new Lines();
            try {
                play(replay(bytes, length), lines);
            } catch (CutRecordingException e) {
                whenCut++;
                assertTrue(!e.getMessage().contains("\n"));
            } catch (RecordingException e) {
                assertEquals("", lines.toString(), "at " + length + ": " + e.getMessage());
            }
            assertTrue(whole.startsWith(lines.toString()), "at " + length);
            assertTrue(lines.toString().startsWith(before), "more of it gives no less, at " + length);
            before = lines.toString();
        }
        assertEquals(whole, before);
        assertTrue(whenCut > 500, whenCut + " times");
    }

    @Test
    void aListenerMayStopAReplayOrThrow(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("stop.pcapng");
        record(everything(), file);
        int[] calls = {0};
        try (Replay replay = Replay.open(file)) {
            replay.run(Interest.none(), s -> {}, change -> {
                calls[0]++;
                replay.stop();
            });
        }
        assertEquals(1, calls[0]);
        try (Replay replay = Replay.open(file)) {
            assertThrows(
                    IllegalStateException.class,
                    () -> replay.run(Interest.none(), s -> {}, change -> {
                        throw new IllegalStateException("full");
                    }));
        }
    }

    @Test
    void whatIsNoRecordingSaysSo(@TempDir Path dir) throws Exception {
        assertMessage(dir.resolve("missing"), "cannot read the recording .*missing: no such file or directory");
        Path text = Files.writeString(dir.resolve("text"), "hello, this is text");
        assertMessage(text, ".*text is not a recording of netmon: .*");
        Path empty = Files.createFile(dir.resolve("empty"));
        assertMessage(empty, ".*empty is not a recording of netmon: .*");
        assertMessage(dir, "cannot read the recording .*");
    }

    private static void assertMessage(Path file, String pattern) {
        RecordingException e = assertThrows(RecordingException.class, () -> Replay.open(file));
        assertTrue(e.getMessage().matches(pattern), e.getMessage());
    }

    @Test
    void aLaterFormatAsksForALaterVersion(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("later.pcapng");
        record(everything(), file);
        byte[] bytes = Files.readAllBytes(file);
        String latin = new String(bytes, StandardCharsets.ISO_8859_1).replace("{\"netmon\":1,", "{\"netmon\":2,");
        Files.write(file, latin.getBytes(StandardCharsets.ISO_8859_1));
        assertMessage(file, ".*was recorded by a later netmon \\(format 2, this one reads 1\\).*");
    }
}
