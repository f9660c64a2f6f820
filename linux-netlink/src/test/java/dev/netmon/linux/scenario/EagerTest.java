// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux.scenario;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.testkit.Host;
import dev.netmon.testkit.NetLab;
import dev.netmon.testkit.NetLabExtension;
import dev.netmon.testkit.StandardRig.Families;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A plain move of the default route is told before the burst settled, and once, whatever went before. */
@ExtendWith(NetLabExtension.class)
@Execution(ExecutionMode.CONCURRENT)
class EagerTest {
    /** Long enough for the burst to settle after the eager change. */
    private static final Duration SETTLED = Duration.ofMillis(900);

    /** How long before the move another event comes; the middle of a burst, its end, and after it. */
    private static final List<String> BEFORE = List.of("0.01", "0.2", "0.3", "0.9");

    private static final int ROUNDS = 2;

    @Test
    void isToldOnceAndBeforeTheBurstSettled(NetLab lab) throws Exception {
        Host host = lab.standardRig(Families.V4_ONLY).host();
        int moves = 0;
        int eager = 0;
        try (Witness witness = Witness.in(host)) {
            for (int round = 0; round < ROUNDS; round++) {
                for (String before : BEFORE) {
                    for (String to : List.of("10.2.0.1", "10.1.0.1")) {
                        String address = "10.2.0." + (100 + moves);
                        witness.step(
                                "an address, " + before + " s later the default moves to " + to,
                                SETTLED,
                                Expected.of("rebind default_interface_changed").egress("v4 gateway=" + to),
                                () -> host.sh("ip addr add " + address + "/32 dev lo; sleep " + before
                                        + "; ip route replace default via " + to));
                        moves++;
                        eager += witness.toldEagerly() ? 1 : 0;
                    }
                }
            }
            witness.confirm();
        }
        // A machine out of breath may let a burst settle first, now and then.
        assertTrue(eager > moves / 2, eager + " of " + moves + " were told eagerly");
    }
}
