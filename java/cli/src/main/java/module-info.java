// SPDX-License-Identifier: Apache-2.0

/** The netmon command. */
module dev.netmon.cli {
    requires dev.netmon.core;
    requires dev.netmon.ffi;
    requires dev.netmon.linux;
    requires dev.netmon.underlay;
    requires dev.netmon.wire;
    requires info.picocli;
    requires static transitive org.jspecify;

    // picocli fills the fields and calls the constructors of the commands by reflection.
    opens dev.netmon.cli to
            info.picocli;
}
