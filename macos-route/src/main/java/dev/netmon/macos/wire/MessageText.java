// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos.wire;

import dev.netmon.Addresses;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Says in one line what a message holds, in words close to those of {@code route} and {@code ifconfig}: interfaces by
 * index where the message has no name, IPv6 addresses in the form of RFC 5952. Stateless.
 */
public final class MessageText {
    private MessageText() {}

    /** The message in words. */
    public static String of(Message message) {
        if (message instanceof LinkMessage link) {
            return link(link);
        } else if (message instanceof AddressMessage address) {
            return address(address);
        } else if (message instanceof RouteMessage route) {
            return route(route);
        } else if (message instanceof KernelEvent event) {
            return event(event);
        } else if (message instanceof Malformed malformed) {
            return type(malformed.type()) + ": " + malformed.fault().text();
        } else if (message instanceof SkippedMessage skipped) {
            return type(skipped.type());
        }
        throw new AssertionError(message);
    }

    private static String link(LinkMessage link) {
        StringBuilder text = new StringBuilder(64);
        text.append(link.name() == null ? "?" : link.name());
        text.append(link.up() ? " up" : " down");
        flag(text, link.flags(), NetIf.IFF_RUNNING, "running");
        flag(text, link.flags(), NetIf.IFF_LOOPBACK, "loopback");
        flag(text, link.flags(), NetIf.IFF_POINTOPOINT, "pointopoint");
        flag(text, link.flags(), NetIf.IFF_PROMISC, "promisc");
        flag(text, link.flags(), NetIf.IFF_ALLMULTI, "allmulti");
        text.append(" mtu ").append(link.mtu());
        if (link.mac() != null) {
            text.append(" mac ").append(link.mac());
        }
        return text.toString();
    }

    private static String address(AddressMessage address) {
        StringBuilder text = new StringBuilder(48);
        prefix(text, address.address(), address.prefixLength());
        if (address.broadcast() != null) {
            text.append(" broadcast ").append(Addresses.format(address.broadcast()));
        }
        device(text, address.interfaceName(), address.index());
        return text.toString();
    }

    private static String route(RouteMessage route) {
        StringBuilder text = new StringBuilder(64);
        text.append(word(route.type())).append(' ');
        InetAddress destination = route.destination();
        if (destination == null) {
            text.append('?');
        } else if (route.isDefault()) {
            text.append("default");
        } else {
            prefix(text, destination, route.destinationLength());
        }
        if (route.gateway() != null) {
            text.append(" via ").append(Addresses.format(route.gateway()));
        }
        device(text, route.interfaceName(), route.index());
        if (route.source() != null) {
            text.append(" src ").append(Addresses.format(route.source()));
        }
        if (route.mtu() != 0) {
            text.append(" mtu ").append(route.mtu());
        }
        flag(text, route.flags(), Rtsock.RTF_IFSCOPE, "scoped");
        flag(text, route.flags(), Rtsock.RTF_WASCLONED, "cloned");
        flag(text, route.flags(), Rtsock.RTF_LLINFO, "llinfo");
        flag(text, route.flags(), Rtsock.RTF_LOCAL, "local");
        flag(text, route.flags(), Rtsock.RTF_REJECT, "reject");
        flag(text, route.flags(), Rtsock.RTF_BLACKHOLE, "blackhole");
        if (route.pid() != 0) {
            text.append(" pid ").append(Integer.toUnsignedString(route.pid()));
        }
        if (route.errno() != 0) {
            text.append(" errno ").append(route.errno());
        }
        return text.toString();
    }

    private static String event(KernelEvent event) {
        String name = event.interfaceName().isEmpty() ? "?" : event.interfaceName();
        return name + " "
                + switch (event.subclass()) {
                    case KernelEvents.KEV_DL_SUBCLASS -> linkEvent(event.code());
                    case KernelEvents.KEV_INET_SUBCLASS -> "inet event " + event.code();
                    case KernelEvents.KEV_INET6_SUBCLASS -> "inet6 event " + event.code();
                    default -> "event " + event.subclass() + "/" + event.code();
                };
    }

    private static String linkEvent(int code) {
        return switch (code) {
            case KernelEvents.KEV_DL_LINK_ON -> "carrier";
            case KernelEvents.KEV_DL_LINK_OFF -> "no-carrier";
            case KernelEvents.KEV_DL_IF_ATTACHED -> "attached";
            case KernelEvents.KEV_DL_IF_DETACHED -> "detached";
            case KernelEvents.KEV_DL_LINK_ADDRESS_CHANGED -> "mac changed";
            case KernelEvents.KEV_DL_SIFMTU -> "mtu changed";
            case KernelEvents.KEV_DL_SIFFLAGS -> "flags changed";
            default -> "link event " + code;
        };
    }

    private static String word(int type) {
        return switch (type) {
            case Rtsock.RTM_ADD -> "add";
            case Rtsock.RTM_DELETE -> "delete";
            case Rtsock.RTM_CHANGE -> "change";
            case Rtsock.RTM_GET, Rtsock.RTM_GET2 -> "get";
            case Rtsock.RTM_LOSING -> "losing";
            case Rtsock.RTM_REDIRECT -> "redirect";
            case Rtsock.RTM_MISS -> "miss";
            case Rtsock.RTM_LOCK -> "lock";
            case Rtsock.RTM_RESOLVE -> "resolve";
            default -> type(type);
        };
    }

    private static String type(int type) {
        return "message of type " + type;
    }

    private static void prefix(StringBuilder text, InetAddress address, int length) {
        text.append(Addresses.format(address)).append('/');
        if (length < 0) {
            text.append('?');
        } else {
            text.append(length);
        }
    }

    private static void device(StringBuilder text, @Nullable String name, int index) {
        if (name != null) {
            text.append(" dev ").append(name);
        } else if (index != 0) {
            text.append(" dev ").append(index);
        }
    }

    private static void flag(StringBuilder text, int flags, int flag, String word) {
        if ((flags & flag) != 0) {
            text.append(' ').append(word);
        }
    }
}
