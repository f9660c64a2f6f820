// SPDX-License-Identifier: Apache-2.0

/** The Windows backend: IP Helper. */
module dev.netmon.windows {
    requires transitive dev.netmon.core;
    requires dev.netmon.ffi;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports dev.netmon.windows;
    exports dev.netmon.windows.wire;

    provides dev.netmon.spi.LinkSourceProvider with
            dev.netmon.windows.WindowsSourceProvider;
}
