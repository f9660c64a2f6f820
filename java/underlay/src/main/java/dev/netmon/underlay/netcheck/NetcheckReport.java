// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.netcheck;

import dev.netmon.EgressPath;
import dev.netmon.Family;
import dev.netmon.Moment;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the network let through. Immutable; what could not be determined is null.
 *
 * @param at when it was done
 * @param udp whether a STUN answer came
 * @param ipv4 whether any answer came by IPv4
 * @param ipv6 whether any answer came by IPv6
 * @param publicV4 the address a server saw; of the fastest answer where they differ
 * @param publicV6 the address a server saw
 * @param mappingVaries whether two servers saw different addresses; null with fewer than two answers of one family
 * @param captivePortal whether something answers in the servers' place; null where nobody looked, or nothing answered
 * @param duration of the measurement
 * @param complete whether every server that was asked, or another of its region, has answered
 * @param pathV4 where IPv4 packets left when it began
 * @param pathV6 where IPv6 packets left when it began
 * @param home the home region; {@link HomeRegion#NONE} where none was ever chosen
 * @param regions of the map, by id, those that are never measured left out
 * @param servers that were contacted, in the order of the configuration
 */
public record NetcheckReport(
        Moment at,
        boolean udp,
        boolean ipv4,
        boolean ipv6,
        @Nullable InetSocketAddress publicV4,
        @Nullable InetSocketAddress publicV6,
        @Nullable Boolean mappingVaries,
        @Nullable Boolean captivePortal,
        Duration duration,
        boolean complete,
        @Nullable EgressPath pathV4,
        @Nullable EgressPath pathV6,
        int home,
        List<Region> regions,
        List<Server> servers) {

    public NetcheckReport {
        regions = List.copyOf(regions);
        servers = List.copyOf(servers);
    }

    public @Nullable InetSocketAddress publicAddress(Family family) {
        return family == Family.V4 ? publicV4 : publicV6;
    }

    /**
     * How far a region is.
     *
     * @param v4 by STUN over IPv4
     * @param v6 by STUN over IPv6
     * @param https of one request on a connection that is already there, over either family
     */
    public record Region(
            int id,
            String code,
            String name,
            @Nullable Duration v4,
            @Nullable Duration v6,
            @Nullable Duration https) {}

    /**
     * One server that was contacted.
     *
     * @param address host and port, the host a literal where it is known
     * @param family null where it was not known
     * @param rtt null where no answer came
     * @param error null where an answer came
     */
    public record Server(
            String address,
            @Nullable Family family,
            Transport transport,
            Certificate certificate,
            @Nullable Duration rtt,
            @Nullable Failure error) {}

    /** What a server was asked by. */
    public enum Transport {
        STUN,
        HTTPS
    }

    /** What is known of who answered. */
    public enum Certificate {
        /** Checked, or there is none to check, as with STUN. */
        AS_USUAL,
        /** The map says {@code InsecureForTests}: anybody could have answered. */
        UNCHECKED
    }

    /** Why a server gave no answer. */
    public enum Failure {
        /** Silence. */
        TIMEOUT,
        /** Its name has no address, or none in time. */
        UNRESOLVED,
        /** Nothing could be sent to it, or the connection was refused. */
        UNREACHABLE,
        /** The underlay's configuration does not allow the address. */
        REFUSED,
        /** It answered, but not as such a server does. */
        BAD_RESPONSE,
        /** The connection is not secure: no TLS, or a certificate that is not the server's. */
        TLS;

        /** The lower-case name used in output. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
