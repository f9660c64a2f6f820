// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux.wire;

/** What one netlink message said. Immutable; it keeps no reference to the buffer it was read from. */
public sealed interface Message
        permits LinkMessage,
                AddressMessage,
                RouteMessage,
                RuleMessage,
                NexthopMessage,
                ErrorMessage,
                DoneMessage,
                OverrunMessage,
                SkippedMessage,
                Malformed {}
