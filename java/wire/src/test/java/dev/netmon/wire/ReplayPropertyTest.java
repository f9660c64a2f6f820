// SPDX-License-Identifier: Apache-2.0
package dev.netmon.wire;

import static dev.netmon.wire.Recordings.everything;
import static dev.netmon.wire.Recordings.play;
import static dev.netmon.wire.Recordings.record;
import static dev.netmon.wire.Recordings.replay;
import static dev.netmon.wire.Recordings.replayed;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.MonitorOptions;
import dev.netmon.wire.FakeNetwork.Step;
import dev.netmon.wire.Recordings.Lines;
import dev.netmon.wire.Recordings.Scenario;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ReplayPropertyTest {

    @Provide
    Arbitrary<Scenario> scenarios() {
        Arbitrary<Long> gap = Arbitraries.longs().between(0, 2_000_000_000L);
        Arbitrary<Long> small = Arbitraries.of(0L, 1_000_000L, 10_000_000L, 29_000_000L, 31_000_000L, 260_000_000L);
        Arbitrary<MonitorOptions> options = Combinators.combine(
                        Arbitraries.of(MonitorOptions.Eager.class),
                        Arbitraries.of(MonitorOptions.Policy.class),
                        Arbitraries.of(0, 20, 250))
                .as((eager, policy, settle) -> MonitorOptions.defaults()
                        .withEager(eager)
                        .withPolicy(policy)
                        .withOwnTunnel("wg0")
                        .withTiming(Duration.ofMillis(settle), Duration.ofMillis(4L * settle)));
        return Combinators.combine(
                        options,
                        Arbitraries.of(everything().steps()).list().ofMinSize(1).ofMaxSize(30),
                        Arbitraries.oneOf(gap, small).list().ofMinSize(1).ofMaxSize(10))
                .as(Scenario::new);
    }

    @Property(tries = 400)
    void aReplayGivesTheSameBytes(@ForAll("scenarios") Scenario scenario) throws Exception {
        Path file = Files.createTempFile("netmon", ".pcapng");
        try {
            String told = record(scenario, file);
            assertEquals(told, replayed(file));
        } finally {
            Files.delete(file);
        }
    }

    @Property(tries = 1000)
    void damageIsAlwaysARecordingException(@ForAll long seed) throws Exception {
        byte[] bytes = Damage.base().clone();
        java.util.Random random = new java.util.Random(seed);
        for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        assertDoesNotThrow(() -> {
            try {
                play(replay(bytes, bytes.length), new Lines());
            } catch (RecordingException e) {
                assertTrue(!e.getMessage().isBlank());
            }
        });
    }

    /** One recording for all tries. */
    private static final class Damage {

        private static byte[] base;

        static synchronized byte[] base() throws Exception {
            if (base == null) {
                Path file = Files.createTempFile("netmon", ".pcapng");
                List<Step> steps = List.of(Step.MOVE_V4, Step.OVERFLOW, Step.LINK_APPEARS, Step.FAIL_DRAIN, Step.FLAP);
                record(new Scenario(MonitorOptions.defaults(), steps, List.of(300_000_000L)), file);
                base = Files.readAllBytes(file);
                Files.delete(file);
            }
            return base;
        }
    }
}
