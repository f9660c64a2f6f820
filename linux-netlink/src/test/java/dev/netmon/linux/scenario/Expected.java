// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux.scenario;

import dev.netmon.Addresses;
import dev.netmon.EgressPath;
import dev.netmon.Family;
import dev.netmon.LinkChange;
import dev.netmon.NetworkState;
import dev.netmon.Reason;
import dev.netmon.Significance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What has to be said about one step. Immutable; written as the situations are: {@code "rebind source_address_changed"}.
 *
 * @param highest the significances that may be the highest
 * @param reasons what the changes must name, taken together
 * @param said how often something other than {@code none} may be said
 * @param egress where packets must leave at the end, one line per family: {@code "v4 interface=eth0"}, {@code "v6 none"}
 */
record Expected(Set<Significance> highest, Set<Reason> reasons, Said said, List<String> egress) {

    /** A least and a greatest number of times. */
    record Said(int least, int most) {}

    /** Reads {@code SIGNIFICANCE[|SIGNIFICANCE] [REASON]…}; said once, or not at all for {@code none}. */
    static Expected of(String text) {
        String[] words = text.strip().split("\\s+", -1);
        Set<Significance> highest = EnumSet.noneOf(Significance.class);
        Arrays.stream(words[0].split("\\|"))
                .forEach(word -> highest.add(Significance.valueOf(word.toUpperCase(Locale.ROOT))));
        Set<Reason> reasons = EnumSet.noneOf(Reason.class);
        Arrays.stream(words).skip(1).forEach(word -> reasons.add(Reason.valueOf(word.toUpperCase(Locale.ROOT))));
        int least = highest.contains(Significance.NONE) ? 0 : 1;
        int most = highest.equals(EnumSet.of(Significance.NONE)) ? 0 : 1;
        return new Expected(highest, reasons, new Said(least, most), List.of());
    }

    /** The same, said at least and at most so often. */
    Expected said(int least, int most) {
        return new Expected(highest, reasons, new Said(least, most), egress);
    }

    /** The same in the end and for all together, said in several parts. */
    Expected inParts() {
        return new Expected(EnumSet.allOf(Significance.class), reasons, new Said(2, Integer.MAX_VALUE), egress);
    }

    /** The same, and packets of a family leave there at the end. */
    Expected egress(String line) {
        List<String> lines = new ArrayList<>(egress);
        lines.add(line.strip());
        return new Expected(highest, reasons, said, List.copyOf(lines));
    }

    /** What is wrong with what was said, or empty. */
    Optional<String> objection(List<LinkChange> changes, NetworkState end) {
        List<String> wrong = new ArrayList<>();
        Significance most = changes.stream()
                .map(LinkChange::significance)
                .max(Significance::compareTo)
                .orElse(Significance.NONE);
        if (!highest.contains(most)) {
            wrong.add("significance is " + most.label() + ", not " + highest);
        }
        Set<Reason> given = EnumSet.noneOf(Reason.class);
        long times = 0;
        for (LinkChange change : changes) {
            given.addAll(change.reasons());
            times += change.significance() == Significance.NONE ? 0 : 1;
        }
        Set<Reason> absent = EnumSet.copyOf(reasons.isEmpty() ? EnumSet.noneOf(Reason.class) : reasons);
        absent.removeAll(given);
        if (!absent.isEmpty()) {
            wrong.add("reasons not given: " + absent);
        }
        if (times < said.least || times > said.most) {
            wrong.add("said " + times + " times, not " + said.least + " to " + said.most);
        }
        for (String line : egress) {
            objection(line, end).ifPresent(wrong::add);
        }
        return wrong.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", wrong));
    }

    private static Optional<String> objection(String line, NetworkState state) {
        String[] words = line.split("\\s+", -1);
        Family family = Family.valueOf(words[0].toUpperCase(Locale.ROOT));
        EgressPath path = state.egress(family);
        if (words[1].equals("none")) {
            return state.usable(family) ? Optional.of("egress is " + path + ", not " + line) : Optional.empty();
        }
        for (int i = 1; i < words.length; i++) {
            String[] pair = words[i].split("=", 2);
            if (path == null || !value(path, pair[0]).equals(pair[1])) {
                return Optional.of("egress is " + path + ", not " + line);
            }
        }
        return Optional.empty();
    }

    private static String value(EgressPath path, String key) {
        return switch (key) {
            case "interface" -> path.interfaceName();
            case "source" -> path.source() == null ? "none" : Addresses.format(path.source());
            case "gateway" -> path.gateway() == null ? "none" : Addresses.format(path.gateway());
            case "usable" -> path.usable() ? "yes" : "no";
            case "why" ->
                path.whyUnusable() == null ? "none" : path.whyUnusable().label();
            default -> throw new IllegalArgumentException("unknown: " + key);
        };
    }
}
