// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows.wire;

import java.util.List;

/**
 * A table that was read.
 *
 * @param rows those that could be read, in the table's order
 * @param unread how many more the table claims to have
 */
public record Rows<R>(List<R> rows, long unread) {

    public Rows {
        rows = List.copyOf(rows);
    }

    /** No row at all. */
    public static <R> Rows<R> none() {
        return new Rows<>(List.of(), 0);
    }
}
