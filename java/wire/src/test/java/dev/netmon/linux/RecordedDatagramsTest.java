// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.BackendInfo;
import dev.netmon.Interest;
import dev.netmon.LinkChange;
import dev.netmon.LinkListener;
import dev.netmon.LinkMonitor;
import dev.netmon.MonitorOptions;
import dev.netmon.MonitorOptions.Binding;
import dev.netmon.NetworkState;
import dev.netmon.RawEvent;
import dev.netmon.Watch;
import dev.netmon.spi.LinkSource;
import dev.netmon.spi.OsEvent;
import dev.netmon.testkit.Await;
import dev.netmon.testkit.Host;
import dev.netmon.testkit.NetLab;
import dev.netmon.testkit.NetLabExtension;
import dev.netmon.wire.JsonLines;
import dev.netmon.wire.RecordedInput;
import dev.netmon.wire.Recorder;
import dev.netmon.wire.RecordingReader;
import dev.netmon.wire.Replay;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A real kernel recorded: the replay says the same, and the datagrams hold what the records say. */
@ExtendWith(NetLabExtension.class)
class RecordedDatagramsTest {

    static Stream<Binding> bindings() {
        return Runtime.version().feature() >= 22 ? Stream.of(Binding.FFM, Binding.JNA) : Stream.of(Binding.JNA);
    }

    /** What was told, as lines; from any thread. */
    private static final class Lines implements LinkListener {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(); // synchronized by itself
        private final JsonLines json = new JsonLines(bytes);

        void snapshot(NetworkState state, BackendInfo backend) {
            try {
                json.snapshot(state, backend);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void changed(LinkChange change) {
            try {
                json.change(change);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void raw(RawEvent event) {
            try {
                json.raw(event);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String toString() {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @MethodSource("bindings")
    void aReplayAndTheDatagramsSayTheSame(Binding binding, NetLab lab, @TempDir Path folder) throws Exception {
        Path file = folder.resolve("real.pcapng");
        Host host = lab.host("a");
        host.sh("ip link add eth0 type veth peer name far0; ip link add eth1 type veth peer name far1");
        host.sh("ip link set far0 up; ip link set far1 up");
        host.awaitQuiet();
        MonitorOptions options = MonitorOptions.defaults();
        Lines live = new Lines();
        try (Recorder recorder = Recorder.create(file, options, problem -> {});
                LinkMonitor monitor = host.call(
                        () -> LinkMonitor.over(new LinuxSourceProvider().create(binding), recorder.options()));
                Watch watch = monitor.watch(Interest.rawEvents(), live)) {
            live.snapshot(watch.initial(), monitor.backend());
            host.sh("ip addr add 10.0.0.2/24 dev eth0; ip link set eth0 up; ip route add default via 10.0.0.1");
            Await.until("the first path is told", () -> live.toString().contains("\"gateway\":\"10.0.0.1\""));
            host.sh("ip addr add 10.1.0.2/24 dev eth1; ip link set eth1 up; ip rule add pref 99 lookup 99;"
                    + " ip route replace default via 10.1.0.1");
            Await.until("the move is told", () -> live.toString().contains("default_interface_changed"));
            host.sh("for i in $(seq 200); do echo route add 192.0.2.$i dev eth1; done | ip -batch -; ip link del eth0");
            Await.until("the end is told", () -> live.toString().contains("interface_removed"));
        }
        Lines replayed = new Lines();
        try (Replay replay = Replay.open(file)) {
            replay.run(Interest.rawEvents(), state -> replayed.snapshot(state, replay.backend()), replayed);
        }
        // What came after the last line that was waited for may have been recorded, but not delivered any more.
        assertTrue(replayed.toString().startsWith(live.toString()), () -> live + "\nreplayed:\n" + replayed);
        assertTrue(datagrams(file) >= 200);
    }

    /** Reads the datagrams of each drain again and compares; returns how many events there were. */
    private static int datagrams(Path file) throws IOException {
        EventReader events = new EventReader();
        List<RecordedInput.Frame> frames = new ArrayList<>();
        int count = 0;
        try (RecordingReader reader = RecordingReader.open(file)) {
            for (RecordedInput input = reader.next(); input != null; input = reader.next()) {
                if (input instanceof RecordedInput.Frame frame) {
                    frames.add(frame);
                    continue;
                }
                if (input instanceof RecordedInput.Drained drained) {
                    List<OsEvent> again = new ArrayList<>();
                    frames.forEach(frame -> events.read(frame.datagram(), LinkSource.Detail.FULL, again::add));
                    assertEquals(again, drained.events());
                    count += again.size();
                }
                frames.clear(); // those before a record are what it was made of
            }
        }
        return count;
    }
}
