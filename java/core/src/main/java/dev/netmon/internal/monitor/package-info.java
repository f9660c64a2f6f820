// SPDX-License-Identifier: Apache-2.0
/**
 * Threads around the pure engine: the loop that owns a source, one conflating mailbox per listener, and the sources
 * that need no backend (polling, manual, none). Everything that blocks in core stands here; nothing here judges.
 */
@NullMarked
package dev.netmon.internal.monitor;

import org.jspecify.annotations.NullMarked;
