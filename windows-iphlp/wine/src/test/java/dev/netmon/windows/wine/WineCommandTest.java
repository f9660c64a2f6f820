// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows.wine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.netmon.testkit.Await;
import dev.netmon.testkit.Daemon;
import dev.netmon.testkit.Host;
import dev.netmon.testkit.NetLab;
import dev.netmon.testkit.NetLabExtension;
import dev.netmon.testkit.StandardRig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes made with {@code ip} on Linux, told by the command for Windows. */
@ExtendWith(NetLabExtension.class)
class WineCommandTest {

    @BeforeAll
    static void setUp() throws Exception {
        Wine.setUp();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ffm", "jna"})
    void everyKindOfChangeIsToldWithItsVerdict(String binding, NetLab lab) throws Exception {
        // IPv4: this Wine has no table of IPv6 routes.
        StandardRig rig = lab.standardRig(StandardRig.Families.V4_ONLY);
        Host host = rig.host();
        try (Daemon program = Wine.command(host, "watch", "--json", "--all", "--binding", binding)) {
            Watch watch = new Watch(program);
            JsonObject snapshot = watch.snapshot();
            JsonObject backend = snapshot.getAsJsonObject("backend");
            assertEquals("windows-iphlp", Watch.text(backend, "name"), program::output);
            assertEquals(binding, Watch.text(backend, "binding"));
            assertTrue(interfaces(snapshot).containsAll(List.of("eth0", "eth1")), snapshot::toString);
            assertEquals("eth0 10.1.0.2 via 10.1.0.1", Watch.egress(snapshot));

            host.sh("ip address add 10.1.0.77/24 dev eth0");
            told(watch, "address_added", "none", "eth0 10.1.0.2 via 10.1.0.1");

            host.sh("ip route add 192.0.2.0/24 via 10.1.0.254");
            told(watch, "unrelated_route", "none", "eth0 10.1.0.2 via 10.1.0.1");

            host.sh("ip route replace default via 10.2.0.1");
            told(watch, "default_interface_changed", "rebind", "eth1 10.2.0.2 via 10.2.0.1");

            host.sh("ip route replace default via 10.2.0.254");
            told(watch, "gateway_changed", "reprobe", "eth1 10.2.0.2 via 10.2.0.254");

            rig.router().sh("ip link set rb down");
            JsonObject lost = watch.change("carrier_lost");
            assertEquals("reprobe", Watch.text(lost, "significance"), lost::toString);

            rig.router().sh("ip link set rb up");
            JsonObject restored = watch.change("carrier_restored");
            assertEquals("reprobe", Watch.text(restored, "significance"), restored::toString);
            assertEquals("eth1 10.2.0.2 via 10.2.0.254", Watch.egress(restored));

            host.sh("ip route del default");
            told(watch, "egress_lost", "reprobe", "none");

            host.sh("ip route add default via 10.1.0.1");
            JsonObject back = watch.change("egress_restored");
            assertEquals("eth0 10.1.0.2 via 10.1.0.1", Watch.egress(back), back::toString);

            host.sh("ip address del 10.1.0.77/24 dev eth0");
            told(watch, "address_removed", "none", "eth0 10.1.0.2 via 10.1.0.1");
        } finally {
            Wine.stopServer();
        }
    }

    @Test
    void addressesOfIpv6AreTold(NetLab lab) throws Exception {
        Host host = lab.standardRig(StandardRig.Families.V4_AND_V6).host();
        try (Daemon program = Wine.command(host, "watch", "--json", "--all")) {
            Watch watch = new Watch(program);
            JsonObject snapshot = watch.snapshot();
            assertTrue(snapshot.toString().contains("\"2001:db8:1::2/64\""), snapshot::toString);

            host.sh("ip address add 2001:db8:1::77/64 dev eth0 nodad");
            JsonObject added = watch.change("address_added");
            assertTrue(added.toString().contains("\"2001:db8:1::77/64\""), added::toString);
            assertEquals("none", Watch.text(added, "significance"), added::toString);

            host.sh("ip address del 2001:db8:1::77/64 dev eth0");
            JsonObject removed = watch.change("address_removed");
            assertTrue(removed.toString().contains("\"2001:db8:1::77/64\""), removed::toString);
        } finally {
            Wine.stopServer();
        }
    }

    @Test
    void aRecordingMadeThereReplaysHere(NetLab lab) throws Exception {
        Host host = lab.standardRig(StandardRig.Families.V4_ONLY).host();
        Path file = host.folder().resolve("windows.pcapng");
        List<String> told;
        try (Daemon program =
                Wine.command(host, "watch", "--json", "--count=2", "--record", Wine.windows(file.toString()))) {
            Watch watch = new Watch(program);
            watch.snapshot();
            host.sh("ip route replace default via 10.2.0.1");
            watch.change("default_interface_changed");
            host.sh("ip route replace default via 10.2.0.254");
            Await.until("it ends", Duration.ofMinutes(3), () -> !program.isAlive(), program::output);
            assertEquals(0, program.awaitEnd(), program::output);
            told = program.output().lines().toList();
        } finally {
            Wine.stopServer();
        }
        assertEquals(3, told.size(), told::toString);
        try (Daemon replay = host.run(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.netmon.cli.Main",
                "replay",
                "--json",
                file.toString())) {
            assertEquals(0, replay.awaitEnd(), replay::output);
            assertEquals(told, replay.output().lines().toList());
        }
    }

    @Test
    void theDoctorFindsNothingMissing(NetLab lab) throws Exception {
        Host host = lab.standardRig(StandardRig.Families.V4_ONLY).host();
        try (Daemon doctor = Wine.command(host, "doctor")) {
            Await.until("it ends", Duration.ofMinutes(3), () -> !doctor.isAlive(), doctor::output);
            assertTrue(doctor.output().contains("backend        windows-iphlp through ffm"), doctor::output);
            assertEquals(0, doctor.awaitEnd(), doctor::output);
        } finally {
            Wine.stopServer();
        }
    }

    private static void told(Watch watch, String reason, String significance, String egress) {
        JsonObject change = watch.change(reason);
        assertEquals(significance, Watch.text(change, "significance"), change::toString);
        assertEquals(egress, Watch.egress(change), change::toString);
    }

    private static List<String> interfaces(JsonObject snapshot) {
        List<String> names = new ArrayList<>();
        for (JsonElement each : snapshot.getAsJsonArray("interfaces")) {
            names.add(Watch.text(each.getAsJsonObject(), "name"));
        }
        return names;
    }
}
