// SPDX-License-Identifier: Apache-2.0
/**
 * The twin that calls C with the JDK's foreign function and memory API.
 *
 * <p>Each C function has a small holder class with its prototype and its {@code static final} method handle, so that
 * a function is linked when it is first called; all have one shape, because shapes are what linking spends its time on
 * ({@link dev.netmon.ffi.ffm.Linking}). A function this C library lacks answers ENOSYS, and the others go on.
 *
 * <p>The JVM saves errno right after the call, into memory that belongs to the calling thread
 * ({@link dev.netmon.ffi.ffm.CallState}); reading it with a second call would be too late. Pointers are
 * the addresses of the caller's own buffers, nothing is copied, and no type of this API leaves the package.
 *
 * <p>Windows calls back ({@link dev.netmon.ffi.ffm.WindowsLinking}): each registration has code of its own, freed after
 * the registration has ended. What is used here is the part of the API that Java 21 had in preview with the same shape.
 */
@NullMarked
package dev.netmon.ffi.ffm;

import org.jspecify.annotations.NullMarked;
