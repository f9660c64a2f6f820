// SPDX-License-Identifier: Apache-2.0
package dev.netmon;

import dev.netmon.internal.monitor.Monitors;
import dev.netmon.spi.Check;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says what a monitor with certain options can see on this host, what is missing, and what would fix it. Opens such a
 * monitor and closes it again; sends no packet.
 */
public final class Diagnosis {

    private Diagnosis() {}

    /** Looks at the backend, what it needs from the system, and where packets to the probes leave. Never fails. */
    public static List<Check> of(MonitorOptions options) {
        List<Check> checks = new ArrayList<>();
        checks.add(Check.good(
                "java",
                System.getProperty("java.version") + " on " + System.getProperty("os.name") + " "
                        + System.getProperty("os.arch")));
        if (options.backend() != MonitorOptions.Backend.POLL) {
            try {
                checks.addAll(Monitors.provider().diagnose(options.binding()));
            } catch (BackendUnavailableException e) {
                checks.add(Check.bad("native", String.valueOf(e.getMessage()), null));
            }
        }
        try (LinkMonitor monitor = LinkMonitor.system(options)) {
            checks.add(backend(monitor.backend()));
            checks.add(probe(Family.V4, options, monitor.state()));
            checks.add(probe(Family.V6, options, monitor.state()));
        } catch (BackendUnavailableException e) {
            checks.add(Check.bad(
                    "backend", String.valueOf(e.getMessage()), "leave the choice open: --backend auto --binding auto"));
        }
        return List.copyOf(checks);
    }

    static Check backend(BackendInfo backend) {
        String binding = backend.binding();
        String why = backend.fallbackReason();
        if (binding == null) {
            return why == null
                    ? Check.good("backend", backend.name())
                    : Check.bad("backend", backend.name() + ", for nothing native can run: changes are seen late", why);
        }
        String name = backend.name() + " through " + binding;
        return Check.good("backend", why == null ? name : name + " (" + why + ")");
    }

    static Check probe(Family family, MonitorOptions options, NetworkState state) {
        String name = "probe_" + family.label();
        InetAddress destination = options.probe(family);
        String to = Addresses.format(destination);
        EgressPath path = state.egress(family);
        if (path != null) {
            EgressPath.Unusable why = path.whyUnusable();
            String way = to + " leaves by " + path.interfaceName() + from(path.source()) + via(path.gateway());
            return why == null ? Check.good(name, way) : Check.bad(name, way + ": " + why.label(), fix(why, path));
        }
        for (NetInterface each : state.interfaces()) {
            for (LinkAddress address : each.addresses()) {
                if (address.family() == family
                        && address.global()
                        && each.link().up()
                        && each.link().carrier()) {
                    return Check.bad(
                            name,
                            "no route to " + to + " although " + each.name() + " has " + address
                                    + ": a closed network, or no default route",
                            "give --probe an address that this network has a route to");
                }
            }
        }
        Family other = family == Family.V4 ? Family.V6 : Family.V4;
        String none = "no address of this family, so no route to " + to;
        return state.usable(other) ? Check.good(name, none) : Check.bad(name, none, "connect the host to a network");
    }

    private static String from(@Nullable InetAddress source) {
        return source == null ? "" : " from " + Addresses.format(source);
    }

    private static String via(@Nullable InetAddress gateway) {
        return gateway == null ? "" : " via " + Addresses.format(gateway);
    }

    private static String fix(EgressPath.Unusable why, EgressPath path) {
        String name = path.interfaceName();
        return switch (why) {
            case NO_SOURCE -> "give " + name + " an address";
            case NO_CARRIER -> "plug in the cable of " + name + ", or bring up what is below it";
            case LINK_DOWN -> "bring " + name + " up";
            case LINK_LOCAL_SOURCE -> "give " + name + " an address that is not link-local: does DHCP answer?";
            case ADDRESS_TENTATIVE -> "wait a second or two: duplicate address detection runs on " + name;
        };
    }
}
