// SPDX-License-Identifier: Apache-2.0

/** The netmon command. */
@NullMarked
package dev.netmon.cli;

import org.jspecify.annotations.NullMarked;
