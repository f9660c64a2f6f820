// SPDX-License-Identifier: Apache-2.0
/** The macOS backend. */
@NullMarked
package dev.netmon.macos;

import org.jspecify.annotations.NullMarked;
