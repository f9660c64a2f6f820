// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux.wire;

import dev.netmon.MonitorOptions.Binding;
import dev.netmon.linux.LinuxSourceProvider;
import dev.netmon.spi.LinkSource;
import dev.netmon.testkit.Host;
import dev.netmon.testkit.NetLab;
import dev.netmon.testkit.NetLabExtension;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Records what the running kernel sends while a network is built and torn down: {@code FILE.vec}, and {@code FILE.txt}
 * with what the parser makes of it, to be read and corrected by hand. No test by its name; to run it:
 *
 * <pre>
 * mvn -pl linux-netlink -am test -Dtest=CaptureVectors -Dnetmon.capture=/tmp/linux-captured
 *     -Dsurefire.failIfNoSpecifiedTests=false
 * </pre>
 *
 * New situations are a line in {@link #STEPS}. A recording replaces {@code linux-captured.vec} and
 * {@code linux-captured.txt} together, and the count in {@link CapturedVectorsTest} with them.
 */
@ExtendWith(NetLabExtension.class)
@EnabledIfSystemProperty(named = "netmon.capture", matches = ".+", disabledReason = "give -Dnetmon.capture=FILE")
class CaptureVectors {
    /** How long a step's messages are waited for: carrier messages come up to a second late. */
    private static final long QUIET_NANOS = 1_300_000_000L;

    private static final Map<String, String> STEPS = new LinkedHashMap<>();

    static {
        STEPS.put("veth", "ip link add v0 type veth peer name v1");
        STEPS.put("v0-up", "ip link set v0 up");
        STEPS.put("v1-up", "ip link set v1 up");
        STEPS.put("dad-wait", "sleep 2.2");
        STEPS.put("addr4", "ip addr add 10.1.0.2/24 dev v0 brd +");
        STEPS.put("default4", "ip route add default via 10.1.0.1 dev v0 metric 100");
        STEPS.put("addr6", "ip -6 addr add 2001:db8:1::2/64 dev v0 valid_lft 100 preferred_lft 50; sleep 2");
        STEPS.put("default6", "ip -6 route add default via fe80::99 dev v0 metric 200");
        STEPS.put("addr6-lifetime", "ip -6 addr change 2001:db8:1::2/64 dev v0 valid_lft 200 preferred_lft 80");
        STEPS.put("table52", "ip route add 10.55.0.0/16 via 10.1.0.9 dev v0 table 52");
        STEPS.put("table1000", "ip route add default via 10.1.0.9 table 1000");
        STEPS.put(
                "multipath",
                "ip route add 10.9.0.0/16 nexthop via 10.1.0.5 dev v0 weight 1 nexthop via 10.1.0.6 dev v0 weight 3");
        STEPS.put("via6", "ip route add 10.99.0.0/16 via inet6 fe80::1 dev v0");
        STEPS.put(
                "nexthop",
                "ip nexthop add id 7 via 10.1.0.7 dev v0; ip nexthop add id 8 via 10.1.0.8 dev v0;"
                        + " ip nexthop add id 9 group 7/8,3; ip route add 10.77.0.0/16 nhid 9");
        STEPS.put("nexthop-del", "ip nexthop del id 7");
        STEPS.put("rule", "ip rule add pref 100 from 10.1.0.2 table 1000; ip -6 rule add pref 101 fwmark 1 table 52");
        STEPS.put("bridge", "ip link add br0 type bridge; ip link set v1 master br0");
        STEPS.put("unbridge", "ip link set v1 nomaster");
        STEPS.put("carrier-lost", "ip link set v1 down");
        STEPS.put("carrier-back", "ip link set v1 up");
        STEPS.put("v0-down", "ip link set v0 down");
        STEPS.put("v0-again", "ip link set v0 up; sleep 2");
        STEPS.put("addr4-del", "ip route add default via 10.1.0.1 dev v0 metric 100; ip addr del 10.1.0.2/24 dev v0");
        STEPS.put("link-del", "ip link del v0");
    }

    @Test
    void record(NetLab lab) throws Exception {
        Host host = lab.host("capture");
        List<String> vectors = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        vectors.add("# captured on " + System.getProperty("os.name") + " " + System.getProperty("os.version") + " ("
                + System.getProperty("os.arch") + ")");
        vectors.add("");
        host.call(() -> {
            try (LinkSource source = new LinuxSourceProvider().create(Binding.AUTO)) {
                String[] step = {""};
                boolean[] running = {false};
                source.tap((at, datagram) -> {
                    if (running[0]) {
                        add(step[0], texts.size(), datagram, vectors, texts);
                    }
                });
                source.open();
                running[0] = true;
                for (Map.Entry<String, String> one : STEPS.entrySet()) {
                    step[0] = one.getKey();
                    host.sh(one.getValue());
                    int before;
                    do {
                        before = texts.size();
                        source.await(QUIET_NANOS);
                        source.drain(event -> {});
                    } while (texts.size() > before);
                }
            }
            return null;
        });
        String file = System.getProperty("netmon.capture");
        Files.write(Path.of(file + ".vec"), vectors);
        Files.write(Path.of(file + ".txt"), texts);
    }

    private static void add(String step, int number, ByteBuffer datagram, List<String> vectors, List<String> texts) {
        byte[] bytes = new byte[datagram.remaining()];
        datagram.get(datagram.position(), bytes);
        List<String> types = new ArrayList<>();
        List<String> messages = new ArrayList<>();
        MessageCursor cursor = new MessageCursor().over(datagram);
        while (cursor.next()) {
            types.add(Integer.toString(cursor.type()));
            messages.add(CapturedVectorsTest.describe(MessageParser.parse(cursor)));
        }
        String name = String.format("%03d-%s", number, step);
        vectors.add("@ " + name);
        vectors.add("? step=" + step + "; types=" + String.join(",", types));
        String hex = HexFormat.ofDelimiter(" ").formatHex(bytes);
        vectors.add(hex.replaceAll("((?:.. ){31}..) ", "$1\n").lines().collect(Collectors.joining("\n")));
        vectors.add("");
        texts.add(name + ": " + String.join(" | ", messages));
    }
}
