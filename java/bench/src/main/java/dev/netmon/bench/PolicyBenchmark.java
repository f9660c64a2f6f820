// SPDX-License-Identifier: Apache-2.0
package dev.netmon.bench;

import dev.netmon.Addresses;
import dev.netmon.CarrierCounters;
import dev.netmon.EgressPath;
import dev.netmon.Family;
import dev.netmon.Link;
import dev.netmon.internal.policy.Circumstances;
import dev.netmon.internal.policy.Debouncer;
import dev.netmon.internal.policy.EagerRule;
import dev.netmon.internal.policy.Judge;
import dev.netmon.internal.policy.Look;
import dev.netmon.internal.policy.Told;
import dev.netmon.internal.policy.Verdict;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The pure policies: grouping, telling early, judging. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PolicyBenchmark {

    private final Debouncer debouncer = new Debouncer(250_000_000, 1_000_000_000);
    private final EagerRule<String> eager = new EagerRule<>();
    private final Circumstances nothing = new Circumstances(address -> true, Set.of(), 0, Set.of());
    private final Map<Family, Look> onWifi = looks("10.0.0.2", 2);
    private final Map<Family, Look> onCable = looks("10.1.0.2", 3);
    private final Map<Family, Told> told = told();
    private long now;

    /** Ten events and the burst they make. */
    @Benchmark
    public Debouncer.@Nullable Burst debounce() {
        for (int i = 0; i < 10; i++) {
            now += 1_000_000;
            debouncer.event(now);
        }
        now += 250_000_000;
        return debouncer.take(now);
    }

    /** An event, and what is asked because of it. */
    @Benchmark
    public boolean eager() {
        now += 10_000_000;
        eager.event(now);
        return eager.due(now) && eager.answered(now, "wifi", false);
    }

    /** Nothing moved. */
    @Benchmark
    public Verdict<Family> judgeSame() {
        return Judge.judge(told, onWifi, nothing);
    }

    /** One family goes by another interface. */
    @Benchmark
    public Verdict<Family> judgeMoved() {
        return Judge.judge(told, onCable, nothing);
    }

    private Map<Family, Told> told() {
        Map<Family, Told> before = new EnumMap<>(Family.class);
        for (Family family : Family.values()) {
            before.put(family, Told.nothing());
        }
        return Judge.judge(before, onWifi, nothing).told();
    }

    private static Map<Family, Look> looks(String source, int index) {
        Map<Family, Look> looks = new EnumMap<>(Family.class);
        Link link = new Link(index, "eth" + index, true, true, false, 1500, null, new CarrierCounters(2, 1), 0);
        EgressPath path = new EgressPath(
                Family.V4, index, link.name(), Addresses.parse(source), Addresses.parse("10.0.0.1"), null);
        looks.put(Family.V4, new Look(path, link, link, Set.of()));
        looks.put(Family.V6, new Look(null, null, null, Set.of()));
        return looks;
    }
}
