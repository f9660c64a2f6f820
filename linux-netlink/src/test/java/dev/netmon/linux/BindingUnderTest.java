// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux;

import dev.netmon.BackendUnavailableException;
import dev.netmon.MonitorOptions.Binding;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The bindings this JVM can run, for tests that run on each. */
final class BindingUnderTest {
    private BindingUnderTest() {}

    static Stream<Binding> all() {
        List<Binding> able = new ArrayList<>();
        if (Runtime.version().feature() >= 22) {
            able.add(Binding.FFM);
        }
        able.add(Binding.JNA);
        return able.stream();
    }

    /** A source with this binding; the test is skipped where this JVM is too old for it. */
    static NetlinkSource source(Binding binding) throws BackendUnavailableException {
        Assumptions.assumeTrue(all().anyMatch(binding::equals), () -> binding + " needs a newer JVM");
        return (NetlinkSource) new LinuxSourceProvider().create(binding);
    }
}
