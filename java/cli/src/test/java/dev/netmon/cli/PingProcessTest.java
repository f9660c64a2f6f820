// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.netmon.testkit.Await;
import dev.netmon.testkit.Daemon;
import dev.netmon.testkit.LabSupport;
import dev.netmon.testkit.NatRig;
import dev.netmon.testkit.NetLab;
import dev.netmon.testkit.NetLabExtension;
import dev.netmon.testkit.Tool;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code netmon ping} as users start it, between two uplinks behind two routers. */
@ExtendWith(NetLabExtension.class)
class PingProcessTest {

    private static final int MOVES = 6;

    /** From one move to the next: 2 s in nanoseconds, longer than the least time between two reactions. */
    private static final long APART = 2_000_000_000L;

    /** A time within which the default route left by the other router. */
    private record Away(long from, long to) {}

    /** What a run of the command printed. */
    private record Printed(List<JsonObject> lines) {

        static Printed by(Daemon ping) {
            return new Printed(ping.output()
                    .lines()
                    .map(line -> JsonParser.parseString(line).getAsJsonObject())
                    .toList());
        }

        List<JsonObject> of(String type) {
            return lines.stream()
                    .filter(line -> line.get("type").getAsString().equals(type))
                    .toList();
        }

        JsonObject summary() {
            assertEquals("ping_summary", lines.get(lines.size() - 1).get("type").getAsString());
            return lines.get(lines.size() - 1);
        }

        double gap() {
            return summary().get("longest_gap_ms").getAsDouble();
        }

        Set<String> publicAddresses() {
            Set<String> all = new HashSet<>();
            of("pong").forEach(pong -> all.add(host(pong, "public")));
            return all;
        }

        static String host(JsonObject object, String field) {
            return object.get(field).getAsString().replaceAll(":\\d+$", "");
        }
    }

    private static Daemon start(NatRig rig, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("ping", NatRig.SERVER_1 + ":3478", "--every", "10ms", "--json"));
        arguments.addAll(List.of(more));
        Daemon ping =
                rig.host().run(Program.command(arguments.toArray(String[]::new)).toArray(String[]::new));
        return ping.awaitOutput("\"type\":\"pong\"");
    }

    @Test
    void sixMovesBetweenTwoRoutersAreSixRebindsAndTheSessionRidesOver(NetLab lab) {
        LabSupport.assume(Tool.NFT, Tool.COTURN);
        NatRig rig = NatRig.build(lab);
        rig.startServers();
        Daemon keep = start(rig, "--port", "41641");
        Daemon fresh = start(rig, "--mode", "fresh-port");
        Daemon never = start(rig, "--no-rebind");
        List<Away> away = new ArrayList<>();
        long left = 0;
        for (int i = 0; i < MOVES; i++) {
            long before = System.nanoTime();
            rig.moveTo(i % 2 == 0 ? NatRig.GATEWAY_B : NatRig.GATEWAY_A);
            long after = System.nanoTime();
            if (i % 2 == 0) {
                left = after;
            } else {
                away.add(new Away(left, before));
            }
            Await.until("time has passed", () -> System.nanoTime() - after >= APART);
        }
        for (Daemon each : List.of(keep, fresh, never)) {
            each.signal("TERM");
            assertEquals(0, each.awaitEnd(), each::output);
        }
        rodeOver(Printed.by(keep), "same_port");
        rodeOver(Printed.by(fresh), "new_port");
        stayedBehind(Printed.by(never), away);
        assertTrue(Printed.by(keep).gap() < Printed.by(never).gap());
        assertTrue(Printed.by(fresh).gap() < Printed.by(never).gap());
    }

    private static void rodeOver(Printed printed, String outcome) {
        List<JsonObject> rebinds = printed.of("rebind");
        assertEquals(MOVES, rebinds.size(), rebinds::toString);
        rebinds.forEach(rebind -> assertEquals(outcome, rebind.get("outcome").getAsString()));
        assertEquals(MOVES, printed.summary().get("rebinds").getAsInt());
        assertEquals(Set.of(NatRig.PUBLIC_A, NatRig.PUBLIC_B), printed.publicAddresses());
        List<JsonObject> astride = printed.of("pong").stream()
                .filter(pong -> !Printed.host(pong, "local").equals(inside(Printed.host(pong, "public"))))
                .toList();
        assertTrue(astride.size() <= MOVES, () -> "a move falls between asking and sending once at most: " + astride);
    }

    /** The host's own address behind a router. */
    private static String inside(String publicAddress) {
        return publicAddress.equals(NatRig.PUBLIC_A) ? "192.168.1.2" : "192.168.2.2";
    }

    private static void stayedBehind(Printed printed, List<Away> away) {
        assertEquals(List.of(), printed.of("rebind"));
        assertEquals(0, printed.summary().get("rebinds").getAsInt());
        assertEquals(Set.of(NatRig.PUBLIC_A), printed.publicAddresses());
        for (JsonObject pong : printed.of("pong")) {
            long sent =
                    pong.get("mono_ns").getAsLong() - 1_000 * pong.get("rtt_us").getAsLong();
            assertTrue(
                    away.stream()
                            .noneMatch(each ->
                                    sent > each.from() && pong.get("mono_ns").getAsLong() < each.to()),
                    () -> "answered while away: " + pong);
        }
    }
}
