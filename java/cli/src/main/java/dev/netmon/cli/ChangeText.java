// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import dev.netmon.Change;
import dev.netmon.Change.Kind;
import dev.netmon.Change.Op;
import dev.netmon.Family;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Differences in words: {@code v4 interface eth0 -> eth1, source 10.1.0.2 -> 10.2.0.2; eth0 -10.1.0.2/24}. */
final class ChangeText {

    /** A line stays readable; the JSON form has them all. */
    private static final int SHOWN = 16;

    private ChangeText() {}

    static void append(StringBuilder line, List<Change> changes, int omitted) {
        int shown = 0;
        String before = "";
        // Egress first: it is why the line is there.
        for (int pass = 0; pass < 2; pass++) {
            for (Change change : changes) {
                if (change.kind() == Kind.EGRESS == (pass == 0) && shown < SHOWN && !implied(change)) {
                    String subject = subject(change);
                    line.append(shown == 0 ? "" : subject.equals(before) ? ", " : "; ");
                    if (!subject.equals(before)) {
                        line.append(subject).append(' ');
                    }
                    what(line, change);
                    before = subject;
                    shown++;
                }
            }
        }
        int hidden = omitted;
        for (Change change : changes) {
            hidden += implied(change) ? 0 : 1;
        }
        hidden -= shown;
        if (hidden > 0) {
            line.append("; and ").append(hidden).append(" more");
        }
    }

    /** A path that is gone has no source any more either, and one that has come is usable. */
    private static boolean implied(Change change) {
        if (change.kind() != Kind.EGRESS || change.what().equals("interface")) {
            return false;
        }
        return change.op() == Op.REMOVE
                || change.op() == Op.ADD && change.what().equals("usable") && "true".equals(change.to());
    }

    private static String subject(Change change) {
        Family family = change.family();
        if (change.kind() == Kind.EGRESS && family != null) {
            return family.label();
        }
        String name = change.interfaceName();
        return name == null ? "#" + change.index() : name;
    }

    private static void what(StringBuilder line, Change change) {
        String what = change.what();
        if (change.kind() == Kind.LINK && change.op() != Op.CHANGE) {
            line.append(change.op() == Op.ADD ? "added" : "removed");
            return;
        }
        if (change.kind() == Kind.ADDRESS && change.op() != Op.CHANGE) {
            boolean added = change.op() == Op.ADD;
            line.append(added ? '+' : '-').append(value(added ? change.to() : change.from()));
            return;
        }
        line.append(what)
                .append(' ')
                .append(value(change.from()))
                .append(" -> ")
                .append(value(change.to()));
    }

    private static String value(@Nullable String text) {
        if (text == null) {
            return "none";
        }
        return switch (text) {
            case "true" -> "yes";
            case "false" -> "no";
            default -> text;
        };
    }
}
