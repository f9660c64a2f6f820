// SPDX-License-Identifier: Apache-2.0
/**
 * The seam between netmon and the C library.
 *
 * <p>One interface per C library ({@link dev.netmon.ffi.LinuxLibrary} and {@link dev.netmon.ffi.DarwinLibrary} over
 * {@link dev.netmon.ffi.PosixLibrary}) holds exactly the calls netmon makes, under their C names. Two twins implement it:
 * one with the JDK's foreign function API (Java 22 and later), one with JNA (17 to 21).
 * {@link dev.netmon.ffi.Bindings} chooses, and says in one line why a choice is impossible and what would fix it.
 *
 * <p>A call never throws for an errno: it returns what C returns, or the negative errno. {@link dev.netmon.ffi.Errno}
 * puts names to the numbers and {@link dev.netmon.ffi.NativeException} is there for those who want to throw.
 * Memory is direct {@link java.nio.ByteBuffer}s in native order; nothing of either twin's types leaves it.
 *
 * <p>{@link dev.netmon.ffi.WindowsLibrary} answers Win32 error codes instead ({@link dev.netmon.ffi.Win32Error}), and is
 * the one library that calls back: a {@link dev.netmon.ffi.MibChangeReceiver} runs on threads of the system, and a
 * {@link dev.netmon.ffi.Registration} says how that ends.
 *
 * <p>Here too stands what both twins share: the constants and layouts of the kernel's headers (audited against the
 * real headers by a test), the receive buffers of {@link dev.netmon.ffi.MessageBatch} and the poll array of
 * {@link dev.netmon.ffi.PollSet}. No parsing, no policy: those live in the backends.
 */
@NullMarked
package dev.netmon.ffi;

import org.jspecify.annotations.NullMarked;
