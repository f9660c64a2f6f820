// SPDX-License-Identifier: Apache-2.0
package dev.netmon.linux.wire;

import dev.netmon.Addresses;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Says in one line what a message holds, in words close to those of {@code ip}: interfaces by index, IPv6 addresses in
 * the form of RFC 5952. Stateless.
 */
public final class MessageText {
    private static final String[] OPER_STATES = {
        "unknown", "notpresent", "down", "lowerlayerdown", "testing", "dormant", "up"
    };
    private static final String[] ROUTE_TYPES = {
        "unspec",
        "unicast",
        "local",
        "broadcast",
        "anycast",
        "multicast",
        "blackhole",
        "unreachable",
        "prohibit",
        "throw"
    };

    private MessageText() {}

    /** The message in words. */
    public static String of(Message message) {
        if (message instanceof LinkMessage link) {
            return link(link);
        } else if (message instanceof AddressMessage address) {
            return address(address);
        } else if (message instanceof RouteMessage route) {
            return route(route);
        } else if (message instanceof RuleMessage rule) {
            return rule(rule);
        } else if (message instanceof NexthopMessage nexthop) {
            return nexthop(nexthop);
        } else if (message instanceof ErrorMessage error) {
            return answer("error", error.errno(), error.text());
        } else if (message instanceof DoneMessage done) {
            return answer("done", done.errno(), done.text());
        } else if (message instanceof Malformed malformed) {
            return "message of type " + malformed.type() + ": "
                    + malformed.fault().text();
        } else if (message instanceof SkippedMessage skipped) {
            return "message of type " + skipped.type();
        }
        return "overrun";
    }

    private static String link(LinkMessage link) {
        StringBuilder text = new StringBuilder(96);
        text.append(link.name() == null ? "?" : link.name());
        if (link.bridgePort()) {
            text.append(" bridge port");
        }
        text.append(link.up() ? " up" : " down").append(link.lowerUp() ? " carrier" : " no-carrier");
        flag(text, link.flags(), IfLink.IFF_RUNNING, "running");
        flag(text, link.flags(), IfLink.IFF_DORMANT, "dormant");
        flag(text, link.flags(), IfLink.IFF_LOOPBACK, "loopback");
        flag(text, link.flags(), IfLink.IFF_POINTOPOINT, "pointopoint");
        flag(text, link.flags(), IfLink.IFF_NOARP, "noarp");
        flag(text, link.flags(), IfLink.IFF_PROMISC, "promisc");
        if (link.mtu() != LinkMessage.ABSENT) {
            text.append(" mtu ").append(link.mtu());
        }
        if (link.operState() != LinkMessage.ABSENT) {
            text.append(" state ").append(named(OPER_STATES, link.operState()));
        }
        if (link.mac() != null) {
            text.append(" mac ").append(link.mac());
        }
        if (link.master() != 0) {
            text.append(" master ").append(link.master());
        }
        if (link.kind() != null) {
            text.append(" kind ").append(link.kind());
        }
        if (link.carrierChanges() != LinkMessage.ABSENT) {
            text.append(" carrier-changes ").append(link.carrierChanges());
        }
        if (link.wireless()) {
            text.append(" wireless");
        }
        return text.toString();
    }

    private static String address(AddressMessage address) {
        StringBuilder text = new StringBuilder(64);
        text.append(Addresses.format(address.address()));
        if (address.peer() != null) {
            text.append(" peer ").append(Addresses.format(address.peer()));
        }
        text.append('/').append(address.prefixLength());
        text.append(" scope ").append(scope(address.scope())).append(" flags");
        int before = text.length();
        int flags = address.flags();
        flag(text, flags, IfAddr.IFA_F_SECONDARY, address.family() == Netlink.AF_INET6 ? "temporary" : "secondary");
        flag(text, flags, IfAddr.IFA_F_NODAD, "nodad");
        flag(text, flags, IfAddr.IFA_F_OPTIMISTIC, "optimistic");
        flag(text, flags, IfAddr.IFA_F_DADFAILED, "dadfailed");
        flag(text, flags, IfAddr.IFA_F_HOMEADDRESS, "home");
        flag(text, flags, IfAddr.IFA_F_DEPRECATED, "deprecated");
        flag(text, flags, IfAddr.IFA_F_TENTATIVE, "tentative");
        flag(text, flags, IfAddr.IFA_F_PERMANENT, "permanent");
        flag(text, flags, IfAddr.IFA_F_MANAGETEMPADDR, "mngtmpaddr");
        flag(text, flags, IfAddr.IFA_F_NOPREFIXROUTE, "noprefixroute");
        flag(text, flags, IfAddr.IFA_F_MCAUTOJOIN, "autojoin");
        flag(text, flags, IfAddr.IFA_F_STABLE_PRIVACY, "stable-privacy");
        if (text.length() == before) {
            text.append(" none");
        }
        return text.toString();
    }

