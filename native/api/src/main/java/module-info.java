// SPDX-License-Identifier: Apache-2.0

/** The C functions netmon calls and the choice of binding. */
module dev.netmon.ffi {
    requires static transitive org.jspecify;

    exports dev.netmon.ffi;
}
