// SPDX-License-Identifier: Apache-2.0
package dev.netmon;

import dev.netmon.spi.LinkSource;
import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * How a monitor judges and what it reads with. Immutable; every {@code with…} method returns a changed copy and rejects
 * impossible values with {@link IllegalArgumentException}.
 *
 * @param settle quiet time that ends a burst
 * @param maxWait longest time from the first event of a burst to its change
 * @param eager whether plain moves are told before the burst settled
 * @param probeV4 the destination the IPv4 egress is asked for; no packet is sent
 * @param probeV6 the destination the IPv6 egress is asked for; no packet is sent
 * @param ownTunnels names of the caller's own tunnels
 * @param decorator put around the source before it is opened, for recording
 */
public record MonitorOptions(
        Duration settle,
        Duration maxWait,
        Eager eager,
        Policy policy,
        InetAddress probeV4,
        InetAddress probeV6,
        Set<String> ownTunnels,
        Backend backend,
        Binding binding,
        UnaryOperator<LinkSource> decorator) {

    /** Whether plain moves are told before the burst settled. */
    public enum Eager {
        ON,
        OFF
    }

    /** What is acted on. */
    public enum Policy {
        /** Changes that move traffic. */
        SIGNIFICANT,
        /** Every change, as a rebind; but not a settled one that adds nothing to an eager one. */
        ALWAYS
    }

    /** Which kind of source is wanted. */
    public enum Backend {
        AUTO,
        NATIVE,
        POLL
    }

    /** Which way of calling the system is wanted. */
    public enum Binding {
        AUTO,
        FFM,
        JNA
    }

    private static final Duration LONGEST = Duration.ofDays(365);

    private static final MonitorOptions DEFAULTS = new MonitorOptions(
            Duration.ofMillis(250),
            Duration.ofSeconds(1),
            Eager.ON,
            Policy.SIGNIFICANT,
            Addresses.parse("73.158.64.1"), // an ordinary subscriber address: not pinned, blackholed or reserved
            Addresses.parse("2601:648::1"),
            Set.of(),
            Backend.AUTO,
            Binding.AUTO,
            UnaryOperator.identity());

    public MonitorOptions {
        Objects.requireNonNull(decorator);
        ownTunnels = Set.copyOf(ownTunnels);
        if (settle.isNegative()) {
            throw new IllegalArgumentException("settle is negative: " + settle);
        }
        if (maxWait.compareTo(settle) < 0) {
            throw new IllegalArgumentException(
                    "max-wait (" + maxWait.toMillis() + "ms) is below settle (" + settle.toMillis() + "ms)");
        }
        if (maxWait.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("max-wait is above a year: " + maxWait);
        }
        if (Family.of(probeV4) != Family.V4 || Family.of(probeV6) != Family.V6) {
            throw new IllegalArgumentException("a probe is not of its family");
        }
    }

    /** Settle 250 ms, at most 1 s, eager, significant changes, whatever backend and binding works best. */
    public static MonitorOptions defaults() {
        return DEFAULTS;
    }

    public MonitorOptions withTiming(Duration settle, Duration maxWait) {
        return new MonitorOptions(
                settle, maxWait, eager, policy, probeV4, probeV6, ownTunnels, backend, binding, decorator);
    }

    public MonitorOptions withEager(Eager eager) {
        return new MonitorOptions(
                settle, maxWait, eager, policy, probeV4, probeV6, ownTunnels, backend, binding, decorator);
    }

    public MonitorOptions withPolicy(Policy policy) {
        return new MonitorOptions(
                settle, maxWait, eager, policy, probeV4, probeV6, ownTunnels, backend, binding, decorator);
    }

    /** Asks the egress of this address' family for this address. */
    public MonitorOptions withProbe(InetAddress probe) {
        boolean v4 = Family.of(probe) == Family.V4;
        return new MonitorOptions(
                settle,
                maxWait,
                eager,
                policy,
                v4 ? probe : probeV4,
                v4 ? probeV6 : probe,
                ownTunnels,
                backend,
                binding,
                decorator);
    }

    public MonitorOptions withOwnTunnel(String name) {
        Set<String> names = new LinkedHashSet<>(ownTunnels);
        names.add(name);
        return new MonitorOptions(settle, maxWait, eager, policy, probeV4, probeV6, names, backend, binding, decorator);
    }

    public MonitorOptions withBackend(Backend backend) {
        return new MonitorOptions(
                settle, maxWait, eager, policy, probeV4, probeV6, ownTunnels, backend, binding, decorator);
    }

    public MonitorOptions withBinding(Binding binding) {
        return new MonitorOptions(
                settle, maxWait, eager, policy, probeV4, probeV6, ownTunnels, backend, binding, decorator);
    }

    /** Puts a decorator around the source, outside those given before. */
    public MonitorOptions decorated(UnaryOperator<LinkSource> outer) {
        UnaryOperator<LinkSource> inner = decorator;
        return new MonitorOptions(
                settle,
                maxWait,
                eager,
                policy,
                probeV4,
                probeV6,
                ownTunnels,
                backend,
                binding,
                source -> outer.apply(inner.apply(source)));
    }

    /** The destination asked for a family's egress. */
    public InetAddress probe(Family family) {
        return family == Family.V4 ? probeV4 : probeV6;
    }
}
