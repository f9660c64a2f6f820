// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos;

import dev.netmon.Link;
import dev.netmon.LinkAddress;
import dev.netmon.NetInterface;
import dev.netmon.ffi.DarwinConstants;
import dev.netmon.macos.wire.AddressMessage;
import dev.netmon.macos.wire.LinkMessage;
import dev.netmon.macos.wire.Malformed;
import dev.netmon.macos.wire.Message;
import dev.netmon.macos.wire.MessageCursor;
import dev.netmon.macos.wire.MessageParser;
import dev.netmon.macos.wire.Operation;
import dev.netmon.macos.wire.Sockaddr;
import dev.netmon.spi.SourceException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the kernel's table of interfaces and addresses, and asks beside it for what the table leaves out: carrier, and
 * the flags of IPv6 addresses. Not thread-safe.
 */
final class InterfaceTable {
    private static final Logger LOG = LoggerFactory.getLogger(InterfaceTable.class);

    private static final int EVERYTHING = 0;

    private final KernelPort kernel;
    private final CarrierLog carrier;
    private final MessageCursor cursor = new MessageCursor();
    private long malformed;

    InterfaceTable(KernelPort kernel, CarrierLog carrier) {
        this.kernel = kernel;
        this.carrier = carrier;
    }

    /** How many records could not be read so far. */
    long malformed() {
        return malformed + cursor.malformed();
    }

    /** All interfaces with their addresses, in the table's order. */
    List<NetInterface> read() throws SourceException {
        Map<Integer, LinkMessage> links = new LinkedHashMap<>();
        Map<Integer, List<AddressMessage>> addresses = new HashMap<>();
        cursor.over(kernel.table(DarwinConstants.NET_RT_IFLIST2, EVERYTHING));
        while (cursor.next()) {
            Message message = whole(MessageParser.parse(cursor));
            if (message instanceof LinkMessage link) {
                links.put(link.index(), link);
            } else if (message instanceof AddressMessage address && address.operation() == Operation.NEW) {
                addresses
                        .computeIfAbsent(address.index(), index -> new ArrayList<>(4))
                        .add(address);
            }
        }
        if (cursor.fault() != null || links.isEmpty()) {
            throw new SourceException("sysctl(NET_RT_IFLIST2): the table of interfaces cannot be read"
                    + (cursor.fault() == null
                            ? ", it is empty"
                            : ": " + cursor.fault().text()));
        }
        List<NetInterface> interfaces = new ArrayList<>(links.size());
        for (LinkMessage message : links.values()) {
            Link link = link(message);
            if (link != null) {
                interfaces.add(new NetInterface(link, addresses(link.name(), addresses.get(link.index()))));
            }
        }
        return interfaces;
    }

    /** One link read afresh, or null where it is gone. */
    @Nullable
    Link link(int index) throws SourceException {
        cursor.over(kernel.table(DarwinConstants.NET_RT_IFLIST2, index));
        while (cursor.next()) {
            if (whole(MessageParser.parse(cursor)) instanceof LinkMessage link && link.index() == index) {
                return link(link);
            }
        }
        return null;
    }

    private @Nullable Link link(LinkMessage message) {
        String name = message.name();
        return name == null || message.index() <= 0
                ? null
                : Facts.link(message, name, kernel.media(name), carrier.of(name));
    }

    private List<LinkAddress> addresses(String name, @Nullable List<AddressMessage> messages) {
        Map<InetAddress, LinkAddress> addresses = new LinkedHashMap<>();
        if (messages != null) {
            for (AddressMessage message : messages) {
                // What limits a link-local address limits no packet to the world.
                boolean ask = message.family() == Sockaddr.AF_INET6
                        && !message.address().isLinkLocalAddress();
                int flags = ask ? kernel.addressFlags(name, message.address()) : 0;
                addresses.put(message.address(), Facts.address(message, flags));
            }
        }
        return List.copyOf(addresses.values());
    }

    /** What was read of a record, the rest of which made no sense. */
    private @Nullable Message whole(Message message) {
        if (message instanceof Malformed bad) {
            if (malformed++ == 0) {
                LOG.warn(
                        "A record of type {} in the table of interfaces cannot be read: {}. Further ones are counted.",
                        bad.type(),
                        bad.fault().text());
            }
            return bad.partial();
        }
        return message;
    }
}
