// SPDX-License-Identifier: Apache-2.0
package dev.netmon.wire;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import dev.netmon.BackendInfo;
import dev.netmon.CarrierCounters;
import dev.netmon.Family;
import dev.netmon.Link;
import dev.netmon.LinkAddress;
import dev.netmon.Moment;
import dev.netmon.MonitorOptions;
import dev.netmon.NetInterface;
import dev.netmon.RawEvent;
import dev.netmon.spi.Inventory;
import dev.netmon.spi.NextHop;
import dev.netmon.spi.OsEvent;
import dev.netmon.spi.Route;
import java.io.StringReader;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of a recording and puts those that belong together (an inventory, the events of a call) into one
 * input. Throws nothing but {@link BadRecord}, whatever the bytes. Not for more than one thread.
 */
final class RecordParser {

    /** The version of the format, in every record; raised when a reader of the old one would misunderstand. */
    static final int FORMAT = 1;

    /** What a record says cannot be. */
    static final class BadRecord extends Exception {

        private static final long serialVersionUID = 1L;

        BadRecord(String message) {
            super(message);
        }

        BadRecord(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** A record of a later version. */
    static final class NewerFormat extends Exception {

        private static final long serialVersionUID = 1L;

        NewerFormat(String version) {
            super(version);
        }
    }

    private static final int IPV4_OCTETS = 4;

    private List<OsEvent> events = new ArrayList<>();
    private final List<Link> links = new ArrayList<>();
    private final List<List<LinkAddress>> addresses = new ArrayList<>();

    /** Reads one record; null where it is a part of an input that is not whole yet, or of a kind that is not known. */
    @Nullable
    RecordedInput parse(ByteBuffer bytes) throws BadRecord, NewerFormat {
        try {
            JsonObject object = object(bytes);
            JsonElement format = object.get("netmon");
            if (format == null) {
                throw new BadRecord("no netmon record");
            }
            int version = integer(object, "netmon");
            if (version > FORMAT) {
                throw new NewerFormat(format.getAsString());
            }
            if (version < 1) {
                throw new BadRecord("a format that never was");
            }
            return input(object);
        } catch (JsonParseException | IllegalArgumentException | DateTimeException | ArithmeticException e) {
            throw new BadRecord(oneLine(e), e);
        } catch (IllegalStateException | UnsupportedOperationException | ClassCastException e) { // of another JSON type
            throw new BadRecord(oneLine(e), e);
        }
    }

    private static String oneLine(Exception e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    private static JsonObject object(ByteBuffer bytes) throws BadRecord {
        CharBuffer text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate());
        } catch (CharacterCodingException e) {
            throw new BadRecord("not UTF-8", e);
        }
        JsonReader reader = new JsonReader(new StringReader(text.toString()));
        reader.setStrictness(Strictness.STRICT);
        return JsonParser.parseReader(reader).getAsJsonObject();
    }

    private @Nullable RecordedInput input(JsonObject o) throws BadRecord {
        String kind = string(o, "record");
        switch (kind) {
            case "interface":
                links.add(link(child(o, "link")));
                addresses.add(new ArrayList<>());
                return null;
            case "interface_address":
                int index = integer(o, "index");
                if (links.isEmpty() || links.get(links.size() - 1).index() != index) {
                    throw new BadRecord("an address without its interface");
                }
                addresses.get(addresses.size() - 1).add(linkAddress(o));
                return null;
            case "event":
                OsEvent event = event(o);
                if (event != null) {
                    events.add(event);
                }
                return null;
            case "start":
                return new RecordedInput.Start(options(o));
            case "source":
                return new RecordedInput.Source(new BackendInfo(
                        string(o, "name"), stringOrNull(o, "binding"), stringOrNull(o, "fallback_reason")));
            case "open":
                return new RecordedInput.Opened(inventory(o));
            case "reread":
                return new RecordedInput.Reread(inventory(o));
            case "await":
                return new RecordedInput.Awaited(moment(o));
            case "ended":
                return new RecordedInput.Awaited(null);
            case "drain":
                return new RecordedInput.Drained(events());
            case "route":
                return new RecordedInput.RouteAnswer(address(o, "to"), route(o));
            case "nexthops":
                return new RecordedInput.NextHopsAnswer(address(o, "to"), hops(o));
            case "link":
                JsonElement answer = required(o, "answer");
                return new RecordedInput.LinkAnswer(
                        integer(o, "index"), answer.isJsonNull() ? null : link(answer.getAsJsonObject()));
            case "failed":
                links.clear();
                addresses.clear();
                return failed(o);
            case "close":
                return new RecordedInput.Closed();
            default:
                return null; // added later, without harm to those who do not know it
        }
    }

