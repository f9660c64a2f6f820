// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux.scenario;

import dev.netmon.testkit.Host;
import dev.netmon.testkit.LabSupport;
import dev.netmon.testkit.NetLab;
import dev.netmon.testkit.NetLabExtension;
import dev.netmon.testkit.StandardRig;
import dev.netmon.testkit.Tool;
import dev.netmon.testkit.Tun;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every situation of {@code situations.txt} and {@code traps.txt}, each on a rig of its own, several side by side: most
 * of their time is waiting.
 */
@ExtendWith(NetLabExtension.class)
@Execution(ExecutionMode.CONCURRENT)
class SituationTest {
    private static final String MACHINE = "machine";

    /**
     * A step is one burst only if its commands follow each other faster than a burst settles. On a machine too busy for
     * that the situation did not happen, and is tried again; a machine that never manages it is named.
     */
    private static final int TRIES = 3;

    private static final Pattern SLEEP = Pattern.compile("sleep ([0-9.]+)");
    private static final Pattern TUN = Pattern.compile("TUN: (\\w+); (.*)");
    private static final Pattern UNTUN = Pattern.compile("UNTUN: (\\w+)");

    static Stream<Situation> light() {
        return all().filter(situation -> situation.load() == Situation.Load.LIGHT);
    }

    static Stream<Situation> heavy() {
        return all().filter(situation -> situation.load() == Situation.Load.HEAVY);
    }

    private static Stream<Situation> all() {
        return Stream.of("situations.txt", "traps.txt").flatMap(file -> Situation.read(file).stream());
    }

    @ParameterizedTest
    @MethodSource("light")
    @ResourceLock(value = MACHINE, mode = ResourceAccessMode.READ)
    void isToldAsItIs(Situation situation) throws Exception {
        for (int attempt = 1; ; attempt++) {
            Run run = new Run(situation);
            try {
                run.play();
                return;
            } catch (AssertionError e) {
                if (run.fair) {
                    throw e;
                }
                Assumptions.assumeTrue(
                        attempt < TRIES, () -> "not tested here: the machine is too busy for " + situation.name());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("heavy")
    @ResourceLock(value = MACHINE, mode = ResourceAccessMode.READ_WRITE)
    void isToldAsItIsUnderLoad(Situation situation) throws Exception {
        new Run(situation).play();
    }

    private static final class Run {
        private final Situation situation;
        private final Map<String, Tun> tuns = new HashMap<>();
        private boolean fair = true;

        Run(Situation situation) {
            this.situation = situation;
        }

        void play() throws Exception {
            if (situation.steps().stream().anyMatch(step -> step.script().startsWith("TUN"))) {
                LabSupport.assume(Tool.TUN);
            }
            try (NetLab lab = NetLab.open(situation.name())) {
                StandardRig rig = lab.standardRig(
                        situation.families() == Situation.Families.BOTH
                                ? StandardRig.Families.V4_AND_V6
                                : StandardRig.Families.V4_ONLY);
                for (String script : situation.before()) {
                    perform(rig, script);
                }
                rig.host().awaitQuiet();
                try (Witness witness = Witness.in(rig.host())) {
                    for (Situation.Step step : situation.steps()) {
                        witness.step(
                                situation.name() + ": " + step.script(),
                                step.window(),
                                step.expected(),
                                () -> timed(rig, step.script()));
                    }
                    witness.confirm();
                }
            }
        }

        private void timed(StandardRig rig, String script) {
            double fairMillis = situation.fairMillis();
            Matcher sleep = SLEEP.matcher(script);
            while (sleep.find()) {
                fairMillis += 1000 * Double.parseDouble(sleep.group(1));
            }
            long start = System.nanoTime();
            perform(rig, script);
            fair &= (System.nanoTime() - start) / 1e6 < fairMillis;
        }

        private void perform(StandardRig rig, String script) {
            Host host = rig.host();
            Matcher tun = TUN.matcher(script);
            Matcher untun = UNTUN.matcher(script);
            if (tun.matches()) {
                tuns.put(tun.group(1), host.tun(tun.group(1)));
                host.sh(tun.group(2));
            } else if (untun.matches()) {
                Objects.requireNonNull(tuns.remove(untun.group(1))).close();
            } else if (script.startsWith("R: ")) {
                rig.router().sh(script.substring(3));
            } else {
                host.sh(script);
            }
        }
    }
}
