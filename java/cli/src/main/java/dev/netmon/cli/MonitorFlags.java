// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import dev.netmon.Family;
import dev.netmon.MonitorOptions;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** How every command that opens a monitor chooses one. */
final class MonitorFlags {

    /** As {@link MonitorOptions.Backend}, in the user's spelling. */
    enum Backend {
        AUTO,
        NATIVE,
        POLL;

        @Override
        public String toString() {
            return Labels.of(this);
        }
    }

    /** As {@link MonitorOptions.Binding}, in the user's spelling. */
    enum Binding {
        AUTO,
        FFM,
        JNA;

        @Override
        public String toString() {
            return Labels.of(this);
        }
    }

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            defaultValue = "auto",
            description = "What reads the network: ${COMPLETION-CANDIDATES}. auto polls where nothing native can run.")
    Backend backend = Backend.AUTO;

    @Option(
            names = "--binding",
            paramLabel = "NAME",
            defaultValue = "auto",
            description = "How the system is called: ${COMPLETION-CANDIDATES}. ffm needs Java 22.")
    Binding binding = Binding.AUTO;

    @Option(
            names = "--probe",
            paramLabel = "ADDR",
            converter = AddressConverter.class,
            description = {
                "The destination the egress is asked for, once per family.",
                "It is never contacted. For networks without a default route."
            })
    List<InetAddress> probes = new ArrayList<>();

    @Option(
            names = "--own-tunnel",
            paramLabel = "NAME",
            description = "A tunnel of the caller's own: shown, not judged.")
    List<String> ownTunnels = new ArrayList<>();

    MonitorOptions options() throws Failure {
        MonitorOptions options = MonitorOptions.defaults()
                .withBackend(MonitorOptions.Backend.valueOf(backend.name()))
                .withBinding(MonitorOptions.Binding.valueOf(binding.name()));
        Set<Family> seen = EnumSet.noneOf(Family.class);
        for (InetAddress probe : probes) {
            if (!seen.add(Family.of(probe))) {
                throw new Failure(
                        Exit.USAGE,
                        "--probe is given twice for "
                                + (Family.of(probe) == Family.V4 ? "IPv4" : "IPv6")
                                + ": give it once per family");
            }
            options = options.withProbe(probe);
        }
        for (String tunnel : ownTunnels) {
            options = options.withOwnTunnel(tunnel);
        }
        return options;
    }
}
