// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.netmon.testkit.Host;
import dev.netmon.testkit.NetLab;
import dev.netmon.testkit.NetLabExtension;
import dev.netmon.testkit.StandardRig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command as users start it: a process, a kernel, pipes and signals. */
@ExtendWith(NetLabExtension.class)
class ProcessTest {

    /** Makes socket(AF_NETLINK) fail with EAFNOSUPPORT, as a systemd unit with RestrictAddressFamilies does. */
    private static final String DENY_NETLINK = """
            import ctypes, os, platform, struct, sys
            nr, arch = {'x86_64': (41, 0xc000003e), 'aarch64': (198, 0xc00000b7)}[platform.machine()]
            def ins(code, jt, jf, k): return struct.pack('HBBI', code, jt, jf, k)
            prog = (ins(0x20, 0, 0, 4) + ins(0x15, 0, 5, arch) + ins(0x20, 0, 0, 0) + ins(0x15, 0, 3, nr)
                    + ins(0x20, 0, 0, 16) + ins(0x15, 0, 1, 16) + ins(0x06, 0, 0, 0x00050000 | 97)
                    + ins(0x06, 0, 0, 0x7fff0000))
            buf = ctypes.create_string_buffer(prog)
            class Fprog(ctypes.Structure): _fields_ = [('len', ctypes.c_ushort), ('filter', ctypes.c_void_p)]
            libc = ctypes.CDLL(None, use_errno=True)
            ok = libc.prctl(38, 1, 0, 0, 0) == 0 and libc.prctl(
                22, 2, ctypes.byref(Fprog(len(prog) // 8, ctypes.cast(buf, ctypes.c_void_p)))) == 0
            if not ok: sys.exit(77)
            os.execvp(sys.argv[1], sys.argv[1:])
            """;

    @TempDir
    private Path folder;

