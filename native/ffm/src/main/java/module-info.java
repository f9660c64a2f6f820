// SPDX-License-Identifier: Apache-2.0
/** The C calls of netmon through the JDK's foreign function API; Java 22 and later. */
module dev.netmon.ffi.ffm {
    requires dev.netmon.ffi;
    requires static transitive org.jspecify;

    exports dev.netmon.ffi.ffm to
            dev.netmon.ffi;

    provides dev.netmon.ffi.BindingProvider with
            dev.netmon.ffi.ffm.FfmProvider;
}
