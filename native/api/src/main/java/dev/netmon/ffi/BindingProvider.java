// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi;

/**
 * What a twin offers: its libraries, ready to call.
 *
 * <p>Implemented by the twins alone; users ask {@link Bindings}. The methods may throw anything where the JVM or the
 * system denies native access; {@link Bindings} turns that into a reason.
 */
public interface BindingProvider {

    /** The C library of Linux. */
    LinuxLibrary linux();

    /** The C library of macOS. */
    DarwinLibrary darwin();

    /** The namespace calls of Linux. */
    NamespaceCalls namespaces();

    /** The IP Helper and power functions of Windows. */
    WindowsLibrary windows();
}
