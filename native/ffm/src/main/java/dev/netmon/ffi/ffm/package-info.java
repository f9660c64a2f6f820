// SPDX-License-Identifier: Apache-2.0

/** The C functions by the foreign function API. */
@NullMarked
package dev.netmon.ffi.ffm;

import org.jspecify.annotations.NullMarked;