    private static String route(RouteMessage route) {
        StringBuilder text = new StringBuilder(64);
        if (route.type() != Rtnetlink.RTN_UNICAST) {
            text.append(named(ROUTE_TYPES, route.type())).append(' ');
        }
        if (route.destinationLength() == 0) {
            text.append("default");
        } else {
            prefix(text, route.destination(), route.destinationLength());
        }
        hop(text, route.gateway(), route.index());
        if (route.preferredSource() != null) {
            text.append(" src ").append(Addresses.format(route.preferredSource()));
        }
        if (route.priority() != 0) {
            text.append(" metric ").append(route.priority());
        }
        text.append(" table ").append(table(route.table()));
        if (route.nexthopId() != 0) {
            text.append(" nhid ").append(route.nexthopId());
        }
        hopFlags(text, route.flags());
        for (RouteHop hop : route.hops()) {
            text.append(" nexthop");
            hop(text, hop.gateway(), hop.index());
            text.append(" weight ").append(hop.weight());
            hopFlags(text, hop.flags());
        }
        return text.toString();
    }

    private static String rule(RuleMessage rule) {
        StringBuilder text = new StringBuilder(64);
        text.append("pref ").append(rule.priority());
        if ((rule.flags() & FibRules.FIB_RULE_INVERT) != 0) {
            text.append(" not");
        }
        text.append(" from ");
        if (rule.sourceLength() == 0) {
            text.append("all");
        } else {
            prefix(text, rule.source(), rule.sourceLength());
        }
        if (rule.destinationLength() != 0) {
            text.append(" to ");
            prefix(text, rule.destination(), rule.destinationLength());
        }
        if (rule.markMask() != 0) {
            text.append(" fwmark 0x").append(Integer.toHexString(rule.mark()));
            text.append("/0x").append(Integer.toHexString(rule.markMask()));
        }
        if (rule.inputInterface() != null) {
            text.append(" iif ").append(rule.inputInterface());
        }
        if (rule.outputInterface() != null) {
            text.append(" oif ").append(rule.outputInterface());
        }
        switch (rule.action()) {
            case FibRules.FR_ACT_TO_TBL -> text.append(" lookup ").append(table(rule.table()));
            case FibRules.FR_ACT_GOTO -> text.append(" goto");
            case FibRules.FR_ACT_NOP -> text.append(" nop");
            case FibRules.FR_ACT_BLACKHOLE -> text.append(" blackhole");
            case FibRules.FR_ACT_UNREACHABLE -> text.append(" unreachable");
            case FibRules.FR_ACT_PROHIBIT -> text.append(" prohibit");
            default -> text.append(" action ").append(rule.action());
        }
        return text.toString();
    }

    private static String nexthop(NexthopMessage nexthop) {
        StringBuilder text = new StringBuilder(48);
        text.append("id ").append(nexthop.id());
        hop(text, nexthop.gateway(), nexthop.index());
        if (nexthop.blackhole()) {
            text.append(" blackhole");
        }
        String before = " group ";
        for (NexthopMessage.Member member : nexthop.group()) {
            text.append(before).append(member.id()).append(',').append(member.weight());
            before = "/";
        }
        hopFlags(text, nexthop.flags());
        return text.toString();
    }

    private static String answer(String word, int errno, @Nullable String kernelText) {
        return word + " errno " + errno + (kernelText == null ? "" : " (" + kernelText + ")");
    }

    private static void prefix(StringBuilder text, @Nullable InetAddress address, int length) {
        if (address == null) {
            text.append('?');
        } else {
            text.append(Addresses.format(address));
        }
        text.append('/').append(length);
    }

    private static void hop(StringBuilder text, @Nullable InetAddress gateway, int index) {
        if (gateway != null) {
            text.append(" via ").append(Addresses.format(gateway));
        }
        if (index != 0) {
            text.append(" dev ").append(index);
        }
    }

    private static void hopFlags(StringBuilder text, int flags) {
        flag(text, flags, Rtnetlink.RTNH_F_DEAD, "dead");
        flag(text, flags, Rtnetlink.RTNH_F_ONLINK, "onlink");
        flag(text, flags, Rtnetlink.RTNH_F_LINKDOWN, "linkdown");
    }

    private static void flag(StringBuilder text, int flags, int flag, String word) {
        if ((flags & flag) != 0) {
            text.append(' ').append(word);
        }
    }

    private static String scope(int scope) {
        return switch (scope) {
            case Rtnetlink.RT_SCOPE_UNIVERSE -> "global";
            case Rtnetlink.RT_SCOPE_SITE -> "site";
            case Rtnetlink.RT_SCOPE_LINK -> "link";
            case Rtnetlink.RT_SCOPE_HOST -> "host";
            case Rtnetlink.RT_SCOPE_NOWHERE -> "nowhere";
            default -> Integer.toString(scope);
        };
    }

    private static String table(long table) {
        if (table == Rtnetlink.RT_TABLE_MAIN) {
            return "main";
        } else if (table == Rtnetlink.RT_TABLE_LOCAL) {
            return "local";
        } else if (table == Rtnetlink.RT_TABLE_DEFAULT) {
            return "default";
        }
        return Long.toString(table);
    }

    private static String named(String[] names, int number) {
        return number < names.length ? names[number] : Integer.toString(number);
    }
}
