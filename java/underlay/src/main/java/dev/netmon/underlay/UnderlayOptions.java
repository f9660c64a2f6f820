// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay;

import dev.netmon.Family;
import java.net.InetAddress;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How an underlay binds and what it lets out. Immutable; every {@code with…} method returns a changed copy and rejects
 * impossible values with {@link IllegalArgumentException}.
 *
 * @param families the families there are sockets for; nothing leaves or comes in over another
 * @param port the port wanted at the start, 0 for any
 * @param addresses what a family's socket is bound to; the wildcard where nothing is said
 * @param fallback what to do where the port cannot be had
 */
public record UnderlayOptions(
        Set<Family> families,
        int port,
        Map<Family, InetAddress> addresses,
        PortFallback fallback,
        EgressPolicy egress) {

    /** What to do where the port that was wanted, or had, is taken. */
    public enum PortFallback {
        /** Another port, chosen by the system, and a warning. */
        EPHEMERAL,
        /** Nothing: no socket until the port can be had. */
        KEEP_TRYING
    }

    private static final int PORTS = 1 << 16;

    private static final UnderlayOptions DEFAULTS =
            new UnderlayOptions(EnumSet.allOf(Family.class), 0, Map.of(), PortFallback.EPHEMERAL, EgressPolicy.any());

    public UnderlayOptions {
        if (families.isEmpty()) {
            throw new IllegalArgumentException("an underlay without any family");
        }
        if (port < 0 || port >= PORTS) {
            throw new IllegalArgumentException("not a port: " + port);
        }
        families = Collections.unmodifiableSet(EnumSet.copyOf(families));
        for (Map.Entry<Family, InetAddress> bound : addresses.entrySet()) {
            if (Family.of(bound.getValue()) != bound.getKey() || !families.contains(bound.getKey())) {
                throw new IllegalArgumentException("bound to an address of another family: " + bound.getValue());
            }
        }
        addresses = Map.copyOf(addresses);
    }

    /** Both families, any port, wildcard addresses, another port where the own one is taken, to wherever is sent. */
    public static UnderlayOptions defaults() {
        return DEFAULTS;
    }

    /** Sockets for these families only. */
    public UnderlayOptions withFamilies(Family first, Family... more) {
        return new UnderlayOptions(EnumSet.of(first, more), port, addresses, fallback, egress);
    }

    public UnderlayOptions withPort(int port) {
        return new UnderlayOptions(families, port, addresses, fallback, egress);
    }

    /** Binds the socket of this address' family to it. Such a socket is of no use once the host loses the address. */
    public UnderlayOptions withAddress(InetAddress address) {
        Map<Family, InetAddress> all = new EnumMap<>(Family.class);
        all.putAll(addresses);
        all.put(Family.of(address), address);
        return new UnderlayOptions(families, port, all, fallback, egress);
    }

    public UnderlayOptions withFallback(PortFallback fallback) {
        return new UnderlayOptions(families, port, addresses, fallback, egress);
    }

    public UnderlayOptions withEgress(EgressPolicy egress) {
        return new UnderlayOptions(families, port, addresses, fallback, egress);
    }

    /** What a family's socket is bound to; null for the wildcard. */
    public @Nullable InetAddress address(Family family) {
        return addresses.get(family);
    }
}
