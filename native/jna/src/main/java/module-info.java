// SPDX-License-Identifier: Apache-2.0

/** The native calls through JNA. */
module dev.netmon.ffi.jna {
    requires com.sun.jna;
    requires dev.netmon.ffi;
    requires static transitive org.jspecify;

    // JNA reaches the native methods, the structures and the callbacks by reflection.
    exports dev.netmon.ffi.jna to
            com.sun.jna,
            dev.netmon.ffi;
}
