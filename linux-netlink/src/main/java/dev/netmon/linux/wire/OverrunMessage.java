// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux.wire;

/** {@code NLMSG_OVERRUN}: messages were lost; everything has to be read afresh. */
public record OverrunMessage() implements Message {}
