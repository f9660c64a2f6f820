// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class WaitCommandTest {

    private final Network network = new Network();
    private final Run run = Run.over(network.source);

    @Test
    void whatHoldsAlreadyReturnsAtOnce() {
        assertEquals(Exit.DONE, run.start("wait", "--until", "online").exit());
        assertEquals(1, run.lines().size());
        String line = run.lines().get(0);
        assertTrue(line.endsWith("met      v4 eth0 10.1.0.2 via 10.1.0.1; v6 none  [online]"), line);
    }

    @Test
    void theTimeOverIsAFailureWithTheStateItEndedWith() {
        assertEquals(
                Exit.FAILED,
                run.start("wait", "--until", "online6", "--timeout", "0").exit());
        String line = run.lines().get(0);
        assertTrue(line.endsWith("timeout  v4 eth0 10.1.0.2 via 10.1.0.1; v6 none  [online6]"), line);
        assertEquals("", run.errors());
    }

    @Test
    void everyChangeIsLookedAtTheEagerOnesIncluded() {
        run.start("wait", "--json", "--until", "egress=eth1");
        network.leaveByEth1();
        assertEquals(Exit.DONE, run.exit());
        String line = run.lines().get(0);
        assertTrue(line.contains("\"type\":\"wait\"") && line.contains("\"met\":true"), line);
        assertTrue(line.contains("\"until\":[\"egress=eth1\"]"), line);
        assertTrue(line.contains("\"interface\":\"eth1\""), line);
    }

    @Test
    void changesOfNoSignificanceAreLookedAtToo() {
        run.start("wait", "--until", "address=10.9.0.0/16");
        network.source.put(Network.ETH1, Network.address("10.9.8.7", 24));
        assertEquals(Exit.DONE, run.exit());
    }

    @Test
    void allMustHoldAtTheSameTime() {
        run.start("wait", "--until", "egress=eth1", "--until", "address=10.9.0.0/16");
        network.leaveByEth1();
        network.source.put(Network.ETH1, Network.address("10.9.8.7", 24));
        assertEquals(Exit.DONE, run.exit());
        assertTrue(
                run.lines().get(0).endsWith("[egress=eth1, address=10.9.0.0/16]"),
                run.lines().toString());
    }

    @Test
    void aSignalPrintsNothing() {
        run.ending.end(Ending.Cause.INTERRUPTED);
        assertEquals(Exit.DONE, run.start("wait", "--until", "online6").exit());
        assertEquals(List.of(), run.lines());
    }

    @Test
    void withoutConditionOrWithANonsensicalOneItIsUsage() {
        assertEquals(Exit.USAGE, run.start("wait").exit());
        assertTrue(run.error().contains("--until"), run.error());
        Run offline = new Run();
        assertEquals(Exit.USAGE, offline.start("wait", "--until", "offline").exit());
        assertTrue(offline.error().contains("online, online4, online6, interface=NAME"), offline.error());
    }
}
