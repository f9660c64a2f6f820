// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos.wire;

/** What one message said. Immutable; it keeps no reference to the buffer it was read from. */
public sealed interface Message
        permits LinkMessage, AddressMessage, RouteMessage, KernelEvent, SkippedMessage, Malformed {}
