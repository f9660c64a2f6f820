// SPDX-License-Identifier: Apache-2.0

/** The link monitor. */
@NullMarked
package dev.netmon;

import org.jspecify.annotations.NullMarked;
