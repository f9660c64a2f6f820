// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import dev.netmon.Condition;
import dev.netmon.LinkChange;
import dev.netmon.LinkListener;
import dev.netmon.LinkMonitor;
import dev.netmon.Moment;
import dev.netmon.MonitorOptions;
import dev.netmon.NetworkState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Waits for the network to be as it should. */
@Command(
        name = "wait",
        header = "Return when the network is as it should be.",
        description = {
            "Examples:",
            "  netmon wait --until online --timeout 30s && start-it",
            "  netmon wait --until interface=wg0 --until egress=wg0",
            "  netmon wait --until address=10.8.0.0/16 --timeout 1m --json",
            "",
            "Conditions: online, online4, online6 (a packet can leave), interface=NAME (up, with carrier),",
            "address=CIDR (an address inside it, not tentative), egress=NAME (packets leave by it)."
        },
        footer = "%nExit codes: 0 all hold, 1 failed or timed out, 2 usage, 3 --backend or --binding cannot run.")
final class WaitCommand implements Action {

    @Option(
            names = "--until",
            required = true,
            paramLabel = "CONDITION",
            converter = ConditionConverter.class,
            description = "What must hold. Repeatable: all at the same time.")
    List<Condition> until = new ArrayList<>();

    @Option(
            names = "--timeout",
            paramLabel = "D",
            converter = DurationConverter.class,
            description =
                    "Give up after this time; 0 only looks. Without it: wait for ever. Durations: 250ms, 1s, 5m, 0.")
    @Nullable
    Duration timeout;

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
        MonitorOptions options = monitor.options();
        Lines lines = Session.lines(shell, output);
        LinkMonitor opened = Session.open(shell, options);
        try {
            return await(shell, lines, opened);
        } finally {
            Session.close(shell, opened);
        }
    }

    private Exit await(Shell shell, Lines lines, LinkMonitor opened) throws Failure {
        Look look = new Look(until, shell.ending());
        look.at(opened.watch(look).initial(), null);
        PipeWatch.start(shell.descriptors(), shell.ending());
        Ending.Cause cause = shell.ending().await(timeout);
        if (cause == Ending.Cause.COMPLETE || cause == Ending.Cause.TIMEOUT) {
            List<String> texts = new ArrayList<>();
            for (Condition condition : until) {
                texts.add(condition.toString());
            }
            NetworkState met = look.met();
            if (met != null) {
                lines.waited(look.when(), true, texts, met);
            } else {
                lines.waited(Moment.now(), false, texts, opened.state());
                return Exit.FAILED;
            }
        }
        return Session.exit(shell, cause);
    }

    /** Looks at every state until all conditions hold in one. */
    private static final class Look implements LinkListener {

        private final List<Condition> conditions;
        private final Ending ending;
        // Guarded by this.
        private @Nullable NetworkState met;
        private Moment when = new Moment(0, java.time.Instant.EPOCH);

        Look(List<Condition> conditions, Ending ending) {
            this.conditions = conditions;
            this.ending = ending;
        }

        @Override
        public void changed(LinkChange change) {
            at(change.state(), change.at());
        }

        synchronized void at(NetworkState state, @Nullable Moment moment) {
            if (met != null) {
                return;
            }
            for (Condition condition : conditions) {
                if (!condition.holds(state)) {
                    return;
                }
            }
            met = state;
            when = moment == null ? state.at() : moment;
            ending.end(Ending.Cause.COMPLETE);
        }

        synchronized @Nullable NetworkState met() {
            return met;
        }

        synchronized Moment when() {
            return when;
        }
    }
}
