// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux.wire;

/** Turns the message a cursor stands on into a record. Stateless; never throws, whatever the bytes. */
public final class MessageParser {
    private MessageParser() {}

    /** The message under the cursor, read in one pass over its attributes. */
    public static Message parse(MessageCursor message) {
        return switch (message.type()) {
            case Rtnetlink.RTM_NEWLINK -> LinkMessage.parse(message, Operation.NEW);
            case Rtnetlink.RTM_DELLINK -> LinkMessage.parse(message, Operation.DEL);
            case Rtnetlink.RTM_NEWADDR -> AddressMessage.parse(message, Operation.NEW);
            case Rtnetlink.RTM_DELADDR -> AddressMessage.parse(message, Operation.DEL);
            case Rtnetlink.RTM_NEWROUTE -> RouteMessage.parse(message, Operation.NEW);
            case Rtnetlink.RTM_DELROUTE -> RouteMessage.parse(message, Operation.DEL);
            case Rtnetlink.RTM_NEWRULE -> RuleMessage.parse(message, Operation.NEW);
            case Rtnetlink.RTM_DELRULE -> RuleMessage.parse(message, Operation.DEL);
            case Rtnetlink.RTM_NEWNEXTHOP -> NexthopMessage.parse(message, Operation.NEW);
            case Rtnetlink.RTM_DELNEXTHOP -> NexthopMessage.parse(message, Operation.DEL);
            case Netlink.NLMSG_ERROR -> ErrorMessage.parse(message);
            case Netlink.NLMSG_DONE -> DoneMessage.parse(message);
            case Netlink.NLMSG_OVERRUN -> new OverrunMessage();
            default -> new SkippedMessage(message.type());
        };
    }
}
