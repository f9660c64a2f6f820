// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.netcheck;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** In a normal build it replays the seeds under {@code DerpMapFuzzTestInputs}. */
class DerpMapFuzzTest {

    /** The text of a map. */
    @FuzzTest(maxDuration = "10m")
    void map(byte[] bytes) {
        parse(new String(bytes, StandardCharsets.UTF_8));
    }

    static void parse(String json) {
        try {
            DerpMap map = DerpMap.parse(json, "test");
            map.regions()
                    .values()
                    .forEach(region -> region.nodes().forEach(node -> {
                        node.pin();
                        node.serverName();
                    }));
            new HomeRegion(map.scores());
        } catch (DerpMapException e) {
            String message = String.valueOf(e.getMessage());
            if (message.contains("\n") || message.length() > 400) {
                throw new AssertionError("not one clear line: " + message, e);
            }
        }
    }
}
