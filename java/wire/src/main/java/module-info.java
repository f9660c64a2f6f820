// SPDX-License-Identifier: Apache-2.0

/** What leaves the process: JSON, recording and replay. */
module dev.netmon.wire {
    requires transitive dev.netmon.core;
    requires transitive dev.netmon.underlay;
    requires com.google.gson;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports dev.netmon.wire;
}
