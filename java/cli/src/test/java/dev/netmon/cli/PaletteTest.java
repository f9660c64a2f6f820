// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaletteTest {

    /** Flag, NO_COLOR, CLICOLOR_FORCE, TERM, terminal; empty is the empty string, absent is not set. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "AUTO,   -,  -, xterm, true,  COLORED",
                "AUTO,   -,  -, xterm, false, PLAIN",
                "AUTO,   -,  -, -,     true,  COLORED",
                "AUTO,   1,  -, xterm, true,  PLAIN",
                "AUTO,  '',  -, xterm, true,  COLORED",
                "AUTO,   1,  1, xterm, true,  PLAIN",
                "AUTO,   -,  1, xterm, false, COLORED",
                "AUTO,   -,  0, xterm, false, PLAIN",
                "AUTO,   -, '', xterm, false, PLAIN",
                "AUTO,   -,  1, dumb,  false, COLORED",
                "AUTO,   -,  -, dumb,  true,  PLAIN",
                "ALWAYS, 1,  -, dumb,  false, COLORED",
                "NEVER,  -,  1, xterm, true,  PLAIN"
            })
    void aFlagBeatsTheEnvironmentAndThatTheTerminal(
            OutputFlags.Color flag, String no, String force, String term, boolean terminal, Palette expected) {
        Map<String, String> environment = new java.util.HashMap<>();
        environment.put("NO_COLOR", no);
        environment.put("CLICOLOR_FORCE", force);
        environment.put("TERM", term);
        Descriptors descriptors = new Descriptors() {
            @Override
            public boolean terminal(int descriptor) {
                return terminal;
            }

            @Override
            public boolean hungUp(int descriptor) {
                return false;
            }

            @Override
            public boolean awaitHangUp(int descriptor) {
                return false;
            }

            @Override
            public void release() {}
        };
        assertEquals(expected, Palette.choose(flag, environment::get, descriptors));
    }
}
