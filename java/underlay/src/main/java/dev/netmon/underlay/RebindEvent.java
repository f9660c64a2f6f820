// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** The flight recorder's event of a replaced socket; its duration is from the first step to the bound socket. */
@Name("netmon.Rebind")
@Label("Rebind")
@Category("netmon")
@Description("A UDP socket of an underlay was replaced, or could not be")
@StackTrace(false)
final class RebindEvent extends Event {

    @Label("Family")
    String family = "";

    @Label("Outcome")
    String outcome = "";

    @Label("Cause")
    String cause = "";

    @Label("Old Address")
    String old = "";

    @Label("New Address")
    String now = "";

    @Label("Attempts")
    int attempts;

    void commit(RebindResult result) {
        if (shouldCommit()) {
            family = result.family().label();
            outcome = result.outcome().label();
            cause = result.cause().label();
            old = String.valueOf(result.old());
            now = String.valueOf(result.now());
            attempts = result.attempts();
            commit();
        }
    }
}
