// SPDX-License-Identifier: Apache-2.0

/** The Windows backend: IP Helper. */
module dev.netmon.windows {
    requires transitive dev.netmon.core;
    requires dev.netmon.ffi;
    requires org.slf4j;
    requires static transitive org.jspecify;
}
