// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.netcheck;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The regions of relays and the servers of each, in the public JSON shape of DERP maps. Immutable.
 *
 * @param regions by id
 * @param scores what a region's latency is multiplied with when the home is chosen; 1 where it is not listed
 * @param omitDefaultRegions whether the regions replace those a program knows by itself
 */
public record DerpMap(SortedMap<Integer, Region> regions, Map<Integer, Double> scores, boolean omitDefaultRegions) {

    public DerpMap {
        regions = Collections.unmodifiableSortedMap(new TreeMap<>(regions));
        scores = Map.copyOf(scores);
    }

    /**
     * One region.
     *
     * @param code for people, short
     * @param name for people
     * @param latitude degrees, null where it is not told
     * @param longitude degrees, null where it is not told
     * @param avoid an old wish not to be measured often; shown, not followed
     * @param noMeasureNoHome never measured and never the home
     */
    public record Region(
            int id,
            String code,
            String name,
            @Nullable Double latitude,
            @Nullable Double longitude,
            boolean avoid,
            boolean noMeasureNoHome,
            List<Node> nodes) {

        public Region {
            nodes = List.copyOf(nodes);
        }
    }

    /**
     * One server.
     *
     * @param certName the name its certificate must carry; empty for the host name; {@code sha256-raw:HEX} pins the
     *     certificate itself
     * @param ipv4 where it is reached by IPv4
     * @param ipv6 where it is reached by IPv6
     * @param stunPort UDP; 3478 where the map says 0, {@link #NO_STUN} where it says -1
     * @param stunOnly it is no relay: it has no HTTPS
     * @param derpPort TCP; 443 where the map says 0
     * @param insecureForTests its certificate is not checked, and reports say so
     * @param stunTestIp asked instead of its addresses, in tests; null where there is none
     * @param canPort80 whether it answers HTTP on port 80, which finds captive portals
     */
    public record Node(
            String name,
            int regionId,
            String hostName,
            String certName,
            Host ipv4,
            Host ipv6,
            int stunPort,
            boolean stunOnly,
            int derpPort,
            boolean insecureForTests,
            @Nullable String stunTestIp,
            boolean canPort80) {

        /** The STUN port of a server without STUN. */
        public static final int NO_STUN = -1;

        private static final String PIN = "sha256-raw:";

        /** The SHA-256 of the certificate it must show, in lower-case hex; null where a name is checked. */
        public @Nullable String pin() {
            return certName.startsWith(PIN)
                    ? certName.substring(PIN.length()).toLowerCase(java.util.Locale.ROOT)
                    : null;
        }

        /** The name its certificate must carry. */
        public String serverName() {
            return certName.isEmpty() || certName.startsWith(PIN) ? hostName : certName;
        }
    }

    /** How a server is reached by one family. */
    public sealed interface Host {
        /** By the addresses of its host name. */
        record Resolved() implements Host {}

        /** Not at all. */
        record None() implements Host {}

        /** By this address. */
        record Literal(String address) implements Host {}
    }

    /**
     * Reads a map.
     *
     * @param source its name in messages
     */
    public static DerpMap parse(String json, String source) throws DerpMapException {
        return DerpMapParser.parse(json, source);
    }

    /** Reads a file. */
    public static DerpMap load(Path file) throws DerpMapException {
        return DerpMapLoader.file(file);
    }

    /**
     * Reads an {@code http} or {@code https} address; follows redirects, but not from https to http.
     *
     * @param limit for all of it
     */
    public static DerpMap load(URI address, Duration limit) throws DerpMapException, InterruptedException {
        return DerpMapLoader.url(address, limit);
    }

    /** Reads what a user named: an {@code http://} or {@code https://} address, or a file. */
    public static DerpMap load(String fileOrUrl, Duration limit) throws DerpMapException, InterruptedException {
        if (fileOrUrl.startsWith("http://") || fileOrUrl.startsWith("https://")) {
            try {
                return load(new URI(fileOrUrl), limit);
            } catch (java.net.URISyntaxException e) {
                throw new DerpMapException("DERP map " + fileOrUrl + ": not a URL: " + e.getReason(), e);
            }
        }
        try {
            return load(Path.of(fileOrUrl));
        } catch (java.nio.file.InvalidPathException e) {
            throw new DerpMapException("DERP map " + fileOrUrl + ": not a path: " + e.getReason(), e);
        }
    }

    static String why(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
