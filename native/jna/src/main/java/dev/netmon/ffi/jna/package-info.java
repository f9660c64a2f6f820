// SPDX-License-Identifier: Apache-2.0

/** The C functions by JNA. */
@NullMarked
package dev.netmon.ffi.jna;

import org.jspecify.annotations.NullMarked;
