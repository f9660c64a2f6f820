// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.netcheck;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.netmon.Addresses;
import dev.netmon.Family;
import dev.netmon.underlay.netcheck.DerpMap.Host;
import dev.netmon.underlay.netcheck.DerpMap.Node;
import dev.netmon.underlay.netcheck.DerpMap.Region;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads DERP maps. Fields that are not known are ignored, fields that are missing have their zero; what makes no sense is
 * refused with the path to it, for a server that is silently left out would look like a network that lets nothing through.
 */
final class DerpMapParser {

    private static final int DEFAULT_STUN_PORT = 3478;
    private static final int DEFAULT_DERP_PORT = 443;
    private static final int MAX_PORT = 65_535;
    private static final int PIN_DIGITS = 64; // SHA-256 in hex

    private final String source;

    private DerpMapParser(String source) {
        this.source = source;
    }

    static DerpMap parse(String json, String source) throws DerpMapException {
        return new DerpMapParser(source).map(json);
    }

    private DerpMap map(String json) throws DerpMapException {
        JsonObject map = object(tree(json), "the map");
        SortedMap<Integer, Region> regions = new TreeMap<>();
        JsonElement all = map.get("Regions");
        if (all == null || all.isJsonNull()) {
            throw bad("Regions is missing");
        }
        for (Map.Entry<String, JsonElement> each : object(all, "Regions").entrySet()) {
            String path = "Regions." + each.getKey();
            if (each.getValue().isJsonNull()) {
                continue; // how a map takes a default region away
            }
            Region region = region(object(each.getValue(), path), path);
            if (!each.getKey().equals(Integer.toString(region.id()))) {
                throw bad(path + ".RegionID is " + region.id());
            }
            regions.put(region.id(), region);
        }
        Map<Integer, Double> scores = new HashMap<>();
        JsonElement home = map.get("HomeParams");
        if (home != null && !home.isJsonNull()) {
            JsonElement listed = object(home, "HomeParams").get("RegionScore");
            if (listed != null && !listed.isJsonNull()) {
                scores(object(listed, "HomeParams.RegionScore"), scores);
            }
        }
        return new DerpMap(regions, scores, flag(map, "omitDefaultRegions", ""));
    }

    private void scores(JsonObject listed, Map<Integer, Double> scores) throws DerpMapException {
        for (Map.Entry<String, JsonElement> each : listed.entrySet()) {
            String path = "HomeParams.RegionScore." + each.getKey();
            double score = number(each.getValue(), path);
            if (score < 0) {
                throw bad(path + " is negative");
            }
            if (score > 0) { // zero says nothing
                scores.put(id(each.getKey(), path), score);
            }
        }
    }

    private int id(String text, String path) throws DerpMapException {
        try {
            int id = Integer.parseInt(text);
            if (id > 0) {
                return id;
            }
        } catch (NumberFormatException e) {
            // As if it were negative.
        }
        throw bad(path + ": a region is named by a positive number");
    }

    private Region region(JsonObject region, String path) throws DerpMapException {
        int id = integer(region, "RegionID", path, 1, Integer.MAX_VALUE, 0);
        if (id == 0) {
            throw bad(path + ".RegionID is missing");
        }
        List<Node> nodes = new ArrayList<>();
        JsonElement listed = region.get("Nodes");
        if (listed != null && !listed.isJsonNull()) {
            if (!listed.isJsonArray()) {
                throw bad(path + ".Nodes is not an array");
            }
            JsonArray array = listed.getAsJsonArray();
            for (int i = 0; i < array.size(); i++) {
                String at = path + ".Nodes[" + i + "]";
                nodes.add(node(object(array.get(i), at), at, id));
            }
        }
        return new Region(
                id,
                text(region, "RegionCode", path),
                text(region, "RegionName", path),
                degrees(region, "Latitude", path),
                degrees(region, "Longitude", path),
                flag(region, "Avoid", path),
                flag(region, "NoMeasureNoHome", path),
                nodes);
    }

