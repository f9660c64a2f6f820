// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netmon.MonitorOptions;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RehearsalTest {

    @Test
    void goesThroughAnEagerChangeAndItsSettledOneAndEnds() throws Failure {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Ending ending = new Ending();
        PrintFlags flags = new PrintFlags();
        flags.all = true;
        Printer printer = new Printer(new JsonOutput(new Output(bytes, Descriptors.UNKNOWN, ending)), flags, ending);
        Rehearsal.run(MonitorOptions.defaults(), printer);
        List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals(3, lines.size(), lines.toString());
        assertTrue(lines.get(1).contains("\"significance\":\"rebind\""), lines.get(1));
        assertTrue(lines.get(1).contains("\"eager\":true"), lines.get(1));
        assertTrue(lines.get(2).contains("already_told"), lines.get(2));
    }
}
