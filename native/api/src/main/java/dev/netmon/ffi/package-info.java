// SPDX-License-Identifier: Apache-2.0

/** The C functions netmon calls. */
@NullMarked
package dev.netmon.ffi;

import org.jspecify.annotations.NullMarked;
