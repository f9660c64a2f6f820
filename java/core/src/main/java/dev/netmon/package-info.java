// SPDX-License-Identifier: Apache-2.0
/**
 * netmon's public face: open a {@link dev.netmon.LinkMonitor}, register a {@link dev.netmon.LinkListener}, and be told
 * when the network changed, how much it matters ({@link dev.netmon.Significance}) and why ({@link dev.netmon.Reason}).
 *
 * <p>A {@link dev.netmon.NetworkState} is an immutable snapshot; a {@link dev.netmon.LinkChange} leads from one to the
 * next. The question behind every judgement is "where would a packet leave?": an {@link dev.netmon.EgressPath} per
 * family, asked from the operating system and never guessed from tables.
 *
 * <p>Nothing here opens a socket to the world or sends a packet.
 */
@NullMarked
package dev.netmon;

import org.jspecify.annotations.NullMarked;
