// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.BackendUnavailableException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WatchCommandTest {

    private final Network network = new Network();
    private final Run run = Run.over(network.source);

    @Test
    void theStateComesFirstAndIsNotCounted() {
        run.start("watch", "--count", "1");
        String first = run.line("snapshot");
        assertTrue(first.endsWith("snapshot v4 eth0 10.1.0.2 via 10.1.0.1; v6 none  manual"), first);
        network.gateway("10.1.0.254");
        assertEquals(Exit.DONE, run.exit());
        assertEquals(2, run.lines().size());
        assertTrue(
                run.lines().get(1).endsWith("reprobe  v4 gateway 10.1.0.1 -> 10.1.0.254  [gateway_changed]"),
                run.lines().get(1));
        assertEquals("", run.errors());
    }

    @Test
    void anEagerChangeComesBeforeItsSettledOneWhichIsHidden() {
        run.start("watch", "--count", "2", "--settle", "2s", "--max-wait", "4s");
        run.line("snapshot");
        network.leaveByEth1();
        String eager = run.line("rebind");
        assertTrue(eager.contains("v4 interface eth0 -> eth1, source 10.1.0.2 -> 10.2.0.2"), eager);
        assertTrue(eager.endsWith("[default_interface_changed] eager"), eager);
        network.gateway("10.1.0.9");
        run.line("10.1.0.9");
        assertEquals(Exit.DONE, run.exit());
        assertEquals(3, run.lines().size(), run.lines().toString());
    }

    @Test
    void withAllTheSettledOneIsShownAsAlreadyTold() {
        run.start("watch", "--all", "--count", "2", "--settle", "2s", "--max-wait", "4s");
        run.line("snapshot");
        network.leaveByEth1();
        run.finish();
        assertTrue(run.lines().get(1).contains("eager"), run.lines().toString());
        assertTrue(run.lines().get(2).contains("none ") && run.lines().get(2).contains("already_told"));
    }

    @Test
    void withoutEagerThereIsOneChange() {
        run.start("watch", "--all", "--no-eager", "--count", "1");
        run.line("snapshot");
        network.leaveByEth1();
        run.finish();
        String line = run.lines().get(1);
        assertTrue(line.contains("rebind") && !line.contains("eager"), line);
    }

    @Test
    void whatIsOfNoSignificanceIsHiddenUnlessAskedFor() {
        run.start("watch", "--settle", "10ms", "--count", "1");
        run.line("snapshot");
        network.mtu(Network.ETH1, "eth1", 1400);
        network.gateway("10.1.0.254");
        run.finish();
        assertEquals(2, run.lines().size(), run.lines().toString());
    }

    @Test
    void aRawEventComesBeforeTheChangeItLedTo() {
        run.start("watch", "--raw", "--count", "1");
        run.line("snapshot");
        network.gateway("10.1.0.254");
        run.finish();
        assertTrue(
                run.lines().get(1).contains(" raw      route new"), run.lines().toString());
        assertTrue(run.lines().get(2).contains("reprobe"), run.lines().toString());
    }

    @Test
    void theFirstStateCanBeLeftOut() {
        run.start("watch", "--no-initial", "--timeout", "0");
        assertEquals(Exit.DONE, run.exit());
        assertEquals(List.of(), run.lines());
    }

    @Test
    void timeIsOverIsDoneUnlessTheCountFellShort() {
        assertEquals(Exit.DONE, run.start("watch", "--timeout", "1ms").exit());
        Run counting = Run.over(new Network().source);
        assertEquals(
                Exit.FAILED,
                counting.start("watch", "--timeout", "1ms", "--count", "1").exit());
        assertEquals("", counting.errors());
    }

    @Test
    void aSignalEndsItWell() {
        run.start("watch");
        run.line("snapshot");
        run.ending.end(Ending.Cause.INTERRUPTED);
        assertEquals(Exit.DONE, run.exit());
        assertEquals(1, run.lines().size());
        assertEquals("", run.errors());
    }

    @Test
    void interfacesAreFilteredOnPrintingOnly() {
        run.start(
                "watch",
                "--json",
                "--all",
                "--settle",
                "1ms",
                "--max-wait",
                "1ms",
                "--interface",
                "eth1",
                "--count",
                "2");
        run.line("snapshot");
        network.mtu(Network.ETH0, "eth0", 1400);
        network.mtu(Network.ETH1, "eth1", 1400);
        run.line("link_change");
        network.leaveByEth1();
        run.finish();
        assertTrue(
                run.lines().get(1).contains("\"interface\":\"eth1\""),
                run.lines().toString());
        assertTrue(
                run.lines().get(2).contains("default_interface_changed"),
                run.lines().toString());
    }

    @Test
    void jsonIsOneObjectALine() {
        run.start("watch", "--json", "--count", "1");
        run.line("snapshot");
        network.gateway("10.1.0.254");
        run.finish();
        for (String line : run.lines()) {
            assertTrue(line.startsWith("{\"schema\":1,\"type\":\"") && line.endsWith("}"), line);
        }
        assertTrue(run.lines().get(1).contains("\"type\":\"link_change\""));
    }

    @Test
    void aBackendThatCannotRunHasItsOwnCodeAndOneLine() {
        Run refused = Run.opening(options -> {
            throw new BackendUnavailableException("socket(AF_NETLINK): EAFNOSUPPORT; use --backend poll");
        });
        assertEquals(
                Exit.UNAVAILABLE, refused.start("watch", "--backend", "native").exit());
        assertEquals("netmon watch: socket(AF_NETLINK): EAFNOSUPPORT; use --backend poll", refused.error());
        assertEquals(List.of(), refused.lines());
    }

    @Test
    void withStacktraceTheTraceFollows() {
        Run refused = Run.opening(options -> {
            throw new BackendUnavailableException("no");
        });
        refused.run("watch", "--stacktrace");
        assertTrue(refused.errors().startsWith("netmon watch: no\n"), refused.errors());
        assertTrue(refused.errors().contains("BackendUnavailableException"), refused.errors());
    }

    @Test
    void aClosedPipeIsDone() {
        AtomicInteger writes = new AtomicInteger();
        Run piped = Run.over(network.source).writingTo(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                writes.incrementAndGet();
                throw new IOException("Broken pipe");
            }
        });
        assertEquals(Exit.DONE, piped.start("watch").exit());
        assertEquals("", piped.errors());
        assertEquals(1, writes.get(), "nothing is written after it");
    }

    @Test
    void aFullDiskIsAnError() {
        Run full = Run.over(network.source).writingTo(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        });
        assertEquals(Exit.FAILED, full.start("watch").exit());
        assertEquals("netmon watch: standard output cannot be written: No space left on device", full.error());
    }

    @Test
    void coloursComeWithTheFlag() {
        run.start("watch", "--color", "always", "--timeout", "0");
        run.finish();
        assertTrue(run.lines().get(0).contains("\033["), run.lines().toString());
        Run plain = Run.over(new Network().source);
        plain.environment.put("CLICOLOR_FORCE", "1");
        plain.run("watch", "--color", "never", "--timeout", "0");
        assertFalse(plain.lines().get(0).contains("\033["), plain.lines().toString());
    }
}
