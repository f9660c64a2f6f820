// SPDX-License-Identifier: Apache-2.0
/** The C calls netmon makes, as one interface per C library, and the choice between the two ways to reach them. */
@SuppressWarnings("module") // the twins are built after this one
module dev.netmon.ffi {
    requires static transitive org.jspecify;

    exports dev.netmon.ffi;
    exports dev.netmon.ffi.callback to
            dev.netmon.ffi.ffm,
            dev.netmon.ffi.jna;

    // For the module resolver and jlink only: the providers are found by name, never by iterating a ServiceLoader,
    // because a class compiled for Java 22 must not be touched on 17.
    uses dev.netmon.ffi.BindingProvider;
}
