// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos.wire;

/**
 * A message that says nothing about interfaces, addresses or routes here: a multicast membership, an unknown type, an
 * address family other than IPv4 and IPv6, or a kernel event that is not the network's.
 *
 * @param type the message's type ({@code rtm_type}), of a kernel event its code
 */
public record SkippedMessage(int type) implements Message {}
