// SPDX-License-Identifier: Apache-2.0

/** The rtnetlink wire format. */
@NullMarked
package dev.netmon.linux.wire;

import org.jspecify.annotations.NullMarked;
