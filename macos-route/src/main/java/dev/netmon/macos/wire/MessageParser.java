// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos.wire;

/** Turns the message a cursor stands on into a record. Stateless; never throws, whatever the bytes. */
public final class MessageParser {
    private MessageParser() {}

    /** The message under the cursor, read in one pass over its socket addresses. */
    public static Message parse(MessageCursor message) {
        if (message.version() != Rtsock.RTM_VERSION) {
            return new Malformed(message.type(), Fault.VERSION, null);
        }
        return switch (message.type()) {
            case Rtsock.RTM_ADD,
                    Rtsock.RTM_DELETE,
                    Rtsock.RTM_CHANGE,
                    Rtsock.RTM_GET,
                    Rtsock.RTM_GET2,
                    Rtsock.RTM_LOSING,
                    Rtsock.RTM_REDIRECT,
                    Rtsock.RTM_MISS,
                    Rtsock.RTM_LOCK,
                    Rtsock.RTM_RESOLVE -> RouteMessage.parse(message);
            case Rtsock.RTM_NEWADDR -> AddressMessage.parse(message, Operation.NEW);
            case Rtsock.RTM_DELADDR -> AddressMessage.parse(message, Operation.DEL);
            case Rtsock.RTM_IFINFO, Rtsock.RTM_IFINFO2 -> LinkMessage.parse(message);
            default -> new SkippedMessage(message.type());
        };
    }
}
