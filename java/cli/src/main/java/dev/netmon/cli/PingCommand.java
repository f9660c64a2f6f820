// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import dev.netmon.Addresses;
import dev.netmon.Family;
import dev.netmon.LinkMonitor;
import dev.netmon.Moment;
import dev.netmon.MonitorOptions;
import dev.netmon.Significance;
import dev.netmon.underlay.DatagramPort;
import dev.netmon.underlay.RebindMode;
import dev.netmon.underlay.RebindResult;
import dev.netmon.underlay.UdpUnderlay;
import dev.netmon.underlay.UnderlayListener;
import dev.netmon.underlay.UnderlayOptions;
import dev.netmon.underlay.peer.ConnectedPort;
import dev.netmon.underlay.peer.Credentials;
import dev.netmon.underlay.peer.IcePings;
import dev.netmon.underlay.peer.PeerAddresses;
import dev.netmon.underlay.peer.PingOptions;
import dev.netmon.underlay.peer.PingProtocol;
import dev.netmon.underlay.peer.PingSession;
import dev.netmon.underlay.peer.PingSummary;
import dev.netmon.underlay.peer.StunPings;
import dev.netmon.underlay.supervise.Supervisor;
import dev.netmon.underlay.supervise.SupervisorListener;
import dev.netmon.underlay.supervise.SupervisorOptions;
import dev.netmon.underlay.supervise.UnderlayReaction;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** A session that rides over network changes. */
@Command(
        name = "ping",
        header = "Keep a UDP session with a STUN server or an ICE peer alive across network changes, and show it.",
        description = {
            "Examples:",
            "  netmon ping stun.example.org:3478              then pull the cable, or change the Wi-Fi",
            "  netmon ping 192.0.2.1:3478 --every 10ms --count 1000 --json",
            "  netmon ping 192.0.2.1:3478 --no-rebind         one connected socket, as most programs have it",
            "  netmon ping 192.0.2.7:50000 --ufrag 8hhY --pwd asd88fgpdd777uzjYhagZg",
            "",
            "Prints what changed, each replaced socket, each loss and return, and at most one answer a second",
            "(--json: every answer). The summary comes at the end, also after Ctrl-C."
        },
        footer =
                "%nExit codes: 0 something answered, 1 nothing answered, 2 usage, 3 --backend or --binding cannot run.")
final class PingCommand implements Action {

    /** How long the last answers are waited for: longer than any path takes, for a path that never answered. */
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(3);

    /** The same after Ctrl-C: whoever presses it waits for this. */
    private static final Duration LAST_ANSWERS_INTERRUPTED = Duration.ofSeconds(1);

    @Parameters(
            paramLabel = "HOST:PORT",
            converter = EndpointConverter.class,
            description = "Whom to ping, for example 192.0.2.1:3478 or [2001:db8::1]:3478.")
    InetSocketAddress peer = new InetSocketAddress(0);

    @Option(
            names = "--every",
            paramLabel = "D",
            defaultValue = "1s",
            converter = DurationConverter.class,
            description = "From one ping to the next, at least 5ms. Default: ${DEFAULT-VALUE}.")
    Duration every = Duration.ZERO;

    @Option(names = "--count", paramLabel = "N", description = "End after N pings.")
    @Nullable
    Long count;

    @Option(
            names = "--timeout",
            paramLabel = "D",
            converter = DurationConverter.class,
            description = "End after this time. Durations: 250ms, 1s, 5m, 0.")
    @Nullable
    Duration timeout;

