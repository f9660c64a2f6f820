// SPDX-License-Identifier: Apache-2.0
package dev.netmon.macos;

import dev.netmon.NetInterface;
import dev.netmon.RawEvent.Kind;
import dev.netmon.RawEvent.Op;
import dev.netmon.macos.wire.AddressMessage;
import dev.netmon.macos.wire.Message;
import dev.netmon.macos.wire.MessageText;
import dev.netmon.spi.EventSink;
import dev.netmon.spi.KnownInterfaces;
import dev.netmon.spi.KnownInterfaces.Claims;
import dev.netmon.spi.OsEvent;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the messages of one drain claim about interfaces and addresses. A claim is a reason to look, no more: any local
 * process can make one. What was claimed and is neither new nor true is told as noise. Pure; not thread-safe.
 */
final class Touched implements Claims {
    private record Place(int index, @Nullable InetAddress address, Op op) {}

    private final Map<Place, Message> claims = new LinkedHashMap<>();
    private boolean any;

    /** Something happened that no claim says precisely. */
    void look() {
        any = true;
    }

    /** An address is said to be there, or gone. */
    void address(AddressMessage message) {
        any = true;
        claims.put(new Place(message.index(), message.address(), Facts.op(message.operation())), message);
    }

    /** A link is said to have changed. */
    void link(int index, Message message) {
        any = true;
        claims.put(new Place(index, null, Op.NEW), message);
    }

    /** Whether there is a reason to look. */
    boolean any() {
        return any;
    }

    @Override
    public boolean added(int index, InetAddress address) {
        return claims.containsKey(new Place(index, address, Op.NEW));
    }

    @Override
    public boolean removed(int index, InetAddress address) {
        return claims.containsKey(new Place(index, address, Op.DEL));
    }

    /** Tells the claims that nothing was found of: {@code before} and {@code after} the look. */
    void rest(KnownInterfaces before, Map<Integer, NetInterface> after, EventSink sink) {
        claims.forEach((place, message) -> {
            if (unfounded(place, before.get(place.index), after.get(place.index))) {
                Kind kind = place.address == null ? Kind.LINK : Kind.ADDRESS;
                sink.event(new OsEvent.Filtered(kind, place.op, place.index, MessageText.of(message)));
            }
        });
    }

    private static boolean unfounded(Place place, @Nullable NetInterface before, @Nullable NetInterface after) {
        if (place.address == null) {
            return before == null
                    ? after == null
                    : after != null && before.link().equals(after.link());
        }
        return !has(before, place.address) && !has(after, place.address);
    }

    private static boolean has(@Nullable NetInterface one, InetAddress address) {
        return one != null && one.addresses().stream().anyMatch(a -> a.address().equals(address));
    }
}
