// SPDX-License-Identifier: Apache-2.0
package dev.netmon.cli;

import dev.netmon.underlay.netcheck.Netcheck;
import dev.netmon.underlay.netcheck.NetcheckReport;

/** What {@code netcheck} prints, for people or for programs. */
interface NetcheckLines extends Netcheck.Progress {

    void report(NetcheckReport report);

    /** What prints as the flags ask for. */
    static NetcheckLines of(Shell shell, OutputFlags flags) {
        return flags.json
                ? new JsonNetcheck(shell.out())
                : new HumanNetcheck(shell, Palette.choose(flags.color, shell.environment(), shell.descriptors()));
    }
}
