// SPDX-License-Identifier: Apache-2.0
package dev.netmon.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.netmon.BackendInfo;
import dev.netmon.Interest;
import dev.netmon.LinkChange;
import dev.netmon.LinkListener;
import dev.netmon.MonitorOptions;
import dev.netmon.NetworkState;
import dev.netmon.RawEvent;
import dev.netmon.spi.LinkSource;
import dev.netmon.spi.Pipeline;
import dev.netmon.spi.SourceException;
import dev.netmon.wire.FakeNetwork.AtEnd;
import dev.netmon.wire.FakeNetwork.Step;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes recordings of a made-up network and plays them. */
final class Recordings {

    private Recordings() {}

    /** Writes what a monitor tells as JSON lines. */
    static final class Lines implements LinkListener {

        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final JsonLines json = new JsonLines(bytes);

        void snapshot(NetworkState state, BackendInfo backend) {
            io(() -> json.snapshot(state, backend));
        }

        @Override
        public void changed(LinkChange change) {
            io(() -> json.change(change));
        }

        @Override
        public void raw(RawEvent event) {
            io(() -> json.raw(event));
        }

        private interface Writing {
            void run() throws IOException;
        }

        private static void io(Writing writing) {
            try {
                writing.run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String toString() {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }

    record Scenario(MonitorOptions options, List<Step> steps, List<Long> gaps) {

        FakeNetwork network() {
            FakeNetwork network = new FakeNetwork(AtEnd.END);
            for (int i = 0; i < steps.size(); i++) {
                network.then(gaps.get(i % gaps.size()), steps.get(i));
            }
            return network;
        }
    }

    static String live(LinkSource source, MonitorOptions options) throws SourceException {
        Lines lines = new Lines();
        BackendInfo info = source.info();
        Pipeline.run(source, options, Interest.rawEvents(), s -> lines.snapshot(s, info), lines);
        return lines.toString();
    }

    static String record(Scenario scenario, Path file) throws Exception {
        List<String> problems = new ArrayList<>();
        String told;
        try (Recorder recorder = Recorder.create(file, scenario.options, problems::add)) {
            told = live(recorder.around(scenario.network()), scenario.options);
        }
        assertEquals(List.of(), problems);
        return told;
    }

    static void play(Replay replay, Lines lines) throws RecordingException {
        try (replay) {
            replay.run(Interest.rawEvents(), s -> lines.snapshot(s, replay.backend()), lines);
        }
    }

    static Replay replay(byte[] recording, int length) throws RecordingException {
        return Replay.of(RecordingReader.of(Path.of("bytes"), new ByteArrayInputStream(recording, 0, length)));
    }

    static String replayed(Path file) throws IOException {
        Lines lines = new Lines();
        play(Replay.open(file), lines);
        return lines.toString();
    }

    static Scenario everything() {
        List<Step> steps = new ArrayList<>(List.of(Step.values()));
        steps.remove(Step.FAIL_OPEN);
        return new Scenario(MonitorOptions.defaults(), steps, List.of(300_000_000L, 5_000_000L));
    }
}
