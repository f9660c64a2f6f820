// SPDX-License-Identifier: Apache-2.0
/**
 * What the tests of several modules share about native calls.
 *
 * <p>{@link dev.netmon.ffi.testing.LinuxLibraryContract}, {@link dev.netmon.ffi.testing.NamespaceCallsContract} and
 * {@link dev.netmon.ffi.testing.StandInContract} are what every binding must do, run once per twin and JVM;
 * {@link dev.netmon.ffi.testing.DarwinLibraryContract} is it for macOS, over the scripted library and kernel of
 * {@link dev.netmon.ffi.testing.DarwinStandIn}, and {@link dev.netmon.ffi.testing.WindowsLibraryContract} for Windows, over
 * {@link dev.netmon.ffi.testing.WindowsStandIn}. {@link dev.netmon.ffi.testing.HeaderAudit} compares our numbers with C
 * headers: those of the machine, or those of {@link dev.netmon.ffi.testing.AppleHeaders}.
 * {@link dev.netmon.ffi.testing.StandIn} puts a small library of our own in the place of the C library.
 * {@link dev.netmon.ffi.testing.ChildJvm} asks another JVM, with other flags or other jars, which binding it gets.
 */
@NullMarked
package dev.netmon.ffi.testing;

import org.jspecify.annotations.NullMarked;
