// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.ffm;

import dev.netmon.ffi.testing.WindowsLibraryContract;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Tag;

/** Run twice: in this machine's calling convention and, by the build's second execution, in that of 64-bit Windows. */
@Tag("win64")
class FfmWindowsLibraryTest extends WindowsLibraryContract {
    FfmWindowsLibraryTest() {
        super(FfmProvider.class);
    }

    // Where the JVM puts what is not compiled Java; it is all of the code cache where that is not divided.
    @Override
    protected long codeInUse() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().contains("non-nmethods")
                        || pool.getName().equals("CodeCache"))
                .mapToLong(pool -> pool.getUsage().getUsed())
                .sum();
    }

    @Override
    protected long codeOfOne() {
        return 500; // bytes
    }

    @Override
    protected Class<?>[] otherModules() {
        return new Class<?>[] {};
    }
}
