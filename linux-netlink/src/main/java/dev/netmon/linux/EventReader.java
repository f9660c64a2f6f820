// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux;

import dev.netmon.Link;
import dev.netmon.RawEvent.Kind;
import dev.netmon.RawEvent.Op;
import dev.netmon.linux.wire.AddressMessage;
import dev.netmon.linux.wire.Fault;
import dev.netmon.linux.wire.LinkMessage;
import dev.netmon.linux.wire.Malformed;
import dev.netmon.linux.wire.Message;
import dev.netmon.linux.wire.MessageCursor;
import dev.netmon.linux.wire.MessageParser;
import dev.netmon.linux.wire.MessageText;
import dev.netmon.linux.wire.Netlink;
import dev.netmon.linux.wire.NexthopMessage;
import dev.netmon.linux.wire.RouteMessage;
import dev.netmon.linux.wire.Rtnetlink;
import dev.netmon.spi.EventSink;
import dev.netmon.spi.LinkSource.Detail;
import dev.netmon.spi.OsEvent;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns the datagrams of the event socket into events. Pure but for a log line when the first bad message is met. Not
 * thread-safe.
 *
 * <p>Links and addresses are read whole. A route, rule or nexthop object is looked at no further than its header and its
 * interface unless text is wanted: in a storm there are tens of thousands of them in a second, and all they mean is "ask
 * again".
 */
final class EventReader {
    private static final Logger LOG = LoggerFactory.getLogger(EventReader.class);

    private final MessageCursor cursor = new MessageCursor();
    private long malformed;

    /** How many messages could not be read so far. */
    long malformed() {
        return malformed + cursor.malformed();
    }

    /** Hands over the events of one datagram of the kernel's, in their order. */
    void read(ByteBuffer datagram, Detail detail, EventSink sink) {
        cursor.over(datagram);
        while (cursor.next()) {
            message(detail, sink);
        }
        Fault fault = cursor.fault();
        if (fault != null) {
            lost("datagram", fault, sink);
        }
    }

    private void message(Detail detail, EventSink sink) {
        switch (cursor.type()) {
            case Rtnetlink.RTM_NEWROUTE -> hint(Kind.ROUTE, Op.NEW, detail, sink);
            case Rtnetlink.RTM_DELROUTE -> hint(Kind.ROUTE, Op.DEL, detail, sink);
            case Rtnetlink.RTM_NEWRULE -> hint(Kind.RULE, Op.NEW, detail, sink);
            case Rtnetlink.RTM_DELRULE -> hint(Kind.RULE, Op.DEL, detail, sink);
            case Rtnetlink.RTM_NEWNEXTHOP -> hint(Kind.NEXTHOP, Op.NEW, detail, sink);
            case Rtnetlink.RTM_DELNEXTHOP -> hint(Kind.NEXTHOP, Op.DEL, detail, sink);
            case Rtnetlink.RTM_NEWLINK, Rtnetlink.RTM_DELLINK, Rtnetlink.RTM_NEWADDR, Rtnetlink.RTM_DELADDR ->
                fact(MessageParser.parse(cursor), sink);
            case Netlink.NLMSG_OVERRUN -> sink.event(new OsEvent.Overflow("the kernel reports an overrun"));
            default -> {}
        }
    }

    private void fact(Message message, EventSink sink) {
        if (message instanceof LinkMessage link) {
            link(link, sink);
        } else if (message instanceof AddressMessage address) {
            sink.event(
                    new OsEvent.AddressEvent(Facts.op(address.operation()), address.index(), Facts.address(address)));
        } else if (message instanceof Malformed bad) {
            malformed++;
            lost("message of type " + bad.type(), bad.fault(), sink);
        }
    }

    private void link(LinkMessage message, EventSink sink) {
        Op op = Facts.op(message.operation());
        if (message.bridgePort() || message.wirelessNoise()) {
            sink.event(new OsEvent.Filtered(Kind.LINK, op, message.index(), MessageText.of(message)));
            return;
        }
        Link link = Facts.link(message);
        if (link == null) {
            malformed++;
            sink.event(new OsEvent.Overflow("a link message without a name or an index"));
        } else {
            sink.event(new OsEvent.LinkEvent(op, link));
        }
    }

    private void hint(Kind kind, Op op, Detail detail, EventSink sink) {
        int index = kind == Kind.ROUTE ? RouteMessage.peekIndex(cursor) : 0;
        String text = null;
        if (detail == Detail.FULL) {
            Message message = MessageParser.parse(cursor);
            text = MessageText.of(message);
            if (message instanceof NexthopMessage nexthop) {
                index = nexthop.index();
            } else if (message instanceof Malformed) {
                malformed++;
            }
        }
        sink.event(new OsEvent.Hint(kind, op, Facts.family(cursor.family()), index, text));
    }

    /** A link or an address may have changed in what could not be read: only reading everything again tells. */
    private void lost(String what, Fault fault, EventSink sink) {
        if (malformed() == 1) {
            LOG.warn("rtnetlink: a {} could not be read: {}. Further ones are only counted.", what, fault.text());
        }
        sink.event(new OsEvent.Overflow("unreadable " + what + ": " + fault.text()));
    }
}
