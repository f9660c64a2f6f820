// SPDX-License-Identifier: Apache-2.0

/** A UDP underlay that survives network changes, STUN, netcheck and the supervisor. */
module dev.netmon.underlay {
    requires transitive dev.netmon.core;
    requires dev.netmon.resilience;
    requires com.google.gson;
    requires java.net.http;
    requires jdk.jfr;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports dev.netmon.underlay;
    exports dev.netmon.underlay.netcheck;
    exports dev.netmon.underlay.peer;
    exports dev.netmon.underlay.stun;
    exports dev.netmon.underlay.supervise;
}
