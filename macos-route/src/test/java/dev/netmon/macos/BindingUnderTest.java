// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos;

import dev.netmon.ffi.Binding;
import java.util.stream.Stream;

/** The bindings this JVM can run, for tests that run on each. */
final class BindingUnderTest {
    private BindingUnderTest() {}

    static Stream<Binding> all() {
        return Runtime.version().feature() >= 22 ? Stream.of(Binding.FFM, Binding.JNA) : Stream.of(Binding.JNA);
    }
}
