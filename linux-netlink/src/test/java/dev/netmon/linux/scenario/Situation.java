// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux.scenario;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One situation of the standard rig, as written in a text file; the file's head explains the form. Immutable.
 *
 * @param families v6 too, or v4 alone
 * @param load whether others may run beside it
 * @param fairMillis how long a step may take, besides its pauses, to be the situation that is meant
 * @param before shell lines that run before anybody listens
 */
record Situation(String name, Families families, Load load, long fairMillis, List<String> before, List<Step> steps) {

    /** Less than a burst takes to settle (250 ms), with room for the machine. */
    private static final long FAIR_MILLIS = 150;

    /** The address families of the rig. */
    enum Families {
        V4,
        BOTH
    }

    /** What a situation costs the machine. */
    enum Load {
        LIGHT,
        HEAVY
    }

    /** One shell line, how long its consequences are watched, and what has to be said. */
    record Step(String script, Duration window, Expected expected) {}

    @Override
    public String toString() {
        return name;
    }

    /** Reads a file beside this class. */
    static List<Situation> read(String file) {
        try (InputStream in = Objects.requireNonNull(Situation.class.getResourceAsStream(file), file);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            List<Situation> all = new ArrayList<>();
            Builder current = null;
            for (String line : (Iterable<String>) lines.lines()::iterator) {
                if (line.startsWith("[")) {
                    finish(current, all);
                    current = new Builder(line.substring(1, line.indexOf(']')));
                } else if (!line.isBlank() && !line.startsWith("#")) {
                    int colon = line.indexOf(':');
                    Objects.requireNonNull(current, "no [name] yet")
                            .line(
                                    line.substring(0, colon),
                                    line.substring(colon + 1).strip());
                }
            }
            finish(current, all);
            return List.copyOf(all);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void finish(@Nullable Builder builder, List<Situation> all) {
        if (builder != null) {
            all.add(builder.build());
        }
    }

    private static final class Builder {
        private final String name;
        private Families families = Families.V4;
        private Load load = Load.LIGHT;
        private long fairMillis = FAIR_MILLIS;
        private final List<String> before = new ArrayList<>();
        private final List<Step> steps = new ArrayList<>();

        Builder(String name) {
            this.name = name;
        }

        void line(String key, String value) {
            switch (key) {
                case "ipv6" -> families = Families.BOTH;
                case "alone" -> load = Load.HEAVY;
                case "within" -> fairMillis = Long.parseLong(value);
                case "before" -> before.add(value);
                case "do" -> steps.add(new Step(value, Witness.WINDOW, Expected.of("none")));
                case "watch" ->
                    last(new Step(last().script, Duration.ofMillis(Long.parseLong(value)), last().expected));
                case "expect" -> last(new Step(last().script, last().window, Expected.of(value)));
                case "said" -> last(new Step(last().script, last().window, said(last().expected, value)));
                case "egress" ->
                    last(new Step(last().script, last().window, last().expected.egress(value)));
                default -> throw new IllegalArgumentException(name + ": unknown line " + key);
            }
        }

        private static Expected said(Expected expected, String value) {
            String[] ends = value.split("-", 2);
            return expected.said(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]));
        }

        private Step last() {
            return steps.get(steps.size() - 1);
        }

        private void last(Step step) {
            steps.set(steps.size() - 1, step);
        }

        Situation build() {
            if (steps.isEmpty()) {
                throw new IllegalArgumentException(name + " has no step");
            }
            return new Situation(name, families, load, fairMillis, List.copyOf(before), List.copyOf(steps));
        }
    }
}
