// SPDX-License-Identifier: Apache-2.0

/** The Linux backend: rtnetlink. */
module dev.netmon.linux {
    requires transitive dev.netmon.core;
    requires dev.netmon.ffi;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports dev.netmon.linux;
    exports dev.netmon.linux.wire;

    provides dev.netmon.spi.LinkSourceProvider with
            dev.netmon.linux.LinuxSourceProvider;
}
