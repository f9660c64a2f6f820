// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux.wire;

/**
 * A message that says nothing about links, addresses or routing here: {@code NLMSG_NOOP}, another type, or a route or
 * rule of a family other than IPv4 and IPv6.
 *
 * @param type the message's type ({@code nlmsg_type})
 */
public record SkippedMessage(int type) implements Message {}
