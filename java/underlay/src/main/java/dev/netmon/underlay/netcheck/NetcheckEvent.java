// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.netcheck;

import dev.netmon.Addresses;
import java.net.InetSocketAddress;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

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

    /** Takes over what the report says. */
    void fill(NetcheckReport report) {
        udp = report.udp();
        complete = report.complete();
        home = report.home();
        publicV4 = text(report.publicV4());
        publicV6 = text(report.publicV6());
    }

    private static String text(@Nullable InetSocketAddress endpoint) {
        return endpoint == null ? "" : Addresses.format(endpoint);
    }
}
