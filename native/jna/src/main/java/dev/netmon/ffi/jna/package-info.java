// SPDX-License-Identifier: Apache-2.0
/**
 * The twin that calls C with Java Native Access, for JVMs without the foreign function API.
 *
 * <p>Direct mapping: a native method per C function, each in a small holder class of its own that registers it when it
 * is first called, because JNA refuses a whole class if one of its functions is missing. A function this C library
 * lacks answers ENOSYS, and the others go on.
 *
 * <p>Buffers are passed as they are: JNA hands C the address of the byte at their position and copies nothing. JNA saves
 * errno per thread right after each call. No type of JNA leaves the package.
 *
 * <p>Windows calls back ({@link dev.netmon.ffi.jna.WindowsLinking}): each registration has an object of its own, kept
 * until the registration has ended.
 */
@NullMarked
package dev.netmon.ffi.jna;

import org.jspecify.annotations.NullMarked;