    @Option(names = "--port", paramLabel = "N", description = "The local port. Any by default.")
    int port;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            defaultValue = "keep-port",
            converter = ModeConverter.class,
            description = "How sockets are replaced: keep-port or fresh-port. Default: ${DEFAULT-VALUE}.")
    RebindMode mode = RebindMode.KEEP_PORT;

    @Option(names = "--no-rebind", description = "For comparison: one connected socket, never replaced.")
    boolean noRebind;

    @Option(names = "--ufrag", paramLabel = "U", description = "The ICE peer's user name fragment.")
    @Nullable
    String ufrag;

    @Option(names = "--pwd", paramLabel = "P", description = "The ICE peer's password.")
    @Nullable
    String pwd;

    @Option(names = "--local-ufrag", paramLabel = "U", description = "Ours. Made and printed if absent.")
    @Nullable
    String localUfrag;

    @Option(names = "--local-pwd", paramLabel = "P", description = "Ours. Made and printed if absent.")
    @Nullable
    String localPwd;

    @Mixin
    MonitorFlags monitor = new MonitorFlags();

    @Mixin
    OutputFlags output = new OutputFlags();

    @Override
    public OutputFlags output() {
        return output;
    }

    @Override
    public Exit run(Shell shell) throws Failure {
        MonitorOptions watching = monitor.options();
        PingOptions options = options();
        PingProtocol protocol = protocol(shell);
        PeerAddresses addresses = resolve();
        PingLines lines = output.json
                ? new JsonPing(shell.out(), shell.ending())
                : new HumanPing(
                        shell.out(),
                        Palette.choose(output.color, shell.environment(), shell.descriptors()),
                        (HumanLines) Session.lines(shell, output),
                        shell.ending());
        if (noRebind) {
            return connected(shell, addresses, protocol, options, lines);
        }
        return supervised(shell, watching, addresses, protocol, options, lines);
    }

    private PingOptions options() throws Failure {
        if (every.compareTo(PingOptions.LEAST) < 0) {
            throw new Failure(
                    Exit.USAGE,
                    "--every is " + DurationConverter.format(every) + ": give at least "
                            + DurationConverter.format(PingOptions.LEAST));
        }
        if (count != null && count < 1) {
            throw new Failure(Exit.USAGE, "--count is " + count + ": give at least 1");
        }
        if (port < 0 || port > 65_535) {
            throw new Failure(Exit.USAGE, "--port is " + port + ": give 1 to 65535");
        }
        PingOptions options = PingOptions.every(every);
        return count == null ? options : options.withCount(count);
    }

    private PingProtocol protocol(Shell shell) throws Failure {
        if (ufrag == null && pwd == null) {
            if (localUfrag != null || localPwd != null) {
                throw new Failure(
                        Exit.USAGE, "--local-ufrag and --local-pwd are for ICE peers: give --ufrag and --pwd");
            }
            return new StunPings();
        }
        if (ufrag == null || pwd == null) {
            throw new Failure(Exit.USAGE, "an ICE peer has both: give --ufrag and --pwd");
        }
        try {
            Credentials remote = new Credentials(ufrag, pwd);
            Credentials local = new Credentials(
                    localUfrag == null ? Credentials.randomUfrag() : localUfrag,
                    localPwd == null ? Credentials.randomPwd() : localPwd);
            if (localUfrag == null || localPwd == null) {
                shell.err().println("netmon: ours are --local-ufrag " + local.ufrag() + " --local-pwd " + local.pwd());
            }
            return new IcePings(local, remote);
        } catch (IllegalArgumentException e) {
            throw new Failure(Exit.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    private PeerAddresses resolve() throws Failure {
        if (!peer.isUnresolved()) {
            return new PeerAddresses(List.of(peer));
        }
        try {
            Set<InetSocketAddress> all = new LinkedHashSet<>();
            for (InetAddress address : InetAddress.getAllByName(peer.getHostString())) {
                all.add(new InetSocketAddress(address, peer.getPort()));
            }
            return new PeerAddresses(all);
        } catch (UnknownHostException e) {
            throw new Failure(Exit.FAILED, "no address is known for " + peer.getHostString(), e);
        }
    }

    private Exit connected(
            Shell shell, PeerAddresses addresses, PingProtocol protocol, PingOptions options, PingLines lines)
            throws Failure {
        InetSocketAddress remote = addresses.given().get(0);
        try (ConnectedPort socket = ConnectedPort.open(remote, port)) {
            return ping(
                    shell, socket, new PeerAddresses(List.of(remote)), protocol, options, lines, session -> () -> {});
        } catch (IOException e) {
            throw new Failure(
                    Exit.FAILED,
                    "no socket can be connected to " + Addresses.format(remote) + ": " + e.getMessage(),
                    e);
        }
    }

    private Exit supervised(
            Shell shell,
            MonitorOptions watching,
            PeerAddresses addresses,
            PingProtocol protocol,
            PingOptions options,
            PingLines lines)
            throws Failure {
        Set<Family> families = addresses.families();
        UnderlayOptions binding = UnderlayOptions.defaults().withPort(port).withEgress(addresses);
        binding =
                families.size() == 1 ? binding.withFamilies(families.iterator().next()) : binding;
        LinkMonitor opened = Session.open(shell, watching);
        try (UdpUnderlay underlay = UdpUnderlay.open(binding, (datagram, from) -> {})) {
            return ping(shell, underlay, addresses, protocol, options, lines, session -> {
                Supervisor supervisor = supervise(underlay, opened, session);
                opened.watch(lines::changed);
                return supervisor::close;
            });
        } catch (IOException e) {
            throw new Failure(Exit.FAILED, String.valueOf(e.getMessage()), e);
        } finally {
            Session.close(shell, opened);
        }
    }

    private Supervisor supervise(UdpUnderlay underlay, LinkMonitor opened, PingSession session) {
        underlay.watch(new UnderlayListener() {
            @Override
            public void rebound(RebindResult result) {
                session.rebound(result);
            }
        });
        Supervisor supervisor = Supervisor.over(
                opened,
                new UnderlayReaction(underlay, mode, significance -> session.reprobe()),
                SupervisorOptions.defaults().withInterest(underlay.interest()));
        supervisor.watch(new SupervisorListener() {
            @Override
            public void completed(Significance significance, Duration took) {
                if (significance == Significance.REBIND) {
                    session.reacted();
                }
            }
        });
        return supervisor;
    }

    /** Sees to it that the sockets of a session are replaced. */
    @FunctionalInterface
    private interface Caretaker {
        /** Starts; what is returned stops it. */
        Runnable lookAfter(PingSession session);
    }

    private Exit ping(
            Shell shell,
            DatagramPort socket,
            PeerAddresses addresses,
            PingProtocol protocol,
            PingOptions options,
            PingLines lines,
            Caretaker caretaker)
            throws Failure {
        PingSession session = PingSession.start(socket, protocol, addresses, options, lines);
        Runnable stop = caretaker.lookAfter(session);
        PipeWatch.start(shell.descriptors(), shell.ending());
        Ending.Cause cause = shell.ending().await(timeout);
        if (cause != Ending.Cause.CLOSED_PIPE && cause != Ending.Cause.UNWRITABLE) {
            session.finish(cause == Ending.Cause.INTERRUPTED ? LAST_ANSWERS_INTERRUPTED : LAST_ANSWERS);
        }
        stop.run();
        session.close();
        PingSummary summary = session.summary();
        lines.summary(Moment.now(), summary);
        Exit exit = Session.exit(shell, cause);
        return exit == Exit.DONE && summary.received() == 0 && cause != Ending.Cause.CLOSED_PIPE ? Exit.FAILED : exit;
    }

    /** Reads how sockets are replaced. */
    static final class ModeConverter implements ITypeConverter<RebindMode> {

        @Override
        public RebindMode convert(String text) {
            return switch (text) {
                case "keep-port" -> RebindMode.KEEP_PORT;
                case "fresh-port" -> RebindMode.FRESH_PORT;
                default -> throw new TypeConversionException("'" + text + "' is none of keep-port, fresh-port");
            };
        }
    }
}
