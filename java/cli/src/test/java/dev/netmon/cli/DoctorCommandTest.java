// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class DoctorCommandTest {

    @Test
    void itNamesBackendAndDestinationsOfThisHost() {
        Run doctor = new Run().run("doctor", "--backend", "poll", "--probe", "192.0.2.77");
        String text = String.join("\n", doctor.lines());
        assertEquals(Exit.DONE, doctor.exit());
        assertTrue(text.contains("backend   poll"), text);
        assertTrue(text.contains("probe_v4  ") && text.contains("192.0.2.77"), text);
        assertTrue(text.contains("probe_v6  ") && text.contains("2601:648::1"), text);
        assertEquals("", doctor.errors());
    }

    @Test
    void inJsonItIsOneObject() {
        List<String> lines =
                new Run().run("doctor", "--json", "--backend", "poll").lines();
        assertEquals(1, lines.size());
        assertTrue(lines.get(0).contains("\"type\":\"doctor\""), lines.get(0));
        assertTrue(lines.get(0).contains("\"name\":\"backend\",\"ok\":true"), lines.get(0));
    }
}
