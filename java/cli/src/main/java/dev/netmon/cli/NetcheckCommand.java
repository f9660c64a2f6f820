// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import dev.netmon.LinkMonitor;
import dev.netmon.MonitorOptions;
import dev.netmon.underlay.RebindMode;
import dev.netmon.underlay.UdpUnderlay;
import dev.netmon.underlay.UnderlayOptions;
import dev.netmon.underlay.netcheck.DerpMap;
import dev.netmon.underlay.netcheck.DerpMapException;
import dev.netmon.underlay.netcheck.Netcheck;
import dev.netmon.underlay.netcheck.NetcheckOptions;
import dev.netmon.underlay.supervise.Supervisor;
import dev.netmon.underlay.supervise.SupervisorOptions;
import dev.netmon.underlay.supervise.UnderlayReaction;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures what the network lets through. */
@Command(
        name = "netcheck",
        header = "Tell what the network lets through: UDP, public addresses, mapping, latencies.",
        description = {
            "Examples:",
            "  netmon netcheck --stun stun.example.org:3478",
            "  netmon netcheck --derp-map map.json --json",
            "  netmon netcheck --derp-map https://relay.example.org/derpmap --on-change",
            "",
            "Only the servers named, and those of the map, are contacted. Where UDP does not pass, the map's servers",
            "are asked over HTTPS, and a captive portal is looked for. A report takes 5 s at the most."
        },
        footer = "%nExit codes: 0 done, 1 failed or nothing answered, 2 usage,"
                + " 3 --backend or --binding cannot run.")
final class NetcheckCommand implements Action {

    /** A map that takes longer than a report is no help. */
    private static final Duration MAP_LIMIT = Duration.ofSeconds(5);

    @Option(
            names = "--stun",
            paramLabel = "HOST:PORT",
            converter = EndpointConverter.class,
            description = "A STUN server of any kind. Repeatable: two tell whether the mapping varies.")
    List<InetSocketAddress> servers = new ArrayList<>();

    @Option(names = "--derp-map", paramLabel = "FILE|URL", description = "Regions and servers, as a DERP map in JSON.")
    @Nullable
    String map;

    @Option(
            names = "--every",
            paramLabel = "D",
            converter = DurationConverter.class,
            description = "Again and again, from start to start. Durations: 250ms, 1s, 5m.")
    @Nullable
    Duration every;

    @Option(names = "--on-change", description = "Again after each change of the network that matters.")
    boolean onChange;

    @Mixin
    MonitorFlags monitor = new MonitorFlags();

    @Mixin
    OutputFlags output = new OutputFlags();

    @Override
    public OutputFlags output() {
        return output;
    }

    @Override
    @SuppressWarnings("try") // the supervisor works by being there
    public Exit run(Shell shell) throws Failure {
        if (servers.isEmpty() && map == null) {
            throw new Failure(Exit.USAGE, "give --stun HOST:PORT or --derp-map FILE|URL: nothing is contacted without");
        }
        if (every != null && every.isZero()) {
            throw new Failure(Exit.USAGE, "--every 0 would never pause: give it a time, as in --every 10s");
        }
        MonitorOptions monitoring = monitor.options();
        NetcheckOptions options = options();
        NetcheckLines lines = NetcheckLines.of(shell, output);
        LinkMonitor opened = Session.open(shell, monitoring);
        try (UdpUnderlay underlay = underlay();
                Netcheck netcheck = new Netcheck(underlay, options, lines);
                NetcheckRounds rounds = new NetcheckRounds(
                        netcheck,
                        opened,
                        new UnderlayReaction(underlay, RebindMode.KEEP_PORT, significance -> {}),
                        lines::report,
                        shell.ending(),
                        every,
                        onChange ? NetcheckRounds.Again.AFTER_A_CHANGE : NetcheckRounds.Again.NO);
                Supervisor supervisor = Supervisor.over(
                        opened, rounds, SupervisorOptions.defaults().withInterest(underlay.interest()))) {
            rounds.start();
            PipeWatch.start(shell.descriptors(), shell.ending());
            Ending.Cause cause = shell.ending().await(null);
            Exit exit = Session.exit(shell, cause);
            Throwable failure = rounds.failure();
            if (failure != null) {
                throw new Failure(Exit.FAILED, "the netcheck failed: " + failure, failure);
            }
            return cause == Ending.Cause.COMPLETE && !rounds.answered() ? Exit.FAILED : exit;
        } finally {
            Session.close(shell, opened);
        }
    }

    private NetcheckOptions options() throws Failure {
        NetcheckOptions options = NetcheckOptions.servers(servers);
        if (map == null) {
            return options;
        }
        try {
            options = options.withMap(DerpMap.load(map, MAP_LIMIT));
        } catch (DerpMapException e) {
            throw new Failure(Exit.FAILED, String.valueOf(e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(Exit.FAILED, "interrupted", e);
        }
        if (options.empty()) {
            throw new Failure(Exit.FAILED, "DERP map " + map + ": it has no region");
        }
        return options;
    }

    private static UdpUnderlay underlay() throws Failure {
        try {
            return UdpUnderlay.open(UnderlayOptions.defaults(), (datagram, from) -> {});
        } catch (IOException e) {
            throw new Failure(Exit.FAILED, String.valueOf(e.getMessage()), e);
        }
    }
}
