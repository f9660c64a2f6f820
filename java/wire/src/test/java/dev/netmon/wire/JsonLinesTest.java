// SPDX-License-Identifier: Apache-2.0
package dev.netmon.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.netmon.Addresses;
import dev.netmon.BackendInfo;
import dev.netmon.CarrierCounters;
import dev.netmon.Change;
import dev.netmon.EgressPath;
import dev.netmon.Family;
import dev.netmon.Link;
import dev.netmon.LinkAddress;
import dev.netmon.LinkChange;
import dev.netmon.Moment;
import dev.netmon.NetInterface;
import dev.netmon.NetworkState;
import dev.netmon.RawEvent;
import dev.netmon.Reason;
import dev.netmon.Significance;
import dev.netmon.spi.Check;
import dev.netmon.underlay.RebindResult;
import dev.netmon.underlay.RebindResult.Cause;
import dev.netmon.underlay.RebindResult.Outcome;
import dev.netmon.underlay.netcheck.NetcheckReport;
import dev.netmon.underlay.peer.PingSummary;
import dev.netmon.underlay.peer.Pong;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class JsonLinesTest {

    private static final Moment AT = new Moment(42, Instant.parse("2026-03-01T23:59:59.000001999Z"));
    private static final String COMMON = "\"time\":\"2026-03-01T23:59:59.000001Z\",\"mono_ns\":42,";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final JsonLines lines = new JsonLines(bytes);

    private String written() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static NetworkState state() {
        Link eth0 = new Link(2, "eth0", true, true, false, 1500, "02:00:00:00:00:01", CarrierCounters.UNKNOWN, 0);
        Link tun0 = new Link(7, "tun0", false, false, false, 0, null, CarrierCounters.UNKNOWN, 0);
        return new NetworkState(
                AT,
                List.of(
                        new NetInterface(
                                eth0,
                                List.of(
                                        new LinkAddress(Addresses.parse("10.0.0.2"), 24, Set.of()),
                                        new LinkAddress(Addresses.parse("2001:DB8:0:0:1:0:0:2"), 64, Set.of()))),
                        new NetInterface(tun0, List.of())),
                new EgressPath(Family.V4, 2, "eth0", Addresses.parse("10.0.0.2"), Addresses.parse("10.0.0.1"), null),
                new EgressPath(Family.V6, 7, "tun0", null, null, EgressPath.Unusable.LINK_LOCAL_SOURCE));
    }

    private static final String EGRESS =
            "\"egress\":{\"v4\":{\"interface\":\"eth0\",\"index\":2,\"source\":\"10.0.0.2\","
                    + "\"gateway\":\"10.0.0.1\",\"usable\":true,\"why_unusable\":null},"
                    + "\"v6\":{\"interface\":\"tun0\",\"index\":7,\"source\":null,\"gateway\":null,\"usable\":false,"
                    + "\"why_unusable\":\"link_local_source\"}}}\n";

    @Test
    void aNetcheckHasEveryFieldInOrder() throws IOException {
        Duration some = Duration.ofNanos(12_300_499);
        NetcheckReport report = new NetcheckReport(
                AT,
                true,
                true,
                false,
                new InetSocketAddress(Addresses.parse("203.0.113.7"), 41641),
                null,
                false,
                null,
                Duration.ofMillis(41),
                false,
                state().egressV4(),
                null,
                1,
                List.of(
                        new NetcheckReport.Region(1, "nyc", "New York", some, null, null),
                        new NetcheckReport.Region(2, "fra", "Frankfurt", null, null, Duration.ofMillis(7))),
                List.of(
                        new NetcheckReport.Server(
                                "198.51.100.10:3478",
                                Family.V4,
                                NetcheckReport.Transport.STUN,
                                NetcheckReport.Certificate.AS_USUAL,
                                some,
                                null),
                        new NetcheckReport.Server(
                                "nothing.invalid:3478",
                                null,
                                NetcheckReport.Transport.STUN,
                                NetcheckReport.Certificate.AS_USUAL,
                                null,
                                NetcheckReport.Failure.UNRESOLVED),
                        new NetcheckReport.Server(
                                "[2001:db8::1]:443",
                                Family.V6,
                                NetcheckReport.Transport.HTTPS,
                                NetcheckReport.Certificate.UNCHECKED,
                                null,
                                NetcheckReport.Failure.BAD_RESPONSE)));
        lines.netcheck(report);
        assertEquals(
                "{\"schema\":1,\"type\":\"netcheck\"," + COMMON + "\"udp\":true,\"ipv4\":true,\"ipv6\":false,"
                        + "\"public_v4\":\"203.0.113.7:41641\",\"public_v6\":null,\"mapping_varies\":false,"
                        + "\"captive_portal\":null,\"duration_ms\":41.0,\"complete\":false,\"path\":{\"v4\":"
                        + "{\"interface\":\"eth0\",\"index\":2,\"source\":\"10.0.0.2\",\"gateway\":\"10.0.0.1\","
                        + "\"usable\":true,\"why_unusable\":null},\"v6\":null},\"home\":1,\"regions\":["
                        + "{\"id\":1,\"code\":\"nyc\",\"v4_ms\":12.3,\"v6_ms\":null,\"https_ms\":null},"
                        + "{\"id\":2,\"code\":\"fra\",\"v4_ms\":null,\"v6_ms\":null,\"https_ms\":7.0}],\"servers\":["
                        + "{\"address\":\"198.51.100.10:3478\",\"family\":\"v4\",\"rtt_ms\":12.3,\"error\":null},"
                        + "{\"address\":\"nothing.invalid:3478\",\"family\":null,\"rtt_ms\":null,\"error\":\"unresolved\"},"
                        + "{\"address\":\"[2001:db8::1]:443\",\"family\":\"v6\",\"rtt_ms\":null,"
                        + "\"error\":\"bad_response\",\"insecure\":true}]}\n",
                written());
    }

    @Test
    void aNetcheckThatFoundNothingSaysNull() throws IOException {
        lines.netcheck(new NetcheckReport(
                AT,
                false,
                false,
                false,
                null,
                new InetSocketAddress(Addresses.parse("2001:db8::7"), 5),
                null,
                true,
                Duration.ZERO,
                true,
                null,
                null,
                0,
                List.of(),
                List.of()));
        assertEquals(
                "{\"schema\":1,\"type\":\"netcheck\"," + COMMON + "\"udp\":false,\"ipv4\":false,\"ipv6\":false,"
                        + "\"public_v4\":null,\"public_v6\":\"[2001:db8::7]:5\",\"mapping_varies\":null,"
                        + "\"captive_portal\":true,\"duration_ms\":0.0,\"complete\":true,"
                        + "\"path\":{\"v4\":null,\"v6\":null},\"home\":null,\"regions\":[],\"servers\":[]}\n",
                written());
    }

    @Test
    void aSnapshotHasEveryFieldInOrder() throws IOException {
        lines.snapshot(state(), new BackendInfo("poll", null, "told elsewhere"));
        assertEquals(
                "{\"schema\":1,\"type\":\"snapshot\"," + COMMON + "\"backend\":{\"name\":\"poll\",\"binding\":null},"
                        + "\"interfaces\":[{\"name\":\"eth0\",\"index\":2,\"up\":true,\"carrier\":true,\"loopback\":false,"
                        + "\"mtu\":1500,\"mac\":\"02:00:00:00:00:01\",\"addresses\":[\"10.0.0.2/24\",\"2001:db8::1:0:0:2/64\"]},"
                        + "{\"name\":\"tun0\",\"index\":7,\"up\":false,\"carrier\":false,\"loopback\":false,\"mtu\":null,"
                        + "\"mac\":null,\"addresses\":[]}]," + EGRESS,
                written());
    }

    @Test
    void aRawEventWithoutInterfaceHasNulls() throws IOException {
        lines.raw(new RawEvent(AT, RawEvent.Kind.LINK, RawEvent.Op.DEL, "eth\u00e9\ud83d\ude00\"", 2, "a\nb"));
        lines.raw(new RawEvent(AT, RawEvent.Kind.OVERFLOW, null, null, 0, ""));
        assertEquals(
                "{\"schema\":1,\"type\":\"raw\"," + COMMON
                        + "\"kind\":\"link\",\"op\":\"del\",\"interface\":\"eth\u00e9\ud83d\ude00\\\"\",\"index\":2,\"detail\":\"a\\n"
                        + "b\"}\n"
                        + "{\"schema\":1,\"type\":\"raw\"," + COMMON
                        + "\"kind\":\"overflow\",\"op\":null,\"interface\":null,\"index\":null,\"detail\":\"\"}\n",
                written());
    }

    @Test
    void aChangeHasEveryFieldInOrder() throws IOException {
        lines.change(new LinkChange(
                AT,
                3,
                Significance.REBIND,
                Set.of(Reason.ADDRESS_ADDED, Reason.SOURCE_ADDRESS_CHANGED),
                14,
                -1,
                true,
                true,
                false,
                List.of(
                        new Change(
                                Change.Op.ADD,
                                Change.Kind.ADDRESS,
                                Family.V4,
                                "eth0",
                                2,
                                "address",
                                null,
                                "10.0.0.3/24"),
                        new Change(Change.Op.CHANGE, Change.Kind.LINK, null, "eth0", 2, "mtu", "1500", "1400"),
                        new Change(
                                Change.Op.REMOVE, Change.Kind.EGRESS, Family.V6, null, 0, "interface", "eth0", null)),
                5,
                state()));
        assertEquals(
                "{\"schema\":1,\"type\":\"link_change\"," + COMMON + "\"seq\":3,\"significance\":\"rebind\","
                        + "\"reasons\":[\"source_address_changed\",\"address_added\"],\"raw_events\":14,"
                        + "\"first_raw_mono_ns\":-1,\"capped\":true,\"transient\":true,\"eager\":false,\"changes\":["
                        + "{\"op\":\"add\",\"kind\":\"address\",\"family\":\"v4\",\"interface\":\"eth0\",\"index\":2,"
                        + "\"what\":\"address\",\"from\":null,\"to\":\"10.0.0.3/24\"},"
                        + "{\"op\":\"change\",\"kind\":\"link\",\"family\":null,\"interface\":\"eth0\",\"index\":2,"
                        + "\"what\":\"mtu\",\"from\":\"1500\",\"to\":\"1400\"},"
                        + "{\"op\":\"remove\",\"kind\":\"egress\",\"family\":\"v6\",\"interface\":null,\"index\":null,"
                        + "\"what\":\"interface\",\"from\":\"eth0\",\"to\":null}],\"changes_omitted\":5," + EGRESS,
                written());
    }

    @Test
    void waitDoctorAndError() throws IOException {
        lines.waited(new WaitOutcome(AT, false, List.of("online", "interface=eth0"), state()));
        lines.doctor(
                AT,
                List.of(
                        new Check("netlink", false, "denied", "--backend poll"),
                        new Check("ffm", true, "in use", null)));
        lines.error(AT, "lagged", "7 raw events were dropped");
        assertEquals(
                "{\"schema\":1,\"type\":\"wait\"," + COMMON + "\"met\":false,\"until\":[\"online\",\"interface=eth0\"],"
                        + EGRESS
                        + "{\"schema\":1,\"type\":\"doctor\"," + COMMON + "\"checks\":["
                        + "{\"name\":\"netlink\",\"ok\":false,\"detail\":\"denied\",\"fix\":\"--backend poll\"},"
                        + "{\"name\":\"ffm\",\"ok\":true,\"detail\":\"in use\",\"fix\":null}]}\n"
                        + "{\"schema\":1,\"type\":\"error\"," + COMMON
                        + "\"code\":\"lagged\",\"message\":\"7 raw events were dropped\"}\n",
                written());
    }

    @Test
    void aRebindAPongAndASummaryHaveEveryFieldInOrder() throws IOException {
        InetSocketAddress any = new InetSocketAddress(Addresses.parse("::"), 41641);
        InetSocketAddress server = new InetSocketAddress(Addresses.parse("198.51.100.10"), 3478);
        lines.rebind(
                AT,
                new RebindResult(Family.V6, Outcome.FAILED, Cause.ASKED, any, null, 6, Duration.ofNanos(31_000_999)));
        lines.pong(new Pong(AT, 12, 310_999, server, null, server, 1));
        lines.pingSummary(
                AT, new PingSummary(1000, 994, 6, Duration.ofNanos(61_200_400), 2, new PingSummary.Rtt(1, 2, 3, 4)));
        lines.pingSummary(AT, new PingSummary(1, 0, 1, null, 0, null));
        assertEquals(
                "{\"schema\":1,\"type\":\"rebind\"," + COMMON + "\"family\":\"v6\",\"outcome\":\"failed\","
                        + "\"old\":\"[::]:41641\",\"new\":null,\"attempts\":6,\"duration_us\":31000}\n"
                        + "{\"schema\":1,\"type\":\"pong\"," + COMMON + "\"seq\":12,\"rtt_us\":310,"
                        + "\"remote\":\"198.51.100.10:3478\",\"local\":null,\"public\":\"198.51.100.10:3478\"}\n"
                        + "{\"schema\":1,\"type\":\"ping_summary\"," + COMMON
                        + "\"sent\":1000,\"received\":994,\"lost\":6,"
                        + "\"longest_gap_ms\":61.2,\"rebinds\":2,\"rtt_us\":{\"min\":1,\"p50\":2,\"p95\":3,\"max\":4}}\n"
                        + "{\"schema\":1,\"type\":\"ping_summary\"," + COMMON + "\"sent\":1,\"received\":0,\"lost\":1,"
                        + "\"longest_gap_ms\":null,\"rebinds\":0,\"rtt_us\":null}\n",
                written());
    }

    @Test
    void anUnfinishedLineNeverReachesTheNextOne() throws IOException {
        List<Integer> writes = new ArrayList<>();
        OutputStream pipe = new OutputStream() {
            @Override
            public void write(int b) {
                throw new AssertionError("a line is written in one go");
            }

            @Override
            public void write(byte[] b, int off, int len) throws IOException {
                writes.add(len);
                if (writes.size() == 1) {
                    throw new IOException("Broken pipe");
                }
                bytes.write(b, off, len);
            }
        };
        JsonLines broken = new JsonLines(pipe);
        assertThrows(IOException.class, () -> broken.error(AT, "a", "b"));
        broken.error(AT, "c", "d");
        assertEquals("{\"schema\":1,\"type\":\"error\"," + COMMON + "\"code\":\"c\",\"message\":\"d\"}\n", written());
    }

    @Property(tries = 300)
    void anyTextComesBack(@ForAll String name, @ForAll String detail) throws IOException {
        ByteArrayOutputStream sink = new ByteArrayOutputStream();
        JsonLines json = new JsonLines(sink);
        json.raw(new RawEvent(AT, RawEvent.Kind.ROUTE, RawEvent.Op.NEW, name, 1, detail));
        String text = sink.toString(StandardCharsets.UTF_8);
        assertEquals(text.length() - 1, text.indexOf('\n'), "one line");
        JsonObject object = JsonParser.parseString(text).getAsJsonObject();
        assertEquals(encodable(name), object.get("interface").getAsString());
        assertEquals(encodable(detail), object.get("detail").getAsString());
    }

    /** What UTF-8 can carry: an unpaired surrogate becomes a question mark. */
    private static String encodable(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
