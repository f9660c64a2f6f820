// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos;

import dev.netmon.ffi.Binding;
import dev.netmon.ffi.testing.DarwinStandIn;
import java.util.stream.Stream;

/** The bindings this JVM can run, for tests that run on each. */
final class BindingUnderTest {
    private BindingUnderTest() {}

    static Stream<Binding> all() {
        return DarwinStandIn.bindings().stream();
    }
}
