// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.ffm;

import dev.netmon.ffi.BindingProvider;
import dev.netmon.ffi.DarwinLibrary;
import dev.netmon.ffi.LinuxLibrary;
import dev.netmon.ffi.NamespaceCalls;
import dev.netmon.ffi.WindowsLibrary;

/** The libraries through the foreign function API; found by name, so it must stay public with this constructor. */
public final class FfmProvider implements BindingProvider {

    /** A provider; nothing is linked yet. */
    public FfmProvider() {}

    @Override
    public LinuxLibrary linux() {
        return new FfmLinuxLibrary();
    }

    @Override
    public DarwinLibrary darwin() {
        return new FfmDarwinLibrary();
    }

    @Override
    public NamespaceCalls namespaces() {
        return new FfmNamespaceCalls();
    }

    @Override
    public WindowsLibrary windows() {
        return new FfmWindowsLibrary();
    }
}
