// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.supervise;

import dev.netmon.Significance;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** The flight recorder's event of a reaction; its duration is that of getting the traffic moving again. */
@Name("netmon.Reaction")
@Label("Reaction")
@Category("netmon")
@Description("A change of the network was reacted to")
@StackTrace(false)
final class ReactionEvent extends Event {

    @Label("Significance")
    String significance = "";

    @Label("Failure")
    @Description("Why it failed; empty where it worked")
    String failure = "";

    void commit(Significance reaction, @Nullable Throwable why) {
        if (shouldCommit()) {
            significance = reaction.label();
            failure = why == null ? "" : why.toString();
            commit();
        }
    }
}