    private Node node(JsonObject node, String path, int region) throws DerpMapException {
        int regionId = integer(node, "RegionID", path, 0, Integer.MAX_VALUE, 0);
        if (regionId != 0 && regionId != region) {
            throw bad(path + ".RegionID is " + regionId + ", in region " + region);
        }
        String hostName = text(node, "HostName", path);
        Host ipv4 = host(node, "IPv4", path, Family.V4);
        Host ipv6 = host(node, "IPv6", path, Family.V6);
        if (hostName.isEmpty() && !(ipv4 instanceof Host.Literal) && !(ipv6 instanceof Host.Literal)) {
            throw bad(path + " has neither HostName nor address");
        }
        String certName = text(node, "CertName", path);
        int stunPort = integer(node, "STUNPort", path, Node.NO_STUN, MAX_PORT, 0);
        int derpPort = integer(node, "DERPPort", path, 0, MAX_PORT, 0);
        String testIp = text(node, "STUNTestIP", path);
        if (!testIp.isEmpty()) {
            literal(testIp, path + ".STUNTestIP");
        }
        Node read = new Node(
                text(node, "Name", path),
                region,
                hostName,
                certName,
                hostName.isEmpty() && ipv4 instanceof Host.Resolved ? new Host.None() : ipv4,
                hostName.isEmpty() && ipv6 instanceof Host.Resolved ? new Host.None() : ipv6,
                stunPort == 0 ? DEFAULT_STUN_PORT : stunPort,
                flag(node, "STUNOnly", path),
                derpPort == 0 ? DEFAULT_DERP_PORT : derpPort,
                flag(node, "InsecureForTests", path),
                testIp.isEmpty() ? null : testIp,
                flag(node, "CanPort80", path));
        String pin = read.pin();
        if (pin != null && !pin.matches("[0-9a-f]{" + PIN_DIGITS + "}")) {
            throw bad(path + ".CertName: sha256-raw: is followed by " + PIN_DIGITS + " hexadecimal digits");
        }
        return read;
    }

    private Host host(JsonObject node, String name, String path, Family family) throws DerpMapException {
        String text = text(node, name, path);
        if (text.isEmpty()) {
            return new Host.Resolved();
        }
        if (text.equals("none")) {
            return new Host.None();
        }
        if (Family.of(literal(text, path + "." + name)) != family) {
            throw bad(path + "." + name + " is of the other family: " + text);
        }
        return new Host.Literal(text);
    }

    private InetAddress literal(String text, String path) throws DerpMapException {
        try {
            return Addresses.parse(text);
        } catch (IllegalArgumentException e) {
            throw bad(path + " is not an address: " + text);
        }
    }

    private JsonElement tree(String json) throws DerpMapException {
        try {
            JsonReader reader = new JsonReader(new StringReader(json));
            reader.setStrictness(Strictness.STRICT);
            JsonElement tree = new Gson().getAdapter(JsonElement.class).read(reader);
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw bad("not JSON: something follows the map");
            }
            return tree;
        } catch (JsonParseException | IOException | IllegalStateException | NumberFormatException e) {
            throw new DerpMapException(prefix() + "not JSON: " + plain(String.valueOf(e.getMessage())), e);
        }
    }

    /** What is wrong and where, without the reader's advice for programmers. */
    private static String plain(String message) {
        int path = message.indexOf(" path ");
        String text = path < 0 ? message.lines().findFirst().orElse("") : message.substring(0, path);
        int place = text.indexOf(" at line ");
        return text.startsWith("Use ") && place >= 0 ? "malformed" + text.substring(place) : text;
    }

    private JsonObject object(JsonElement element, String path) throws DerpMapException {
        if (!element.isJsonObject()) {
            throw bad(path + " is not an object");
        }
        return element.getAsJsonObject();
    }

    private String text(JsonObject object, String name, String path) throws DerpMapException {
        JsonPrimitive value = primitive(object, name, path);
        if (value == null) {
            return "";
        }
        if (!value.isString()) {
            throw bad(at(path, name) + " is not a string");
        }
        return value.getAsString();
    }

    private boolean flag(JsonObject object, String name, String path) throws DerpMapException {
        JsonPrimitive value = primitive(object, name, path);
        if (value == null) {
            return false;
        }
        if (!value.isBoolean()) {
            throw bad(at(path, name) + " is neither true nor false");
        }
        return value.getAsBoolean();
    }

    private int integer(JsonObject object, String name, String path, int min, int max, int zero)
            throws DerpMapException {
        JsonPrimitive value = primitive(object, name, path);
        if (value == null) {
            return zero;
        }
        double number = number(value, at(path, name));
        if (number != Math.rint(number) || number < min || number > max) {
            throw bad(at(path, name) + " is " + value + ", not a whole number from " + min + " to " + max);
        }
        return (int) number;
    }

    private @Nullable Double degrees(JsonObject object, String name, String path) throws DerpMapException {
        JsonPrimitive value = primitive(object, name, path);
        return value == null ? null : (Double) number(value, at(path, name));
    }

    private double number(JsonElement element, String path) throws DerpMapException {
        if (element instanceof JsonPrimitive value && value.isNumber()) {
            try {
                double number = Double.parseDouble(value.getAsString());
                if (Double.isFinite(number)) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // As if it were no number at all.
            }
        }
        throw bad(path + " is not a number");
    }

    private @Nullable JsonPrimitive primitive(JsonObject object, String name, String path) throws DerpMapException {
        JsonElement value = object.get(name);
        if (value == null || value.isJsonNull()) {
            return null;
        }
        if (!value.isJsonPrimitive()) {
            throw bad(at(path, name) + " is not a single value");
        }
        return value.getAsJsonPrimitive();
    }

    private static String at(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private DerpMapException bad(String what) {
        return new DerpMapException(prefix() + what);
    }

    private String prefix() {
        return "DERP map " + source + ": ";
    }
}