    private RecordedInput.Failed failed(JsonObject o) throws BadRecord {
        RecordedInput.Call call = constant(RecordedInput.Call.class, o, "call");
        Object about = switch (call) {
            case ROUTE, NEXTHOPS -> address(o, "to");
            case LINK -> integer(o, "index");
            default -> null;
        };
        return new RecordedInput.Failed(call, about, events(), string(o, "message"));
    }

    private static MonitorOptions options(JsonObject o) throws BadRecord {
        MonitorOptions options = MonitorOptions.defaults()
                .withTiming(Duration.ofNanos(number(o, "settle_ns")), Duration.ofNanos(number(o, "max_wait_ns")))
                .withEager(constant(MonitorOptions.Eager.class, o, "eager"))
                .withPolicy(constant(MonitorOptions.Policy.class, o, "policy"));
        InetAddress v4 = address(o, "probe_v4");
        InetAddress v6 = address(o, "probe_v6");
        if (Family.of(v4) != Family.V4 || Family.of(v6) != Family.V6) {
            throw new BadRecord("a probe is not of its family");
        }
        options = options.withProbe(v4).withProbe(v6);
        for (JsonElement name : array(o, "own_tunnels")) {
            options = options.withOwnTunnel(name.getAsString());
        }
        return options;
    }

    private Inventory inventory(JsonObject o) throws BadRecord {
        Moment at = moment(o);
        List<NetInterface> interfaces = new ArrayList<>(links.size());
        for (int i = 0; i < links.size(); i++) {
            interfaces.add(new NetInterface(links.get(i), addresses.get(i)));
        }
        links.clear();
        addresses.clear();
        return new Inventory(at, interfaces);
    }

    private List<OsEvent> events() {
        List<OsEvent> whole = events;
        events = new ArrayList<>();
        return whole;
    }

    private static @Nullable OsEvent event(JsonObject o) throws BadRecord {
        switch (string(o, "event")) {
            case "link":
                return new OsEvent.LinkEvent(op(o), link(child(o, "link")));
            case "address":
                return new OsEvent.AddressEvent(op(o), integer(o, "index"), linkAddress(o));
            case "hint":
                String family = stringOrNull(o, "family");
                return new OsEvent.Hint(
                        constant(RawEvent.Kind.class, o, "kind"),
                        op(o),
                        family == null ? null : constant(Family.class, o, "family"),
                        integer(o, "index"),
                        stringOrNull(o, "detail"));
            case "filtered":
                return new OsEvent.Filtered(
                        constant(RawEvent.Kind.class, o, "kind"), op(o), integer(o, "index"), string(o, "detail"));
            case "overflow":
                return new OsEvent.Overflow(string(o, "detail"));
            case "wake":
                return new OsEvent.Wake(number(o, "slept_ns"));
            default:
                throw new BadRecord("an event of an unknown kind");
        }
    }

    private static RawEvent.Op op(JsonObject o) throws BadRecord {
        return constant(RawEvent.Op.class, o, "op");
    }

    private static Link link(JsonObject o) throws BadRecord {
        return new Link(
                integer(o, "index"),
                string(o, "name"),
                bool(o, "up"),
                bool(o, "carrier"),
                bool(o, "loopback"),
                integer(o, "mtu"),
                stringOrNull(o, "mac"),
                new CarrierCounters(number(o, "carrier_changes"), number(o, "carrier_downs")),
                integer(o, "flags"));
    }

    private static LinkAddress linkAddress(JsonObject o) throws BadRecord {
        InetAddress address = address(o, "address");
        int prefix = integer(o, "prefix");
        if (prefix < 0 || prefix > 8 * address.getAddress().length) {
            throw new BadRecord("a prefix of " + prefix + " bits");
        }
        Set<LinkAddress.Flag> flags = EnumSet.noneOf(LinkAddress.Flag.class);
        for (JsonElement flag : array(o, "flags")) {
            flags.add(constant(LinkAddress.Flag.class, flag.getAsString()));
        }
        return new LinkAddress(address, prefix, flags);
    }

