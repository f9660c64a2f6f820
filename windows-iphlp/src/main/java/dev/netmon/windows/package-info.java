// SPDX-License-Identifier: Apache-2.0
/** The Windows backend. */
@NullMarked
package dev.netmon.windows;

import org.jspecify.annotations.NullMarked;
