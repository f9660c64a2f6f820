// SPDX-License-Identifier: Apache-2.0
package dev.netmon.internal.monitor;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** The flight recorder's event of a judged change. */
@Name("netmon.LinkChange")
@Label("Link Change")
@Category("netmon")
@Description("The network changed, and how much it matters")
@StackTrace(false)
final class LinkChangeEvent extends Event {

    @Label("Sequence")
    long seq;

    @Label("Significance")
    String significance = "";

    @Label("Reasons")
    String reasons = "";

    @Label("Eager")
    boolean eager;

    @Label("Raw Events")
    long rawEvents;
}
