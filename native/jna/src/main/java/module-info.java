// SPDX-License-Identifier: Apache-2.0
/** The C calls of netmon through Java Native Access; any Java from 17. */
module dev.netmon.ffi.jna {
    requires dev.netmon.ffi;
    requires com.sun.jna;
    requires static transitive org.jspecify;

    exports dev.netmon.ffi.jna to
            dev.netmon.ffi;

    provides dev.netmon.ffi.BindingProvider with
            dev.netmon.ffi.jna.JnaProvider;
}
