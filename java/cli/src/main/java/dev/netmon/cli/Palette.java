// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import dev.netmon.Significance;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Colours, or none. */
enum Palette {
    PLAIN,
    COLORED;

    private static final String RESET = "\033[0m";

    /**
     * Decides as the user's flag says, else as the environment says, else by whether a person looks.
     *
     * <p>NO_COLOR counts when it is not empty (no-color.org), CLICOLOR_FORCE when it is neither empty nor 0.
     */
    static Palette choose(
            OutputFlags.Color flag, UnaryOperator<@Nullable String> environment, Descriptors descriptors) {
        if (flag != OutputFlags.Color.AUTO) {
            return flag == OutputFlags.Color.ALWAYS ? COLORED : PLAIN;
        }
        if (set(environment.apply("NO_COLOR"))) {
            return PLAIN;
        }
        String force = environment.apply("CLICOLOR_FORCE");
        if (set(force) && !"0".equals(force)) {
            return COLORED;
        }
        if ("dumb".equals(environment.apply("TERM"))) {
            return PLAIN;
        }
        return descriptors.terminal(Output.DESCRIPTOR) ? COLORED : PLAIN;
    }

    private static boolean set(@Nullable String value) {
        return value != null && !value.isEmpty();
    }

    String significance(Significance significance, String text) {
        return switch (significance) {
            case REBIND -> paint("1;31", text);
            case REPROBE -> paint("33", text);
            case NONE -> paint("2", text);
        };
    }

    String faint(String text) {
        return paint("2", text);
    }

    String good(String text) {
        return paint("32", text);
    }

    String bad(String text) {
        return paint("1;31", text);
    }

    private String paint(String code, String text) {
        return this == PLAIN ? text : "\033[" + code + "m" + text + RESET;
    }
}
