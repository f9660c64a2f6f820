// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi.jna;

import dev.netmon.ffi.BindingProvider;
import dev.netmon.ffi.DarwinLibrary;
import dev.netmon.ffi.LinuxLibrary;
import dev.netmon.ffi.NamespaceCalls;
import dev.netmon.ffi.WindowsLibrary;

/** The libraries through JNA; found by name, so it must stay public with this constructor. */
public final class JnaProvider implements BindingProvider {

    /** A provider; nothing is registered yet. */
    public JnaProvider() {}

    @Override
    public LinuxLibrary linux() {
        return new JnaLinuxLibrary();
    }

    @Override
    public DarwinLibrary darwin() {
        return new JnaDarwinLibrary();
    }

    @Override
    public NamespaceCalls namespaces() {
        return new JnaNamespaceCalls();
    }

    @Override
    public WindowsLibrary windows() {
        return new JnaWindowsLibrary();
    }
}
