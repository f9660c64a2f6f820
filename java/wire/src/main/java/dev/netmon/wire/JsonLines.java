// SPDX-License-Identifier: Apache-2.0
package dev.netmon.wire;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonWriter;
import dev.netmon.Addresses;
import dev.netmon.BackendInfo;
import dev.netmon.Change;
import dev.netmon.EgressPath;
import dev.netmon.Family;
import dev.netmon.LinkAddress;
import dev.netmon.LinkChange;
import dev.netmon.Moment;
import dev.netmon.NetInterface;
import dev.netmon.NetworkState;
import dev.netmon.RawEvent;
import dev.netmon.Reason;
import dev.netmon.spi.Check;
import dev.netmon.underlay.RebindResult;
import dev.netmon.underlay.netcheck.NetcheckReport;
import dev.netmon.underlay.peer.PingSummary;
import dev.netmon.underlay.peer.Pong;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes what happened as JSON objects, one a line, each handed to the stream in one write and flushed at once.
 *
 * <p>The schema is version {@value #SCHEMA}: fields and types are only ever added, so a reader ignores what it does not
 * know. What could not be determined is {@code null}: an interface index or MTU of 0 as well.
 *
 * <p>May be called from several threads; lines are never mixed. After an {@link IOException} (a closed pipe) the next
 * line starts afresh.
 */
public final class JsonLines {

    /** The version of the schema, in every object. */
    public static final int SCHEMA = 1;

    private static final long NANOS_PER_MICRO = 1_000;

    private static final String[] KINDS = labels(RawEvent.Kind.values());

    private final OutputStream out;
    // Guarded by this.
    private final LineBuffer line = new LineBuffer();
    private final Rfc3339 times = new Rfc3339();
    private final JsonWriter json = new JsonWriter(line);

    public JsonLines(OutputStream out) {
        this.out = out;
        json.setStrictness(Strictness.LENIENT); // more than one top-level value in one writer
        json.setSerializeNulls(true);
        json.setHtmlSafe(false);
    }

    /** Every interface and where packets leave. */
    public synchronized void snapshot(NetworkState state, BackendInfo backend) throws IOException {
        begin("snapshot", state.at());
        json.name("backend").beginObject();
        json.name("name").value(backend.name());
        json.name("binding").value(backend.binding());
        json.endObject();
        json.name("interfaces").beginArray();
        for (NetInterface each : state.interfaces()) {
            networkInterface(each);
        }
        json.endArray();
        egress(state);
        end();
    }

    private void networkInterface(NetInterface each) throws IOException {
        json.beginObject();
        json.name("name").value(each.name());
        json.name("index").value(each.index());
        json.name("up").value(each.link().up());
        json.name("carrier").value(each.link().carrier());
        json.name("loopback").value(each.link().loopback());
        positive("mtu", each.link().mtu());
        json.name("mac").value(each.link().mac());
        json.name("addresses").beginArray();
        for (LinkAddress address : each.addresses()) {
            json.value(address.toString());
        }
        json.endArray();
        json.endObject();
    }

    /** One thing the operating system said. */
    public synchronized void raw(RawEvent event) throws IOException {
        begin("raw", event.at());
        json.name("kind").value(KINDS[event.kind().ordinal()]);
        RawEvent.Op op = event.op();
        json.name("op").value(op == null ? null : op == RawEvent.Op.NEW ? "new" : "del");
        json.name("interface").value(event.interfaceName());
        positive("index", event.index());
        json.name("detail").value(event.detail());
        end();
    }

    /** One judged change. */
    public synchronized void change(LinkChange change) throws IOException {
        begin("link_change", change.at());
        json.name("seq").value(change.seq());
        json.name("significance").value(change.significance().label());
        json.name("reasons").beginArray();
        for (Reason reason : change.reasons()) {
            json.value(reason.label());
        }
        json.endArray();
        json.name("raw_events").value(change.rawEvents());
        json.name("first_raw_mono_ns").value(change.firstRawNanos());
        json.name("capped").value(change.capped());
        json.name("transient").value(change.passing());
        json.name("eager").value(change.eager());
        json.name("changes").beginArray();
        for (Change each : change.changes()) {
            difference(each);
        }
        json.endArray();
        json.name("changes_omitted").value(change.changesOmitted());
        egress(change.state());
        end();
    }

    private void difference(Change change) throws IOException {
        json.beginObject();
        json.name("op").value(lower(change.op()));
        json.name("kind").value(lower(change.kind()));
        Family family = change.family();
        json.name("family").value(family == null ? null : family.label());
        json.name("interface").value(change.interfaceName());
        positive("index", change.index());
        json.name("what").value(change.what());
        json.name("from").value(change.from());
        json.name("to").value(change.to());
        json.endObject();
    }

    /** The end of a wait for conditions. */
    public synchronized void waited(WaitOutcome outcome) throws IOException {
        begin("wait", outcome.at());
        json.name("met").value(outcome.met());
        json.name("until").beginArray();
        for (String condition : outcome.until()) {
            json.value(condition);
        }
        json.endArray();
        egress(outcome.state());
        end();
    }

    /** What the doctor found. */
    public synchronized void doctor(Moment at, List<Check> checks) throws IOException {
        begin("doctor", at);
        json.name("checks").beginArray();
        for (Check check : checks) {
            json.beginObject();
            json.name("name").value(check.name());
            json.name("ok").value(check.ok());
            json.name("detail").value(check.detail());
            json.name("fix").value(check.fix());
            json.endObject();
        }
        json.endArray();
        end();
    }

    /** What a netcheck found. */
    public synchronized void netcheck(NetcheckReport report) throws IOException {
        begin("netcheck", report.at());
        json.name("udp").value(report.udp());
        json.name("ipv4").value(report.ipv4());
        json.name("ipv6").value(report.ipv6());
        endpoint("public_v4", report.publicV4());
        endpoint("public_v6", report.publicV6());
        json.name("mapping_varies").value(report.mappingVaries());
        json.name("captive_portal").value(report.captivePortal());
        millis("duration_ms", report.duration());
        json.name("complete").value(report.complete());
        json.name("path").beginObject();
        path("v4", report.pathV4());
        path("v6", report.pathV6());
        json.endObject();
        positive("home", report.home());
        json.name("regions").beginArray();
        for (NetcheckReport.Region region : report.regions()) {
            json.beginObject();
            json.name("id").value(region.id());
            json.name("code").value(region.code());
            millis("v4_ms", region.v4());
            millis("v6_ms", region.v6());
            millis("https_ms", region.https());
            json.endObject();
        }
        json.endArray();
        json.name("servers").beginArray();
        for (NetcheckReport.Server server : report.servers()) {
            server(server);
        }
        json.endArray();
        end();
    }

    private void server(NetcheckReport.Server server) throws IOException {
        json.beginObject();
        json.name("address").value(server.address());
        Family family = server.family();
        json.name("family").value(family == null ? null : family.label());
        millis("rtt_ms", server.rtt());
        NetcheckReport.Failure error = server.error();
        json.name("error").value(error == null ? null : error.label());
        if (server.certificate() == NetcheckReport.Certificate.UNCHECKED) {
            json.name("insecure").value(true);
        }
        json.endObject();
    }

    /** One socket was replaced, or could not be. */
    public synchronized void rebind(Moment at, RebindResult result) throws IOException {
        begin("rebind", at);
        json.name("family").value(result.family().label());
        json.name("outcome").value(result.outcome().label());
        endpoint("old", result.old());
        endpoint("new", result.now());
        json.name("attempts").value(result.attempts());
        json.name("duration_us").value(result.duration().toNanos() / NANOS_PER_MICRO);
        end();
    }

    /** An answered ping. */
    public synchronized void pong(Pong pong) throws IOException {
        begin("pong", pong.at());
        json.name("seq").value(pong.seq());
        json.name("rtt_us").value(pong.rttNanos() / NANOS_PER_MICRO);
        endpoint("remote", pong.remote());
        endpoint("local", pong.local());
        endpoint("public", pong.seen());
        end();
    }

    /** What came of a session of pings. */
    public synchronized void pingSummary(Moment at, PingSummary summary) throws IOException {
        begin("ping_summary", at);
        json.name("sent").value(summary.sent());
        json.name("received").value(summary.received());
        json.name("lost").value(summary.lost());
        millis("longest_gap_ms", summary.longestGap());
        json.name("rebinds").value(summary.rebinds());
        PingSummary.Rtt rtt = summary.rtt();
        json.name("rtt_us");
        if (rtt == null) {
            json.nullValue();
        } else {
            json.beginObject();
            json.name("min").value(rtt.min());
            json.name("p50").value(rtt.p50());
            json.name("p95").value(rtt.p95());
            json.name("max").value(rtt.max());
            json.endObject();
        }
        end();
    }

    /**
     * Something went wrong.
     *
     * @param code stable, for programs, for example {@code lagged}
     * @param message one line for people
     */
    public synchronized void error(Moment at, String code, String message) throws IOException {
        begin("error", at);
        json.name("code").value(code);
        json.name("message").value(message);
        end();
    }

    private void begin(String type, Moment at) throws IOException {
        line.clear();
        json.beginObject();
        json.name("schema").value(SCHEMA);
        json.name("type").value(type);
        json.name("time").value(times.format(at.time()));
        json.name("mono_ns").value(at.nanos());
    }

    private void end() throws IOException {
        json.endObject();
        line.write('\n');
        line.writeTo(out);
        out.flush();
    }

    private void egress(NetworkState state) throws IOException {
        json.name("egress").beginObject();
        path("v4", state.egressV4());
        path("v6", state.egressV6());
        json.endObject();
    }

    private void path(String family, @Nullable EgressPath path) throws IOException {
        json.name(family);
        if (path == null) {
            json.nullValue();
            return;
        }
        json.beginObject();
        json.name("interface").value(path.interfaceName());
        json.name("index").value(path.index());
        address("source", path.source());
        address("gateway", path.gateway());
        json.name("usable").value(path.usable());
        EgressPath.Unusable why = path.whyUnusable();
        json.name("why_unusable").value(why == null ? null : why.label());
        json.endObject();
    }

    private void address(String name, @Nullable InetAddress address) throws IOException {
        json.name(name).value(address == null ? null : Addresses.format(address));
    }

    private void endpoint(String name, @Nullable InetSocketAddress endpoint) throws IOException {
        json.name(name).value(endpoint == null ? null : Addresses.format(endpoint));
    }

    /** To the microsecond. */
    private void millis(String name, @Nullable Duration duration) throws IOException {
        json.name(name);
        if (duration == null) {
            json.nullValue();
        } else {
            json.value(Math.round(duration.toNanos() / 1e3) / 1e3);
        }
    }

    private void positive(String name, int value) throws IOException {
        json.name(name);
        if (value > 0) {
            json.value(value);
        } else {
            json.nullValue();
        }
    }

    private static String[] labels(RawEvent.Kind[] kinds) {
        String[] labels = new String[kinds.length];
        for (int i = 0; i < kinds.length; i++) {
            labels[i] = lower(kinds[i]);
        }
        return labels;
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
