// SPDX-License-Identifier: Apache-2.0
package dev.netmon.wire;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonWriter;
import dev.netmon.Addresses;
import dev.netmon.BackendInfo;
import dev.netmon.Family;
import dev.netmon.Link;
import dev.netmon.LinkAddress;
import dev.netmon.Moment;
import dev.netmon.MonitorOptions;
import dev.netmon.RawEvent;
import dev.netmon.spi.NextHop;
import dev.netmon.spi.OsEvent;
import dev.netmon.spi.Route;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.Collection;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Writes the records of a recording, each as one JSON object appended to a buffer. Not for more than one thread. */
final class RecordJson {

    private final JsonWriter json;

    RecordJson(LineBuffer buffer) {
        json = new JsonWriter(buffer);
        json.setStrictness(Strictness.LENIENT); // more than one top-level value in one writer
        json.setSerializeNulls(true);
        json.setHtmlSafe(false);
    }

    /** Writes the fields of one record; a buffer does not fail. */
    private interface Fields {
        void write() throws IOException;
    }

    private void record(String kind, Fields fields) {
        try {
            json.beginObject();
            json.name("netmon").value(RecordParser.FORMAT);
            json.name("record").value(kind);
            fields.write();
            json.endObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void start(MonitorOptions options) {
        record("start", () -> {
            json.name("settle_ns").value(options.settle().toNanos());
            json.name("max_wait_ns").value(options.maxWait().toNanos());
            constant("eager", options.eager());
            constant("policy", options.policy());
            address("probe_v4", options.probeV4());
            address("probe_v6", options.probeV6());
            json.name("own_tunnels").beginArray();
            for (String name : new TreeSet<>(options.ownTunnels())) {
                json.value(name);
            }
            json.endArray();
        });
    }

    void source(BackendInfo info) {
        record("source", () -> {
            json.name("name").value(info.name());
            json.name("binding").value(info.binding());
            json.name("fallback_reason").value(info.fallbackReason());
        });
    }

    /** One link of an inventory. */
    void inventoryLink(Link link) {
        record("interface", () -> link("link", link));
    }

    /** One address of an inventory. */
    void inventoryAddress(int index, LinkAddress address) {
        record("interface_address", () -> {
            json.name("index").value(index);
            linkAddress(address);
        });
    }

    /** Ends the inventory of an open. */
    void opened(Moment at) {
        record("open", () -> moment(at));
    }

    /** Ends the inventory of a reread. */
    void reread(Moment at) {
        record("reread", () -> moment(at));
    }

    /** A wait ended; null where the source ended for good. */
    void awaited(@Nullable Moment at) {
        if (at == null) {
            record("ended", () -> {});
        } else {
            record("await", () -> moment(at));
        }
    }

    /** Ends the events of a drain. */
    void drained() {
        record("drain", () -> {});
    }

    void event(OsEvent event) {
        record("event", () -> {
            if (event instanceof OsEvent.LinkEvent e) {
                json.name("event").value("link");
                constant("op", e.op());
                link("link", e.link());
            } else if (event instanceof OsEvent.AddressEvent e) {
                json.name("event").value("address");
                constant("op", e.op());
                json.name("index").value(e.index());
                linkAddress(e.address());
            } else if (event instanceof OsEvent.Hint e) {
                json.name("event").value("hint");
                hint(e.kind(), e.op(), e.index(), e.detail());
                Family family = e.family();
                json.name("family").value(family == null ? null : family.label());
            } else if (event instanceof OsEvent.Filtered e) {
                json.name("event").value("filtered");
                hint(e.kind(), e.op(), e.index(), e.detail());
            } else if (event instanceof OsEvent.Overflow e) {
                json.name("event").value("overflow");
                json.name("detail").value(e.detail());
            } else if (event instanceof OsEvent.Wake e) {
                json.name("event").value("wake");
                json.name("slept_ns").value(e.sleptNanos());
            }
        });
    }

    private void hint(RawEvent.Kind kind, RawEvent.Op op, int index, @Nullable String detail) throws IOException {
        constant("kind", kind);
        constant("op", op);
        json.name("index").value(index);
        json.name("detail").value(detail);
    }

    void route(InetAddress to, @Nullable Route route) {
        record("route", () -> {
            address("to", to);
            json.name("answer");
            if (route == null) {
                json.nullValue();
                return;
            }
            json.beginObject();
            json.name("index").value(route.index());
            address("source", route.source());
            address("gateway", route.gateway());
            json.endObject();
        });
    }

    void nextHops(InetAddress to, Collection<NextHop> hops) {
        record("nexthops", () -> {
            address("to", to);
            json.name("answer").beginArray();
            for (NextHop hop : hops) {
                json.beginObject();
                json.name("index").value(hop.index());
                address("gateway", hop.gateway());
                json.endObject();
            }
            json.endArray();
        });
    }

    void link(int index, @Nullable Link link) {
        record("link", () -> {
            json.name("index").value(index);
            link("answer", link);
        });
    }

    /** Ends the events of a call that failed; a question names the destination or index that it was about. */
    void failed(RecordedInput.Call call, @Nullable Object about, String message) {
        record("failed", () -> {
            constant("call", call);
            if (about instanceof InetAddress to) {
                address("to", to);
            } else if (about instanceof Integer index) {
                json.name("index").value(index);
            }
            json.name("message").value(message);
        });
    }

    void closed() {
        record("close", () -> {});
    }

    private void link(String name, @Nullable Link link) throws IOException {
        json.name(name);
        if (link == null) {
            json.nullValue();
            return;
        }
        json.beginObject();
        json.name("index").value(link.index());
        json.name("name").value(link.name());
        json.name("up").value(link.up());
        json.name("carrier").value(link.carrier());
        json.name("loopback").value(link.loopback());
        json.name("mtu").value(link.mtu());
        json.name("mac").value(link.mac());
        json.name("carrier_changes").value(link.counters().changes());
        json.name("carrier_downs").value(link.counters().downs());
        json.name("flags").value(link.flags());
        json.endObject();
    }

    private void linkAddress(LinkAddress address) throws IOException {
        address("address", address.address());
        json.name("prefix").value(address.prefixLength());
        json.name("flags").beginArray();
        for (LinkAddress.Flag flag : new TreeSet<>(address.flags())) { // in one order, whatever the set's is
            json.value(label(flag));
        }
        json.endArray();
    }

    private void moment(Moment at) throws IOException {
        json.name("time").value(at.time().toString());
        json.name("mono_ns").value(at.nanos());
    }

    private void address(String name, @Nullable InetAddress address) throws IOException {
        json.name(name).value(address == null ? null : Addresses.format(address));
    }

    private void constant(String name, Enum<?> constant) throws IOException {
        json.name(name).value(label(constant));
    }

    static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
