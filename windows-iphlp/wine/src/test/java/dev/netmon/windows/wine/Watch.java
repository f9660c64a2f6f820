// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows.wine;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.netmon.testkit.Await;
import dev.netmon.testkit.Daemon;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a running {@code netmon watch --json} has printed, read on from where the last look ended. */
final class Watch {

    // A Windows JVM starts in two seconds on a quiet machine.
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Daemon program;
    private int read;

    Watch(Daemon program) {
        this.program = program;
    }

    /** The first line. */
    JsonObject snapshot() {
        return next("the snapshot", line -> text(line, "type").equals("snapshot"));
    }

    /** The next change with this reason; those before it are passed over. */
    JsonObject change(String reason) {
        return next(
                "a change for " + reason,
                line -> text(line, "type").equals("link_change")
                        && reasons(line).contains(reason));
    }

    static String text(JsonObject object, String name) {
        JsonElement value = object.get(name);
        return value == null || value.isJsonNull() ? "null" : value.getAsString();
    }

    static List<String> reasons(JsonObject change) {
        List<String> reasons = new ArrayList<>();
        JsonArray all = change.getAsJsonArray("reasons");
        all.forEach(each -> reasons.add(each.getAsString()));
        return reasons;
    }

    /** The IPv4 egress in one line: interface, source, gateway, usable. */
    static String egress(JsonObject line) {
        JsonElement v4 = line.getAsJsonObject("egress").get("v4");
        if (v4.isJsonNull()) {
            return "none";
        }
        JsonObject path = v4.getAsJsonObject();
        return text(path, "interface") + " " + text(path, "source") + " via " + text(path, "gateway")
                + (path.get("usable").getAsBoolean() ? "" : " unusable: " + text(path, "why_unusable"));
    }

    private JsonObject next(String what, Predicate<JsonObject> wanted) {
        JsonObject[] found = new JsonObject[1];
        Await.until(
                what,
                PATIENCE,
                () -> {
                    boolean alive = program.isAlive();
                    found[0] = readOn(wanted);
                    if (found[0] == null && !alive) {
                        throw new IllegalStateException("it ended without " + what + "\n" + program.output());
                    }
                    return found[0] != null;
                },
                program::output);
        return found[0];
    }

    private @Nullable JsonObject readOn(Predicate<JsonObject> wanted) {
        List<String> lines = whole(program.output());
        while (read < lines.size()) {
            String line = lines.get(read++);
            if (line.startsWith("{")) {
                JsonObject object = JsonParser.parseString(line).getAsJsonObject();
                if (wanted.test(object)) {
                    return object;
                }
            }
        }
        return null;
    }

    private static List<String> whole(String output) {
        return output.substring(0, output.lastIndexOf('\n') + 1).lines().toList();
    }
}