    @Test
    void aMovedDefaultRouteIsOneRebindAndCtrlCEndsWell(NetLab lab) {
        Host host = lab.standardRig(StandardRig.Families.V4_ONLY).host();
        try (Program watch = start(host, "watch", "--settle", "2s", "--max-wait", "4s")) {
            assertTrue(watch.line("snapshot").contains("v4 eth0 10.1.0.2 via 10.1.0.1; v6 none  linux-netlink/"));
            host.sh("ip route replace default via 10.2.0.1");
            String rebind = watch.line("rebind");
            assertTrue(
                    rebind.contains("v4 interface eth0 -> eth1, source 10.1.0.2 -> 10.2.0.2,"
                            + " gateway 10.1.0.1 -> 10.2.0.1  [default_interface_changed"),
                    rebind);
            assertTrue(rebind.endsWith("eager"), rebind);
            host.sh("ip route replace default via 10.2.0.254");
            assertTrue(watch.line().contains("gateway_changed"), "one rebind per move");
            watch.signal("INT");
            assertEquals(0, watch.exitCode());
            assertNull(watch.line());
            assertEquals("", watch.errors());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void aSignalEndsWellAlsoTwice(String signal, NetLab lab) {
        Host host = lab.host("host");
        try (Program watch = start(host, "watch", "--json")) {
            watch.line("snapshot");
            watch.signal(signal);
            watch.signal(signal);
            assertEquals(0, watch.exitCode());
            assertEquals(List.of(), watch.rest());
            assertEquals("", watch.errors());
        }
    }

    @Test
    void aSignalAtTheVeryEndKeepsTheExitCode(NetLab lab) {
        Host host = lab.host("host");
        for (int i = 0; i < 5; i++) {
            try (Program status = start(host, "status", "--json");
                    Program failing = start(host, "wait", "--json", "--until", "online", "--timeout", "0")) {
                status.line();
                status.signal("TERM");
                assertEquals(0, status.exitCode());
                failing.line();
                failing.signal("TERM");
                assertEquals(1, failing.exitCode());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "poll"})
    void aClosedPipeIsNoticedWhileNothingHappens(String backend, NetLab lab) {
        Host host = lab.host("host");
        try (Program watch = start(host, "watch", "--backend", backend)) {
            watch.line("snapshot");
            watch.closePipe();
            assertEquals(0, watch.exitCode());
            assertEquals("", watch.errors());
        }
        try (Program wait = start(host, "wait", "--until", "online", "--backend", backend)) {
            wait.closePipe();
            assertEquals(0, wait.exitCode());
        }
    }

    @Test
    void aReaderThatStandsStillHoldsNothingUpAndIsToldWhatItMissed(NetLab lab) {
        Host host = lab.standardRig(StandardRig.Families.V4_ONLY).host();
        // Each half of a round fits into what the kernel keeps for a reader, and waits until it is read: all of it
        // becomes raw events, more than are kept for a listener.
        String read = "until awk 'NR > 1 && $5 > 0 {exit 1}' /proc/net/netlink; do sleep 0.01; done;";
        String storm = "for i in $(seq 64 95); do for j in $(seq 0 255); do"
                + " echo route add 100.$i.$j.0/24 via 10.2.0.1; done; done > $TMPF;"
                + " for k in 1 2 3 4 5; do ip -batch $TMPF; " + read + " ip route flush root 100.64.0.0/10; " + read
                + " done;";
        try (Program stuck = start(host, "watch", "--raw", "--json");
                Program slow = start(host, "watch", "--raw", "--json", "--count", "1")) {
            stuck.line("snapshot");
            slow.line("snapshot");
            host.sh(storm + " ip route replace default via 10.2.0.1");
            stuck.signal("TERM");
            assertEquals(0, stuck.exitCode());
            assertTrue(slow.line("\"type\":\"error\"").contains("\"code\":\"lagged\""));
            assertTrue(slow.line("link_change").contains("default_interface_changed"), "a change is never lost");
            assertEquals(0, slow.exitCode());
            assertEquals("", slow.errors());
        }
    }

    @Test
    void waitReturnsWithTheRouteAndRawTellsWhatTheKernelSaid(NetLab lab) {
        Host host = lab.standardRig(StandardRig.Families.V4_ONLY).host();
        host.sh("ip route del default");
        try (Program raw = start(host, "watch", "--raw", "--json", "--count", "1");
                Program wait = start(host, "wait", "--json", "--until", "online4", "--until", "egress=eth1")) {
            raw.line("snapshot");
            host.sh("ip route add default via 10.2.0.1");
            String met = wait.line();
            assertTrue(met.contains("\"met\":true") && met.contains("\"gateway\":\"10.2.0.1\""), met);
            assertEquals(0, wait.exitCode());
            assertTrue(raw.line("\"kind\":\"route\"").contains("\"op\":\"new\""));
            assertTrue(raw.line("link_change").contains("family_gained"));
            assertEquals(0, raw.exitCode());
        }
    }

    @Test
    void withoutAnyPrivilegeItListensAllTheSame(NetLab lab) {
        Host host = lab.standardRig(StandardRig.Families.V4_ONLY).host();
        List<String> unprivileged =
                List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all", "--ambient-caps=-all", "--no-new-privs");
        try (Program watch = start(host, unprivileged, "watch", "--backend", "native", "--count", "1")) {
            watch.line("snapshot");
            host.sh("ip route replace default via 10.1.0.254");
            assertTrue(watch.line("gateway_changed").contains("reprobe"));
            assertEquals(0, watch.exitCode());
            assertEquals("", watch.errors());
        }
        try (Program doctor = start(host, unprivileged, "doctor")) {
            List<String> lines = doctor.rest();
            assertEquals(0, doctor.exitCode());
            assertTrue(
                    lines.stream()
                            .anyMatch(line -> line.startsWith("FAIL receive_buffer") && line.contains("rmem_max")),
                    lines.toString());
            assertTrue(lines.stream().anyMatch(line -> line.startsWith("ok   netlink")), lines.toString());
        }
    }

    @Test
    void aSandboxWithoutNetlinkIsPolledAndSaysWhatWouldHelp(NetLab lab) {
        Host host = lab.standardRig(StandardRig.Families.V4_ONLY).host();
        List<String> sandbox = List.of("python3", "-c", DENY_NETLINK);
        assumeTrue(
                Program.runs("python3", "-c", DENY_NETLINK, "true"), "not tested here: python3 with seccomp filters");
        try (Program status = start(host, sandbox, "status")) {
            List<String> lines = status.rest();
            assertEquals(0, status.exitCode(), status.errors());
            assertTrue(lines.contains("backend    poll"), lines.toString());
            assertTrue(lines.get(0).startsWith("egress v4  eth0 10.1.0.2"), lines.toString());
            assertEquals(1, status.errors().lines().count(), status.errors());
            assertTrue(
                    status.errors().contains("EAFNOSUPPORT") && status.errors().contains("AF_NETLINK"),
                    status.errors());
        }
        try (Program named = start(host, sandbox, "watch", "--backend", "native")) {
            assertEquals(List.of(), named.rest());
            assertEquals(3, named.exitCode());
            assertEquals(1, named.errors().lines().count(), named.errors());
        }
        try (Program doctor = start(host, sandbox, "doctor")) {
            String text = String.join("\n", doctor.rest());
            assertEquals(0, doctor.exitCode());
            assertTrue(text.contains("FAIL netlink") && text.contains("RestrictAddressFamilies"), text);
        }
    }

    @Test
    void aClosedNetworkIsToldToGiveAProbe(NetLab lab) {
        Host host = lab.standardRig(StandardRig.Families.V4_ONLY).host();
        host.sh("ip route del default; ip route add 10.20.0.0/16 via 10.1.0.1");
        try (Program doctor = start(host, "doctor", "--json")) {
            String line = doctor.line();
            assertTrue(line.contains("{\"name\":\"probe_v4\",\"ok\":false"), line);
            assertTrue(line.contains("give --probe"), line);
        }
        try (Program doctor = start(host, "doctor", "--probe", "10.20.0.1")) {
            String text = String.join("\n", doctor.rest());
            assertTrue(text.contains("ok   probe_v4") && text.contains("10.20.0.1 leaves by eth0"), text);
        }
    }

    @Test
    void aRecordingOfTheKernelReplaysByteForByte(NetLab lab) throws IOException {
        Host host = lab.standardRig(StandardRig.Families.V4_ONLY).host();
        Path file = folder.resolve("kernel.pcapng");
        List<String> watched = new ArrayList<>();
        try (Program watch = start(
                host,
                "watch",
                "--json",
                "--all",
                "--raw",
                "--settle",
                "2s",
                "--max-wait",
                "4s",
                "--record",
                file.toString())) {
            watched.add(watch.line());
            host.sh("ip route replace default via 10.2.0.1; ip address add 10.1.0.77/24 dev eth0;"
                    + " ip link set eth0 mtu 1400");
            String line;
            do {
                line = watch.line("{");
                watched.add(line);
            } while (!line.contains("\"eager\":false")); // the settled change, whatever it adds to an eager one
            watch.signal("TERM");
            watched.addAll(watch.rest());
            assertEquals(0, watch.exitCode());
            assertEquals("", watch.errors());
        }
        try (Program replay = start(host, "replay", file.toString(), "--json", "--all", "--raw")) {
            List<String> replayed = replay.rest();
            assertEquals(0, replay.exitCode(), replay.errors());
            assertEquals(watched, replayed);
        }
        Path foreign = Files.writeString(folder.resolve("foreign"), "#!/bin/sh\n");
        try (Program replay = start(host, "replay", foreign.toString())) {
            assertEquals(1, replay.exitCode());
            assertEquals(1, replay.errors().lines().count(), replay.errors());
        }
    }

    @Test
    void nonsenseIsUsageAndABindingThatCannotRunHasItsCode(NetLab lab) {
        Host host = lab.host("host");
        try (Program unknown = start(host, "watch", "--cuont=1")) {
            assertEquals(2, unknown.exitCode());
            assertEquals(
                    "netmon watch: unknown option '--cuont=1', did you mean --count? (see netmon watch --help)\n",
                    unknown.errors());
        }
        if (Runtime.version().feature() < 22) {
            try (Program ffm = start(host, "status", "--binding", "ffm")) {
                assertEquals(3, ffm.exitCode());
                assertEquals(1, ffm.errors().lines().count(), ffm.errors());
                assertFalse(ffm.errors().contains("Exception"), ffm.errors());
            }
        }
    }

    private static Program start(Host host, String... arguments) {
        return start(host, List.of(), arguments);
    }

    private static Program start(Host host, List<String> wrapper, String... arguments) {
        List<String> inside = new ArrayList<>(List.of("nsenter", "--net=/run/netns/" + host.namespace(), "--"));
        inside.addAll(wrapper);
        return Program.start(inside, arguments);
    }
}
