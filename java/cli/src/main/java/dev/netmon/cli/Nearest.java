// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Finds what somebody meant to write. */
final class Nearest {

    /** A third of the letters wrong is a slip, more is another word. */
    private static final int LETTERS_PER_SLIP = 3;

    private Nearest() {}

    /** The candidate that is a few slips away, or null. */
    static @Nullable String to(String text, Collection<String> candidates) {
        String best = null;
        int least = Math.max(1, text.length() / LETTERS_PER_SLIP) + 1;
        for (String candidate : candidates) {
            int distance = distance(text, candidate);
            if (distance < least) {
                best = candidate;
                least = distance;
            }
        }
        return best;
    }

    /** Letters to insert, to remove or to replace (Levenshtein). */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
