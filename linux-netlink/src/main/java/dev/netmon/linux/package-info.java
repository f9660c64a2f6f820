// SPDX-License-Identifier: Apache-2.0

/** The Linux backend. */
@NullMarked
package dev.netmon.linux;

import org.jspecify.annotations.NullMarked;
