// SPDX-License-Identifier: Apache-2.0

/** The native calls through the foreign function API. */
module dev.netmon.ffi.ffm {
    requires dev.netmon.ffi;
    requires static transitive org.jspecify;

    exports dev.netmon.ffi.ffm to
            dev.netmon.ffi;
}
