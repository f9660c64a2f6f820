// SPDX-License-Identifier: Apache-2.0
package dev.netmon.bench.lab;

import java.util.ArrayList;
import java.util.List;

/** A table in Markdown, printed when it is complete, so that it can be pasted as it is. */
final class Table {

    private final String title;
    private final List<List<String>> rows = new ArrayList<>();

    Table(String title, String... head) {
        this.title = title;
        rows.add(List.of(head));
    }

    /** A number becomes a figure; all else is text. */
    void row(Object... cells) {
        List<String> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(cell instanceof Double number ? Quantiles.figure(number) : String.valueOf(cell));
        }
        rows.add(row);
    }

    void print() {
        System.out.println();
        System.out.println("### " + title);
        System.out.println();
        for (int i = 0; i < rows.size(); i++) {
            System.out.println("| " + String.join(" | ", rows.get(i)) + " |");
            if (i == 0) {
                System.out.println("|---".repeat(rows.get(0).size()) + "|");
            }
        }
        System.out.flush();
    }
}