    private static @Nullable Route route(JsonObject o) throws BadRecord {
        JsonElement answer = required(o, "answer");
        if (answer.isJsonNull()) {
            return null;
        }
        JsonObject route = answer.getAsJsonObject();
        return new Route(integer(route, "index"), addressOrNull(route, "source"), addressOrNull(route, "gateway"));
    }

    private static Set<NextHop> hops(JsonObject o) throws BadRecord {
        Set<NextHop> hops = new LinkedHashSet<>();
        for (JsonElement each : array(o, "answer")) {
            JsonObject hop = each.getAsJsonObject();
            hops.add(new NextHop(integer(hop, "index"), addressOrNull(hop, "gateway")));
        }
        return hops;
    }

    private static Moment moment(JsonObject o) throws BadRecord {
        return new Moment(number(o, "mono_ns"), Instant.parse(string(o, "time")));
    }

    private static JsonElement required(JsonObject o, String name) throws BadRecord {
        JsonElement value = o.get(name);
        if (value == null) {
            throw new BadRecord("no " + name);
        }
        return value;
    }

    private static JsonObject child(JsonObject o, String name) throws BadRecord {
        return required(o, name).getAsJsonObject();
    }

    private static JsonArray array(JsonObject o, String name) throws BadRecord {
        return required(o, name).getAsJsonArray();
    }

    private static String string(JsonObject o, String name) throws BadRecord {
        return required(o, name).getAsString();
    }

    private static @Nullable String stringOrNull(JsonObject o, String name) throws BadRecord {
        JsonElement value = required(o, name);
        return value.isJsonNull() ? null : value.getAsString();
    }

    private static boolean bool(JsonObject o, String name) throws BadRecord {
        String text = string(o, name);
        if (!text.equals("true") && !text.equals("false")) {
            throw new BadRecord(name + " is neither true nor false");
        }
        return text.equals("true");
    }

    private static int integer(JsonObject o, String name) throws BadRecord {
        return Integer.parseInt(string(o, name));
    }

    private static long number(JsonObject o, String name) throws BadRecord {
        return Long.parseLong(string(o, name));
    }

    private static <E extends Enum<E>> E constant(Class<E> type, JsonObject o, String name) throws BadRecord {
        return constant(type, string(o, name));
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String label) {
        return Enum.valueOf(type, label.toUpperCase(Locale.ROOT));
    }

    private static @Nullable InetAddress addressOrNull(JsonObject o, String name) throws BadRecord {
        return required(o, name).isJsonNull() ? null : address(o, name);
    }

    private static InetAddress address(JsonObject o, String name) throws BadRecord {
        return address(string(o, name));
    }

    /** Reads a literal; nothing is ever resolved, and an IPv4-mapped IPv6 address stays one. */
    private static InetAddress address(String text) throws BadRecord {
        try {
            if (text.indexOf(':') < 0) {
                return InetAddress.getByAddress(octets(text));
            }
            if (!text.matches("[0-9a-fA-F:][0-9a-fA-F:.]*")) {
                throw new BadRecord("not an address");
            }
            InetAddress address = InetAddress.getByName(text); // a colon: a literal or an exception
            if (address instanceof Inet6Address) {
                return address;
            }
            byte[] mapped = new byte[16];
            mapped[10] = (byte) 0xff;
            mapped[11] = (byte) 0xff;
            System.arraycopy(address.getAddress(), 0, mapped, 12, IPV4_OCTETS);
            return Inet6Address.getByAddress(null, mapped, -1);
        } catch (UnknownHostException e) {
            throw new BadRecord("not an address", e);
        }
    }

    private static byte[] octets(String text) throws BadRecord {
        String[] parts = text.split("\\.", -1);
        byte[] octets = new byte[IPV4_OCTETS];
        if (parts.length != IPV4_OCTETS) {
            throw new BadRecord("not an address");
        }
        for (int i = 0; i < IPV4_OCTETS; i++) {
            int octet = Integer.parseInt(parts[i]);
            if (octet < 0 || octet > 255) {
                throw new BadRecord("not an address");
            }
            octets[i] = (byte) octet;
        }
        return octets;
    }
}
