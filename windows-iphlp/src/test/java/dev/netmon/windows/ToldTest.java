// SPDX-License-Identifier: Apache-2.0
package dev.netmon.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.netmon.CarrierCounters;
import dev.netmon.Link;
import dev.netmon.LinkAddress;
import dev.netmon.NetInterface;
import dev.netmon.ffi.WindowsConstants;
import dev.netmon.spi.OsEvent;
import dev.netmon.windows.wire.AddressKey;
import dev.netmon.windows.wire.InterfaceKey;
import dev.netmon.windows.wire.SockaddrInet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ToldTest {
    private final Told told = new Told();
    private final Named named = new Named();

    private static Found found(long luid, int index, int mtu, String... addresses) {
        Link link = new Link(index, "if" + index, true, true, false, mtu, null, CarrierCounters.UNKNOWN, 0);
        List<LinkAddress> all = new ArrayList<>();
        for (String address : addresses) {
            all.add(new LinkAddress(StandInWindows.ip(address), 24, Set.of()));
        }
        return new Found(luid, new NetInterface(link, all));
    }

    private static Map<Integer, Found> state(Found... all) {
        Map<Integer, Found> state = new TreeMap<>();
        for (Found one : all) {
            state.put(one.shown().index(), one);
        }
        return state;
    }

    private static AddressKey key(String address, long luid, int index) {
        return new AddressKey(new SockaddrInet(StandInWindows.ip(address), 0), luid, index);
    }

    private List<String> told(Map<Integer, Found> read) {
        List<String> events = new ArrayList<>();
        told.update(read, named, event -> {
            if (event instanceof OsEvent.LinkEvent e) {
                events.add(e.op() + " " + e.link().name() + " " + e.link().mtu());
            } else if (event instanceof OsEvent.AddressEvent e) {
                events.add(e.op() + " " + e.index() + " " + e.address());
            } else {
                events.add(event.getClass().getSimpleName());
            }
        });
        return events;
    }

    @Test
    void whatIsTheSameIsNotTold() {
        told.reset(state(found(1, 5, 1500, "192.0.2.1")));

        assertEquals(List.of(), told(state(found(1, 5, 1500, "192.0.2.1"))));
    }

    @Test
    void differencesAreToldOnce() {
        told.reset(state(found(1, 5, 1500, "192.0.2.1"), found(2, 6, 1500)));
        Map<Integer, Found> read = state(found(1, 5, 1400, "192.0.2.2"), found(3, 7, 1500, "192.0.2.3"));

        assertEquals(
                List.of(
                        "NEW if5 1400",
                        "DEL 5 192.0.2.1/24",
                        "NEW 5 192.0.2.2/24",
                        "DEL if6 1500",
                        "NEW if7 1500",
                        "NEW 7 192.0.2.3/24"),
                told(read));
        assertEquals(List.of(), told(read));
    }

    @Test
    void anotherCardUnderTheIndexIsAnotherLink() {
        told.reset(state(found(1, 5, 1500, "192.0.2.1")));

        assertEquals(
                List.of("DEL if5 1500", "NEW if5 1500", "NEW 5 192.0.2.1/24"),
                told(state(found(2, 5, 1500, "192.0.2.1"))));
    }

    @Test
    void aNamedLinkIsToldAsItIsAndOnce() {
        told.reset(state(found(1, 5, 1500), found(2, 6, 1500)));
        named.add(new InterfaceKey(WindowsConstants.AF_INET, 0, 5));
        named.add(new InterfaceKey(WindowsConstants.AF_INET6, 0, 5));
        named.add(new InterfaceKey(WindowsConstants.AF_INET, 2, 0));

        assertEquals(List.of("NEW if6 1400", "NEW if5 1500"), told(state(found(1, 5, 1500), found(2, 6, 1400))));
    }

    @Test
    void whatIsNamedAndUnknownIsFiltered() {
        told.reset(state(found(1, 5, 1500)));
        named.add(new InterfaceKey(WindowsConstants.AF_INET, 0, 0));
        named.add(key("192.0.2.1", 0, 5), WindowsConstants.MIB_DELETE_INSTANCE);
        named.add(key("192.0.2.1", 77, 0), WindowsConstants.MIB_ADD_INSTANCE);

        assertEquals(List.of("Filtered", "Filtered", "Filtered"), told(state(found(1, 5, 1500))));
    }

    @Test
    void anAddressThatIsGoneIsToldByItsDifferenceAlone() {
        told.reset(state(found(1, 5, 1500, "192.0.2.1")));
        named.add(key("192.0.2.1", 1, 0), WindowsConstants.MIB_DELETE_INSTANCE);

        assertEquals(List.of("DEL 5 192.0.2.1/24"), told(state(found(1, 5, 1500))));
    }

    @Test
    void anAddressThatWentAndCameIsToldAsBoth() {
        told.reset(state(found(1, 5, 1500, "192.0.2.1")));
        named.add(key("192.0.2.1", 0, 5), WindowsConstants.MIB_DELETE_INSTANCE);
        named.add(key("192.0.2.1", 1, 0), WindowsConstants.MIB_ADD_INSTANCE);

        assertEquals(List.of("DEL 5 192.0.2.1/24", "NEW 5 192.0.2.1/24"), told(state(found(1, 5, 1500, "192.0.2.1"))));
    }

    @Test
    void whatNamesNothingIsAReasonToAsk() {
        named.add((InterfaceKey) null);
        named.add(null, WindowsConstants.MIB_ADD_INSTANCE);

        assertEquals(List.of("Hint"), told(state()));
    }
}
