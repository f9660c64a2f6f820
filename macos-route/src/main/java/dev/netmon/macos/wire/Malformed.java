// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos.wire;

import org.jspecify.annotations.Nullable;

/**
 * A message that could not be read to its end.
 *
 * @param type the message's type ({@code rtm_type}), of a kernel event 0
 * @param fault what is wrong with it
 * @param partial what was read all the same, or null if that was not enough for a record
 */
public record Malformed(int type, Fault fault, @Nullable Message partial) implements Message {}
