// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos;

import dev.netmon.MonitorOptions.Binding;
import dev.netmon.macos.wire.KernelEvent;
import dev.netmon.macos.wire.MessageCursor;
import dev.netmon.macos.wire.MessageParser;
import dev.netmon.macos.wire.MessageText;
import dev.netmon.testkit.VectorFile;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Records what a Mac says on its routing socket and as kernel events while a network is changed: {@code FILE.vec}, and
 * {@code FILE.txt} with what the parser makes of it. No test by its name; to run it:
 *
 * <pre>
 * mvn -Dquick -pl macos-route -am test -Dtest=CaptureVectors -Dnetmon.capture=/tmp/macos-captured
 *     -Dsurefire.failIfNoSpecifiedTests=false
 * </pre>
 */
@EnabledIf(
        value = "dev.netmon.macos.MacosNetwork#permitted",
        disabledReason = "needs macOS, and root or sudo without a password")
@EnabledIfSystemProperty(named = "netmon.capture", matches = ".+", disabledReason = "give -Dnetmon.capture=FILE")
class CaptureVectors {
    /** How long the system has to be silent before the next step: 2 s, what duplicate detection takes and more. */
    private static final long QUIET_NANOS = 2_000_000_000L;

    /** How often an unquiet system is waited for; then the next step is done all the same. */
    private static final int PATIENCE = 30;

    private interface Change {
        void make() throws Exception;
    }

    @Test
    void record() throws Exception {
        VectorFile file = new VectorFile();
        String[] step = {"from-elsewhere"};
        try (MacosNetwork network = MacosNetwork.build(Binding.AUTO);
                RouteSource source = (RouteSource) network.source()) {
            source.messages((at, message) -> add(file, step[0], message));
            source.open();
            for (Map.Entry<String, Change> one : steps(network).entrySet()) {
                step[0] = one.getKey();
                one.getValue().make();
                int before = -1;
                for (int i = 0; i < PATIENCE && file.size() > before; i++) {
                    before = file.size();
                    source.await(QUIET_NANOS);
                    source.drain(event -> {});
                }
            }
        }
        file.write(System.getProperty("netmon.capture"));
    }

    private static Map<String, Change> steps(MacosNetwork network) {
        Map<String, Change> steps = new LinkedHashMap<>();
        steps.put("address", network::addSpareAddress);
        steps.put("address-del", network::removeSpareAddress);
        steps.put("address6", network::addIpv6Address);
        steps.put("address6-del", network::removeIpv6Address);
        steps.put("loopback-alias", network::addLoopbackAlias);
        steps.put("loopback-alias-del", network::removeLoopbackAlias);
        steps.put("route-away", network::moveDefaultAway);
        steps.put("route-back", network::moveDefaultBack);
        steps.put("route-del", network::removeDefault);
        steps.put("mtu", () -> network.mtu(1400));
        steps.put("carrier-lost", network::loseCarrier);
        steps.put("carrier-back", network::regainCarrier);
        steps.put("down", () -> network.admin("down"));
        steps.put("up", () -> network.admin("up"));
        steps.put("links-del", network::close);
        return steps;
    }

    /** A kernel event begins with its whole size in four bytes, a message of the routing socket with its in two. */
    private static void add(VectorFile file, String step, ByteBuffer message) {
        if (message.remaining() >= Integer.BYTES && message.getInt(message.position()) == message.remaining()) {
            file.add(step, "of=kernel-event", message, MessageText.of(KernelEvent.parse(message)));
            return;
        }
        List<String> types = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        MessageCursor cursor = new MessageCursor().over(message);
        while (cursor.next()) {
            types.add(Integer.toString(cursor.type()));
            texts.add(MessageText.of(MessageParser.parse(cursor)));
        }
        file.add(step, "of=routing-socket; types=" + String.join(",", types), message, String.join(" | ", texts));
    }
}
