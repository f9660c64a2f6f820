// SPDX-License-Identifier: Apache-2.0

/** What leaves the process: JSON, recording and replay. */
@NullMarked
package dev.netmon.wire;

import org.jspecify.annotations.NullMarked;
