// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos;

import dev.netmon.Family;
import dev.netmon.RawEvent.Kind;
import dev.netmon.RawEvent.Op;
import dev.netmon.macos.wire.AddressMessage;
import dev.netmon.macos.wire.Bearing;
import dev.netmon.macos.wire.KernelEvent;
import dev.netmon.macos.wire.KernelEvents;
import dev.netmon.macos.wire.LinkMessage;
import dev.netmon.macos.wire.Malformed;
import dev.netmon.macos.wire.Message;
import dev.netmon.macos.wire.MessageCursor;
import dev.netmon.macos.wire.MessageParser;
import dev.netmon.macos.wire.MessageText;
import dev.netmon.macos.wire.RouteMessage;
import dev.netmon.macos.wire.SkippedMessage;
import dev.netmon.spi.EventSink;
import dev.netmon.spi.LinkSource.Detail;
import dev.netmon.spi.OsEvent;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns messages of the routing socket and kernel events into hints, and into reasons to look at interfaces and
 * addresses. What does not matter, a storm of failed lookups above all, costs a look at its header. Pure but for a log
 * line when the first bad message is met. Not thread-safe.
 */
final class EventReader {
    private static final Logger LOG = LoggerFactory.getLogger(EventReader.class);

    private final MessageCursor cursor = new MessageCursor();
    private final CarrierLog carrier;
    private long ignored;
    private long malformed;

    EventReader(CarrierLog carrier) {
        this.carrier = carrier;
    }

    /** How many messages had nothing to say so far. */
    long ignored() {
        return ignored;
    }

    /** How many messages could not be read so far. */
    long malformed() {
        return malformed;
    }

    /**
     * Reads one message of the routing socket.
     *
     * @return whether it mattered
     */
    boolean message(ByteBuffer message, Detail detail, Touched touched, EventSink sink) {
        cursor.over(message);
        if (!cursor.next()) {
            unreadable(
                    "a message",
                    cursor.fault() == null ? "empty" : cursor.fault().text(),
                    touched);
            return true;
        }
        Bearing bearing = Bearing.of(cursor);
        switch (bearing) {
            case FACT -> fact(MessageParser.parse(cursor), touched);
            case HINT -> hint(MessageParser.parse(cursor), detail, sink);
            case UNREADABLE -> unreadable("a message", bearing.text(), touched);
            default -> {
                ignored++;
                return false;
            }
        }
        return true;
    }

    private void fact(Message message, Touched touched) {
        if (message instanceof AddressMessage address) {
            touched.address(address);
        } else if (message instanceof LinkMessage link) {
            touched.link(link.index(), link);
        } else if (message instanceof Malformed bad) {
            unreadable("a message of type " + bad.type(), bad.fault().text(), touched);
        }
    }

    private void hint(Message message, Detail detail, EventSink sink) {
        if (message instanceof SkippedMessage) {
            ignored++; // a route of a family nobody asks about
            return;
        }
        Message read = message instanceof Malformed bad && bad.partial() != null ? bad.partial() : message;
        Op op = Op.NEW;
        Family family = null;
        int index = 0;
        if (read instanceof RouteMessage route) {
            op = route.operation() == null ? Op.NEW : Facts.op(route.operation());
            family = Facts.family(route.family());
            index = route.index();
        }
        sink.event(new OsEvent.Hint(Kind.ROUTE, op, family, index, text(message, detail)));
    }

    private static @Nullable String text(Message message, Detail detail) {
        return detail == Detail.FULL ? MessageText.of(message) : null;
    }

    /**
     * Reads one kernel event.
     *
     * @return whether it mattered
     */
    boolean kernelEvent(ByteBuffer event, Detail detail, Touched touched, EventSink sink) {
        Message message = KernelEvent.parse(event);
        if (message instanceof Malformed bad) {
            unreadable("a kernel event", bad.fault().text(), touched);
            return true;
        }
        if (!(message instanceof KernelEvent known) || !matters(known)) {
            ignored++;
            return false;
        }
        if (known.carrier()) {
            if (known.code() == KernelEvents.KEV_DL_LINK_OFF) {
                carrier.lost(known.interfaceName());
            } else {
                carrier.back(known.interfaceName());
            }
        }
        touched.look();
        if (router(known)) {
            // Older systems tell of routers found by IPv6 advertisements nowhere else.
            sink.event(new OsEvent.Hint(Kind.ROUTE, Op.NEW, Family.V6, 0, text(message, detail)));
        }
        return true;
    }

    private static boolean router(KernelEvent event) {
        return event.subclass() == KernelEvents.KEV_INET6_SUBCLASS && event.code() == KernelEvents.KEV_INET6_DEFROUTER;
    }

    /** By what is known to matter: interfaces also tell of their radio's quality, of multicast and of idleness. */
    private static boolean matters(KernelEvent event) {
        return switch (event.subclass()) {
            case KernelEvents.KEV_DL_SUBCLASS ->
                switch (event.code()) {
                    case KernelEvents.KEV_DL_SIFFLAGS,
                            KernelEvents.KEV_DL_SIFMTU,
                            KernelEvents.KEV_DL_IF_ATTACHED,
                            KernelEvents.KEV_DL_IF_DETACHED,
                            KernelEvents.KEV_DL_LINK_OFF,
                            KernelEvents.KEV_DL_LINK_ON,
                            KernelEvents.KEV_DL_LINK_ADDRESS_CHANGED -> true;
                    default -> false;
                };
            case KernelEvents.KEV_INET_SUBCLASS ->
                switch (event.code()) {
                    case KernelEvents.KEV_INET_NEW_ADDR,
                            KernelEvents.KEV_INET_CHANGED_ADDR,
                            KernelEvents.KEV_INET_ADDR_DELETED -> true;
                    default -> false;
                };
            case KernelEvents.KEV_INET6_SUBCLASS ->
                switch (event.code()) {
                    case KernelEvents.KEV_INET6_NEW_USER_ADDR,
                            KernelEvents.KEV_INET6_ADDR_DELETED,
                            KernelEvents.KEV_INET6_NEW_LL_ADDR,
                            KernelEvents.KEV_INET6_NEW_RTADV_ADDR,
                            KernelEvents.KEV_INET6_DEFROUTER -> true;
                    default -> false;
                };
            default -> false;
        };
    }

    /** It may have told of an interface or an address: only looking tells. */
    private void unreadable(String what, String fault, Touched touched) {
        if (malformed++ == 0) {
            LOG.warn("routing socket: {} could not be read: {}. Further ones are only counted.", what, fault);
        }
        touched.look();
    }
}
