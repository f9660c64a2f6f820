// SPDX-License-Identifier: Apache-2.0

/** What a backend implements. */
@NullMarked
package dev.netmon.spi;

import org.jspecify.annotations.NullMarked;
