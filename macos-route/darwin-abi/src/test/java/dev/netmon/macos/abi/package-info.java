// SPDX-License-Identifier: Apache-2.0
/**
 * The tests of the macOS binding and backend, run once more on a JVM of another CPU that calls as on a Mac.
 *
 * <p>{@link dev.netmon.macos.abi.DarwinAbiTest} starts them, {@link dev.netmon.macos.abi.RunTests} is the other JVM's
 * side. The stand-in for the macOS library is compiled for that CPU with Apple's rule for variable arguments.
 */
@NullMarked
package dev.netmon.macos.abi;

import org.jspecify.annotations.NullMarked;
