// SPDX-License-Identifier: Apache-2.0

/** The macOS backend: PF_ROUTE. */
module dev.netmon.macos {
    requires transitive dev.netmon.core;
    requires dev.netmon.ffi;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports dev.netmon.macos;
    exports dev.netmon.macos.wire;

    provides dev.netmon.spi.LinkSourceProvider with
            dev.netmon.macos.MacosSourceProvider;
}
