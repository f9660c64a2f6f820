// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.netcheck;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** The flight recorder's event of a netcheck. */
@Name("netmon.Netcheck")
@Label("Netcheck")
@Category("netmon")
@Description("What the network lets through was measured")
@StackTrace(false)
final class NetcheckEvent extends Event {

    @Label("UDP")
    boolean udp;

    @Label("Complete")
    boolean complete;

    @Label("Home Region")
    int home;

    @Label("Public IPv4")
    String publicV4 = "";

    @Label("Public IPv6")
    String publicV6 = "";
}
