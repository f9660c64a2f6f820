// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import dev.netmon.underlay.netcheck.Netcheck.Phase;
import dev.netmon.underlay.netcheck.NetcheckReport;

/** Lines for programs: the reports alone. */
final class JsonNetcheck implements NetcheckLines {

    private final JsonPrinter json;

    JsonNetcheck(Output out) {
        json = new JsonPrinter(out);
    }

    @Override
    public void phase(Phase phase) {}

    @Override
    public void report(NetcheckReport report) {
        json.print(lines -> lines.netcheck(report));
    }
}
